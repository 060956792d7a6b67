"""The pull: every source's changes after the phone's cursor, or everything when the cursor is worth nothing.

A cursor is (epoch, hash of one's own holdings and ancestors, one position per source).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from pankti.access.queries import get_me
from pankti.base.clock import now
from pankti.base.prepared import prepared_cursor
from pankti.fieldsync.models import Epoch
from pankti.fieldsync.registry import list_sources
from pankti.fieldsync.types import Part, Reader, Source

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
    since: tuple[int | None, ...] = (None,) * len(sources) if cursor is None or full else cursor.positions
    positions = []
    for source, read, is_new in zip(sources, since, _probe(reader, sources, since), strict=True):
        part = source.pull(reader, read) if is_new or read is None else Part(read)
        positions.append(part.position)
        answer |= part.items
    answer["cursor"] = str(Cursor(epoch, reader.reach.digest, tuple(positions)))
    return answer


def _probe(reader: Reader, sources: Sequence[Source], since: Sequence[int | None]) -> Sequence[bool]:
    """Which sources have something new, in one statement; all of them where everything is asked for."""
    if None in since:
        return [True] * len(sources)
    asked = ", ".join(f"EXISTS ({s.probe.format(since=f'%(since{place})s')})" for place, s in enumerate(sources))
    params = {
        "ancestors": list(reader.reach.ancestors),
        "units": list(reader.reach.units),
        "person": reader.device.person_id,
        "now": now(),
        **{f"since{place}": position for place, position in enumerate(since)},
    }
    with prepared_cursor() as cursor:
        cursor.execute(f"SELECT {asked}", params)
        return cast("Sequence[bool]", cursor.fetchone())
