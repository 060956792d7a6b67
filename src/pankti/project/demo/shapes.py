"""Invented outlines: every unit is a quadrilateral, and its children tile it without gaps."""

from __future__ import annotations

from math import sqrt

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]
"""South-west, south-east, north-east, north-west; longitude first."""

COUNTRY: Quad = ((77.2, 23.4), (83.9, 23.9), (83.2, 28.4), (76.8, 27.8))
JITTER = 0.16


def split(quad: Quad, parts: int, salt: int) -> list[Quad]:
    """``parts`` quadrilaterals that tile ``quad``, in rows, with corners moved a little as ``salt`` says."""
    if parts == 1:
        return [quad]
    rows = max(1, round(sqrt(parts)))
    widths = [parts // rows + (1 if row < parts % rows else 0) for row in range(rows)]
    lines = _lines(quad, rows, widths, salt)
    return [
        (lines[row][0][column], lines[row][0][column + 1], lines[row][1][column + 1], lines[row][1][column])
        for row in range(rows)
        for column in range(widths[row])
    ]


def _lines(quad: Quad, rows: int, widths: list[int], salt: int) -> list[tuple[list[Point], list[Point]]]:
    """Lower and upper corner points of each row; inner row borders stay straight, so that rows meet."""
    borders = [
        0.0 if row == 0 else 1.0 if row == rows else (row + JITTER * _wobble(salt, row, 997)) / rows
        for row in range(rows + 1)
    ]
    result = []
    for row, width in enumerate(widths):
        cuts_low = [_cut(column, width, salt, row * 2) for column in range(width + 1)]
        cuts_high = [_cut(column, width, salt, row * 2 + 1) for column in range(width + 1)]
        result.append(
            ([_at(quad, u, borders[row]) for u in cuts_low], [_at(quad, u, borders[row + 1]) for u in cuts_high])
        )
    return result


def _cut(column: int, width: int, salt: int, line: int) -> float:
    if column in (0, width):
        return column / width
    return (column + JITTER * _wobble(salt, column, line)) / width


def _wobble(salt: int, a: int, b: int) -> float:
    """A number from -1 to 1 that depends on nothing but its three seeds."""
    mixed = (salt * 2_654_435_761 + a * 40_503 + b * 97_787) & 0xFFFFFFFF
    mixed ^= mixed >> 15
    mixed = (mixed * 2_246_822_519) & 0xFFFFFFFF
    return ((mixed >> 8) & 0xFFFF) / 32_767.5 - 1.0


def _at(quad: Quad, u: float, v: float) -> Point:
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = quad
    a, b, c, d = (1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v
    return (a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3)


def middle(quad: Quad) -> Point:
    """The point at the quadrilateral's middle."""
    return _at(quad, 0.5, 0.5)


def polygon(quad: Quad) -> str:
    """The quadrilateral as GeoJSON geometry text, closed, with five decimals (about a metre)."""
    ring = ",".join(f"[{x:.5f},{y:.5f}]" for x, y in (*quad, quad[0]))
    return f'{{"type":"Polygon","coordinates":[[{ring}]]}}'
