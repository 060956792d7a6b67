"""From arrivals to what counts: was somebody there, from when, for how many minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

Span = tuple[datetime, datetime]
A_DAY = 24 * 60


def join_spans(spans: Iterable[Span]) -> list[Span]:
    """Stays that overlap or touch are one: two devices at once count once."""
    joined: list[Span] = []
    for begins, ends in sorted(span for span in spans if span[1] >= span[0]):
        if joined and begins <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ends))
        else:
            joined.append((begins, ends))
    return joined


def minutes_of(spans: Iterable[Span]) -> int:
    """Whole minutes present; the sum of the stays once joined, rounded once."""
    return min(round(sum((ends - begins).total_seconds() for begins, ends in join_spans(spans)) / 60), A_DAY)


def spans_to_json(spans: Iterable[Span]) -> list[list[str]]:
    return [[begins.isoformat(), ends.isoformat()] for begins, ends in spans]


def spans_from_json(rows: Sequence[Sequence[str]]) -> list[Span]:
    return [(datetime.fromisoformat(begins), datetime.fromisoformat(ends)) for begins, ends in rows]
