"""Meetings for tests: drafts as an office would write them, and called ones."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.cascade.actions.headcount import count_shape
from pankti.cascade.models import Dispatch
from pankti.cascade.types import Audience, Invitees, SubjectKind
from pankti.meetings.actions.call import call_meeting
from pankti.meetings.actions.drafts import save_meeting
from pankti.meetings.models import Meeting
from pankti.meetings.types import AgendaItem, MeetingDraft, MeetingState, Mode, Part, Place, Role
from pankti.organisation.models import Appointment, Unit
from tests.makers.organisation import Cast, actor_of

TITLES = {"hi": "मंडल की बैठक", "en": "Meeting of the mandal"}


def a_rule(*roots: Unit, levels: tuple[str, ...] = ("last",)) -> Invitees:
    """Holders at ``levels`` below ``roots``."""
    return Invitees(
        audience=Audience(
            tree="main",
            roots=tuple(unit.id for unit in roots),
            levels=levels,
            subject_kind=SubjectKind.APPOINTMENT,
        )
    )


def a_meeting(
    by: Appointment,
    *,
    unit: Unit | None = None,
    invitees: Invitees | None = None,
    starts_at: datetime | None = None,
    mode: Mode = Mode.IN_PERSON,
    link: str = "",
    parts: tuple[Part, ...] | None = None,
    meeting_id: UUID | None = None,
) -> MeetingDraft:
    """A draft that could be called as it stands: tomorrow, in a hall, chaired by whoever calls it."""
    begins = starts_at or (now() + timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
    chair = Part(new_id(), Role.CHAIR, appointment_id=by.id)
    guest = Part(
        new_id(),
        Role.CHIEF_GUEST,
        names={"hi": "श्री विनय कुमार", "en": "Shri Vinay Kumar"},
        post_names={"hi": "ज़िला संयोजक", "en": "District convenor"},
    )
    return MeetingDraft(
        id=meeting_id or new_id(),
        appointment_id=by.id,
        unit_id=(unit or by.unit).id,
        titles=TITLES,
        texts={"hi": "समय पर आएँ।", "en": "Please be on time."},
        mode=mode,
        place=Place(names={"hi": "सामुदायिक भवन", "en": "Community hall"}, address="मुख्य सड़क"),
        starts_at=begins,
        ends_at=begins + timedelta(hours=2),
        invitees=invitees or a_rule(unit or by.unit),
        parts=(chair, guest) if parts is None else parts,
        agenda=(
            AgendaItem(new_id(), {"hi": "पिछली बैठक के काम", "en": "Work of the last meeting"}, 20, chair.id),
            AgendaItem(new_id(), {"hi": "आगे की योजना", "en": "Plans ahead"}, 40),
        ),
        link=link,
    )


def make_meeting(
    cast: Cast,
    *,
    by: Appointment | None = None,
    unit: Unit | None = None,
    called: bool = True,
    starts_at: datetime | None = None,
    mode: Mode = Mode.IN_PERSON,
    link: str = "",
) -> UUID:
    """A called meeting of the officer's unit (``middle``) to all booths below it; its id.

    ``starts_at`` may lie in the past: then the row alone says that it was called, and there is no dispatch.
    """
    officer = by or cast.officer
    draft = a_meeting(officer, unit=unit, starts_at=starts_at, mode=mode, link=link)
    save_meeting(actor=actor_of(officer), draft=draft)
    if called and (starts_at is None or starts_at > now()):
        call_meeting(actor=actor_of(officer), meeting_id=draft.id)
        count_shape(shape_id=Dispatch.objects.get(id=draft.id).shape_id)
    elif called:
        Meeting.objects.filter(id=draft.id).update(
            state=MeetingState.CALLED, version=1, called_at=now() - timedelta(days=3), dispatch_id=draft.id
        )
    return draft.id
