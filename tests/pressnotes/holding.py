"""Hold one of the five meetings: its unit, its parts, its record by the real actions, and who came."""

from __future__ import annotations

from uuid import UUID

from pankti.meetings.models import Meeting, Part
from pankti.meetings.types import MeetingState
from pankti.minutes.actions.speakers import SpeakerChange, save_speaker
from pankti.minutes.queries import get_record
from pankti.minutes.types import EntryKind, Owner, Said
from pankti.organisation.models import Appointment, Level, Organisation, Post, Wing
from tests.makers.attending import mark_guest, mark_present
from tests.makers.minutes import write
from tests.makers.organisation import (
    actor_of,
    make_appointment,
    make_person,
    make_scheme,
    make_unit,
    path_of,
)
from tests.pressnotes.five import ORGANISATION, WING, Held


def hold(held: Held) -> tuple[UUID, Appointment]:
    """The meeting's id, and the holder who called it and keeps its record."""
    make_scheme()
    Organisation.objects.update(names=ORGANISATION)
    Level.objects.filter(code="top").update(names={code: name.rsplit(" ", 1)[-1] for code, name in held.unit.items()})
    Wing.objects.create(code="it", names=WING)
    unit = make_unit(level="top", code=held.unit["en"])
    unit.names = held.unit
    unit.save(update_fields=["names"])
    caller = make_appointment(unit=unit)
    meeting = Meeting.objects.create(
        state=MeetingState.HELD,
        version=1,
        titles=held.titles,
        unit=unit,
        path=path_of(unit),
        wing_id="it",
        mode=held.mode,
        place={"names": held.venue} if held.venue else {},
        starts_at=held.starts_at,
        by_appointment=caller,
        author_id=caller.person_id,
    )
    number = 0
    for person in held.people:
        for role in person.roles:
            number += 1
            Part.objects.create(
                meeting=meeting,
                place=number,
                role=role,
                names={"hi": person.hi, "en": person.en},
                post_names={"hi": person.post_hi, "en": person.post_en},
            )
        mark_guest(meeting, {"hi": person.hi, "en": person.en})
    _write(held, meeting.id, caller)
    for order, (hindi, english, names) in enumerate(held.came, start=1):
        post = Post.objects.create(
            code=f"post-{order}", level_id="top", names={"hi": hindi, "en": english}, rank=order, rights=[]
        )
        for name, latin in names:
            someone = make_person(name)
            someone.names = {"hi": name, "en": latin}
            someone.save(update_fields=["names"])
            mark_present(meeting, make_appointment(unit=unit, post=post.code, person=someone))
    for count in range(held.unnamed):
        mark_guest(meeting, {"hi": f"आगंतुक {count + 1}", "en": f"Visitor {count + 1}"})
    return meeting.id, caller


def _write(held: Held, meeting_id: UUID, caller: Appointment) -> None:
    actor = actor_of(caller)
    by_name = {person.hi: person for person in held.people}
    write(actor, meeting_id, Said(EntryKind.NOTE, {"hi": "आरंभ"}, is_inner=True))
    speakers = get_record(actor, meeting_id).speakers
    for one in speakers:
        change = SpeakerChange(one.role, one.names, one.post_names, by_name[one.names["hi"]].honorific, id=one.id)
        save_speaker(actor=actor, meeting_id=meeting_id, change=change)
    of_code = {by_name[one.names["hi"]].code: one.id for one in reversed(speakers)}
    for line in held.lines:
        write(
            actor,
            meeting_id,
            Said(
                line.kind,
                {"hi": line.hi, "en": line.en},
                speaker_id=of_code.get(line.by),
                manner=line.manner,
                is_inner=line.is_inner,
                owner=Owner(level="last") if line.kind is EntryKind.DECISION else Owner(),
                deadline_on=line.until,
            ),
        )
