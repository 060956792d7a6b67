"""Reminders about reports that are owed, as phones pull them: worked out when asked, never stored per recipient."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.sight import acting_as
from pankti.cascade.queries.rows import fetch
from pankti.conferences.models import Nudge
from pankti.fieldsync.types import Part, Reader, Source
from pankti.organisation.tenure import in_force

STAY = timedelta(days=30)
NEW_NUDGE = f"""
    SELECT FROM conferences_nudge WHERE change_no > {{since}} AND fired_at > %(now)s - interval '{STAY.days} days'
"""
SKIPPED = 2
"""How many vacant leads a reminder climbs past; further up, boards tell who owes."""
FIRST = 50

_OWN = """
    SELECT s.plan_id, s.ends_at, u.id, u.names FROM conferences_session s JOIN organisation_unit u ON u.id = s.unit_id
    WHERE s.host_id = ANY(%(holdings)s) AND s.plan_id = ANY(%(plans)s) AND s.state = 'called' AND s.ends_at < %(now)s
"""
_BELOW = f"""
    WITH led AS MATERIALIZED (
      SELECT u.id, u.names, p.path FROM organisation_unit u
      JOIN organisation_placement p ON p.unit_id = u.id AND p.ended_on IS NULL
           AND p.tree_id = (SELECT code FROM organisation_tree WHERE is_main)
      WHERE u.id = ANY(%(leads)s)
    ), due AS (
      SELECT led.id AS led_id, led.names AS led_names, s.plan_id, s.unit_id, s.path, s.state = 'called' AS is_owed,
             (SELECT count(DISTINCT a.path) FROM generate_series(length(led.path) / 5 + 1, length(s.path) / 5 - 1) k
              JOIN organisation_appointment a ON a.path = left(s.path, 5 * k) AND {in_force("a")}
              JOIN organisation_post po ON po.code = a.post_id AND po.is_lead) AS filled_between
      FROM led JOIN conferences_session s ON s.path > led.path AND s.path < led.path || 'g'
      WHERE s.plan_id = %(plan)s AND s.ends_at = %(ends_at)s
        AND length(s.path) - length(led.path) <= 5 * %(reach)s
    )
    SELECT d.led_id, d.led_names, count(*), count(*) FILTER (WHERE d.is_owed),
           (SELECT jsonb_agg(jsonb_build_object('id', f.id, 'names', f.names)) FROM (
              SELECT u.id, u.names FROM due x JOIN organisation_unit u ON u.id = x.unit_id
              WHERE x.led_id = d.led_id AND x.is_owed AND x.filled_between = %(step)s - 1
              ORDER BY x.path LIMIT {FIRST}) f)
    FROM due d WHERE d.filled_between = %(step)s - 1 GROUP BY 1, 2 ORDER BY 1
"""  # noqa: S608 - only our own constants are put together


def pull_notices(reader: Reader, since: int | None) -> Part:
    """What fired after ``since`` and is still owed; None: all that holds. Counts are of the moment of the pull."""
    fired = list(Nudge.objects.filter(change_no__gt=since or 0, fired_at__gt=now() - STAY).order_by("change_no", "id"))
    if not fired:
        return Part(since or 0)
    titles = dict(
        fetch("SELECT id, titles FROM conferences_plan WHERE id = ANY(%(ids)s)", {"ids": [n.plan_id for n in fired]})
    )
    with acting_as(SYSTEM):  # sums and units: which posts stand empty is no secret of their holders
        told = [
            *_own([nudge for nudge in fired if nudge.step == 0], reader.reach.holdings, titles),
            *(
                notice
                for nudge in fired
                if nudge.step > 0 and reader.reach.leads
                for notice in _below(nudge, reader.reach.leads, titles)
            ),
        ]
    return Part(fired[-1].change_no, {"notices": told} if told else {})


def _own(nudges: Sequence[Nudge], holdings: Sequence[UUID], titles: dict[UUID, Any]) -> list[dict[str, Any]]:
    if not nudges or not holdings:
        return []
    plans = list({nudge.plan_id for nudge in nudges})
    owed = fetch(_OWN, {"holdings": list(holdings), "plans": plans, "now": now()})
    return [
        _notice(nudge, "reminder", unit, names, 1, 1, [{"id": unit, "names": names}], titles)
        for nudge in nudges
        for plan_id, ends_at, unit, names in owed
        if plan_id == nudge.plan_id and ends_at == nudge.ends_at
    ]


def _below(nudge: Nudge, leads: Sequence[UUID], titles: dict[UUID, Any]) -> list[dict[str, Any]]:
    found = fetch(
        _BELOW,
        {
            "leads": list(leads),
            "plan": nudge.plan_id,
            "ends_at": nudge.ends_at,
            "step": nudge.step,
            "reach": nudge.step + SKIPPED,
            "now": now(),
        },
    )
    return [
        _notice(nudge, "escalation", unit, names, silent, expected, first or [], titles)
        for unit, names, expected, silent, first in found
        if silent
    ]


def _notice(
    nudge: Nudge, kind: str, unit: UUID, names: Any, silent: int, expected: int, first: Any, titles: dict[UUID, Any]
) -> dict[str, Any]:
    return {
        "id": uuid5(nudge.id, str(unit)),
        "kind": kind,
        "dispatch_id": nudge.plan_id,
        "titles": titles.get(nudge.plan_id, {}),
        "deadline_at": nudge.ends_at,
        "unit_id": unit,
        "unit_names": names,
        "silent": silent,
        "expected": expected,
        "fired_at": nudge.fired_at,
        "silent_units": first,
    }


SOURCE = Source(key="conferences.notices", lists=("notices",), pull=pull_notices, probe=NEW_NUDGE)
