"""Brings drafts into a temporary table by COPY: as fast as the file can be read, in flat memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from pankti.organisation.importing.drafts import Draft
from pankti.organisation.importing.lines import Place, columns_for, draft_line
from pankti.organisation.importing.plain import make_ids
from pankti.organisation.importing.shape import Shape

_BATCH = 2_000


class Stage:
    """The stage while it is filled: counts drafts, and gives sources and units their numbers."""

    def __init__(self, shape: Shape, write: Callable[[str], Any]) -> None:
        self.count = 0
        self.has_codes = False
        self.has_keys = False
        self.has_both = False
        self.ids = make_ids()
        self._trees = len(shape.trees)
        self._levels = {level: number for number, level in enumerate(shape.levels)}
        self._sources: dict[str, int] = {}
        self._lines: list[str] = []
        self._write = write

    @property
    def sources(self) -> list[str]:
        return list(self._sources)

    def number_of(self, source: str) -> int:
        """The number that stands for ``source`` in the stage."""
        return self._sources.setdefault(source, len(self._sources))

    def add(self, file: int, draft: Draft, stamp: str = "") -> None:
        """One draft; ``stamp`` where its row can be known again by it."""
        number = self.count + 1
        for n, parent in draft.parents.items():
            is_coded = n in draft.parent_codes
            self.has_keys = self.has_keys or parent is not None
            self.has_codes = self.has_codes or (is_coded and parent is None)
            self.has_both = self.has_both or (is_coded and parent is not None)
        place = Place(number, file, self._levels[draft.level], self.number_of(draft.source), self.ids(number))
        self.add_line(draft_line(draft, place, self._trees, stamp))

    def add_line(self, line: str) -> None:
        """A line that is ready, numbered ``count + 1``."""
        self.count += 1
        self._lines.append(line)
        if len(self._lines) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        self._write("".join(self._lines))
        self._lines.clear()


def make_stage(shape: Shape) -> None:
    """An empty stage that lives until the transaction ends: one parent key and one parent code per tree."""
    columns = ", ".join(f"{name} {kind}" for name, kind in columns_for(len(shape.trees)))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute("SET LOCAL jit = off")  # compiling takes longer than most of these statements
        cursor.execute("SET LOCAL client_min_messages = 'warning'")
        names = ["stage", "item", "found", "gone", "fresh", "filled", "carried", "seen", "said", "shut"]
        names += [f"{kind}_{n}" for n in range(len(shape.trees)) for kind in ("want", "spot")]
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{name}' for name in names)}")
        cursor.execute(f"CREATE TEMP TABLE stage ({columns}, known uuid) ON COMMIT DROP")


@contextmanager
def open_stage(shape: Shape) -> Iterator[Stage]:
    """The stage open for COPY; no other statement goes through until it is closed."""
    names = ", ".join(name for name, _kind in columns_for(len(shape.trees)))
    with connection.cursor() as cursor, cursor.copy(f"COPY stage ({names}) FROM STDIN") as copy:
        stage = Stage(shape, copy.write)
        yield stage
        stage.flush()


def stage_drafts(*, shape: Shape, drafts: Iterable[tuple[int, Draft]]) -> Stage:
    """Write ``drafts``, each with its file's number, into the stage in portions; none of them is kept here."""
    with open_stage(shape) as stage:
        for file, draft in drafts:
            stage.add(file, draft)
    return stage
