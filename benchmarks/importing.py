"""``import``: all units of three trees from one CSV into an empty database, and the same file once more."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from benchmarks.report import Report
from pankti.project.demo import sides, tree
from pankti.project.demo.load import read_scheme
from pankti.project.demo.sizes import SIZES

NAME = "pankti_bench_import"
HEADER = "level,code,parent,name hi,name en,latitude,longitude,electoral parent,local parent\n"
COPIED = ("organisation_unit", "organisation_placement")


def run(size: str) -> Report:
    report = Report("import", size)
    url = _renamed(os.environ["PANKTI_OWNER_DATABASE_URL"])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "units.csv"
        rows = _write(file, size)
        _empty(os.environ["PANKTI_OWNER_DATABASE_URL"])
        first, again = _import(file, url), _import(file, url)
        limit = _binary_copy(url)
        by = "binary COPY of the same rows, keys included"
        scale = SIZES[size].units / SIZES["nation"].units
        report.add("file to first query", first["seconds"], "s", 40 * scale, True, limit, by)
        report.add("the same file again, nothing changed", again["seconds"], "s", 15 * scale, True)
        report.add("largest memory of the importing process", first["peak_mb"], "MB")
        report.add("units in", first["units"], "units", rows)
        report.add("placements, three trees", first["placements"], "rows")
        report.note(f"{rows:,} rows, {file.stat().st_size / 1e6:,.0f} MB of CSV; targets scaled to the size by units.")
    with psycopg.connect(os.environ["PANKTI_OWNER_DATABASE_URL"], autocommit=True) as server:
        server.execute(f"DROP DATABASE {NAME} WITH (FORCE)")
    return report


def _write(file: Path, size: str) -> int:
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


def _empty(owner: str) -> None:
    with psycopg.connect(owner, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {NAME}")


def _import(file: Path, url: str) -> dict[str, float]:
    environment = os.environ | {"PANKTI_DATABASE_URL": url, "PANKTI_OWNER_DATABASE_URL": url, "PANKTI_AS_OWNER": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.import_once", file], env=environment, check=True, stdout=subprocess.PIPE
    )
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def _binary_copy(url: str) -> float:
    """Seconds to COPY the finished rows in binary into tables of the same columns and primary keys."""
    total = 0.0
    with psycopg.connect(url) as source, psycopg.connect(url) as target:
        for table in COPIED:
            target.execute(f"CREATE TABLE bench_{table} (LIKE {table} INCLUDING DEFAULTS INCLUDING INDEXES)")
            target.commit()
            began = time.perf_counter()
            with (
                source.cursor().copy(f"COPY {table} TO STDOUT (FORMAT binary)") as out,
                target.cursor().copy(f"COPY bench_{table} FROM STDIN (FORMAT binary)") as into,
            ):
                for data in out:
                    into.write(data)
            target.commit()
            total += time.perf_counter() - began
    return total


def _renamed(url: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{NAME}"))
