"""CSV that a spreadsheet opens well and safely: UTF-8 with a byte-order mark, no cell that runs as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import IO, Any

BOM = "\ufeff"
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def safe_cell(value: object) -> str:
    """``value`` as text that no spreadsheet takes for a formula: such a text gets a leading apostrophe.

    Numbers stay numbers, negative ones too; None becomes an empty cell; NUL is dropped.
    """
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return str(value)
    text = str(value).replace("\x00", "")
    if text.lstrip(" \u00a0").startswith(_STARTS_FORMULA) or text.startswith(("\t", "\r", "\n")):
        return "'" + text
    return text


class _Echo:
    """Gives back what the csv writer writes, for streaming responses."""

    def write(self, text: str) -> str:
        return text


def stream_csv(header: Iterable[object], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The table line by line, for a streaming answer; the first line carries the mark."""
    writer = csv.writer(_Echo())
    yield BOM + writer.writerow([safe_cell(cell) for cell in header])
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])


def write_csv(to: IO[str], header: Iterable[object], rows: Iterable[Iterable[object]]) -> int:
    """Write the table to ``to`` (text, newline=""); how many rows went out."""
    count = -1
    for line in stream_csv(header, rows):
        to.write(line)
        count += 1
    return count


def open_csv_writer(to: IO[str], header: Iterable[object]) -> Any:
    """A function that writes one safe row at a time, after the mark and the header."""
    to.write(BOM)
    writer = csv.writer(to)
    writer.writerow([safe_cell(cell) for cell in header])

    def write(row: Iterable[object]) -> None:
        writer.writerow([safe_cell(cell) for cell in row])

    return write
