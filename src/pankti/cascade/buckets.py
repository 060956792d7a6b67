"""Time in buckets that add up: four to a doubling, from one second up. No Django.

Bucket 0 holds less than a second, bucket b the times from 2**((b-1)/4) up to 2**(b/4) seconds.
Percentiles read from them are exact to the bucket (under 19 % wide) and interpolated inside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

PER_DOUBLING = 4
LAST = 100  # 2**25 seconds: more than a year

SQL_BUCKET = (
    "CASE WHEN {seconds} < 1 THEN 0"
    f" ELSE LEAST({LAST}, 1 + floor(ln({{seconds}}) / ln(2.0) * {PER_DOUBLING}))::smallint END"
)
"""The same rule in SQL, of a double precision expression ``{seconds}``. Only SQL sorts times into buckets."""


def upper(bucket: int) -> float:
    """The seconds at which ``bucket`` ends."""
    return float(2.0 ** (bucket / PER_DOUBLING))


def lower(bucket: int) -> float:
    """The seconds at which ``bucket`` begins."""
    return 0.0 if bucket == 0 else upper(bucket - 1)


def percentile(times: Mapping[int, int], expected: int, share: float) -> float | None:
    """Seconds until ``share`` (0–1) of ``expected`` had answered; None while they have not."""
    need = max(1, ceil(expected * share))
    if expected <= 0 or sum(times.values()) < need:
        return None
    reached = 0
    for bucket in sorted(times):
        n = times[bucket]
        if n and reached + n >= need:
            return lower(bucket) + (upper(bucket) - lower(bucket)) * (need - reached) / n
        reached += n
    return None


def curve(times: Mapping[int, int]) -> list[tuple[float, int]]:
    """How many had answered by then: (seconds, cumulative count), one point per filled bucket, from (0, 0)."""
    points, total = [(0.0, 0)], 0
    for bucket in sorted(times):
        if times[bucket]:
            total += times[bucket]
            points.append((upper(bucket), total))
    return points
