"""When an appointment is in force: begun, not ended, not resting. Said once, for the ORM and for SQL.

A scheduled end is not an end yet, and a suspended holder's rights rest.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

RUNS = "({a}.began_at <= {now} AND ({a}.ended_at IS NULL OR {a}.ended_at > {now}))"
RESTS = (
    "({a}.rests_from IS NOT NULL AND {a}.rests_from <= {now} AND ({a}.rests_until IS NULL OR {a}.rests_until > {now}))"
)


def runs(alias: str, at: str = "%(now)s") -> str:
    """SQL: the appointment ``alias`` has begun and not ended at ``at``; a suspended holder still holds it."""
    return RUNS.format(a=alias, now=at)


def in_force(alias: str, at: str = "%(now)s") -> str:
    """SQL: the appointment ``alias`` runs and its holder is not suspended: its rights count."""
    return f"({RUNS.format(a=alias, now=at)} AND NOT {RESTS.format(a=alias, now=at)})"


def running(at: datetime, prefix: str = "") -> Q:
    """As ``runs``, for the ORM."""
    return Q(**{f"{prefix}began_at__lte": at}) & (Q(**{f"{prefix}ended_at": None}) | Q(**{f"{prefix}ended_at__gt": at}))


def forceful(at: datetime, prefix: str = "") -> Q:
    """As ``in_force``, for the ORM."""
    awake = (
        Q(**{f"{prefix}rests_from": None})
        | Q(**{f"{prefix}rests_from__gt": at})
        | Q(**{f"{prefix}rests_until__lte": at})
    )
    return running(at, prefix) & awake
