"""The pull: every source's changes after the phone's cursor, or everything when the cursor is worth nothing.

A cursor is (epoch, hash of one's own holdings and ancestors, one position per source).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pankti.access.queries import get_me
from pankti.fieldsync.registry import list_sources
from pankti.fieldsync.types import Part, Reader

_EPOCH = "(SELECT n FROM fieldsync_epoch WHERE id = 1)"


@dataclass(frozen=True, slots=True)
class Cursor:
    """What a phone has read; opaque to it."""

    epoch: int
    digest: str
    positions: tuple[int, ...]

    def __str__(self) -> str:
        return "~".join([str(self.epoch), self.digest, *map(str, self.positions)])

    @classmethod
    def read(cls, text: str | None) -> Cursor | None:
        """None for no cursor, or for one that was not made here."""
        parts = (text or "").split("~")
        try:
            return cls(int(parts[0]), parts[1], tuple(int(p) for p in parts[2:]))
        except (ValueError, IndexError):
            return None


@dataclass(frozen=True, slots=True)
class Probe:
    """The epoch, and whether anything is new for a cursor: columns of the statement that looks the device up."""

    cursor: Cursor | None
    columns: str
    params: Mapping[str, Any]


def probe(cursor_text: str | None) -> Probe:
    """Ask each source; only the epoch where the cursor is worth nothing and all is pulled anyway."""
    sources, cursor = list_sources(), Cursor.read(cursor_text)
    if cursor is None or len(cursor.positions) != len(sources):
        return Probe(None, _EPOCH, {})
    asked = (f"EXISTS ({s.probe.format(since=f'%(since{place})s')})" for place, s in enumerate(sources))
    since = {f"since{place}": position for place, position in enumerate(cursor.positions)}
    return Probe(cursor, ", ".join([_EPOCH, *asked]), since)


def pull(reader: Reader, asked: Probe, told: Sequence[Any], *, is_kept: bool = True) -> dict[str, Any]:
    """The pull's part of a sync answer: ``cursor``, ``full``, ``me`` and the sources' lists.

    ``told``: the answers to the probe's columns. They say nothing where no reach was kept.
    """
    sources, cursor, epoch = list_sources(), asked.cursor, told[0] or 1
    full = cursor is None or cursor.epoch != epoch or cursor.digest != reader.reach.digest
    is_new = told[1:] if is_kept and cursor is not None else (True,) * len(sources)
    answer: dict[str, Any] = {"full": full}
    if full:
        answer["me"] = get_me(reader.device.person_id)
        answer |= {name: [] for source in sources for name in source.lists}
    since: Sequence[int | None] = (None,) * len(sources) if cursor is None or full else cursor.positions
    positions = []
    for source, read, found in zip(sources, since, is_new, strict=True):
        part = source.pull(reader, read) if found or read is None else Part(read)
        positions.append(part.position)
        for name, rows in part.items.items():  # two rooms may add to one list
            answer[name] = [*answer.get(name, ()), *rows]
    answer["cursor"] = str(Cursor(epoch, reader.reach.digest, tuple(positions)))
    return answer
