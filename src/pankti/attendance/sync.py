"""What phones push to this room: I am here, somebody is here, that was a mistake."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from django.db import transaction
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from pankti.access.queries import actor_for_person
from pankti.access.types import DeviceScope
from pankti.attendance.actions.come import add_guest, come, find, let_in, tick
from pankti.attendance.actions.note_arrival import take_back
from pankti.attendance.codes import LONGEST
from pankti.attendance.hosts import require_host
from pankti.base.actor import Actor
from pankti.base.errors import DomainError
from pankti.fieldsync.errors import CommandUnreadable
from pankti.fieldsync.types import Command, Result

Written = Annotated[str, AfterValidator(lambda text: text.replace("\0", "").strip())]


class ComeBody(BaseModel):
    """``attendance.come``: the code of the door, as it was scanned."""

    model_config = ConfigDict(extra="ignore")

    code: Written = Field(max_length=LONGEST)


class TakeBody(BaseModel):
    """``attendance.take``: one of a scanned card, a person tapped in the list, a guest's name."""

    model_config = ConfigDict(extra="ignore")

    meeting_id: UUID
    card: Written = Field(default="", max_length=LONGEST)
    person_id: UUID | None = None
    guest: Written = Field(default="", max_length=200)

    @model_validator(mode="after")
    def _one(self) -> TakeBody:
        if sum((bool(self.card), self.person_id is not None, bool(self.guest))) != 1:
            raise ValueError("one of card, person_id, guest")
        return self


class TakeBackBody(BaseModel):
    """``attendance.take_back``: the id of the command that was a mistake."""

    model_config = ConfigDict(extra="ignore")

    meeting_id: UUID
    arrival_id: UUID


def _come(actor: Actor, command: Command, at: datetime) -> None:
    body = ComeBody.model_validate(command.body)
    come(actor=actor, command_id=command.id, code=body.code, scanned_at=at)


def _take(actor: Actor, command: Command, at: datetime) -> None:
    body = TakeBody.model_validate(command.body)
    if body.card:
        let_in(actor=actor, command_id=command.id, meeting_id=body.meeting_id, card=body.card, scanned_at=at)
    elif body.person_id:
        tick(actor=actor, command_id=command.id, meeting_id=body.meeting_id, person_id=body.person_id, came_at=at)
    else:
        add_guest(actor=actor, command_id=command.id, meeting_id=body.meeting_id, name=body.guest, came_at=at)


def _take_back(actor: Actor, command: Command, at: datetime) -> None:
    body = TakeBackBody.model_validate(command.body)
    meeting = find(body.meeting_id)
    require_host(actor, meeting)
    take_back(actor=actor, meeting=meeting, arrival_id=body.arrival_id)


def _handler(
    do: Callable[[Actor, Command, datetime], None],
) -> Callable[[DeviceScope, Sequence[Command]], list[Result]]:
    def handle(device: DeviceScope, commands: Sequence[Command]) -> list[Result]:
        actor = actor_for_person(device.person_id, device_id=device.device_id)
        offset = timedelta(milliseconds=device.clock_offset_ms)
        return [_one(do, actor, command, command.made_at - offset) for command in commands]

    return handle


def _one(do: Callable[[Actor, Command, datetime], None], actor: Actor, command: Command, at: datetime) -> Result:
    try:
        with transaction.atomic():
            do(actor, command, at)
    except ValidationError:
        return Result(command.id, CommandUnreadable.code, str(CommandUnreadable.sentence))
    except DomainError as error:
        return Result(command.id, error.code, str(error))
    return Result(command.id)


COMMANDS = {
    "attendance.come": _handler(_come),
    "attendance.take": _handler(_take),
    "attendance.take_back": _handler(_take_back),
}
