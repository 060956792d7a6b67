from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from pankti.audit.actions.record import record
from pankti.base.actor import SYSTEM, Actor, require_right
from pankti.base.errors import OutOfReach
from pankti.base.sight import acting_as
from pankti.conferences.errors import NoSpeaker, NotRunning, SpeakerBusy
from pankti.conferences.models import Conference
from pankti.conferences.queries.foresee import busy_hours
from pankti.conferences.queries.plans import draft_of, zone_here
from pankti.conferences.queries.turnout import list_sessions
from pankti.conferences.spreading import Span, arrange_route, hours_of
from pankti.conferences.types import ORIGIN, PlanState, SessionState
from pankti.meetings.actions.plant import Move, appoint_speaker, move_meetings
from pankti.meetings.types import CALL
from pankti.organisation.models import Appointment
from pankti.organisation.queries import get_appointment


@transaction.atomic
def set_route(*, actor: Actor, plan_id: UUID, speaker_id: UUID | None, session_ids: Sequence[UUID]) -> int:
    """The main speaker joins exactly these sessions; those that would overlap are moved. Returns how many moved.

    A session keeps its hour where it can, and no host presides twice at one hour. Raises OutOfReach, NotRunning,
    NoSpeaker, SpeakerBusy.
    """
    plan = Conference.objects.select_for_update().filter(id=plan_id).first()
    if plan is None:
        raise OutOfReach
    require_right(actor, CALL, plan.path)
    if plan.state != PlanState.CALLED:
        raise NotRunning
    if speaker_id is None:
        raise NoSpeaker
    speaker = get_appointment(speaker_id)
    with acting_as(SYSTEM):
        moved = _arrange(actor, plan, speaker, list(dict.fromkeys(session_ids)))
    plan.speaker_id = speaker_id
    plan.save(update_fields=["speaker"])
    record(
        actor=actor, type="conferences.route.set", subject_kind="conference", subject_id=plan.id, path=plan.path,
        sessions=len(session_ids),
    )  # fmt: skip
    appoint_speaker(actor=actor, origin=ORIGIN, origin_id=plan.id, ids=session_ids, speaker_id=speaker_id)
    return moved


def _arrange(actor: Actor, plan: Conference, speaker: Appointment, session_ids: list[UUID]) -> int:
    draft = draft_of(plan)
    length = timedelta(minutes=draft.minutes)
    rows = list_sessions(plan.id, plan.path, ids=tuple(session_ids), limit=1000) if session_ids else []
    if len(rows) != len(session_ids) or any(row.state is not SessionState.CALLED for row in rows):
        raise OutOfReach
    set_at: dict[UUID, datetime] = {}
    if rows and draft.starts_on is not None:
        hours = hours_of(draft.starts_on, draft.days, sorted(draft.slots), zone_here())
        since, until = min(hours[0], *(row.starts_at for row in rows)), hours[-1] + 4 * length
        persons = {row.host_id: None for row in rows if row.host_id}
        holders = dict(Appointment.objects.filter(id__in=list(persons)).values_list("id", "person_id"))
        busy = busy_hours([*holders.values(), speaker.person_id], since, until)
        ours = {(row.starts_at, row.ends_at) for row in rows}
        wanted = []
        for row in rows:
            own = busy.get(holders[row.host_id], []) if row.host_id else []
            elsewhere: list[Span] = [span for span in own if span != (row.starts_at, row.ends_at)]
            wanted.append((row.id, row.starts_at, elsewhere))
        theirs = [span for span in busy.get(speaker.person_id, []) if span not in ours]
        found = arrange_route(wanted, length, hours, theirs)
        if found is None:
            raise SpeakerBusy
        set_at = found
    moves = [
        Move(row.id, set_at[row.id], set_at[row.id] + length, row.host_id, row.link)
        for row in rows
        if set_at[row.id] != row.starts_at
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE conferences_session s SET has_speaker = s.id = ANY(%(ids)s::uuid[]) WHERE s.plan_id = %(plan)s"
            " AND (s.has_speaker OR s.id = ANY(%(ids)s::uuid[]))",
            {"ids": session_ids, "plan": plan.id},
        )
        cursor.execute(
            "UPDATE conferences_session s SET starts_at = g.starts_at, ends_at = g.ends_at"
            " FROM unnest(%s::uuid[], %s::timestamptz[], %s::timestamptz[]) AS g(id, starts_at, ends_at)"
            " WHERE s.id = g.id",
            [[one.id for one in moves], [one.starts_at for one in moves], [one.ends_at for one in moves]],
        )
    move_meetings(actor=actor, origin=ORIGIN, origin_id=plan.id, moves=moves)
    return len(moves)
