"""``import``: all units of three trees from one CSV into an empty database, and the same file once more.

It fills a database of its own, and needs no Django here: each part is a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from benchmarks.report import Report
from benchmarks.world import drop_database
from pankti.project.demo.sizes import SIZES

NAME = "pankti_bench_import"
COPIED = ("organisation_unit", "organisation_placement")


def run(size: str) -> Report:
    report = Report("import", size)
    owner = os.environ["PANKTI_OWNER_DATABASE_URL"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "units.csv"
        _empty(owner)
        environment = os.environ | {
            "PANKTI_DATABASE_URL": _renamed(os.environ.get("PANKTI_DATABASE_URL", owner)),
            "PANKTI_OWNER_DATABASE_URL": _renamed(owner),
        }
        environment.pop("PANKTI_AS_OWNER", None)
        subprocess.run([sys.executable, "-m", "benchmarks.import_list", file, size], env=environment, check=True)
        load = os.getloadavg()[0]
        first, again = _import(file, environment), _import(file, environment)
        limit = _binary_copy(_renamed(owner))
        by = "binary COPY of the same rows, keys included"
        scale = SIZES[size].units / SIZES["nation"].units
        report.add("file to first query", first["seconds"], "s", 40 * scale, True, limit, by)
        report.add("the same file again, nothing changed", again["seconds"], "s", 15 * scale, True)
        for what, run_of in (("first", first), ("again", again)):
            report.add(f"processor time, {what}: Python", run_of["python"], "s")
            report.add(f"processor time, {what}: the server's process", run_of["postgresql"], "s")
        report.add("largest memory of the importing process", first["peak_mb"], "MB")
        report.add("units in", first["units"], "units")
        report.add("placements, three trees", first["placements"], "rows")
        report.note(f"{file.stat().st_size / 1e6:,.0f} MB of CSV; targets scaled to the size by units.")
        report.note(f"Load {load:.1f} when the first import began, {os.getloadavg()[0]:.1f} at the end.")
    drop_database(owner, NAME)
    return report


def _empty(owner: str) -> None:
    drop_database(owner, NAME)
    with psycopg.connect(owner, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {NAME}")


def _import(file: Path, environment: dict[str, str]) -> dict[str, float]:
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
