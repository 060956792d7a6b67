"""What keeps a running conference true: hosts that resigned, units that were merged, reports that are owed."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction

from pankti.audit.actions.record import record
from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.sight import acting_as
from pankti.cascade.actions.changes import next_change_no
from pankti.cascade.actions.dispatch import close_dispatch
from pankti.cascade.errors import DispatchEnded
from pankti.conferences.models import Conference, Nudge, Session
from pankti.conferences.queries.foresee import busy_hours
from pankti.conferences.queries.hosts import list_hosted
from pankti.conferences.types import ORIGIN, PlanState
from pankti.meetings.actions.plant import Move, cancel_meetings, move_meetings
from pankti.organisation.tenure import in_force

STEPS = (timedelta(hours=2), timedelta(hours=24), timedelta(hours=48))
"""After a session's end: the host is reminded; then the first, and then the second filled lead post above is told."""
STALE = timedelta(days=7)
OVER_AFTER = timedelta(days=30)

_LOST = f"""
SELECT s.id, s.unit_id, s.starts_at, s.ends_at, s.link, s.host_id, u.closed_on IS NOT NULL OR p.unit_id IS NULL
FROM conferences_session s
JOIN organisation_unit u ON u.id = s.unit_id
LEFT JOIN organisation_placement p ON p.unit_id = s.unit_id AND p.ended_on IS NULL
     AND p.tree_id = (SELECT code FROM organisation_tree WHERE is_main)
LEFT JOIN organisation_appointment a ON a.id = s.host_id AND {in_force("a")}
WHERE s.plan_id = %(plan)s AND s.state = 'called' AND s.ends_at > %(now)s
  AND (a.id IS NULL OR u.closed_on IS NOT NULL OR p.unit_id IS NULL)
"""  # noqa: S608 - only our own constants are put together


def tend_plans() -> None:
    """Look after every running conference; each in a transaction of its own. Repeat-safe."""
    for plan_id in Conference.objects.filter(state=PlanState.CALLED, doing="").values_list("id", flat=True):
        tend_plan(plan_id)
        nudge_plan(plan_id)
        end_plan(plan_id)


@transaction.atomic
def tend_plan(plan_id: UUID) -> int:
    """Find hosts for sessions whose host is gone, and call off those whose unit is no more. How many were re-hosted."""
    plan = Conference.objects.select_for_update().filter(id=plan_id, state=PlanState.CALLED, doing="").first()
    if plan is None:
        return 0
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_LOST, {"plan": plan.id, "now": now()})
        lost = cursor.fetchall()
        gone = [row[0] for row in lost if row[6]]
        if gone:
            cursor.execute("UPDATE conferences_session SET state = 'cancelled' WHERE id = ANY(%s)", [gone])
            cancel_meetings(actor=SYSTEM, origin=ORIGIN, origin_id=plan.id, ids=gone, reason="")
        found = _rehost(plan, {row[1]: row for row in lost if not row[6]})
    plan.checked_at = now()
    plan.save(update_fields=["checked_at"])
    return found


def _rehost(plan: Conference, lost: dict[UUID, tuple[UUID, UUID, object, object, str, UUID | None, bool]]) -> int:
    """The rule again, for these units alone; who is busy at that hour cannot take it over."""
    if not lost:
        return 0
    hosted = list_hosted(plan.path, plan.level_id, plan.wing_id, units=list(lost))
    persons = [one.person_id for one in hosted if one.person_id]
    times = Session.objects.filter(id__in=[row[0] for row in lost.values()]).in_bulk()
    since, until = min(s.starts_at for s in times.values()), max(s.ends_at for s in times.values())
    busy = busy_hours(persons, since, until)
    changed: list[tuple[Session, UUID | None, bool]] = []
    for one in hosted:
        session = times[lost[one.unit_id][0]]
        spans = busy.setdefault(one.person_id, []) if one.person_id else []
        is_free = one.host_id is not None and not any(
            begin < session.ends_at and session.starts_at < end for begin, end in spans
        )
        host = one.host_id if is_free else None
        if is_free:
            spans.append((session.starts_at, session.ends_at))
        if host != session.host_id:
            changed.append((session, host, is_free and one.is_from_above))
    for session, host, is_from_above in changed:
        session.host_id, session.is_from_above = host, is_from_above
    Session.objects.bulk_update([session for session, *_ in changed], ["host", "is_from_above"], batch_size=1000)
    moves = [Move(s.id, s.starts_at, s.ends_at, host, s.link) for s, host, _above in changed]
    if moves:
        move_meetings(actor=SYSTEM, origin=ORIGIN, origin_id=plan.id, moves=moves)
        record(
            actor=SYSTEM, type="conferences.plan.rehosted", subject_kind="conference", subject_id=plan.id,
            path=plan.path, sessions=len(moves),
        )  # fmt: skip
    return len(moves)


def nudge_plan(plan_id: UUID) -> int:
    """Fire the reminders that have come due: one row for each step and each moment at which sessions ended."""
    at = now()
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT s.ends_at, k.step
            FROM conferences_session s
            CROSS JOIN unnest(%(afters)s::float8[]) WITH ORDINALITY AS k(after, step)
            WHERE s.plan_id = %(plan)s AND s.state = 'called' AND s.ends_at < %(now)s AND s.ends_at > %(stale)s
              AND s.ends_at + make_interval(secs => k.after) <= %(now)s
              AND NOT EXISTS (SELECT 1 FROM conferences_nudge n
                              WHERE n.plan_id = s.plan_id AND n.ends_at = s.ends_at AND n.step = k.step - 1)
            """,
            {
                "plan": plan_id,
                "afters": [step.total_seconds() for step in STEPS],
                "now": at,
                "stale": at - STALE,
            },
        )
        due = cursor.fetchall()
    if not due:
        return 0
    with transaction.atomic():
        change = next_change_no()  # its lock makes sweepers take turns; whoever comes second finds the rows
        rows = [
            Nudge(plan_id=plan_id, ends_at=ends_at, step=step - 1, fired_at=at, change_no=change)
            for ends_at, step in due
        ]
        Nudge.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def end_plan(plan_id: UUID) -> bool:
    """Close a conference whose last session is long over; what is owed then stays owed on its board."""
    plan = Conference.objects.select_for_update().filter(id=plan_id, state=PlanState.CALLED, doing="").first()
    if plan is None:
        return False
    with acting_as(SYSTEM):
        last = Session.objects.filter(plan=plan).order_by("-ends_at").values_list("ends_at", flat=True).first()
    if last is None or last > now() - OVER_AFTER:
        return False
    plan.state, plan.ended_at = PlanState.OVER, now()
    plan.save(update_fields=["state", "ended_at"])
    try:
        with transaction.atomic():
            close_dispatch(actor=SYSTEM, dispatch_id=plan.id)
    except DispatchEnded:
        pass
    return True
