"""The invented tree: counts, paths, places and names from a seed, without touching the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random

from pankti.project.demo import names
from pankti.project.demo.shapes import COUNTRY, Quad, middle, split
from pankti.project.demo.sizes import Size

SOURCE = "demo"
BEGAN_ON = "2026-01-01"


@dataclass(frozen=True, slots=True)
class Scheme:
    """What the generator needs of a loaded scheme: its main tree's levels from the top, and the other trees'."""

    main: str
    levels: tuple[str, ...]
    cell_rank: int
    sides: tuple[tuple[str, tuple[str, ...]], ...] = ()
    group_sizes: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Rank:
    """All units of one rank of the main tree, in order."""

    level: str
    parents: list[int]
    paths: list[str]
    quads: list[Quad]
    first_last: list[int]  # index of the first last unit below each; one more at the end
    cells: list[int]

    def __len__(self) -> int:
        return len(self.parents)


@dataclass(slots=True)
class Forest:
    seed: int
    size: Size
    scheme: Scheme
    ranks: list[Rank]
    villages: list[names.Pair]

    def above(self, rank: int, index: int) -> list[tuple[int, int]]:
        """(rank, index) of all units above one, from the top, with itself last."""
        line = [(rank, index)]
        while rank:
            index = self.ranks[rank].parents[index]
            rank -= 1
            line.append((rank, index))
        return line[::-1]


def make_id(seed: int, kind: int, index: int) -> str:
    """An id of UUIDv7's form that depends on the seed, so that the same seed makes the same rows."""
    return f"01900000-{seed & 0xFFFF:04x}-7000-8{kind:03x}-{index:012x}"


def unit_id(seed: int, rank: int, index: int) -> str:
    return make_id(seed, rank, index)


def share(children: int, parents: int, rng: Random, unevenness: float) -> list[int]:
    """How many children each parent gets: at least one, all in all ``children``."""
    weights = [1.0 + unevenness * (2 * rng.random() - 1) for _ in range(parents)]
    total, spare = sum(weights), children - parents
    ends = [round(spare * upto / total) for upto in accumulate(weights)]
    ends[-1] = spare
    return [1 + end - start for start, end in zip([0, *ends], ends, strict=False)]


def grow(scheme: Scheme, size: Size, seed: int) -> Forest:
    """The main tree of ``size``. ValueError where the scheme has another number of levels."""
    if len(scheme.levels) != len(size.counts):
        raise ValueError(f"The demo grows {len(size.counts)} levels, the scheme has {len(scheme.levels)}")
    rng = Random(seed)  # noqa: S311  (invented data, not a secret)
    last = len(size.counts) - 1
    ranks: list[Rank] = []
    shares: list[list[int]] = []
    for rank, count in enumerate(size.counts):
        if rank == 0:
            ranks.append(
                Rank(scheme.levels[0], [-1] * count, [f"{i + 1:05x}" for i in range(count)], [COUNTRY], [], [])
            )
            ranks[0].cells = list(range(1, count + 1)) if scheme.cell_rank == 0 else [0] * count
            continue
        parts = share(count, size.counts[rank - 1], rng, 0.85 if rank == 1 else 0.45)
        shares.append(parts)
        ranks.append(_below(scheme, rank, ranks[-1], parts, with_quads=rank < last))
    _count_last(ranks, shares)
    return Forest(seed, size, scheme, ranks, names.shuffled_villages(seed))


def _below(scheme: Scheme, rank: int, above: Rank, parts: list[int], *, with_quads: bool) -> Rank:
    level = Rank(scheme.levels[rank], [], [], [], [], [])
    for parent, n in enumerate(parts):
        path = above.paths[parent]
        level.parents.extend([parent] * n)
        level.paths.extend([f"{path}{k:05x}" for k in range(1, n + 1)])
        if with_quads:
            level.quads.extend(split(above.quads[parent], n, rank * 1_000_003 + parent))
        if rank != scheme.cell_rank:
            level.cells.extend([above.cells[parent]] * n)
    if rank == scheme.cell_rank:
        level.cells = list(range(1, len(level.parents) + 1))
    return level


def _count_last(ranks: list[Rank], shares: list[list[int]]) -> None:
    ranks[-1].first_last = list(range(len(ranks[-1]) + 1))
    for rank in range(len(ranks) - 2, -1, -1):
        below = ranks[rank + 1].first_last
        starts = [0, *accumulate(shares[rank])]
        ranks[rank].first_last = [below[start] for start in starts]


def unit_names(forest: Forest) -> Iterator[tuple[int, int, names.Pair]]:
    """(rank, index, name) of every unit, from the top."""
    last = len(forest.ranks) - 1
    for rank in range(last):
        for index in range(len(forest.ranks[rank])):
            yield rank, index, name_of(forest, rank, index)
    for kendra in range(len(forest.ranks[last - 1])):
        village = name_of(forest, last - 1, kendra)
        first, end = forest.ranks[last - 1].first_last[kendra], forest.ranks[last - 1].first_last[kendra + 1]
        for index in range(first, end):
            yield last, index, _last_name(village, index - first)


def name_of(forest: Forest, rank: int, index: int) -> names.Pair:
    """The name of one unit."""
    last = len(forest.ranks) - 1
    if rank == 0:
        return names.ROOT_UNIT
    if rank == 1:
        return names.province_name(index + forest.seed)
    parent = forest.ranks[rank].parents[index]
    if rank == last:
        return _last_name(name_of(forest, rank - 1, parent), index - forest.ranks[rank - 1].first_last[parent])
    if rank == 2:
        side_hi, side_en = names.SIDES[index % len(names.SIDES)]
        above_hi, above_en = name_of(forest, 1, parent)
        return f"{side_hi} {above_hi}", f"{side_en} {above_en}"
    return forest.villages[(index + rank * 211) % len(forest.villages)]


def _last_name(village: names.Pair, place: int) -> names.Pair:
    kind_hi, kind_en = names.BUILDINGS[place % len(names.BUILDINGS)]
    room = place // len(names.BUILDINGS)
    more = (f", कक्ष {room + 1}", f", Room {room + 1}") if room else ("", "")
    return f"{kind_hi}, {village[0]}{more[0]}", f"{kind_en}, {village[1]}{more[1]}"


def unit_rows(forest: Forest) -> Iterator[str]:
    """Rows for COPY into ``organisation_unit``: from id to ``opened_on``."""
    seed, last = forest.seed, len(forest.ranks) - 1
    points = last_points(forest)
    for rank, index, (hindi, english) in unit_names(forest):
        level = forest.ranks[rank]
        x, y = next(points) if rank == last else middle(level.quads[index])
        yield (
            f'{make_id(seed, rank, index)}\t{level.level}\t{{"hi":"{hindi}","en":"{english}"}}\t{SOURCE}\t{index + 1}'
            f"\t{level.cells[index]}\t{y:.5f}\t{x:.5f}\t{BEGAN_ON}\n"
        )


def last_points(forest: Forest) -> Iterator[tuple[float, float]]:
    """Where each last unit stands, spread over its parent's outline."""
    return (middle(quad) for quad in last_quads(forest))


def last_quads(forest: Forest) -> Iterator[Quad]:
    """The outline of each last unit."""
    above = forest.ranks[-2]
    for parent, quad in enumerate(above.quads):
        n = above.first_last[parent + 1] - above.first_last[parent]
        yield from split(quad, n, 7_000_003 + parent)


def placement_rows(forest: Forest) -> Iterator[str]:
    """Rows for COPY of the main tree: tree, unit, parent, level, path, began_on."""
    seed, tree = forest.seed, forest.scheme.main
    for rank, level in enumerate(forest.ranks):
        for index, (parent, path) in enumerate(zip(level.parents, level.paths, strict=True)):
            above = make_id(seed, rank - 1, parent) if rank else "\\N"
            yield f"{tree}\t{make_id(seed, rank, index)}\t{above}\t{level.level}\t{path}\t{BEGAN_ON}\n"
