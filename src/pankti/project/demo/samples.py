"""A first directive that is already out, a draft and two meetings, so that a newcomer sees something at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from pankti.access.queries import actor_for_person
from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.base.words import Words
from pankti.cascade.types import Audience, Invitees, Proof, SubjectKind
from pankti.directives.actions.drafts import save_draft
from pankti.directives.actions.issue import issue_directive
from pankti.directives.types import Draft
from pankti.meetings.actions.call import call_meeting, record_past_meeting
from pankti.meetings.actions.drafts import save_meeting
from pankti.meetings.types import AgendaItem, MeetingDraft, Mode, Part, Place, Role
from pankti.organisation.models import Level, Tree
from pankti.organisation.queries import get_unit
from pankti.project.demo.cast import Lead, find_line

MEETING = {
    "titles": {"hi": "साप्ताहिक बैठक: कितने लोग आए?", "en": "Weekly meeting: how many came?"},
    "texts": {
        "hi": "अपने बूथ की इस सप्ताह की बैठक में जितने लोग आए, उनकी गिनती भेजें। बैठक न हो पाई हो तो कारण लिखें।",
        "en": "Send the number of people at your booth's meeting this week. If it did not take place, say why.",
    },
    "number_labels": {"hi": "आए हुए लोग", "en": "People who came"},
}
PLANTING = {
    "titles": {"hi": "पौधारोपण की एक फ़ोटो", "en": "One photo of the planting"},
    "texts": {
        "hi": "अपने बूथ पर लगाए गए पौधों की एक फ़ोटो भेजें। चेहरे पास से न लें।",
        "en": "Send one photo of the saplings planted at your booth. No close-ups of faces.",
    },
}

LAST_WEEK = {
    "titles": {"hi": "पौधारोपण अभियान की तैयारी", "en": "Getting ready for the planting drive"},
    "texts": {"hi": "जुड़ने का लिंक साथ में है।", "en": "The link to join goes along."},
    "agenda": {"hi": "पौधे कहाँ से आएँगे\nकिसकी क्या जिम्मेदारी", "en": "Where the saplings come from\nWho does what"},
    "guest": {"hi": "सुश्री मीरा वनमाली", "en": "Ms Meera Vanmali"},
    "guest_post": {"hi": "वन सलाहकार", "en": "Adviser on forests"},
}
COMING = {
    "titles": {"hi": "अभियान की समीक्षा बैठक", "en": "Meeting to review the drive"},
    "texts": {"hi": "अपने यहाँ की गिनती साथ लाएँ।", "en": "Bring the figures of your own unit."},
    "place": {"hi": "सामुदायिक भवन, मुख्य सड़क", "en": "Community hall, main road"},
    "agenda": {
        "hi": "पिछली बैठक के काम\nकहाँ कितने पौधे लगे\nअगले महीने की योजना",
        "en": "Work of the last meeting\nHow many were planted where\nPlan for next month",
    },
    "guest": {"hi": "श्री विनय तालवनी", "en": "Shri Vinay Talvani"},
    "guest_post": {"hi": "सेवानिवृत्त प्रधानाचार्य", "en": "Retired headmaster"},
}


def issue_samples() -> None:
    """Issue one directive and leave one draft, both by the office below the top (or the top, where it is alone)."""
    line = find_line()
    if len(line) < 2:
        return
    office = line[1] if len(line) > 2 else line[0]
    actor = actor_for_person(office.person_id)
    first = _draft(office, Proof.NUMBER, MEETING)
    save_draft(actor=actor, draft=first)
    issue_directive(actor=actor, directive_id=first.id)
    save_draft(actor=actor, draft=_draft(office, Proof.PHOTO, PLANTING))
    call_samples(office, line)


def call_samples(office: Lead, line: list[Lead]) -> None:
    """One meeting that was held last week and one that is coming, which follows it; both of the office's unit."""
    actor = actor_for_person(office.person_id)
    today = now().replace(hour=5, minute=0, second=0, microsecond=0)
    past = _meeting(office, line, LAST_WEEK, today - timedelta(days=7), Mode.VIDEO)
    save_meeting(actor=actor, draft=past)
    record_past_meeting(actor=actor, meeting_id=past.id)
    coming = _meeting(office, line, COMING, today + timedelta(days=3), Mode.IN_PERSON)
    save_meeting(actor=actor, draft=replace(coming, follows_id=past.id))
    call_meeting(actor=actor, meeting_id=coming.id)


def _meeting(office: Lead, line: list[Lead], words: dict[str, Words], starts_at: datetime, mode: Mode) -> MeetingDraft:
    chair = Part(new_id(), Role.CHAIR, appointment_id=office.appointment_id)
    guest = Part(new_id(), Role.CHIEF_GUEST, names=words["guest"], post_names=words["guest_post"])
    agenda = zip(words["agenda"]["hi"].splitlines(), words["agenda"]["en"].splitlines(), strict=True)
    below = next((lead.unit_id for lead in line if len(lead.path) > len(office.path)), office.unit_id)
    levels = (get_unit(below).level,)
    return MeetingDraft(
        id=new_id(),
        appointment_id=office.appointment_id,
        unit_id=office.unit_id,
        titles=words["titles"],
        texts=words["texts"],
        mode=mode,
        place=Place(words.get("place", {})),
        link="" if mode is Mode.IN_PERSON else "https://meet.example/pankti-practice",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        invitees=Invitees(
            Audience(
                tree=Tree.objects.get(is_main=True).code,
                roots=(office.unit_id,),
                levels=levels,
                subject_kind=SubjectKind.APPOINTMENT,
            )
        ),
        parts=(chair, guest),
        agenda=tuple(AgendaItem(new_id(), {"hi": hi, "en": en}, 20) for hi, en in agenda),
    )


def _draft(office: Lead, proof: Proof, words: dict[str, Words]) -> Draft:
    audience = Audience(
        tree=Tree.objects.get(is_main=True).code,
        roots=(office.unit_id,),
        levels=tuple(Level.objects.filter(traits__contains=["acknowledges"]).values_list("code", flat=True)),
    )
    return Draft(
        id=new_id(),
        appointment_id=office.appointment_id,
        audience=audience,
        proof=proof,
        deadline_at=now() + timedelta(days=2),
        titles=words["titles"],
        texts=words["texts"],
        number_labels=words.get("number_labels", {}),
    )
