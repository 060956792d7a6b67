"""Calling, shifting and stopping a conference: asked for at once, carried out at once or by a worker."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from pankti.access.queries import actor_for_person
from pankti.audit.actions.record import record
from pankti.base.actor import SYSTEM, Actor, require_right
from pankti.base.clock import now
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.ids import new_id
from pankti.base.jobs import defer
from pankti.base.sight import acting_as
from pankti.cascade.actions.dispatch import Correction, correct_dispatch, issue_dispatch, withdraw_dispatch
from pankti.cascade.types import DispatchOrder, Proof
from pankti.conferences.content import build_content
from pankti.conferences.errors import InThePast, NotADraft, NotRunning, StillBusy
from pankti.conferences.models import Conference
from pankti.conferences.queries.foresee import audience_of, draw_lots, path_of_plan
from pankti.conferences.queries.hosts import list_hosted
from pankti.conferences.queries.plans import draft_of
from pankti.conferences.spreading import link_of
from pankti.conferences.types import AT_ONCE, ORIGIN, Doing, Lot, PlanDraft, PlanState
from pankti.meetings.actions.plant import Bed, Seedling, cancel_meetings, plant_meetings, shift_meetings
from pankti.meetings.types import CALL, Mode

BUSY_FOR = timedelta(minutes=10)
"""Longer than any of these takes: who was at it has died, and it may be asked for again."""


def call_plan(*, actor: Actor, plan_id: UUID) -> bool:
    """Call it: one dispatch and so many sessions. Returns False where a worker goes on with it.

    Raises OutOfReach, NotADraft, StillBusy and what ``foresee.draw_lots`` refuses.
    """
    with transaction.atomic():
        plan = _take(actor, plan_id)
        if plan.state != PlanState.DRAFT:
            raise NotADraft
        draft = draft_of(plan)
        hosted = list_hosted(path_of_plan(draft), draft.level, draft.wing)
        return _go(actor, plan, Doing.CALL, {}, n=len(hosted))


def shift_plan(*, actor: Actor, plan_id: UUID, by: timedelta) -> bool:
    """Move all sessions that are still to come. Raises OutOfReach, NotRunning, StillBusy, InThePast."""
    with transaction.atomic():
        plan = _take(actor, plan_id)
        if plan.state != PlanState.CALLED:
            raise NotRunning
        if by < timedelta(0) and _first(plan) + by <= now():
            raise InThePast
        return _go(actor, plan, Doing.SHIFT, {"hours": by.total_seconds() / 3600}, n=plan.sessions)


def stop_plan(*, actor: Actor, plan_id: UUID, reason: str) -> bool:
    """Call all sessions off that have not taken place. Raises OutOfReach, NotRunning, StillBusy."""
    with transaction.atomic():
        plan = _take(actor, plan_id)
        if plan.state != PlanState.CALLED:
            raise NotRunning
        return _go(actor, plan, Doing.STOP, {"reason": reason}, n=plan.sessions)


def carry_out(plan_id: UUID) -> None:
    """What was asked for, done by a worker in the name of who asked. Repeat-safe: what is done is asked for no more."""
    plan = Conference.objects.filter(id=plan_id).exclude(doing="").first()
    if plan is None:
        return
    try:
        with transaction.atomic():
            plan = Conference.objects.select_for_update().select_related("unit").get(id=plan_id)
            if not plan.doing:
                return
            asker = plan.asked.get("by")
            actor = actor_for_person(UUID(asker)) if asker else SYSTEM
            with acting_as(actor):
                require_right(actor, CALL, plan.path)
                _do(actor, plan)
    except DomainError as error:
        Conference.objects.filter(id=plan_id).update(doing="", doing_since=None, asked={}, trouble=error.code)


def _take(actor: Actor, plan_id: UUID) -> Conference:
    plan = Conference.objects.select_for_update(of=("self",)).select_related("unit").filter(id=plan_id).first()
    if plan is None:
        raise OutOfReach
    require_right(actor, CALL, plan.path)
    if plan.state == PlanState.DRAFT and not actor.is_system and plan.author_id != actor.person_id:
        raise OutOfReach
    if plan.doing and plan.doing_since is not None and plan.doing_since > now() - BUSY_FOR:
        raise StillBusy
    return plan


def _go(actor: Actor, plan: Conference, doing: Doing, asked: dict[str, Any], *, n: int) -> bool:
    plan.doing, plan.doing_since, plan.trouble = doing, now(), ""
    plan.asked = {**asked, "by": str(actor.person_id) if actor.person_id else ""}
    if n <= AT_ONCE:
        _do(actor, plan)
        return True
    plan.save(update_fields=["doing", "doing_since", "asked", "trouble"])
    defer("conferences.carry_out", lock=f"conference-{plan.id}", plan_id=str(plan.id))
    return False


def _do(actor: Actor, plan: Conference) -> None:
    {Doing.CALL: _call, Doing.SHIFT: _shift, Doing.STOP: _stop}[Doing(plan.doing)](actor, plan)
    plan.doing, plan.doing_since, plan.asked, plan.changed_at = "", None, {}, now()
    plan.save()


def _call(actor: Actor, plan: Conference) -> None:
    draft = draft_of(plan)
    lots = draw_lots(draft)
    plan.path = path_of_plan(draft)
    seedlings = _seedlings(draft, lots)
    _plant(plan, lots, seedlings)
    bed = Bed(
        ORIGIN, plan.id, plan.by_appointment_id, plan.titles, plan.texts,
        Mode.VIDEO if plan.is_video else Mode.IN_PERSON, plan.wing_id,
        tuple((words, None) for words in draft.agenda), plan.id,
    )  # fmt: skip
    plan.state, plan.called_at, plan.checked_at, plan.sessions = PlanState.CALLED, now(), now(), len(lots)
    record(
        actor=actor,
        type="conferences.plan.called",
        subject_kind="conference",
        subject_id=plan.id,
        path=plan.path,
        sessions=len(lots),
    )
    plant_meetings(actor=actor, bed=bed, seedlings=seedlings)
    issue_dispatch(
        actor=actor,
        order=DispatchOrder(
            id=plan.id,
            kind=ORIGIN,
            audience=audience_of(draft),
            proof=Proof.ACKNOWLEDGE,
            payload=build_content(plan),
            by_unit_id=plan.unit_id,
            by_appointment_id=plan.by_appointment_id,
            right=CALL,
        ),
    )


def _seedlings(draft: PlanDraft, lots: Sequence[Lot]) -> list[Seedling]:
    length = timedelta(minutes=draft.minutes)
    base = draft.link_base if draft.is_video else ""
    made = []
    for lot in lots:
        session = new_id()
        made.append(
            Seedling(session, lot.unit_id, lot.starts_at, lot.starts_at + length, lot.host_id, link_of(base, session))
        )
    return made


_PLANT = """
INSERT INTO conferences_session (id, plan_id, unit_id, path, host_id, is_from_above, has_speaker, starts_at, ends_at,
                                 link, state, registered, words, photo)
SELECT g.id, %(plan)s, g.unit_id, g.path, g.host, g.above, false, g.starts_at, g.ends_at, g.link, 'called', 0, '', ''
FROM unnest(%(ids)s::uuid[], %(units)s::uuid[], %(paths)s::text[], %(hosts)s::uuid[], %(above)s::boolean[],
            %(starts)s::timestamptz[], %(ends)s::timestamptz[], %(links)s::text[])
     AS g(id, unit_id, path, host, above, starts_at, ends_at, link)
ON CONFLICT (plan_id, unit_id) DO NOTHING
"""


def _plant(plan: Conference, lots: Sequence[Lot], seedlings: Sequence[Seedling]) -> None:
    plan.save(update_fields=["path"])
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            _PLANT,
            {
                "plan": plan.id,
                "ids": [one.id for one in seedlings],
                "units": [lot.unit_id for lot in lots],
                "paths": [lot.path for lot in lots],
                "hosts": [lot.host_id for lot in lots],
                "above": [lot.is_from_above for lot in lots],
                "starts": [one.starts_at for one in seedlings],
                "ends": [one.ends_at for one in seedlings],
                "links": [one.link for one in seedlings],
            },
        )


def _shift(actor: Actor, plan: Conference) -> None:
    hours = float(plan.asked["hours"])
    by = timedelta(hours=hours)
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE conferences_session SET starts_at = starts_at + make_interval(secs => %(by)s),"
            " ends_at = ends_at + make_interval(secs => %(by)s) WHERE plan_id = %(plan)s AND state = 'called'",
            {"by": by.total_seconds(), "plan": plan.id},
        )
        n = cursor.rowcount
    if plan.starts_on is not None:
        plan.starts_on += timedelta(days=round(hours / 24))
    record(
        actor=actor, type="conferences.plan.shifted", subject_kind="conference", subject_id=plan.id, path=plan.path,
        sessions=n, hours=round(hours, 2),
    )  # fmt: skip
    shift_meetings(actor=actor, origin=ORIGIN, origin_id=plan.id, by=by)
    changed = {"hi": "समय बदल गया है। नया समय अपनी बैठक में देखें।", "en": "The time has changed. See your own session."}
    correction = Correction(build_content(plan, what_changed=changed), None)
    correct_dispatch(actor=actor, dispatch_id=plan.id, correction=correction, right=CALL)


def _stop(actor: Actor, plan: Conference) -> None:
    reason = str(plan.asked["reason"])
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE conferences_session SET state = 'cancelled' WHERE plan_id = %s AND state = 'called'", [plan.id]
        )
        n = cursor.rowcount
    plan.state, plan.ended_at, plan.end_reason = PlanState.STOPPED, now(), reason
    record(
        actor=actor, type="conferences.plan.stopped", subject_kind="conference", subject_id=plan.id, path=plan.path,
        sessions=n, reason=reason,
    )  # fmt: skip
    cancel_meetings(actor=actor, origin=ORIGIN, origin_id=plan.id, reason=reason)
    withdraw_dispatch(actor=actor, dispatch_id=plan.id, payload={**build_content(plan), "reason": reason}, right=CALL)


def _first(plan: Conference) -> Any:
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(starts_at) FROM conferences_session WHERE plan_id = %s AND state = 'called'", [plan.id]
        )
        return cursor.fetchone()[0] or now()
