"""Things that a door is about, made out of the stranger's reach: each takes the cast and returns an id."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from pankti.access.actions.delegate import delegate_right
from pankti.access.actions.invitations import make_invitation
from pankti.access.actions.issue_token import issue_token
from pankti.attendance.actions.note_arrival import NewArrival, note_arrival
from pankti.attendance.actions.open_roll import open_roll
from pankti.attendance.actions.read_report import read_report
from pankti.attendance.models import Presence, ReportLine
from pankti.attendance.types import How
from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.channels.actions.services import save_service
from pankti.conferences.models import Session
from pankti.directives.actions.drafts import save_draft
from pankti.directives.actions.rules import RuleChange, save_rule
from pankti.directives.types import RuleKind
from pankti.meetings.actions.agenda import save_template
from pankti.meetings.models import Meeting
from pankti.meetings.queries import get_meeting
from pankti.meetings.types import AgendaItem
from pankti.minutes.actions.entries import change_entry
from pankti.minutes.models import Entry, EntryVersion, Speaker
from pankti.organisation.actions.reconstitute import open_reconstitution
from pankti.organisation.actions.suspend import resume, suspend
from pankti.organisation.models import Order
from pankti.people.actions.merge import merge_people
from pankti.people.models import Lookalike
from pankti.pressnotes.actions.write import compose_note
from pankti.privacy.models import Erasure
from pankti.reviews.actions.cadences import set_cadence, set_holiday
from pankti.reviews.models import Holiday, Review
from pankti.reviews.types import CadenceOrder
from tests.makers.conferences import make_plan as make_conference
from tests.makers.directives import a_draft, make_directive
from tests.makers.meetings import make_meeting
from tests.makers.minutes import recorded as make_recorded
from tests.makers.minutes import speech
from tests.makers.organisation import Cast, actor_of, path_of
from tests.makers.plans import make_plan, rename


def rallied(cast: Cast) -> UUID:
    """A conference that the officer called at every last unit below."""
    return make_conference(cast.officer, cast.middle, takes_registration=True)


def rally_drafted(cast: Cast) -> UUID:
    """The officer's draft of one."""
    return make_conference(cast.officer, cast.middle, is_called=False)


def reviewed(cast: Cast) -> UUID:
    """A cadence by which the officer's unit reviews those below it."""
    order = CadenceOrder(
        new_id(), cast.officer.id, cast.middle.id, "middle", "last", "FREQ=WEEKLY;BYDAY=MO", now().date(), time(11)
    )
    set_cadence(actor=actor_of(cast.officer), order=order)
    return order.id


def a_review(cast: Cast) -> UUID:
    """A review that comes from it."""
    return Review.objects.filter(cadence=reviewed(cast)).earliest("path", "due_on").id


def holidayed(cast: Cast) -> UUID:
    """A holiday of the officer's unit."""
    on = (now() + timedelta(days=9)).date()
    set_holiday(actor=actor_of(cast.officer), unit_id=cast.middle.id, on=on, names={"en": "Fair"})
    return Holiday.objects.get(unit=cast.middle, on=on).id


def a_session(cast: Cast) -> UUID:
    """A session of the officer's conference."""
    return Session.objects.filter(plan_id=rallied(cast)).earliest("path").id


def issued(cast: Cast) -> UUID:
    """A directive that the officer issued to their own unit."""
    return make_directive(cast.officer, roots=[cast.middle])


def drafted(cast: Cast) -> UUID:
    """The officer's draft."""
    draft = a_draft(cast.officer, roots=[cast.middle])
    save_draft(actor=actor_of(cast.officer), draft=draft)
    return draft.id


def called(cast: Cast) -> UUID:
    """A meeting of the officer's unit, to which the worker is called."""
    return make_meeting(cast)


def prepared(cast: Cast) -> UUID:
    """The officer's draft of a meeting."""
    return make_meeting(cast, called=False)


def templated(cast: Cast) -> UUID:
    """An agenda that the officer's unit begins from."""
    template = new_id()
    items = [AgendaItem(new_id(), {"hi": "पिछले काम", "en": "Earlier work"}, 20)]
    save_template(
        actor=actor_of(cast.officer), template_id=template, unit_id=cast.middle.id, names={"en": "Weekly"}, items=items
    )
    return template


def ruled(cast: Cast) -> UUID:
    """A reminder rule of the organisation's."""
    change = RuleChange(kind=RuleKind.REMINDER, hours=-7, levels_up=0, is_active=True)
    return save_rule(actor=actor_of(cast.chief), rule_id=None, change=change)


def lent(cast: Cast) -> UUID:
    """A right that the officer lent to the worker."""
    return delegate_right(
        actor=actor_of(cast.officer),
        person_id=cast.worker.person_id,
        right="people.view",
        unit_id=cast.booths[1].id,
        until=now() + timedelta(days=1),
    )


def a_worker(cast: Cast) -> UUID:
    """The worker as a person."""
    return cast.worker.person_id


def a_service(cast: Cast) -> UUID:
    """The organisation's account at a video service."""
    return save_service(
        actor=actor_of(cast.chief),
        service_id=None,
        code="jitsi",
        name="Ours",
        values={"server": "https://meet.example.org"},
    )


def a_phone(cast: Cast) -> UUID:
    """A phone of the worker's."""
    return issue_token(person_id=cast.worker.person_id, name="phone")[0].id


def invited(cast: Cast) -> UUID:
    """The officer's invitation to a post at the first booth."""
    made = make_invitation(actor=actor_of(cast.officer), unit_id=cast.booths[0].id, post=cast.worker.post_id)
    return made.id


def ordered(cast: Cast) -> UUID:
    """An order about the worker's appointment."""
    suspend(actor=actor_of(cast.officer), appointment_id=cast.worker.id, reason="Away")
    resume(actor=actor_of(cast.officer), appointment_id=cast.worker.id, reason="Back")
    return Order.objects.filter(appointment=cast.worker).latest("number").id


def reconstituted(cast: Cast) -> UUID:
    """The officer's draft of a new team for the first booth."""
    return open_reconstitution(actor=actor_of(cast.officer), unit_id=cast.booths[0].id)


def a_post(_cast: Cast) -> str:
    return "middle-lead"


def known(cast: Cast) -> UUID:
    """Somebody of the officer's reach."""
    return cast.worker.person_id


def joined(cast: Cast) -> UUID:
    """A merge of two people of the officer's unit."""
    kept, merged = cast.officer.person_id, cast.colleague.person_id
    return merge_people(actor=actor_of(cast.officer), kept_id=kept, merged_id=merged)


def alike(cast: Cast) -> UUID:
    """A pair that waits in the officer's unit."""
    first, second = sorted((cast.officer.person_id, cast.colleague.person_id))
    pair = Lookalike.objects.create(first_id=first, second_id=second, reasons=["number"], path=path_of(cast.middle))
    return pair.id


def planned(cast: Cast) -> UUID:
    """The officer's plan to rename their own unit."""
    return make_plan(rename(cast.middle, en="New"), actor=actor_of(cast.officer))


def recorded(cast: Cast) -> UUID:
    """A meeting of the officer's unit with a speech and a decision on its record."""
    return make_recorded(cast)


def an_entry(cast: Cast) -> UUID:
    """The first entry of the last meeting's record."""
    return Entry.objects.earliest("added_at").id


def a_speaker(cast: Cast) -> UUID:
    """Who chaired it."""
    return Speaker.objects.earliest("place").id


def an_aside(cast: Cast) -> UUID:
    """Two people's words for the same entry: the later one stands aside."""
    entry = Entry.objects.earliest("added_at")
    for text in ("एक", "दो"):
        change_entry(
            actor=actor_of(cast.officer), meeting_id=entry.record_id, entry_id=entry.id, base=1, said=speech(text)
        )
    return EntryVersion.objects.get(version=None).id


def noted(cast: Cast) -> UUID:
    """The officer's press note of that meeting."""
    return compose_note(actor=actor_of(cast.officer), meeting_id=make_recorded(cast))


def erasure_asked(cast: Cast) -> UUID:
    """The worker's wish to be erased, still waiting."""
    return Erasure.objects.create(
        person=cast.worker.person, asked_by=cast.worker.person_id, confirm_from=datetime(2030, 1, 1, tzinfo=UTC)
    ).id


def enrolled(_cast: Cast) -> UUID:
    """The first line of the roll of the meeting that was called last."""
    meeting = get_meeting(SYSTEM, Meeting.objects.latest("id").id)
    open_roll(meeting)
    return Presence.objects.filter(meeting_id=meeting.id).earliest("id").id


def arrived(cast: Cast) -> UUID:
    """A sign that the worker came to that meeting."""
    meeting = get_meeting(SYSTEM, Meeting.objects.latest("id").id)
    new = NewArrival(new_id(), How.LIST, now(), person_id=cast.worker.person_id)
    note_arrival(actor=SYSTEM, meeting=meeting, new=new)
    return new.id


def listed(cast: Cast) -> UUID:
    """A video service's list of that meeting, with one name that nobody knows."""
    meeting = get_meeting(SYSTEM, Meeting.objects.latest("id").id)
    content = b"Name,Duration (Minutes)\niPhone,12\n"
    return read_report(actor=actor_of(cast.officer), meeting=meeting, name="list.csv", content=content)


def named(cast: Cast) -> UUID:
    """That name."""
    return ReportLine.objects.get(report_id=listed(cast)).id
