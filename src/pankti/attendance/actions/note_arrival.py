from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from pankti.attendance.counting import Span, minutes_of, spans_from_json, spans_to_json
from pankti.attendance.errors import NotThisMeetings
from pankti.attendance.models import Arrival, Presence
from pankti.attendance.types import How
from pankti.audit.actions.record import record
from pankti.base.actor import SYSTEM, Actor
from pankti.base.clock import now
from pankti.base.sight import acting_as
from pankti.meetings.types import MeetingView
from pankti.organisation.models import Appointment
from pankti.organisation.tenure import forceful
from pankti.people.naming.sound import key_of, split

OWN = (How.DOOR, How.LINK)
"""What people do themselves: it stands in their presence, and needs no line in the record of who did what."""


@dataclass(frozen=True, slots=True)
class NewArrival:
    """One sign of somebody: a person, or a guest by name. ``id`` makes it repeat-safe."""

    id: UUID
    how: How
    came_at: datetime
    person_id: UUID | None = None
    guest: str = ""
    appointment_id: UUID | None = None
    is_here: bool = True
    spans: tuple[Span, ...] = ()
    minutes: int | None = None
    reason: str = ""
    report_id: UUID | None = None


@transaction.atomic
def note_arrival(*, actor: Actor, meeting: MeetingView, new: NewArrival) -> UUID:
    """Keep one sign that somebody was there, and count anew; the presence's id. Repeat-safe by ``new.id``.

    The caller has asked whether the actor may: hosts for others, everybody for themselves.
    """
    with acting_as(SYSTEM):  # hosts may have no right over the unit of whom they let in
        known = Arrival.objects.filter(pk=new.id).select_related("presence").first()
        if known is not None:
            if known.presence.meeting_id != meeting.id:
                raise NotThisMeetings
            return known.presence_id
        presence = _presence(meeting, new)
        Arrival.objects.create(
            id=new.id,
            presence=presence,
            at_path=meeting.path,
            how=new.how,
            is_here=new.is_here,
            came_at=new.came_at,
            spans=spans_to_json(new.spans),
            minutes=new.minutes,
            reason=new.reason,
            report_id=new.report_id,
            by_person_id=actor.person_id,
        )
        count_anew([presence])
        if new.how not in OWN and new.how != How.REPORT:
            kind = "attendance.presence.ruled" if new.how is How.HAND else "attendance.arrival.noted"
            details = {"reason": new.reason} if new.how is How.HAND else {}
            record(
                actor=actor,
                type=kind,
                subject_kind="person" if new.person_id else "",
                subject_id=new.person_id,
                path=meeting.path,
                **details,
            )
    return presence.id


@transaction.atomic
def take_back(*, actor: Actor, meeting: MeetingView, arrival_id: UUID) -> None:
    """Undo one sign; what other signs say stays. Repeat-safe. Raises NotThisMeetings."""
    with acting_as(SYSTEM):
        row = Arrival.objects.select_related("presence").filter(pk=arrival_id).first()
        if row is None or row.presence.meeting_id != meeting.id:
            raise NotThisMeetings
        if row.taken_back_at is None:
            row.taken_back_at, row.taken_back_by = now(), actor.person_id
            row.save(update_fields=["taken_back_at", "taken_back_by"])
            count_anew([row.presence])
            record(actor=actor, type="attendance.arrival.taken_back", path=meeting.path)


def count_anew(presences: Sequence[Presence]) -> None:
    """Work out what counts of each from the signs that still hold. A ruling by hand, the latest, outranks them."""
    signs: dict[UUID, list[Arrival]] = {row.id: [] for row in presences}
    for sign in Arrival.objects.filter(presence__in=signs, taken_back_at=None).order_by("made_at", "id"):
        signs[sign.presence_id].append(sign)
    for row in Presence.objects.select_for_update(of=("self",)).filter(pk__in=signs).order_by("pk"):
        held = signs[row.id]
        ruled = next((sign for sign in reversed(held) if sign.how == How.HAND), None)
        row.is_present = ruled.is_here if ruled else bool(held)
        row.hows = list(dict.fromkeys(sign.how for sign in held))
        row.came_at = min((sign.came_at for sign in held if sign.is_here), default=None) if row.is_present else None
        row.minutes = _minutes(held, ruled) if row.is_present else None
        row.changed_at = now()
        row.save(update_fields=["is_present", "hows", "came_at", "minutes", "changed_at"])


def _minutes(held: Sequence[Arrival], ruled: Arrival | None) -> int | None:
    """A ruling's own; else the union of all stays, or what lists without hours say, whichever is more."""
    if ruled is not None and ruled.minutes is not None:
        return ruled.minutes
    spans = [span for sign in held for span in spans_from_json(sign.spans)]
    totals: dict[UUID | None, int] = {}
    for sign in held:
        if sign.minutes is not None and not sign.spans and sign.how != How.HAND:
            totals[sign.report_id] = totals.get(sign.report_id, 0) + sign.minutes
    known = [*([minutes_of(spans)] if spans else []), *totals.values()]
    return max(known, default=None)


def _presence(meeting: MeetingView, new: NewArrival) -> Presence:
    if new.person_id is None:
        name = new.guest.strip()[:200]
        key = " ".join(sorted(key_of(word) for word in split(name)))[:200] or name.casefold()
        return Presence.objects.get_or_create(
            meeting_id=meeting.id,
            person=None,
            guest_key=f"~{key}",
            defaults={"at_path": meeting.path, "guest_names": {"hi": name, "en": name}},
        )[0]
    row = Presence.objects.filter(meeting_id=meeting.id, person_id=new.person_id).first()
    if row is not None:
        return row
    held = _post_of(new.person_id, new.appointment_id)
    return Presence.objects.get_or_create(
        meeting_id=meeting.id,
        person_id=new.person_id,
        defaults={
            "appointment": held,
            "unit_id": held.unit_id if held else None,
            "path": held.path if held else "",
            "at_path": meeting.path,
        },
    )[0]


def _post_of(person_id: UUID, appointment_id: UUID | None) -> Appointment | None:
    rows = Appointment.objects.filter(forceful(now()), person_id=person_id).order_by("path", "id")
    return next((row for row in rows if row.id == appointment_id), rows.first())
