"""Orders places so that neighbours stand together, and cuts the order into even groups."""

from __future__ import annotations

from collections.abc import Sequence

_ORDER = 12  # 4096 × 4096 squares over the area


def along_curve(points: Sequence[tuple[float, float]]) -> list[int]:
    """The indexes of (latitude, longitude) ``points`` along a Hilbert curve over their own extent."""
    south, north = min(p[0] for p in points), max(p[0] for p in points)
    west, east = min(p[1] for p in points), max(p[1] for p in points)
    size = max(north - south, east - west) or 1.0
    side = (1 << _ORDER) - 1
    places = [
        (_distance(int((p[1] - west) / size * side), int((p[0] - south) / size * side)), n)
        for n, p in enumerate(points)
    ]
    return [n for _place, n in sorted(places)]


def _distance(x: int, y: int) -> int:
    """How far along the Hilbert curve the square (x, y) lies."""
    total = 0
    half = 1 << (_ORDER - 1)
    while half:
        right, upper = int(bool(x & half)), int(bool(y & half))
        total += half * half * ((3 * right) ^ upper)
        x, y = x & (half - 1), y & (half - 1)
        if not upper:
            if right:
                x, y = half - 1 - x, half - 1 - y
            x, y = y, x
        half >>= 1
    return total


def even_groups(count: int, size: int) -> list[int]:
    """For ``count`` things the number of the group of each: groups of about ``size`` that differ by one at most."""
    groups = max(1, round(count / size))
    return [n * groups // count for n in range(count)]
