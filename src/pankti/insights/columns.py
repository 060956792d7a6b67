"""The columns of the children's table: what they are called, how a click orders by them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pankti.base.words import Words, in_language
from pankti.insights.types import Answerable, Lead, Row, SilentRow

LABELS: dict[str, str | Promise] = {
    "name": _("Name"),
    "share": _("Answered"),
    "expected": _("Expected"),
    "seen": _("Seen"),
    "acknowledged": pgettext_lazy("state of a directive at a unit", "Received"),
    "done": _("Done"),
    "refused": _("Cannot"),
    "late": _("Late"),
    "silent": _("No answer"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """``order``: ``ascending``, ``descending`` or empty; ``query``: the address part that orders by it."""

    key: str
    label: str | Promise
    order: str
    query: str


def list_columns(sort: str, descending: bool) -> list[Column]:
    """A first click puts the largest figure, or the first name, on top; a second turns the order round."""
    columns = []
    for key, label in LABELS.items():
        is_here = key == sort
        turn = not descending if is_here else key != "name"
        order = ("descending" if descending else "ascending") if is_here else ""
        columns.append(Column(key, label, order, "?" + urlencode({"sort": key, "dir": "desc" if turn else "asc"})))
    return columns


CHILDREN_HEADER: tuple[str | Promise, ...] = (
    _("Level"),
    _("Name (Hindi)"),
    _("Name (English)"),
    *(label for key, label in LABELS.items() if key not in ("name", "share")),
    _("Answered late"),
    _("Posts vacant"),
    _("Answered, per cent"),
    _("Who answers for it"),
    _("Post"),
    _("Of unit"),
)


def children_cells(children: Iterable[Answerable], levels: dict[str, Words], language: str) -> Iterator[list[object]]:
    """One row of the CSV file for each child; figures that are still being counted stay empty."""
    for child in children:
        row, counts = child.row, child.row.counts
        yield [
            in_language(levels.get(row.level, {}), language),
            row.names.get("hi", ""),
            row.names.get("en", ""),
            counts.expected,
            counts.seen,
            counts.acknowledged,
            counts.done,
            counts.refused,
            counts.late_now,
            counts.silent,
            counts.late,
            counts.vacant,
            None if row.share is None else round(100 * row.share, 1),
            *_lead_cells(child.lead, language),
        ]


SILENT_HEADER: tuple[str | Promise, ...] = (
    _("Lies in"),
    _("Level"),
    _("Name (Hindi)"),
    _("Name (English)"),
    _("State"),
    _("Who answers for it"),
    _("Post"),
    _("Of unit"),
)
VACANT, SILENT = _("Post vacant"), _("No answer")


def silent_cells(rows: Iterable[SilentRow], levels: dict[str, Words], language: str) -> Iterator[list[object]]:
    """One row of the CSV file for each silent unit.

    Its words are translated now: the rows are made later, when the request's language is gone.
    """
    states = {key: str(label) for key, label in LABELS.items()}
    vacant, silent = str(VACANT), str(SILENT)
    level_names = {code: in_language(names, language) for code, names in levels.items()}

    def cells(row: SilentRow) -> list[object]:
        subject = row.subject
        is_vacant = subject.is_vacant and subject.state == "silent"
        return [
            " › ".join(in_language(names, language) for names in row.above),
            level_names.get(subject.level, ""),
            subject.names.get("hi", ""),
            subject.names.get("en", ""),
            vacant if is_vacant else states.get(subject.state, silent),
            *_lead_cells(row.lead, language),
        ]

    return map(cells, rows)


def _lead_cells(lead: Lead, language: str) -> list[str]:
    return [
        in_language(lead.person, language),
        in_language(lead.post, language),
        in_language(lead.unit_names, language),
    ]


def measure(row: Row, of: str) -> int:
    """What ``Who answers for it`` counts: late now, or silent."""
    return (row.counts.late_now if of == "late" else row.counts.silent) or 0
