"""From bytes to rows of text."""

from __future__ import annotations

import csv
import io

_DIGITS = {ord("०") + n: str(n) for n in range(10)}
LONGEST = 20_000


def rows_of(content: bytes) -> list[list[str]] | None:
    """The rows of a CSV in whatever encoding and with whatever delimiter; None when it is no text at all."""
    text = _decode(content)
    if text is None:
        return None
    sample = text[:8_000]
    delimiter = max("\t,;|", key=lambda mark: (sample.count(mark), mark == ","))
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append([cell.strip().translate(_DIGITS) for cell in row])
            if len(rows) > LONGEST:
                break
    except csv.Error:
        return None
    return rows


def _decode(content: bytes) -> str | None:
    if content.startswith((b"PK\x03\x04", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\xd0\xcf\x11\xe0")):
        return None
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    head = content[:2_000]
    if b"\0" in head:  # UTF-16 that lost its mark: the zeros show which half comes first
        little = head[1::2].count(b"\0") >= head[0::2].count(b"\0")
        return content.decode("utf-16-le" if little else "utf-16-be", errors="replace")
    for encoding in ("utf-8", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")
