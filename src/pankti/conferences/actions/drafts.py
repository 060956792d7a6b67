from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor, require_right
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.conferences.errors import NotADraft
from pankti.conferences.models import Conference
from pankti.conferences.queries.foresee import path_of_plan
from pankti.conferences.types import PlanDraft, PlanState
from pankti.meetings.types import CALL


@transaction.atomic
def save_plan(*, actor: Actor, draft: PlanDraft) -> None:
    """Keep what the office has entered; nothing in it need be right before it is called.

    Raises OutOfReach (somebody else's draft, a unit beyond the right), NotADraft, UnitClosed.
    """
    path = path_of_plan(draft)
    require_right(actor, CALL, path)
    if not actor.is_system and draft.appointment_id not in actor.appointments:
        raise OutOfReach
    row = Conference.objects.select_for_update().filter(id=draft.id).first()
    if row is not None and row.author_id != actor.person_id:
        raise OutOfReach
    if row is not None and row.state != PlanState.DRAFT:
        raise NotADraft
    is_new = row is None
    row = row or Conference(id=draft.id, author_id=actor.person_id)
    row.titles, row.texts = draft.titles, draft.texts
    row.unit_id, row.path, row.level_id, row.wing_id = draft.unit_id, path, draft.level, draft.wing
    row.is_video, row.takes_registration = draft.is_video, draft.takes_registration
    row.called_levels, row.agenda = list(draft.called_levels), list(draft.agenda)
    row.starts_on, row.days, row.minutes = draft.starts_on, draft.days, draft.minutes
    row.slots = [slot.strftime("%H:%M") for slot in sorted(set(draft.slots))]
    row.link_base, row.by_appointment_id, row.changed_at = draft.link_base, draft.appointment_id, now()
    row.save(force_insert=is_new)
    record(
        actor=actor,
        type="conferences.plan.drafted" if is_new else "conferences.plan.changed",
        subject_kind="conference",
        subject_id=row.id,
        path=path,
    )


@transaction.atomic
def delete_plan(*, actor: Actor, plan_id: UUID) -> None:
    """Throw a draft away. Raises OutOfReach, NotADraft."""
    row = Conference.objects.select_for_update().filter(id=plan_id, author_id=actor.person_id).first()
    if row is None:
        raise OutOfReach
    if row.state != PlanState.DRAFT:
        raise NotADraft
    record(
        actor=actor,
        type="conferences.plan.deleted",
        subject_kind="conference",
        subject_id=row.id,
        path=row.path,
    )
    row.delete()
