"""What phones push to the record: ``minute.add`` and ``minute.change``, written offline too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from django.db import transaction
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from pankti.access.queries import actor_for_person
from pankti.access.types import DeviceScope
from pankti.base.actor import Actor
from pankti.base.errors import DomainError
from pankti.base.sight import acting_as
from pankti.fieldsync.errors import CommandUnreadable
from pankti.fieldsync.types import Command, Result
from pankti.minutes.actions.entries import add_entry, change_entry
from pankti.minutes.errors import RecordClosed
from pankti.minutes.types import EntryKind, Manner, Owner, Said

Written = Annotated[str, AfterValidator(lambda text: text.replace("\0", ""))]


MaybeId = Annotated[UUID | None, BeforeValidator(lambda said: said or None)]


class EntryBody(BaseModel):
    """The body of both commands. ``base``: of ``minute.change``, the version that the phone had before it."""

    model_config = ConfigDict(extra="ignore")

    meeting_id: UUID
    entry_id: UUID
    base: int = Field(default=0, ge=0)
    after_id: UUID | None = None
    kind: Literal["speech", "note", "decision"]
    texts: dict[Literal["hi", "en"], Written]
    speaker_id: MaybeId = None
    manner: Literal["said", "explained", "urged", "quoted"] = "said"
    is_inner: bool = False
    level: Written = ""
    post: Written = ""
    appointment_id: MaybeId = None
    target: int | None = Field(default=None, ge=1, le=1_000_000_000)
    number_labels: dict[Literal["hi", "en"], Written] = Field(default_factory=dict)
    deadline_on: date | None = None

    def said(self) -> Said:
        return Said(
            kind=EntryKind(self.kind),
            texts={str(code): text for code, text in self.texts.items()},
            speaker_id=self.speaker_id,
            manner=Manner(self.manner),
            is_inner=self.is_inner,
            owner=Owner(self.level, self.post, self.appointment_id),
            target=self.target,
            number_labels={str(code): text for code, text in self.number_labels.items()},
            deadline_on=self.deadline_on,
        )


def add_entries(device: DeviceScope, commands: Sequence[Command]) -> list[Result]:
    """Take a push's ``minute.add``: the phone's own id for the entry makes it repeat-safe."""
    return _take(device, commands, _add)


def change_entries(device: DeviceScope, commands: Sequence[Command]) -> list[Result]:
    """Take a push's ``minute.change``. Nothing that was written in a hall is lost.

    What differs stands aside; what comes after the record was closed becomes an addition under the command's id.
    """
    return _take(device, commands, _change)


def _add(actor: Actor, _command: Command, body: EntryBody) -> None:
    add_entry(actor=actor, meeting_id=body.meeting_id, entry_id=body.entry_id, said=body.said(), after_id=body.after_id)


def _change(actor: Actor, command: Command, body: EntryBody) -> None:
    try:
        with transaction.atomic():
            change_entry(
                actor=actor, meeting_id=body.meeting_id, entry_id=body.entry_id, base=body.base, said=body.said()
            )
    except RecordClosed:
        add_entry(
            actor=actor,
            meeting_id=body.meeting_id,
            entry_id=command.id,
            said=body.said(),
            corrects_id=body.entry_id,
        )


def _take(
    device: DeviceScope, commands: Sequence[Command], do: Callable[[Actor, Command, EntryBody], None]
) -> list[Result]:
    """Each command in a transaction of its own, so that a refused one takes nothing else with it."""
    actor = actor_for_person(device.person_id, device_id=device.device_id)
    results = []
    for command in commands:
        try:
            body = EntryBody.model_validate(command.body)
            with acting_as(actor), transaction.atomic():
                do(actor, command, body)
        except ValidationError:
            results.append(Result(command.id, CommandUnreadable.code, str(CommandUnreadable.sentence)))
        except DomainError as error:
            results.append(Result(command.id, error.code, str(error)))
        else:
            results.append(Result(command.id))
    return results
