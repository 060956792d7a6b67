"""What phones pull from the cascade, and the answers they push to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from pankti.access.types import DeviceScope
from pankti.cascade.actions.answer import Giver, answer_dispatches
from pankti.cascade.errors import NumberUnreadable
from pankti.cascade.queries.phones import NEW_DISPATCH, NEW_STANDING, is_answered, pull_dispatches, pull_standings
from pankti.cascade.types import ATTENDANCE_RANKS, AnswerCommand, Rank
from pankti.fieldsync.errors import CommandUnreadable
from pankti.fieldsync.types import Command, Result, Source

SOURCES = (
    Source(key="cascade.dispatches", lists=("dispatches",), pull=pull_dispatches, probe=NEW_DISPATCH),
    Source(key="cascade.standings", lists=("standings",), pull=pull_standings, probe=NEW_STANDING),
)

Written = Annotated[str, AfterValidator(lambda text: text.replace("\0", ""))]
"""Text without the one sign that the database cannot keep."""


class AnswerBody(BaseModel):
    """The body of ``answer.give``."""

    model_config = ConfigDict(extra="ignore")

    dispatch_id: UUID
    version: int = Field(ge=1)
    subject_id: UUID
    appointment_id: UUID
    state: Literal["seen", "acknowledged", "done", "refused", "attending", "deputy", "declined"]
    number: Decimal | None = Field(default=None, max_digits=15, decimal_places=3, allow_inf_nan=False)
    text: Written = ""
    photo: Written = Field(default="", max_length=64)
    reason: Written = ""


def give_answers(device: DeviceScope, commands: Sequence[Command]) -> list[Result]:
    """Take a push's ``answer.give`` commands. What was accepted once stays accepted."""
    read: list[AnswerCommand] = []
    results: dict[UUID, Result] = {}
    for command in commands:
        try:
            read.append(_answer(command, AnswerBody.model_validate(command.body)))
        except ValidationError as found:
            is_number = {e["loc"][:1] for e in found.errors()} == {("number",)}
            fault = NumberUnreadable if is_number else CommandUnreadable
            results[command.id] = Result(command.id, fault.code, str(fault.sentence))
    giver = Giver(
        person_id=device.person_id,
        device_id=device.device_id,
        clock_offset=timedelta(milliseconds=device.clock_offset_ms),
        first_pull_at=device.first_pull_at,
    )
    for answer, error in zip(read, answer_dispatches(giver=giver, commands=read), strict=True):
        results[answer.id] = Result(answer.id) if error is None else Result(answer.id, error.code, str(error))
    refused = [answer.id for answer in read if not results[answer.id].is_accepted]
    for known in is_answered(device.person_id, refused) if refused else ():
        results[known] = Result(known)
    return [results[command.id] for command in commands]


def _answer(command: Command, body: AnswerBody) -> AnswerCommand:
    said: dict[str, Any] = body.model_dump(include={"number", "text", "photo", "reason"})
    return AnswerCommand(
        id=command.id,
        dispatch_id=body.dispatch_id,
        version=body.version,
        subject_id=body.subject_id,
        appointment_id=body.appointment_id,
        rank=ATTENDANCE_RANKS[body.state] if body.state in ATTENDANCE_RANKS else Rank.of(body.state),
        tapped_at=command.made_at,
        is_attendance=body.state in ATTENDANCE_RANKS,
        **said,
    )
