"""Makes an empty database ready and writes the list to import: ``python -m benchmarks.import_list FILE SIZE``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django

if __name__ == "__main__":
    os.environ["PANKTI_AS_OWNER"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pankti.project.settings")
    django.setup()

from django.core.management import call_command

from benchmarks.report import say
from pankti.project.demo import sides, tree
from pankti.project.demo.load import create_organisation, read_scheme
from pankti.project.demo.sizes import SIZES

HEADER = "level,code,parent,name hi,name en,latitude,longitude,electoral parent,local parent\n"


def main(file: Path, size: str) -> None:
    """Migrate as the owner, load the scheme, write the list."""
    call_command("prepare_database")
    call_command("load_scheme", "in-organisation", stdout=sys.stderr)
    create_organisation("in-organisation")
    say(f"  {write_list(file, size):,} rows written")


def write_list(file: Path, size: str) -> int:
    """A row for every unit of the invented organisation with its parent in each tree; how many."""
    forest = tree.grow(read_scheme(), SIZES[size], 7)
    count = 0
    with file.open("w", encoding="utf-8") as out:
        out.write(HEADER)
        for line in _lines(forest):
            out.write(line)
            count += 1
    return count


def _lines(forest: tree.Forest) -> Iterator[str]:
    codes: list[dict[str, str]] = []
    fresh: dict[str, list[str]] = {}
    for position, (name, _) in enumerate(forest.scheme.sides):
        above: dict[str, str] = {}
        for unit in sides.grow_side(forest, position):
            if unit.parent:
                above[unit.id] = unit.parent
            if unit.is_new:
                fresh.setdefault(name, []).append(unit.id)
        codes.append(above)
    levels = {}
    for position, (name, names) in enumerate(forest.scheme.sides):
        for unit_id in fresh.get(name, ()):
            kind = int(unit_id[20:23], 16)
            levels[unit_id] = names[kind - sides.KIND - position * 16]
    for unit_id, level in levels.items():
        parents = ",".join(_code(above.get(unit_id, "")) for above in codes)
        village = forest.villages[int(unit_id[24:], 16) * 31 % len(forest.villages)]
        yield f"{level},{_code(unit_id)},,{village[0]},{village[1]},,,{parents}\n"
    points = tree.last_points(forest)
    last = len(forest.ranks) - 1
    for rank, index, (hindi, english) in tree.unit_names(forest):
        unit_id = tree.unit_id(forest.seed, rank, index)
        parent = f"{rank - 1}-{forest.ranks[rank].parents[index]}" if rank else ""
        x, y = next(points) if rank == last else (0.0, 0.0)
        place = f"{y:.5f},{x:.5f}" if rank == last else ","
        parents = ",".join(_code(above.get(unit_id, "")) for above in codes)
        yield f'{forest.scheme.levels[rank]},{rank}-{index},{parent},"{hindi}","{english}",{place},{parents}\n'


def _code(unit_id: str) -> str:
    """A code from an id of ours: its kind and its number."""
    return f"{int(unit_id[20:23], 16)}-{int(unit_id[24:], 16)}" if unit_id else ""


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
