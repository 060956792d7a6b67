"""Who has another meeting at the same hour: told, never refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from pankti.base.actor import SYSTEM
from pankti.base.errors import DomainError
from pankti.base.sight import acting_as
from pankti.base.words import Words
from pankti.cascade.queries.invitees import list_for_person, list_invitees
from pankti.cascade.types import Invitees
from pankti.meetings.models import Meeting
from pankti.meetings.queries.holders import name_holders
from pankti.meetings.queries.sessions import list_busy
from pankti.meetings.stored import invitees_from_json
from pankti.meetings.types import KIND, MeetingDraft, MeetingState

LASTS = timedelta(hours=2)
"""How long a meeting is taken to last whose end nobody gave."""
COMPARED = 2000
"""So many invitees are compared one by one."""
NEIGHBOURS = 5


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody who takes a part is wanted at another meeting at that hour."""

    names: Words
    titles: Words
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Clashes:
    """``parts``: those who take a part, by name; ``invited``: how many of the invited, at least."""

    parts: tuple[Clash, ...] = ()
    invited: int = 0


def find_clashes(draft: MeetingDraft) -> Clashes:
    """What else those who take part, and those who are called, have at that hour."""
    if draft.starts_at is None:
        return Clashes()
    until = draft.ends_at or draft.starts_at + LASTS
    with acting_as(SYSTEM):  # that somebody is busy is told to whoever would call them; no more
        parts = _of_parts(draft, draft.starts_at, until)
        return Clashes(tuple(parts), _of_invited(draft, draft.starts_at, until))


def _of_parts(draft: MeetingDraft, since: datetime, until: datetime) -> list[Clash]:
    held = name_holders([part.appointment_id for part in draft.parts if part.appointment_id])
    names = {row.person_id: row.names for row in held.values()}
    found: dict[tuple[UUID, UUID], Clash] = {}
    for busy in list_busy(list(names), since=since, until=until):
        if busy.meeting_id != draft.id:
            found[busy.person_id, busy.meeting_id] = Clash(names[busy.person_id], busy.titles, busy.starts_at)
    for person_id in names:
        called = [one.dispatch.id for one in list_for_person(person_id, KIND, since) if one.state != "declined"]
        for row in _at_that_hour(since, until, draft.id).filter(dispatch_id__in=called, origin="")[:NEIGHBOURS]:
            if row.starts_at is not None:
                found[person_id, row.id] = Clash(names[person_id], row.titles, row.starts_at)
    return list(found.values())


def _of_invited(draft: MeetingDraft, since: datetime, until: datetime) -> int:
    own = _appointments(draft.invitees)
    if not own:
        return 0
    both: set[UUID] = set()
    near = _at_that_hour(since, until, draft.id).filter(origin="").order_by("starts_at")[:NEIGHBOURS]
    for row in near:
        both |= own & _appointments(invitees_from_json(row.invitees))
    return len(both)


def _appointments(invitees: Invitees) -> set[UUID]:
    if invitees.audience is None and invitees.is_rule_alone:
        return set()
    try:
        return {one.appointment_id for one in list_invitees(SYSTEM, invitees, limit=COMPARED)}
    except DomainError:  # a unit of the rule is gone, say: told where the rule is counted, here nobody is compared
        return set()


def _at_that_hour(since: datetime, until: datetime, but: UUID):  # type: ignore[no-untyped-def]
    return Meeting.objects.filter(
        state=MeetingState.CALLED, starts_at__lt=until, starts_at__gt=since - timedelta(days=1), ends_at__gt=since
    ).exclude(id=but)
