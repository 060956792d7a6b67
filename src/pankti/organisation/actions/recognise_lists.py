"""Tells by stamps alone that lists say what they said last time, so that nothing need be read closely or compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection, transaction

from pankti.organisation.actions.merge_staged import use_hash_joins
from pankti.organisation.actions.stage_lists import make_reader
from pankti.organisation.importing.lines import NULL
from pankti.organisation.importing.plain import Levels, Places, find_places
from pankti.organisation.importing.plan import Plan, Source
from pankti.organisation.importing.stamps import Stamps, text_of
from pankti.organisation.models import Unit

_BATCH = 5_000
_SHOWN = 10_000


@dataclass(frozen=True, slots=True)
class Recognised:
    """How many rows were read and how many units they name, all of them known and unchanged."""

    rows: int
    units: int


class _Strange(Exception):
    """A row that cannot be known by its stamp."""


def recognise_lists(*, plan: Plan, tops: list[str], progress: Callable[[str, int], None]) -> Recognised | None:
    """Read the lists for their stamps; None unless every row is known and no unit of theirs is missing.

    Whatever would be remarked, refused, changed, moved or missed gives None: then the lists
    must be imported in full. ``tops``: which unit takes what names no parent, by tree.
    """
    recognising = _Recognising(plan, tops, progress)
    try:
        with transaction.atomic():  # a COPY that is broken off would spoil the import's own transaction
            return recognising.run()
    except _Strange:
        return None


class _Recognising:
    def __init__(self, plan: Plan, tops: list[str], progress: Callable[[str, int], None]) -> None:
        self.plan = plan
        self.tops = tops
        self.progress = progress
        self.rows = 0

    def run(self) -> Recognised | None:
        if not self._has_stamps():
            return None
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL client_min_messages = 'warning'")
            cursor.execute("SET LOCAL work_mem = '256MB'")
            cursor.execute("SET LOCAL jit = off")
            cursor.execute("DROP TABLE IF EXISTS pg_temp.seen")
            cursor.execute("CREATE TEMP TABLE seen (seq int, own bool, named bool, k uuid, stamp uuid) ON COMMIT DROP")
            lines = self._lines()
            first = list(islice(lines, _BATCH))
            self._check_sample(cursor, first)
            with cursor.copy("COPY seen FROM STDIN") as copy:
                copy.write("".join(first))
                first.clear()
                for line in lines:
                    first.append(line)
                    if len(first) >= _BATCH:
                        copy.write("".join(first))
                        first.clear()
                copy.write("".join(first))
            use_hash_joins(cursor, is_on=True)
            units = self._compare(cursor)
            use_hash_joins(cursor, is_on=False)
        return Recognised(self.rows, units) if units is not None else None

    def _has_stamps(self) -> bool:
        sources = {
            spec.source or source.mapping.source for source in self.plan.sources for spec in source.mapping.units
        }
        return Unit.objects.filter(source__in=sources, stamp__isnull=False).exists()

    def _check_sample(self, cursor: Any, lines: list[str]) -> None:
        """Give up at once where the first rows are new: a list that changed through and through."""
        stamps = [line.rstrip("\n").rpartition("\t")[2] for line in lines]
        cursor.execute("SELECT count(*) FROM organisation_unit WHERE stamp = ANY (%s::uuid[])", [stamps])
        if cursor.fetchone()[0] < len(set(stamps)):
            raise _Strange

    def _lines(self) -> Iterator[str]:
        for source in self.plan.sources:
            if source.table.shapes:
                raise _Strange
            places = find_places(source.mapping, self.plan.shape, source.table.columns)
            stamps = Stamps(self.plan, source, self.tops)
            if places is not None:
                yield from self._child_lines(source, places, stamps)
            elif source.mapping.hierarchy is None:
                yield from self._row_lines(source, stamps)
            else:
                raise _Strange
        self.progress("rows", self.rows)

    def _child_lines(self, source: Source, places: Places, stamps: Stamps) -> Iterator[str]:
        """Of a list with one unit a row."""
        levels = Levels(make_reader(source, self.plan), places, 0)
        find, loose, stamp_of, width = levels.find, levels.is_loose, stamps.of_row, places.width
        for _row, cells in source.table.rows():
            self._count()
            if len(cells) != width or (level := find(cells)) is None:
                raise _Strange
            yield f"{NULL}\tt\t{NULL}\t{NULL}\t{stamp_of(text_of(cells), cells, is_loose=loose(level, cells))}\n"

    def _row_lines(self, source: Source, stamps: Stamps) -> Iterator[str]:
        """Of a list whose rows name the units above their own too."""
        reader = make_reader(source, self.plan)
        for row, cells in source.table.rows():
            self._count()
            above = reader.peek(row, cells)
            if above is None:
                raise _Strange
            stamp = stamps.of_row(text_of(cells), cells, is_loose=above.is_loose)
            for draft in above.drafts:
                named = "t" if draft.is_named else "f"
                yield f"{self.rows}\tf\t{named}\t{draft.key}\t{stamps.of_upper(draft)}\n"
            yield f"{NULL}\tt\t{NULL}\t{NULL}\t{stamp}\n"

    def _count(self) -> None:
        self.rows += 1
        if self.rows % _SHOWN == 0:
            self.progress("rows", self.rows)

    def _compare(self, cursor: Any) -> int | None:
        """How many units the lists name, if every one is known by its stamp and none is missing."""
        cursor.execute(
            """
            SELECT u.source, u.level_id, count(*), count(*) FILTER (WHERE u.closed_on IS NULL)
            FROM organisation_unit u WHERE u.stamp IN (SELECT stamp FROM seen WHERE own) GROUP BY 1, 2
            """
        )
        kinds = cursor.fetchall()
        known = sum(count for _source, _level, count, _open in kinds)
        if known != self.rows:
            return None
        cursor.execute(
            """
            SELECT source, level_id, count(*) FROM organisation_unit
            WHERE closed_on IS NULL AND source = ANY (%s) GROUP BY 1, 2
            """,
            [list({source for source, _level, _count, _open in kinds})],
        )
        standing = {(source, level): count for source, level, count in cursor.fetchall()}
        if any(standing.get((source, level), 0) != still for source, level, _count, still in kinds):
            return None
        cursor.execute(
            """
            SELECT count(*), count(u.id)
            FROM (SELECT DISTINCT ON (k) k, stamp FROM seen WHERE NOT own ORDER BY k, named DESC, seq) w
            LEFT JOIN organisation_unit u ON u.stamp = w.stamp
            """
        )
        uppers, settled = cursor.fetchone()
        return self.rows + int(uppers) if uppers == settled else None
