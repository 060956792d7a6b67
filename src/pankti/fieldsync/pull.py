"""The pull: every source's changes after the phone's cursor, or everything when the cursor is worth nothing.

A cursor is (epoch, hash of one's own holdings and ancestors, one position per source).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from pankti.access.queries import get_me
from pankti.fieldsync.models import Epoch
from pankti.fieldsync.registry import list_sources
from pankti.fieldsync.types import Reader

_EPOCH_HOLDS = 10.0
_epoch: tuple[float, int] = (-_EPOCH_HOLDS, 0)


def get_epoch() -> int:
    """The epoch, read at most every ten seconds: it changes once in years."""
    global _epoch
    read_at, n = _epoch
    if time.monotonic() - read_at >= _EPOCH_HOLDS:
        n = Epoch.objects.values_list("n", flat=True).first() or 1
        _epoch = (time.monotonic(), n)
    return n


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


def pull(reader: Reader, cursor_text: str | None) -> dict[str, Any]:
    """The pull's part of a sync answer: ``cursor``, ``full``, ``me`` and the sources' lists."""
    sources, epoch = list_sources(), get_epoch()
    cursor = Cursor.read(cursor_text)
    full = (
        cursor is None
        or cursor.epoch != epoch
        or cursor.digest != reader.reach.digest
        or len(cursor.positions) != len(sources)
    )
    answer: dict[str, Any] = {"full": full}
    if full:
        answer["me"] = get_me(reader.device.person_id)
        answer |= {name: [] for source in sources for name in source.lists}
    positions = []
    for place, source in enumerate(sources):
        part = source.pull(reader, None if cursor is None or full else cursor.positions[place])
        positions.append(part.position)
        answer |= part.items
    answer["cursor"] = str(Cursor(epoch, reader.reach.digest, tuple(positions)))
    return answer
