"""What people do: when they look, how long they think, what they say, and what goes wrong on the way."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

REASONS = (
    "बारिश के कारण रास्ता बंद है",
    "मैं आज गांव से बाहर हूं",
    "सामग्री अभी तक नहीं पहुंची",
    "भवन पर ताला लगा है",
    "परिवार में कोई बीमार है",
)
TEXTS = (
    "काम पूरा हुआ, सब लोग आए थे",
    "आज सुबह बैठक हुई",
    "सामग्री बांट दी गई",
    "दो घर बाकी हैं, कल पूरे होंगे",
    "सब ठीक है",
    "सूची बना ली है",
)


@dataclass(frozen=True, slots=True)
class Character:
    """One person with their phone. Times are minutes of human time."""

    is_silent: bool
    is_slow: bool
    clock_error_s: float
    look_after: float
    goes_offline: float
    repeats: float
    disorders: float
    refuses: float
    only_reads: float


@dataclass(frozen=True, slots=True)
class Deed:
    """What a person does with one directive: minutes until they read it, then until they act, then until it is sent."""

    read_after: float
    act_after: float
    send_after: float
    state: str
    number: int = 0
    text: str = ""
    reason: str = ""
    is_repeated: bool = False
    is_disordered: bool = False


def born(rng: Random) -> Character:
    """A person: three in a hundred never answer, some are slow, some clocks are hours off."""
    is_slow = rng.random() < 0.15
    return Character(
        is_silent=rng.random() < 0.03,
        is_slow=is_slow,
        clock_error_s=rng.choice((0, 0, 0, 0, rng.uniform(-90, 90), rng.uniform(-7_200, 7_200))),
        look_after=rng.lognormvariate(3.9 if is_slow else 2.7, 0.8),
        goes_offline=0.3 if is_slow else 0.08,
        repeats=0.06,
        disorders=0.05,
        refuses=0.04,
        only_reads=0.05,
    )


def decide(person: Character, proof: str, rng: Random) -> Deed:
    """What this person does with a directive that wants ``proof``."""
    state = "acknowledged" if proof == "acknowledge" else "done"
    reason = text = ""
    number = 0
    roll = rng.random()
    if roll < person.only_reads:
        state = "seen"
    elif roll < person.only_reads + person.refuses:
        state, reason = "refused", rng.choice(REASONS)
    elif proof == "number":
        number = min(400, int(rng.lognormvariate(2.8, 0.7)))
    elif proof == "text":
        text = rng.choice(TEXTS)
    offline = rng.lognormvariate(4.2, 0.7) if rng.random() < person.goes_offline else 0.0
    return Deed(
        read_after=rng.expovariate(1 / 2),
        act_after=rng.lognormvariate(0.7 if proof == "acknowledge" else 2.6, 0.8),
        send_after=offline,
        state=state,
        number=number,
        text=text,
        reason=reason,
        is_repeated=rng.random() < person.repeats,
        is_disordered=rng.random() < person.disorders,
    )
