"""Opens a list: CSV or GeoJSON, gzip or not, in whatever encoding it came, and finds its header row."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

import orjson
from django.utils.translation import gettext as _

MAX_CELL = 4_000
"""Longest cell, white space collapsed, that a name or a code may come from."""
MAX_RAW_CELL = 8 * 1024 * 1024
HEADER_WITHIN = 20
_GZIP = b"\x1f\x8b"
_SIGNATURES = {b"PK\x03\x04": "XLSX", b"\xd0\xcf\x11\xe0": "XLS", b"%PDF": "PDF"}

HeaderScore = Callable[[list[str]], int]


class FileRefused(Exception):
    """The whole file cannot be taken; the argument is the translated sentence."""


@dataclass(frozen=True, slots=True)
class Table:
    """A list with its header found. ``rows`` gives the record number as a spreadsheet counts, and the cells.

    ``shapes`` are GeoJSON geometries by record number, for maps only.
    """

    path: Path
    columns: list[str]
    rows: Callable[[], Iterator[tuple[int, list[str]]]]
    shapes: dict[int, Any] = field(default_factory=dict)
    size: int = 0


def open_table(path: Path, score: HeaderScore, encoding: str = "") -> Table:
    """The table in ``path``; FileRefused with a sentence that says what to do.

    ``score`` says how much a row looks like a header; the best of the first rows is it.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise FileRefused(
            _("%(file)s cannot be opened: %(why)s.") % {"file": path.name, "why": error.strerror}
        ) from error
    if not start:
        raise FileRefused(_("%(file)s is empty.") % {"file": path.name})
    for signature, kind in _SIGNATURES.items():
        if start.startswith(signature):
            raise FileRefused(
                _("%(file)s is a file of kind %(kind)s. Save it as “CSV UTF-8” and import that.")
                % {"file": path.name, "kind": kind}
            )
    name = path.name.removesuffix(".gz").lower()
    if name.endswith((".geojson", ".json")):
        return _open_geojson(path)
    return _open_csv(path, score, encoding or find_encoding(path))


def open_bytes(path: Path) -> IO[bytes]:
    """The file's bytes, unpacked where it is gzip."""
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
    return cast("IO[bytes]", gzip.open(path, "rb")) if packed else path.open("rb")


def find_encoding(path: Path) -> str:
    """The encoding by mark or by proof; FileRefused where it is neither UTF-8 nor UTF-16."""
    try:
        with open_bytes(path) as file:
            start = file.read(4096)
            if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return "utf-16"
            zeros = start[1::2].count(0), start[0::2].count(0)
            if max(zeros) > len(start) // 5:
                return "utf-16-le" if zeros[0] > zeros[1] else "utf-16-be"
            decoder = codecs.getincrementaldecoder("utf-8")()
            chunk: bytes = start
            while chunk:
                decoder.decode(chunk)
                chunk = file.read(1 << 20)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise FileRefused(
            _(
                "%(file)s is not in UTF-8, so its letters cannot be read safely. Save it as “CSV UTF-8”,"
                " or name its encoding with --encoding (for example cp1252)."
            )
            % {"file": path.name}
        ) from error
    except (gzip.BadGzipFile, EOFError) as error:
        raise FileRefused(_("%(file)s is damaged: it cannot be unpacked to its end.") % {"file": path.name}) from error
    return "utf-8-sig"


def _open_csv(path: Path, score: HeaderScore, encoding: str) -> Table:
    try:
        codecs.lookup(encoding)
    except LookupError as error:
        raise FileRefused(_("There is no encoding called %(name)s.") % {"name": encoding}) from error
    delimiter = _find_delimiter(path, encoding)
    first: list[list[str]] = []
    for _number, cells in _records(path, encoding, delimiter):
        first.append(cells)
        if len(first) == HEADER_WITHIN:
            break
    at = max(range(len(first)), key=lambda n: (score(first[n]), -n), default=-1)
    if at < 0 or not any(cell.strip() for cell in first[at]):
        raise FileRefused(_("%(file)s has no row that could be a header.") % {"file": path.name})
    columns = [" ".join(cell.split()) for cell in first[at]]
    while columns and not columns[-1]:
        columns.pop()
    header = first[at]

    def rows() -> Iterator[tuple[int, list[str]]]:
        first_cell = header[0]
        for number, cells in _records(path, encoding, delimiter):
            if number <= at + 1 or not cells:
                continue
            if not cells[0].strip() and not any(map(str.strip, cells)):
                continue
            if (cells[0] == first_cell and cells == header) or (number == at + 2 and _counts_columns(cells)):
                continue
            yield number, cells

    return Table(path=path, columns=columns, rows=rows, size=path.stat().st_size)


def _records(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Every record with its number from 1; FileRefused at a cell without end or a broken text."""
    csv.field_size_limit(MAX_RAW_CELL)
    number = 0
    with open_bytes(path) as raw, io.TextIOWrapper(io.BufferedReader(raw, 1 << 18), encoding, newline="") as text:  # type: ignore[type-var]
        reader = csv.reader(_without_nul(text), delimiter=delimiter)
        try:
            for number, cells in enumerate(reader, start=1):
                yield number, cells
        except csv.Error as error:
            raise FileRefused(
                _(
                    "%(file)s: after row %(row)d a cell is longer than %(size)d MB."
                    " Perhaps a quotation mark is opened there and never closed. Mend the row and import again."
                )
                % {"file": path.name, "row": number, "size": MAX_RAW_CELL >> 20}
            ) from error
        except UnicodeDecodeError as error:
            raise FileRefused(
                _("%(file)s: after row %(row)d the text is not in %(encoding)s.")
                % {"file": path.name, "row": number, "encoding": encoding}
            ) from error


def _without_nul(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield line.replace("\x00", "") if "\x00" in line else line


def _find_delimiter(path: Path, encoding: str) -> str:
    """Of comma, semicolon, tabulator and bar the one that parts the first lines most evenly."""
    with open_bytes(path) as raw:
        sample = raw.read(1 << 16).decode(encoding, errors="ignore")
    lines = [line for line in re.split(r"[\r\n]+", re.sub(r'"[^"]*"', "", sample)) if line.strip()][:HEADER_WITHIN]
    return max(
        ",;\t|",
        key=lambda mark: (sum(1 for line in lines if mark in line), sum(map(str.count, lines, [mark] * len(lines)))),
    )


def _counts_columns(cells: list[str]) -> bool:
    """A row of column numbers under the header: 1, 2, 3 …"""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(filled) > 2 and filled == [str(n) for n in range(1, len(filled) + 1)]


def _open_geojson(path: Path) -> Table:
    try:
        with open_bytes(path) as file:
            document = orjson.loads(file.read())
        features = document["features"]
        properties = [feature.get("properties") or {} for feature in features]
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError, EOFError, gzip.BadGzipFile) as error:
        raise FileRefused(_("%(file)s is not a GeoJSON feature collection.") % {"file": path.name}) from error
    columns: list[str] = []
    for entry in properties:
        columns += [key for key in entry if key not in columns]
    cells = [[_cell(entry.get(column)) for column in columns] for entry in properties]
    return Table(
        path=path,
        columns=columns,
        rows=lambda: iter(enumerate(cells, start=1)),
        shapes={number: feature.get("geometry") for number, feature in enumerate(features, start=1)},
        size=path.stat().st_size,
    )


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
