"""Calls to meetings for tests: dispatches that count appointments and ask whether one comes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from pankti.base.actor import SYSTEM, Actor
from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.cascade.actions.dispatch import issue_dispatch
from pankti.cascade.actions.headcount import count_shape
from pankti.cascade.models import Dispatch
from pankti.cascade.types import ATTENDANCE_RANKS, AnswerCommand, Audience, DispatchOrder, Invitees, Proof, Rank
from pankti.organisation.models import Appointment, Residence, Unit
from tests.makers.organisation import BEGAN_ON, path_of


def make_rule(roots: Sequence[Unit], levels: Sequence[str] = ("last",), posts: Sequence[str] = ()) -> Audience:
    return Audience(tree="main", roots=tuple(u.id for u in roots), levels=tuple(levels), posts=tuple(posts))


def make_home(appointment: Appointment, unit: Unit, tree: str = "main") -> Residence:
    """The appointment's holder lives at ``unit``."""
    path = path_of(unit, tree)
    return Residence.objects.create(person_id=appointment.person_id, unit=unit, path=path, began_on=BEGAN_ON)


def make_call(*, invitees: Invitees, by: Unit, actor: Actor = SYSTEM, kind: str = "meeting") -> UUID:
    """Issue a call; the heads of its rule are counted at once."""
    dispatch_id = new_id()
    issue_dispatch(
        actor=actor,
        order=DispatchOrder(
            id=dispatch_id,
            kind=kind,
            audience=None,
            proof=Proof.ATTENDANCE,
            payload={"titles": {"hi": "बैठक", "en": "Meeting"}},
            by_unit_id=by.id,
            invitees=invitees,
        ),
    )
    count_shape(shape_id=Dispatch.objects.get(id=dispatch_id).shape_id)
    return dispatch_id


def make_reply(
    *, dispatch_id: UUID, appointment: Appointment, state: str = "attending", after: float = 1, text: str = "रमेश"
) -> AnswerCommand:
    """What a holder says to a call, so many seconds from now."""
    return AnswerCommand(
        id=new_id(),
        dispatch_id=dispatch_id,
        version=1,
        subject_id=appointment.id,
        appointment_id=appointment.id,
        rank=ATTENDANCE_RANKS[state] if state in ATTENDANCE_RANKS else Rank.of(state),
        tapped_at=now() + timedelta(seconds=after),
        text=text if state == "deputy" else "",
        is_attendance=state in ATTENDANCE_RANKS,
    )
