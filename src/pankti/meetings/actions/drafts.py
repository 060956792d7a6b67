from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.cascade.types import Invitees, SubjectKind
from pankti.meetings import models
from pankti.meetings.errors import AlreadyCalled
from pankti.meetings.models import Meeting
from pankti.meetings.queries.callers import get_caller, require_over_unit
from pankti.meetings.stored import invitees_to_json, place_to_json
from pankti.meetings.types import CALL, MeetingDraft, MeetingState, Part
from pankti.organisation.models import Appointment, Unit


@transaction.atomic
def save_meeting(*, actor: Actor, draft: MeetingDraft, origin: str = "", origin_id: UUID | None = None) -> None:
    """Keep what was entered so far, under the id that the page chose. Nothing is judged but who writes.

    Repeat-safe. ``origin``: the room that plans it, if not a person. Raises OutOfReach (a unit or a holder
    beyond reach, another's draft), NoPostToCall, AlreadyCalled.
    """
    path = require_over_unit(actor, draft.unit_id)
    kept = Meeting.objects.select_for_update().filter(id=draft.id).first()
    wing = None if actor.is_system else get_caller(actor, draft.appointment_id).wing
    if kept is None:
        kept = Meeting(
            id=draft.id, author_id=actor.person_id, created_at=now(), origin=origin, origin_id=origin_id, path=path
        )
        record(actor=actor, type="meetings.meeting.drafted", subject_kind="meeting", subject_id=draft.id, path=path)
    elif not actor.may(CALL, kept.path):
        raise OutOfReach
    elif kept.state != MeetingState.DRAFT:
        raise AlreadyCalled
    kept.by_appointment_id = None if actor.is_system and not draft.appointment_id.int else draft.appointment_id
    write_meeting(kept, replace(draft, invitees=within_wing(draft.invitees, wing)), path)


@transaction.atomic
def delete_draft(*, actor: Actor, meeting_id: UUID) -> None:
    """Throw a draft away. Raises OutOfReach, AlreadyCalled."""
    kept = Meeting.objects.select_for_update().filter(id=meeting_id).first()
    if kept is None or not actor.may(CALL, kept.path):
        raise OutOfReach
    if kept.state != MeetingState.DRAFT:
        raise AlreadyCalled
    kept.delete()
    record(actor=actor, type="meetings.draft.deleted", subject_kind="meeting", subject_id=meeting_id, path=kept.path)


def within_wing(invitees: Invitees, wing: str | None) -> Invitees:
    """The rule counts holders; from a post of a wing it calls that wing's alone."""
    if invitees.audience is None:
        return invitees
    wings = (wing,) if wing else invitees.audience.wings
    return replace(invitees, audience=replace(invitees.audience, wings=wings, subject_kind=SubjectKind.APPOINTMENT))


def write_meeting(row: Meeting, draft: MeetingDraft, path: str) -> None:
    """Put all that ``draft`` says into the row and its parts, agenda and hosts. For this room's own actions."""
    row.unit_id, row.wing_id, row.path = draft.unit_id, draft.wing, path
    row.titles, row.texts = draft.titles, draft.texts
    row.mode, row.place, row.link = draft.mode.value, place_to_json(draft.place), draft.link
    row.starts_at = draft.starts_at
    in_order = draft.starts_at is not None and draft.ends_at is not None and draft.ends_at > draft.starts_at
    row.ends_at = draft.ends_at if in_order else None
    row.invitees = invitees_to_json(draft.invitees)
    row.follows_id = draft.follows_id if draft.follows_id != row.id else None
    row.changed_at = now()
    row.save()
    _write_parts(row, draft)
    known = set(Unit.objects.filter(id__in=draft.host_units).values_list("id", flat=True))
    models.HostUnit.objects.filter(meeting=row).delete()
    models.HostUnit.objects.bulk_create(
        models.HostUnit(meeting=row, unit_id=unit) for unit in draft.host_units if unit in known
    )


def _write_parts(row: Meeting, draft: MeetingDraft) -> None:
    kept = {part.id: part for part in models.Part.objects.filter(meeting=row)}
    models.AgendaItem.objects.filter(meeting=row).delete()
    models.Part.objects.filter(meeting=row).delete()
    named = _name_holders(draft.parts, {part.appointment_id for part in kept.values()})
    models.Part.objects.bulk_create(
        models.Part(
            id=part.id,
            meeting=row,
            place=place,
            role=part.role.value,
            appointment_id=part.appointment_id,
            names=part.names,
            post_names=part.post_names,
            unit_names=part.unit_names,
        )
        for place, part in enumerate(named)
    )
    parts = {part.id for part in named}
    models.AgendaItem.objects.bulk_create(
        models.AgendaItem(
            id=item.id,
            meeting=row,
            place=place,
            titles=item.titles,
            minutes=item.minutes,
            part_id=item.part_id if item.part_id in parts else None,
        )
        for place, item in enumerate(draft.agenda)
    )


def _name_holders(parts: tuple[Part, ...], kept: set[UUID | None]) -> list[Part]:
    """Each holder's names as they stand now. Whom the writer may not see must have had a part already."""
    wanted = [part.appointment_id for part in parts if part.appointment_id]
    seen = Appointment.objects.select_related("person", "post", "unit").in_bulk(wanted)
    named: list[Part] = []
    for part in parts:
        if part.appointment_id is None:
            named.append(part)
            continue
        row = seen.get(part.appointment_id)
        if row is None:
            if part.appointment_id not in kept:
                raise OutOfReach
            named.append(part)
        else:
            named.append(replace(part, names=row.person.names, post_names=row.post.names, unit_names=row.unit.names))
    return named
