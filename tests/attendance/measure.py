"""How well names are matched: counts over the meetings of one part."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from pankti.attendance.matching import Known, judge, read_written
from tests.makers.video_names import Meeting


@dataclass
class Figures:
    """``right``: taken and true; ``wrong``: taken and false; ``decidable``: what could be known from the list."""

    lines: int = 0
    right: int = 0
    wrong: int = 0
    decidable: int = 0
    right_decidable: int = 0
    shown: int = 0  # left to a person, with the true one among the candidates
    asked: int = 0  # left to a person although decidable
    wrongs: list[tuple[str, str, str]] = field(default_factory=list)
    missed: Counter[str] = field(default_factory=Counter)
    misses: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right_decidable / max(1, self.decidable)

    def __str__(self) -> str:
        return (
            f"{self.lines} names; taken {self.right + self.wrong}, wrong {self.wrong}: precision {self.precision:.4f},"
            f" recall {self.recall:.4f} of {self.decidable} decidable;"
            f" of {self.asked} asked, {self.shown} show the true one"
        )


def measure(meetings: list[Meeting]) -> Figures:
    """Judge every line of every meeting against its invited people."""
    found = Figures()
    for meeting in meetings:
        known = [
            Known(
                UUID(int=at),
                UUID(int=at),
                tuple(name for name in (one.hindi, one.english) if name),
                (one.place,),
                frozenset({one.booth}),
            )
            for at, one in enumerate(meeting.invited)
        ]
        verdicts = judge(known, {line.written: read_written(line.written) for line in meeting.lines})
        for line in meeting.lines:
            verdict = verdicts[line.written]
            taken = None if verdict.taken is None else verdict.taken.person_id.int
            named = partial(_named, meeting)
            found.lines += 1
            found.decidable += not line.is_open
            if taken is not None and taken == line.truth:
                found.right += 1
                found.right_decidable += not line.is_open
            elif taken is not None:
                found.wrong += 1
                found.wrongs.append((line.written, named(line.truth), named(taken)))
            elif not line.is_open:
                found.asked += 1
                found.shown += any(c.person_id.int == line.truth for c in verdict.candidates)
                found.missed[line.style] += 1
                found.misses.append((line.written, named(line.truth), str(verdict.candidates[:2])))
    return found


def _named(meeting: Meeting, at: int | None) -> str:
    return "–" if at is None else meeting.invited[at].english or meeting.invited[at].hindi
