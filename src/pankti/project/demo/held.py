"""A meeting that was held, with who came, its record and its press note; and one ahead that is not ready."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from pankti.access.queries import actor_for_person
from pankti.attendance.actions.come import add_guest, tick
from pankti.attendance.actions.keep_rooms import rehearse_now
from pankti.attendance.actions.open_roll import open_roll
from pankti.attendance.queries.present import list_roll
from pankti.base.actor import Actor
from pankti.base.clock import frozen, now
from pankti.base.ids import new_id
from pankti.base.sight import acting_as
from pankti.base.words import Words
from pankti.cascade.types import Audience, Invitees, SubjectKind
from pankti.meetings.actions.call import call_meeting
from pankti.meetings.actions.change import hold_meeting
from pankti.meetings.actions.drafts import save_meeting
from pankti.meetings.queries import get_meeting
from pankti.meetings.types import AgendaItem, MeetingDraft, Mode, Part, Place, Role
from pankti.minutes.actions.entries import add_entry
from pankti.minutes.queries import get_record
from pankti.minutes.types import EntryKind, Owner, Said
from pankti.organisation.queries import get_main_tree, get_unit
from pankti.pressnotes.actions.write import compose_note
from pankti.project.demo.cast import Lead

HELD: Words = {"hi": "पौधारोपण की समीक्षा बैठक", "en": "Review of the planting drive"}
AHEAD: Words = {"hi": "अगले अभियान की वीडियो बैठक", "en": "Video meeting on the next drive"}
HALL: Words = {"hi": "सामुदायिक भवन", "en": "Community hall"}
GUEST: Words = {"hi": "श्री विनय कुमार", "en": "Shri Vinay Kumar"}
GUEST_POST: Words = {"hi": "विद्यालय प्रबंधक", "en": "School manager"}
AGENDA: tuple[Words, ...] = (
    {"hi": "पिछली बैठक के काम", "en": "Work of the last meeting"},
    {"hi": "आगे की योजना", "en": "Plans ahead"},
)
SPEECH: Words = {
    "hi": "हर बूथ पर लगे पौधों की गिनती सप्ताह के अंत तक पहुँच जाए।",
    "en": "the count of saplings at every booth should come in by the end of the week.",
}
DECISION: Words = {"hi": "प्रत्येक इकाई 100 पौधे लगाएगी।", "en": "Each unit will plant 100 saplings."}
LABEL: Words = {"hi": "पौधे", "en": "saplings"}
NO_LINK = "https://127.0.0.1:9/room"
"""Nobody answers there: the look before the hour finds it, and the demo shows what that is like."""
CAME = 5


def hold_samples(office: Lead, below: Lead) -> None:
    """The office held one last week with those below it, and calls the next by video for tomorrow."""
    actor = actor_for_person(office.person_id)
    with acting_as(actor):
        last = _hold(actor, office, below, now() - timedelta(days=7))
        _call(actor, office, below, now() + timedelta(days=1), follows_id=last)


def _hold(actor: Actor, office: Lead, below: Lead, begins: datetime) -> UUID:
    with frozen(begins - timedelta(days=2)):
        draft = _draft(office, below, HELD, begins)
        save_meeting(actor=actor, draft=draft)
        call_meeting(actor=actor, meeting_id=draft.id)
    with frozen(begins + timedelta(minutes=5)):
        meeting = get_meeting(actor, draft.id)
        open_roll(meeting)
        for row in list_roll(draft.id, limit=CAME):
            if row.person_id:
                tick(actor=actor, command_id=new_id(), meeting_id=draft.id, person_id=row.person_id, came_at=now())
        add_guest(actor=actor, command_id=new_id(), meeting_id=draft.id, name=GUEST["hi"], came_at=now())
    with frozen(begins + timedelta(hours=2)):
        hold_meeting(actor=actor, meeting_id=draft.id)
        _record(actor, draft.id, below)
        compose_note(actor=actor, meeting_id=draft.id)
    return draft.id


def _record(actor: Actor, meeting_id: UUID, below: Lead) -> None:
    decision = Said(
        kind=EntryKind.DECISION,
        texts=DECISION,
        owner=Owner(level=get_unit(below.unit_id).level),
        target=100,
        number_labels=LABEL,
        deadline_on=(now() + timedelta(days=30)).date(),
    )
    add_entry(actor=actor, meeting_id=meeting_id, entry_id=new_id(), said=decision)
    speaker = next(one for one in get_record(actor, meeting_id).speakers if one.role is Role.CHIEF_GUEST)
    speech = Said(kind=EntryKind.SPEECH, texts=SPEECH, speaker_id=speaker.id)
    add_entry(actor=actor, meeting_id=meeting_id, entry_id=new_id(), said=speech)


def _call(actor: Actor, office: Lead, below: Lead, begins: datetime, *, follows_id: UUID) -> None:
    draft = _draft(office, below, AHEAD, begins, mode=Mode.VIDEO, link=NO_LINK, follows_id=follows_id)
    save_meeting(actor=actor, draft=draft)
    call_meeting(actor=actor, meeting_id=draft.id)
    rehearse_now(get_meeting(actor, draft.id))


def _draft(
    office: Lead,
    below: Lead,
    titles: Words,
    begins: datetime,
    *,
    mode: Mode = Mode.IN_PERSON,
    link: str = "",
    follows_id: UUID | None = None,
    agenda: Sequence[Words] = AGENDA,
) -> MeetingDraft:
    begins = begins.replace(hour=5, minute=0, second=0, microsecond=0)  # in the forenoon of its day
    chair = Part(new_id(), Role.CHAIR, appointment_id=office.appointment_id)
    guest = Part(new_id(), Role.CHIEF_GUEST, names=GUEST, post_names=GUEST_POST)
    audience = Audience(
        tree=get_main_tree().code,
        roots=(office.unit_id,),
        levels=(get_unit(below.unit_id).level,),
        subject_kind=SubjectKind.APPOINTMENT,
    )
    return MeetingDraft(
        id=new_id(),
        appointment_id=office.appointment_id,
        unit_id=office.unit_id,
        titles=titles,
        mode=mode,
        place=Place() if mode is Mode.VIDEO else Place(names=HALL),
        starts_at=begins,
        ends_at=begins + timedelta(hours=2),
        invitees=Invitees(audience=audience),
        parts=(chair, guest),
        agenda=tuple(AgendaItem(new_id(), title) for title in agenda),
        follows_id=follows_id,
        link=link,
    )
