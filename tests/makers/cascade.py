"""Dispatches and answers for tests, made through the real actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from pankti.base.actor import SYSTEM, Actor
from pankti.base.clock import now
from pankti.base.errors import DomainError
from pankti.base.ids import new_id
from pankti.cascade.actions.answer import Giver, answer_dispatches
from pankti.cascade.actions.dispatch import issue_dispatch
from pankti.cascade.actions.headcount import count_shape
from pankti.cascade.actions.tally import fold_answers
from pankti.cascade.models import Dispatch
from pankti.cascade.types import AnswerCommand, Audience, DispatchOrder, Proof, Rank
from pankti.organisation.models import Appointment, Unit


def make_dispatch(
    *,
    roots: Sequence[Unit],
    actor: Actor = SYSTEM,
    levels: Sequence[str] = ("last",),
    excluded: Sequence[Unit] = (),
    proof: Proof = Proof.ACKNOWLEDGE,
    deadline_at: datetime | None = None,
    tree: str = "main",
    counted: bool = True,
) -> UUID:
    """Issue a dispatch to ``levels`` below ``roots``; its shape is counted at once unless told otherwise."""
    dispatch_id = new_id()
    issue_dispatch(
        actor=actor,
        order=DispatchOrder(
            id=dispatch_id,
            kind="directive",
            audience=Audience(
                tree=tree,
                roots=tuple(u.id for u in roots),
                levels=tuple(levels),
                excluded=tuple(u.id for u in excluded),
            ),
            proof=proof,
            payload={"titles": {"hi": "सफाई", "en": "Cleaning"}},
            by_unit_id=roots[0].id,
            deadline_at=deadline_at,
        ),
    )
    if counted:
        count_shape(shape_id=Dispatch.objects.get(id=dispatch_id).shape_id)
    return dispatch_id


def make_command(
    *,
    dispatch_id: UUID,
    appointment: Appointment,
    rank: Rank = Rank.ACKNOWLEDGED,
    tapped_at: datetime | None = None,
    version: int = 1,
    **said: str,
) -> AnswerCommand:
    """A command as the appointment's holder would give it for their own unit."""
    return AnswerCommand(
        id=new_id(),
        dispatch_id=dispatch_id,
        version=version,
        subject_id=appointment.unit_id,
        appointment_id=appointment.id,
        rank=rank,
        tapped_at=tapped_at or now() + timedelta(seconds=1),
        reason=said.get("reason", "no key" if rank is Rank.REFUSED else ""),
        text=said.get("text", ""),
        photo=said.get("photo", ""),
    )


def give(appointment: Appointment, *commands: AnswerCommand) -> list[DomainError | None]:
    """The appointment's holder pushes the commands."""
    return answer_dispatches(giver=Giver(person_id=appointment.person_id), commands=commands)


def fold_all() -> None:
    """Fold until nothing is left."""
    while fold_answers().answers:
        pass
