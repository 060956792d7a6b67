"""A figure is a number beside its target and its limit; a report says on what machine it was measured."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement. ``target`` and ``limit`` are in the same unit; ``at_most``: smaller is better."""

    what: str
    value: float
    unit: str
    target: float | None = None
    at_most: bool = False
    limit: float | None = None
    limited_by: str = ""

    @property
    def verdict(self) -> str:
        if self.target is None:
            return ""
        met = self.value <= self.target if self.at_most else self.value >= self.target
        return "met" if met else "missed"


@dataclass(slots=True)
class Report:
    """The figures of one benchmark, and sentences about what was done."""

    name: str
    size: str
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, *args: Any, **kwargs: Any) -> None:
        self.figures.append(Figure(*args, **kwargs))
        say(f"  {_line(self.figures[-1])}")

    def note(self, sentence: str) -> None:
        self.notes.append(sentence)
        say(f"  {sentence}")


def say(line: str) -> None:
    """To the person who waits, on standard error."""
    print(line, file=sys.stderr, flush=True)


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def describe_machine(database: str) -> dict[str, object]:
    """Cores, memory, versions, and how busy the machine was when the run began."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(memory, 1),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "postgresql": database,
        "load_1m": round(os.getloadavg()[0], 1),
    }


def table(report: Report) -> str:
    """The figures as a Markdown table."""
    rows = ["| what | measured | target | limit, same run | share of limit | |", "|---|--:|--:|--:|--:|---|"]
    for figure in report.figures:
        limit = f"{_number(figure.limit)} {figure.unit} ({figure.limited_by})" if figure.limit is not None else ""
        rows.append(
            f"| {figure.what} | {_number(figure.value)} {figure.unit} | {_target(figure)} | {limit} "
            f"| {_share(figure)} | {figure.verdict} |"
        )
    return "\n".join(rows)


def write_json(path: Path, machine: dict[str, object], reports: Sequence[Report]) -> None:
    results = [
        {
            "name": report.name,
            "size": report.size,
            "figures": [asdict(figure) | {"verdict": figure.verdict} for figure in report.figures],
            "notes": report.notes,
        }
        for report in reports
    ]
    path.write_text(json.dumps({"machine": machine, "reports": results}, ensure_ascii=False, indent=1), "utf-8")


def _line(figure: Figure) -> str:
    more = f", target {_target(figure)}: {figure.verdict}" if figure.target is not None else ""
    limit = f"; limit {_number(figure.limit)} ({figure.limited_by})" if figure.limit is not None else ""
    return f"{figure.what}: {_number(figure.value)} {figure.unit}{more}{limit}"


def _target(figure: Figure) -> str:
    if figure.target is None:
        return ""
    return f"{'≤' if figure.at_most else '≥'} {_number(figure.target)} {figure.unit}"


def _share(figure: Figure) -> str:
    if not figure.limit or not figure.value:
        return ""
    share = figure.limit / figure.value if figure.at_most else figure.value / figure.limit
    return f"{share:.0%}"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
