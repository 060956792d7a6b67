"""``python -m benchmarks NAME … [--size state|nation] [--json FILE]``, from ``./pankti bench``."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from pathlib import Path

import psycopg

from benchmarks.report import Report, describe_machine, say, table, write_json
from benchmarks.world import drop, empty_cascade, open_world

NAMES = {
    "import": "benchmarks.importing",
    "publish": "benchmarks.publish",
    "sync": "benchmarks.sync",
    "answers": "benchmarks.answers",
    "tally": "benchmarks.tally",
    "board": "benchmarks.board",
    "reorganise": "benchmarks.reorganise",
    "team": "benchmarks.team",
    "search": "benchmarks.search",
    "rally": "benchmarks.rally",
    "people": "benchmarks.people",
    "phone": "benchmarks.phone",
}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./pankti bench")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}; none: all")
    parser.add_argument("--size", choices=["tiny", "small", "state", "nation"], default="state")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--fresh", action="store_true", help="fill the database anew")
    parser.add_argument("--drop", action="store_true", help="remove the database afterwards")
    options = parser.parse_args(arguments)
    if unknown := [name for name in options.names if name not in NAMES]:
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(NAMES)}")
    owner = os.environ.get("PANKTI_OWNER_DATABASE_URL") or os.environ.get("PANKTI_DATABASE_URL")
    if not owner:
        parser.error("name a server by PANKTI_DATABASE_URL, or use ./pankti bench")
    os.environ.setdefault("PANKTI_OWNER_DATABASE_URL", owner)
    reports: list[Report] = []
    machine = describe_machine(server_version(owner))
    has_world = options.names != ["import"]  # that one fills a database of its own
    if has_world:
        say(f"filling {options.size} …")
        seconds = open_world(options.size, fresh=options.fresh)
        say(f"filled in {seconds:.1f} s" if seconds else "it was there")
    for name in options.names or list(NAMES):
        say(f"{name} …")
        if has_world:
            empty_cascade()
        reports.append(importlib.import_module(NAMES[name]).run(options.size))
    print("machine: " + ", ".join(f"{key} {value}" for key, value in machine.items()))
    for report in reports:
        print(f"\n## {report.name} ({report.size})\n\n{table(report)}")
        for sentence in report.notes:
            print(f"\n- {sentence}")
    if options.json:
        write_json(options.json, machine, reports)
    if options.drop:
        drop(owner)
    return 0


def server_version(url: str) -> str:
    with psycopg.connect(url) as server:
        row = server.execute("SELECT current_setting('server_version')").fetchone()
        return str(row[0]) if row else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
