"""What phones push to this room: a host's report, and how many people of a unit are coming."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from pankti.access.queries import actor_for_person
from pankti.access.types import DeviceScope
from pankti.base.actor import Actor
from pankti.base.errors import DomainError
from pankti.conferences.actions.report import register_people, report_session
from pankti.conferences.types import Report
from pankti.fieldsync.errors import CommandUnreadable
from pankti.fieldsync.types import Command, Result

Written = Annotated[str, AfterValidator(lambda text: text.replace("\0", ""))]
COUNTS_LIMIT = 500


class Count(BaseModel):
    """So many people of one unit."""

    model_config = ConfigDict(extra="ignore")

    unit_id: UUID
    n: int = Field(ge=0, le=10_000_000)


class ReportBody(BaseModel):
    """The body of ``session.report``."""

    model_config = ConfigDict(extra="ignore")

    session_id: UUID
    is_held: bool
    heads: int | None = Field(default=None, ge=0, le=10_000_000)
    text: Written = ""
    photo: Written = Field(default="", max_length=64)
    counts: list[Count] = Field(default_factory=list, max_length=COUNTS_LIMIT)


class RegisterBody(BaseModel):
    """The body of ``session.register``."""

    model_config = ConfigDict(extra="ignore")

    session_id: UUID
    counts: list[Count] = Field(min_length=1, max_length=COUNTS_LIMIT)


def take_reports(device: DeviceScope, commands: Sequence[Command]) -> list[Result]:
    """A push's ``session.report`` commands. Repeat-safe: the latest word by the phone's corrected clock stands."""

    def do(actor: Actor, command: Command) -> None:
        body = ReportBody.model_validate(command.body)
        report = Report(
            body.session_id,
            body.is_held,
            body.heads,
            body.text,
            body.photo,
            tuple((c.unit_id, c.n) for c in body.counts),
        )
        made_at = command.made_at - timedelta(milliseconds=device.clock_offset_ms)
        report_session(actor=actor, report=report, made_at=made_at)

    return _take(device, commands, do)


def take_registrations(device: DeviceScope, commands: Sequence[Command]) -> list[Result]:
    """A push's ``session.register`` commands; the last number of a unit stands."""

    def do(actor: Actor, command: Command) -> None:
        body = RegisterBody.model_validate(command.body)
        register_people(actor=actor, session_id=body.session_id, counts=[(c.unit_id, c.n) for c in body.counts])

    return _take(device, commands, do)


def _take(device: DeviceScope, commands: Sequence[Command], do: Callable[[Actor, Command], Any]) -> list[Result]:
    actor = actor_for_person(device.person_id, device_id=device.device_id)
    results = []
    for command in commands:
        try:
            with transaction.atomic():
                do(actor, command)
            results.append(Result(command.id))
        except (ValidationError, OverflowError):
            results.append(Result(command.id, CommandUnreadable.code, str(CommandUnreadable.sentence)))
        except DomainError as error:
            results.append(Result(command.id, error.code, str(error)))
    return results
