"""Benchmarks measure speed and are no tests; what is tested here is that they count, limit and report rightly."""

from __future__ import annotations

import asyncio
import importlib
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from benchmarks.__main__ import NAMES, main
from benchmarks.generator import play
from benchmarks.making import batches, make_answers
from benchmarks.report import Figure, Report, describe_machine, percentile, table, write_json

SUBJECTS = [(uuid4(), uuid4(), uuid4(), 1) for _ in range(1_000)]


def test_every_name_has_its_benchmark() -> None:
    known = {
        "import",
        "publish",
        "sync",
        "answers",
        "tally",
        "board",
        "reorganise",
        "team",
        "search",
        "people",
        "rally",
        "phone",
    }
    assert set(NAMES) == known
    for module in NAMES.values():
        assert importlib.import_module(module).__doc__


def test_an_unknown_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["speed"])
    assert "no benchmark is called speed" in capsys.readouterr().err


def test_five_in_a_hundred_answers_come_twice_and_none_is_lost() -> None:
    rows = make_answers(uuid4(), SUBJECTS)

    assert len(rows) == 1_050
    assert {row["subject_id"] for row in rows} == {str(unit) for unit, *_ in SUBJECTS}
    assert len({row["id"] for row in rows}) == 1_000
    assert [row["id"] for row in rows] != sorted(row["id"] for row in rows)
    assert [len(part) for part in batches(rows, 400)] == [400, 400, 250]


def test_percentiles_are_those_of_the_nearest_rank() -> None:
    assert percentile([3, 1, 2, 4], 0.5) == 2
    assert percentile([1, 2, 3, 4], 0.95) == 4
    assert percentile([7], 0.99) == 7


def test_a_figure_stands_beside_its_target_and_its_limit(tmp_path: Path) -> None:
    report = Report("sample", "tiny")
    report.add("rows", 50, "rows/s", 40, False, 100, "plain COPY")
    report.add("page", 70, "ms", 50, True)

    text = table(report)

    assert "| rows | 50 rows/s | ≥ 40 rows/s | 100 rows/s (plain COPY) | 50% | met |" in text
    assert "≤ 50 ms" in text
    assert text.endswith("missed |")
    write_json(tmp_path / "out.json", describe_machine("18"), [report])
    written = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert written["reports"][0]["figures"][1]["verdict"] == "missed"
    assert written["machine"]["cores"]


def test_without_a_target_there_is_no_verdict() -> None:
    assert Figure("size", 3, "bytes").verdict == ""


@pytest.mark.parametrize("keep_alive", [True, False])
@pytest.mark.parametrize("chunked", [True, False])
def test_the_generator_asks_once_for_each_phone(keep_alive: bool, chunked: bool) -> None:
    asked: list[bytes] = []
    body = b'{"cursor":"next","results":[{"id":"1","status":"refused","code":"not_addressed"}]}'

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            asked.append(await reader.readexactly(length))
            if chunked:
                writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                writer.write(b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n")
            else:
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            if b"Connection: close" in head:
                writer.close()
                return

    async def both() -> dict[str, Any]:
        server = await asyncio.start_server(_quiet(answer), "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        phones: list[dict[str, object]] = [{"token": str(n), "cursor": None, "commands": []} for n in range(6)]
        plan = {"host": "127.0.0.1", "port": port, "phones": phones, "seconds": 10, "keep_alive": keep_alive}
        result = await play(plan | {"connections": 2, "laps": 2, "rate": None})
        server.close()
        return result

    result = asyncio.run(both())

    assert result["done"] == 12
    assert result["statuses"] == {200: 12}
    assert result["refused"] == {"not_addressed": 12}
    assert len(result["cursors"]) == 6
    assert sum(b'"cursor": "next"' in each for each in asked) == 6


Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def _quiet(answer: Handler) -> Handler:
    async def wrapped(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await answer(reader, writer)
        except asyncio.IncompleteReadError:
            writer.close()

    return wrapped
