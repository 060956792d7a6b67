"""The English press note: sentences of its own, not the Hindi ones translated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date

from pankti.base.words import in_language
from pankti.base.writing import group_digits
from pankti.meetings.types import Mode, Role
from pankti.minutes.types import Manner
from pankti.pressnotes.types import Facts, Someone, Speech
from pankti.pressnotes.writing.people import by_post, by_speaker, find, name_of, others, roles_of, with_role

HONORIFICS = {"shri": "Shri", "shrimati": "Smt.", "sushri": "Ms", "dr": "Dr"}
_FIRST = {
    Manner.SAID: "said that",
    Manner.EXPLAINED: "explained that",
    Manner.URGED: "urged that",
    Manner.QUOTED: "said:",
}
_NEXT = {**_FIRST, Manner.SAID: "added that", Manner.QUOTED: "added:"}
_AGAIN = {**_FIRST, Manner.SAID: "also said that", Manner.QUOTED: "also said:"}
_WORDS = """
a all an and any as at both by each even every for from if in it its many more most no none not now
on one only digital drives booths meetings members other our people schemes several since so some
social such teams that the their there these they this those to today two virtual we when where who
with within without word work workers youth young
"""
_SMALL = frozenset(_WORDS.split())
"""Words that lose their capital inside a sentence; whatever else begins one may be a name."""


def write(facts: Facts) -> str:
    """The whole note."""
    parts = [
        "PRESS NOTE",
        f"{_body(facts)} holds {_title(facts)}",
        " ".join(each for each in (_opening(facts), _chair(facts), _stage(facts)) if each),
        " ".join(each for each in (*_guests(facts), _welcome(facts)) if each),
        *_speeches(facts),
        *(_end(text) for words in facts.notes if (text := words.get("en", ""))),
        *_decisions(facts),
        " ".join(each for each in (_came(facts), _thanks(facts)) if each),
    ]
    return "\n\n".join(each for each in parts if each) + "\n"


def write_day(day: date) -> str:
    """22 November 2026."""
    return str(format_date(day, "d MMMM y", locale="en_IN"))


def join(names: Sequence[str], comma: str = ",") -> str:
    """A, B and C; with a semicolon where the names hold commas themselves."""
    if len(names) < 2:
        return "".join(names)
    if comma == ";" and len(names) > 2:
        return f"{'; '.join(names[:-1])}; and {names[-1]}"
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _body(facts: Facts) -> str:
    return f"{in_language(facts.unit, 'en')} {in_language(facts.wing, 'en')}".strip()


def _title(facts: Facts) -> str:
    title = in_language(facts.titles, "en").strip().rstrip(".")
    if "meeting" in title.lower().split():
        return _lower(title, always=True)
    return f"meeting on “{title}”" if title else "meeting"


def _opening(facts: Facts) -> str:
    venue = in_language(facts.venue, "en")
    place = venue.rsplit(",", 1)[-1].strip() or in_language(facts.place or facts.unit, "en")
    where = {
        Mode.IN_PERSON: f"at {venue}" if venue else "",
        Mode.VIDEO: "by video conference",
        Mode.BOTH: f"at {venue} and by video conference" if venue else "by video conference",
    }[facts.mode]
    line, day = place, ""
    if facts.held_on is not None:
        line = f"{place}, {write_day(facts.held_on)}"
        day = f"on {format_date(facts.held_on, 'EEEE', locale='en_IN')}"
    organisation = in_language(facts.organisation, "en")
    said = [f"The {_body(facts)} of {organisation} held its {_title(facts)}", day, where]
    sentence = " ".join(each for each in said if each) + "."
    if directors := [_full(person) for person in with_role(facts, Role.DIRECTOR)]:
        sentence += f" It was held under the direction of {join(directors, ';')}."
    return f"{line}: {sentence}"


def _chair(facts: Facts) -> str:
    chairs = [_full(person) for person in with_role(facts, Role.CHAIR)]
    return f"{_subject(chairs)} presided." if chairs else ""


def _stage(facts: Facts) -> str:
    stage = [_named(facts, person, before=(Role.CHAIR, Role.DIRECTOR)) for person in with_role(facts, Role.STAGE)]
    return f"{_subject(stage)} conducted the proceedings." if stage else ""


def _guests(facts: Facts) -> list[str]:
    told = []
    for role, one, many in (
        (Role.CHIEF_GUEST, "The chief guest was", "The chief guests were"),
        (Role.SPECIAL_GUEST, "The special guest was", "Special guests were"),
        (Role.MAIN_SPEAKER, "The main speaker was", "The main speakers were"),
    ):
        people = [
            _named(facts, person, before=(Role.CHAIR, Role.DIRECTOR, Role.STAGE)) for person in with_role(facts, role)
        ]
        if people:
            told.append(f"{one if len(people) == 1 else many} {join(people, ';')}.")
    return told


def _welcome(facts: Facts) -> str:
    hosts = [_named(facts, person, before=_INTRODUCED) for person in with_role(facts, Role.WELCOME)]
    return f"{_subject(hosts)} welcomed the guests." if hosts else ""


_INTRODUCED = (
    Role.CHAIR,
    Role.DIRECTOR,
    Role.STAGE,
    Role.CHIEF_GUEST,
    Role.SPECIAL_GUEST,
    Role.MAIN_SPEAKER,
    Role.WELCOME,
)


def _speeches(facts: Facts) -> list[str]:
    return [_paragraph(facts, person, said) for person, said in by_speaker(facts, "en")]


def _paragraph(facts: Facts, person: Someone | None, said: Sequence[Speech]) -> str:
    """What one person said: two plain sentences become one with "and", so that the name does not stand in each."""
    told: list[str] = []
    for number, speech in enumerate(said):
        before = said[number - 1] if number % 2 else None
        if person is not None and before is not None and _is_plain(before) and _is_plain(speech):
            verb = _NEXT[speech.manner]
            told[-1] = f"{told[-1].rstrip('.')}, and {verb} {_end(_lower(speech.texts['en'].strip()))}"
        else:
            told.append(_spoken(facts, person, number, speech))
    return " ".join(told)


def _is_plain(speech: Speech) -> bool:
    """One sentence, not word for word."""
    text = speech.texts["en"].strip().rstrip(".")
    return speech.manner is not Manner.QUOTED and not any(stop in text for stop in ".?!;")


def _spoken(facts: Facts, person: Someone | None, number: int, speech: Speech) -> str:
    text = speech.texts["en"].strip().removeprefix("that ")
    said = _quote(text) if speech.manner is Manner.QUOTED else _end(_lower(text))
    if person is None:
        return f"It was said at the meeting: {said}" if speech.manner is Manner.QUOTED else f"It was said that {said}"
    verb = (_FIRST, _NEXT, _AGAIN)[min(number, 2)][speech.manner]
    return f"{_speaking(facts, person, number)} {verb} {said}"


def _speaking(facts: Facts, person: Someone, number: int) -> str:
    roles = roles_of(facts, person.key)
    if number:
        return _name(person)
    if Role.CHAIR in roles:
        return f"Speaking from the chair, {_name(person)}"
    return _name(person) if roles & set(_INTRODUCED) else f"{_full(person)},"


def _decisions(facts: Facts) -> list[str]:
    said = [(each, each.texts["en"]) for each in facts.decisions if each.texts.get("en")]
    if not said:
        return []
    days = {each.deadline_on for each, _text in said}
    day = next(iter(days)) if len(days) == 1 else None
    if len(said) == 1:
        until = f" This is to be completed by {write_day(day)}." if day else ""
        return [f"The meeting decided that {_end(_lower(said[0][1]))}{until}"]
    lines = [
        f"{number}. " + _until(text, each.deadline_on if day is None else None)
        for number, (each, text) in enumerate(said, start=1)
    ]
    told = ["\n".join(["The meeting took the following decisions:", *lines])]
    return [*told, f"All of this is to be completed by {write_day(day)}."] if day else told


def _until(text: str, day: date | None) -> str:
    return _end(text) if day is None else f"{text.strip().rstrip('.')} (by {write_day(day)})."


def _came(facts: Facts) -> str:
    groups = []
    for post, people in by_post(others(facts), "en"):
        names = join([_name(person) for person in people])
        groups.append(f"{_plural(post) if len(people) > 1 else post} {names}".strip())
    total = group_digits(facts.heads) if facts.heads else ""
    if groups:
        said = ", and ".join(groups) if len(groups) == 2 else join(groups, ";")
        return f"Among the {total} present were {said}." if total else f"Also present were {said}."
    return f"{total} people attended." if total else ""


def _thanks(facts: Facts) -> str:
    people = [_named(facts, person, before=_INTRODUCED) for person in with_role(facts, Role.THANKS)]
    return f"{_subject(people)} proposed the vote of thanks." if people else ""


def _subject(people: Sequence[str]) -> str:
    """People as the subject of a sentence: a post that stands behind a name ends with a comma."""
    return join(people, ";") + ("," if "," in people[-1] else "")


def _name(person: Someone) -> str:
    return name_of(person, "en", HONORIFICS)


def _full(person: Someone) -> str:
    post = in_language(person.post_names, "en")
    return f"{_name(person)}, {post}" if post else _name(person)


def _named(facts: Facts, person: Someone, *, before: Sequence[Role]) -> str:
    own = person.role
    earlier = before[: before.index(own)] if own in before else before
    known = find(facts, person.key)
    return _name(person) if roles_of(facts, person.key) & set(earlier) else _full(known or person)


def _lower(text: str, *, always: bool = False) -> str:
    """Without the capital of a sentence's first word, where that is surely no name."""
    first = text.split(" ", 1)[0].rstrip(",")
    is_word = always and first.istitle()
    return text[:1].lower() + text[1:] if is_word or first.lower() in _SMALL else text


def _plural(post: str) -> str:
    """Several holders of a post, where the plural is plain; a post with "of" or brackets in it stays as it is."""
    if not post[-1:].isalpha() or " of " in post:
        return post
    return f"{post[:-1]}ies" if post.endswith("y") else f"{post}s"


def _end(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "?", "!", "”")) else f"{text}."


def _quote(text: str) -> str:
    return f"“{_end(text.strip('“”'))}”"
