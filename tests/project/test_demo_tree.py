"""The generator: the same seed makes the same rows, and the rows make valid trees."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator

import pytest

from pankti.project.demo import holders, sides, tree
from pankti.project.demo.shapes import COUNTRY, middle, polygon, split
from pankti.project.demo.sizes import SIZES, size_of_last

LEVELS = ("land", "province", "part", "zone", "seat", "circle", "group", "spot")
SCHEME = tree.Scheme(
    "main",
    LEVELS,
    1,
    (("votes", ("land", "province", "big", "seat", "spot")), ("towns", ("province", "town", "ward", "spot"))),
)
POSTS = {
    level: [holders.PostPlan(f"{level}-lead", is_lead=True, strength=1), holders.PostPlan(f"{level}-two", False, 2)]
    for level in LEVELS
}


def grow(size: str = "small", seed: int = 7) -> tree.Forest:
    return tree.grow(SCHEME, SIZES[size], seed)


def all_rows(forest: tree.Forest) -> Iterator[str]:
    yield from tree.unit_rows(forest)
    yield from tree.placement_rows(forest)
    for position, (code, _) in enumerate(SCHEME.sides):
        for unit in sides.grow_side(forest, position):
            yield sides.side_placement_row(code, unit)
    held = holders.appoint(forest, POSTS)
    yield from holders.appointment_rows(forest, held)
    yield from holders.person_rows(forest.seed, holders.home_paths(forest, held))


def digest(forest: tree.Forest) -> str:
    return hashlib.sha256("".join(all_rows(forest)).encode()).hexdigest()


def test_one_seed_makes_one_tree() -> None:
    assert digest(grow(seed=3)) == digest(grow(seed=3))
    assert digest(grow(seed=3)) != digest(grow(seed=4))


@pytest.mark.parametrize("size", ["tiny", "small"])
def test_every_level_has_its_count(size: str) -> None:
    forest = grow(size)

    counted = Counter(row.split("\t")[1] for row in tree.unit_rows(forest))

    assert [counted[level] for level in LEVELS] == list(SIZES[size].counts)


def test_every_path_lies_under_its_parents_path() -> None:
    forest = grow()
    rows = [row.rstrip("\n").split("\t") for row in tree.placement_rows(forest)]
    paths = {unit: path for _, unit, _, _, path, _ in rows}

    assert len(set(paths.values())) == len(rows)
    for _, unit, parent, _, path, _ in rows:
        assert path[:-5] == (paths[parent] if parent != r"\N" else "")
        assert int(path[-5:], 16) >= 1
        assert unit != parent


def test_first_last_counts_what_lies_below() -> None:
    forest = grow()
    last = forest.ranks[-1].paths

    for level in forest.ranks:
        for index, path in enumerate(level.paths):
            below = range(level.first_last[index], level.first_last[index + 1])
            assert [at for at, other in enumerate(last) if other.startswith(path)] == list(below)


@pytest.mark.parametrize("position", [0, 1])
def test_other_trees_hang_together(position: int) -> None:
    units = list(sides.grow_side(grow(), position))
    by_id = {unit.id: unit for unit in units}

    assert len(by_id) == len(units)
    assert len({unit.path for unit in units}) == len(units)
    for unit in units:
        above = by_id[unit.parent].path if unit.parent else ""
        assert unit.path[:-5] == above


def test_towns_hold_some_last_units_and_seats_hold_all() -> None:
    forest = grow()
    spots = [sum(unit.level == "spot" for unit in sides.grow_side(forest, position)) for position in (0, 1)]

    assert spots[0] == 350
    assert 50 < spots[1] < 250


def test_cells_number_the_provinces() -> None:
    forest = tree.grow(SCHEME, SIZES["small"], 1)

    assert forest.ranks[0].cells == [0]
    assert {cell for level in forest.ranks[1:] for cell in level.cells} == {1}


def test_some_last_units_are_vacant_and_none_of_the_line_is() -> None:
    forest = grow()
    held = holders.appoint(forest, POSTS)
    last = len(LEVELS) - 1
    filled = {unit for rank, unit in zip(held.rank, held.unit, strict=True) if rank == last}

    assert 0 in filled
    assert 0.90 < len(filled) / 350 < 0.995


def test_children_tile_their_parent() -> None:
    def area(quad: tuple[tuple[float, float], ...]) -> float:
        return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(quad, (*quad[1:], quad[0]), strict=True)) / 2

    for parts in (1, 2, 7, 36):
        pieces = split(COUNTRY, parts, salt=parts)
        assert len(pieces) == parts
        assert sum(map(area, pieces)) == pytest.approx(area(COUNTRY))
        assert all(area(piece) > 0 for piece in pieces)
    assert polygon(COUNTRY).count("[") == 7
    assert 76 < middle(COUNTRY)[0] < 84


def test_a_share_leaves_nobody_out() -> None:
    forest = grow()

    for above, below in zip(forest.ranks, forest.ranks[1:], strict=False):
        assert set(below.parents) == set(range(len(above)))


def test_a_scheme_of_other_depth_is_refused() -> None:
    with pytest.raises(ValueError, match="levels"):
        tree.grow(tree.Scheme("main", ("top", "last"), 0), SIZES["tiny"], 1)


def test_sizes_are_told_apart_by_their_last_level() -> None:
    assert SIZES["nation"].units == 1_246_037
    assert size_of_last(350) is SIZES["small"]
    assert size_of_last(351) is None
