"""One list of participants: its people, each with all their stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from pankti.attendance.counting import Span, join_spans, minutes_of
from pankti.attendance.matching import alias_key
from pankti.attendance.reports.columns import columns_by_content, columns_of
from pankti.attendance.reports.table import LONGEST, rows_of
from pankti.attendance.reports.times import Reading, choose_reading, read_minutes

_CAME = ("join", "शामिल", "जुड़े", "जुड़ा")
_WENT = ("left", "leave", "exit", "छोड़", "निकल")


@dataclass(slots=True)
class Stay:
    """One name of a list. ``minutes``: as the list says where it gives no hours."""

    name: str
    email: str = ""
    spans: list[Span] = field(default_factory=list)
    total: float | None = None
    first: datetime | None = None

    @property
    def minutes(self) -> int | None:
        if self.spans:
            return minutes_of(self.spans)
        return None if self.total is None else round(self.total)

    @property
    def came_at(self) -> datetime | None:
        return min((begins for begins, _ends in self.spans), default=self.first)


@dataclass(frozen=True, slots=True)
class Parsed:
    stays: tuple[Stay, ...]
    is_too_long: bool = False


@dataclass(frozen=True, slots=True)
class _Table:
    columns: dict[str, int]
    rows: list[list[str]]

    @property
    def worth(self) -> tuple[bool, int]:
        """Each stay with its hours is worth more than one line with a sum for each person."""
        has_stays = ("joined" in self.columns and "left" in self.columns) or "action" in self.columns
        return has_stays, len(self.rows)


def read_list(content: bytes, *, zone: tzinfo, day: date, ends_at: datetime | None = None) -> Parsed | None:
    """Everybody in the list; None when it holds no list of people.

    ``zone`` and ``day``: the meeting's; lists name no zone, and some no day. ``ends_at`` closes stays that
    nobody ended.
    """
    rows = rows_of(content)
    if rows is None:
        return None
    tables = sorted(_tables(rows), key=lambda table: table.worth, reverse=True)
    if not tables:
        return None
    known: dict[str, Stay] = {}
    for table in tables:
        found = _read(table, zone, day, ends_at)
        for key, stay in found.items():
            if key not in known or (known[key].minutes is None and stay.minutes is not None):
                known[key] = stay  # the better table comes first; a later one adds whom it left out
    return Parsed(tuple(known.values()), is_too_long=len(rows) > LONGEST) if known else None


def _tables(rows: Sequence[list[str]]) -> list[_Table]:
    """Every part of the file that has a header of its own; a file without any is one table by its content."""
    tables: list[_Table] = []
    for row in rows:
        columns = columns_of(row)
        if columns is not None:
            tables.append(_Table(columns, []))
        elif tables and any(row) and len(row) >= max(tables[-1].columns.values()) // 2 + 1:
            tables[-1].rows.append(row)
    tables = [table for table in tables if table.rows]
    if not tables and (columns := columns_by_content(rows)):
        tables = [_Table(columns, [row for row in rows if any(row)])]
    return tables


def _read(table: _Table, zone: tzinfo, day: date, ends_at: datetime | None) -> dict[str, Stay]:
    at = table.columns
    moments = [_cell(row, at, kind) for row in table.rows for kind in ("joined", "left", "from", "moment")]
    reading = choose_reading([text for text in moments if text], zone=zone, day=day)
    if "action" in at and "moment" in at:
        return _from_actions(table, reading, ends_at)
    found: dict[str, Stay] = {}
    swapped = _is_swapped(table, reading)
    for row in table.rows:
        name, email = _name(row, at), _cell(row, at, "email")
        if not name and not email:
            continue
        stay = found.setdefault(_key(name, email), Stay(name or email, email))
        joined, left = reading.read(_cell(row, at, "joined")), reading.read(_cell(row, at, "left"))
        first, last = reading.read(_cell(row, at, "from")), reading.read(_cell(row, at, "to"))
        if swapped:
            joined, left = left, joined
        minutes = read_minutes(_cell(row, at, "minutes"))
        if joined and left and left >= joined:
            stay.spans.append((joined, left))
        elif minutes is None and first and last and last >= first:
            stay.spans.append((first, last))
        elif minutes is not None:
            stay.first = stay.first or first or joined
            stay.total = (stay.total or 0) + minutes
    return found


def _from_actions(table: _Table, reading: Reading, ends_at: datetime | None) -> dict[str, Stay]:
    """Lists that tell comings and goings one by one; whoever never left stayed to the end."""
    at = table.columns
    events: dict[str, list[tuple[datetime, bool]]] = {}
    found: dict[str, Stay] = {}
    last: datetime | None = ends_at
    for row in table.rows:
        name, moment = _name(row, at), reading.read(_cell(row, at, "moment"))
        action = _cell(row, at, "action").casefold()
        if not name or moment is None or not any(word in action for word in (*_CAME, *_WENT)):
            continue
        key = _key(name, _cell(row, at, "email"))
        found.setdefault(key, Stay(name, _cell(row, at, "email")))
        events.setdefault(key, []).append((moment, any(word in action for word in _CAME)))
        last = moment if last is None else max(last, moment)
    for key, told in events.items():
        begun: datetime | None = None
        for moment, is_coming in sorted(told):
            if is_coming and begun is None:
                begun = moment
            elif not is_coming and begun is not None:
                found[key].spans.append((begun, moment))
                begun = None
        if begun is not None and last is not None:
            found[key].spans.append((begun, last))
    for stay in found.values():
        stay.spans = join_spans(stay.spans)
    return found


def _is_swapped(table: _Table, reading: Reading) -> bool:
    """Whether most people left before they came: then somebody changed the two columns' places."""
    pairs = [
        (reading.read(_cell(r, table.columns, "joined")), reading.read(_cell(r, table.columns, "left")))
        for r in table.rows
    ]
    both = [(joined, left) for joined, left in pairs if joined and left and joined != left]
    return bool(both) and sum(left < joined for joined, left in both) * 2 > len(both)


def _name(row: Sequence[str], at: dict[str, int]) -> str:
    if "first" in at:
        return " ".join(part for part in (_cell(row, at, "first"), _cell(row, at, "last")) if part)
    return _cell(row, at, "name")


def _cell(row: Sequence[str], at: dict[str, int], kind: str) -> str:
    place = at.get(kind)
    return row[place] if place is not None and place < len(row) else ""


def _key(name: str, email: str) -> str:
    return email.casefold() or alias_key(name) or name
