"""Reminders and escalations as phones pull them: worked out when asked, never stored per recipient."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from pankti.base.clock import now
from pankti.base.words import Words
from pankti.cascade.queries.unsettled import Below, count_unsettled_below, list_units_with_children, list_unsettled_own
from pankti.directives.models import Directive, Escalation
from pankti.directives.types import DirectiveState, RuleKind
from pankti.fieldsync.types import Part, Reader

STAY = timedelta(days=30)
"""How long a notice is shown after it fired."""


NEW_NOTICE = f"""
    SELECT FROM directives_escalation
    WHERE change_no > {{since}} AND fired_at > %(now)s - interval '{STAY.days} days'
"""


def pull_notices(reader: Reader, since: int | None) -> Part:
    """Notices that fired or ended after ``since``; None: all that hold.

    A notice that is over (withdrawn, or its deadline moved) comes once with nobody silent, and phones drop it.
    The counts are those of the moment of the pull.
    """
    fired = list(
        Escalation.objects.filter(change_no__gt=since or 0, fired_at__gt=now() - STAY)
        .select_related("rule")
        .order_by("change_no")
    )
    if not fired:
        return Part(since or 0)
    position = max(since or 0, fired[-1].change_no)
    directives = Directive.objects.in_bulk({row.dispatch_id for row in fired})
    told: list[dict[str, Any]] = []
    holding = [row for row in fired if _holds(row, directives)]
    told += _reminders(reader, [row for row in holding if row.rule.kind == RuleKind.REMINDER], directives)
    above = list_units_with_children(reader.reach.leads)
    for row in holding:
        if row.rule.kind == RuleKind.ESCALATION:
            for unit_id, names in above:
                below = count_unsettled_below(row.dispatch_id, unit_id, levels_up=row.rule.levels_up)
                if below.silent:
                    told.append(_notice(row, directives, unit_id, names, below))
    if since is not None:
        over = [row for row in fired if not _holds(row, directives)]
        units = dict(above) | {unit: {} for unit in reader.reach.units}
        told += [
            _notice(row, directives, unit, names, Below(0, 0, ())) for row in over for unit, names in units.items()
        ]
    return Part(position, {"notices": told} if told else {})


def _holds(row: Escalation, directives: Mapping[UUID, Directive]) -> bool:
    directive = directives.get(row.dispatch_id)
    return (
        directive is not None
        and directive.state == DirectiveState.ISSUED
        and directive.deadline_at is not None
        and directive.deadline_at + timedelta(hours=row.rule.hours) == row.due_at
    )


def _reminders(reader: Reader, rows: list[Escalation], directives: Mapping[UUID, Directive]) -> list[dict[str, Any]]:
    by_dispatch: dict[UUID, list[Escalation]] = {}
    for row in rows:
        deadline = directives[row.dispatch_id].deadline_at
        if deadline is not None and deadline > now():
            by_dispatch.setdefault(row.dispatch_id, []).append(row)
    unsettled = list_unsettled_own(list(by_dispatch), reader.device.person_id)
    return [
        _notice(row, directives, unit, names, Below(1, 1, ((unit, names),)))
        for dispatch, unit, names in unsettled
        for row in by_dispatch[dispatch]
    ]


def _notice(
    row: Escalation, directives: Mapping[UUID, Directive], unit_id: UUID, unit_names: Words, below: Below
) -> dict[str, Any]:
    directive = directives.get(row.dispatch_id)
    return {
        "id": uuid5(row.id, str(unit_id)),
        "kind": row.rule.kind,
        "dispatch_id": row.dispatch_id,
        "titles": directive.titles if directive else {},
        "deadline_at": directive.deadline_at if directive else None,
        "unit_id": unit_id,
        "unit_names": unit_names,
        "silent": below.silent,
        "expected": below.expected,
        "fired_at": row.fired_at,
        "silent_units": [{"id": unit, "names": names} for unit, names in below.first],
    }
