"""How many units each size of the demo has, from the top level down."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """``counts`` by rank of the main tree; ``seconds``: how many more holders a last unit has on average."""

    name: str
    counts: tuple[int, ...]
    seconds: float = 0.6

    @property
    def last(self) -> int:
        return self.counts[-1]

    @property
    def units(self) -> int:
        return sum(self.counts)


SIZES = {
    size.name: size
    for size in (
        Size("tiny", (1, 1, 1, 1, 1, 2, 4, 12)),
        Size("small", (1, 1, 1, 1, 1, 6, 58, 350)),
        Size("state", (1, 1, 6, 75, 403, 2_300, 23_000, 139_000)),
        Size("nation", (1, 36, 100, 800, 4_100, 16_000, 175_000, 1_050_000), seconds=1.2),
    )
}


def size_of_last(count: int) -> Size | None:
    """The size that has exactly ``count`` last units, if there is one."""
    return next((size for size in SIZES.values() if size.last == count), None)
