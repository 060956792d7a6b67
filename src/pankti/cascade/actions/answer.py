from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from pankti.base.clock import now
from pankti.base.errors import DomainError
from pankti.base.prepared import prepared_cursor
from pankti.cascade.appending import APPEND, TAKE
from pankti.cascade.errors import (
    DeputyMissing,
    DispatchClosed,
    DispatchWithdrawn,
    NotAddressed,
    PhotoMissing,
    ProofMissing,
    ReasonMissing,
    StateUnfitting,
    TextTooLong,
    VersionUnknown,
)
from pankti.cascade.types import AnswerCommand

TEXT_LIMIT = 2000
VERSION_LIMIT = 2**31 - 1
_REFUSALS: dict[str, type[DomainError]] = {
    error.code: error
    for error in (
        NotAddressed,
        DispatchWithdrawn,
        DispatchClosed,
        VersionUnknown,
        TextTooLong,
        ReasonMissing,
        ProofMissing,
        PhotoMissing,
        StateUnfitting,
        DeputyMissing,
    )
}


@dataclass(frozen=True, slots=True)
class Giver:
    """Who answers: the person, and the device with the offset of its clock (phone minus ours) if there is one."""

    person_id: UUID
    device_id: UUID | None = None
    clock_offset: timedelta = timedelta(0)
    first_pull_at: datetime | None = None


def answer_dispatches(*, giver: Giver, commands: Sequence[AnswerCommand]) -> list[DomainError | None]:
    """Record what a post-holder's units say, judged and appended in one statement. None: accepted.

    Repeat-safe: a phone that lost our reply sends the same id again, and the answer
    that is there stays as it is. An answer by a holder since removed counts if it was
    tapped before the removal.

    ``tapped_at`` is the phone's clock; corrected by the offset seen at sync it decides
    lateness, never before the first pull or the issue, nor after receipt.

    What has ended takes what was tapped before its end, for ``types.GRACE`` after it.

    The errors: NotAddressed, DispatchWithdrawn, DispatchClosed, VersionUnknown, StateUnfitting (a
    word of attendance elsewhere, or another one there), TextTooLong, DeputyMissing, ReasonMissing,
    ProofMissing, PhotoMissing.
    """
    if not commands:
        return []
    received_at = now()
    said = [_said(place, command, giver.clock_offset, received_at) for place, command in enumerate(commands)]
    with prepared_cursor(personal=False) as cursor:
        cursor.execute(
            TAKE,
            {
                "said": orjson.dumps(said).decode(),
                "person": giver.person_id,
                "device": giver.device_id,
                "first_pull": giver.first_pull_at,
                "at": received_at,
            },
        )
        verdicts = dict(cursor.fetchall())
    return [
        _REFUSALS[code]() if (code := verdicts.get(place, NotAddressed.code)) else None
        for place in range(len(commands))
    ]


def append_answers(rows: Sequence[dict[str, Any]]) -> int:
    """Append answer rows (columns of Answer without seq) in one statement; those already there stay.

    It is whole by itself and needs no transaction around it. Returns how many were new.
    """
    if not rows:
        return 0
    with prepared_cursor(personal=False) as cursor:
        cursor.execute(APPEND, [orjson.dumps(list(rows)).decode()])
        return int(cursor.rowcount)


def _said(place: int, command: AnswerCommand, offset: timedelta, received_at: datetime) -> dict[str, Any]:
    """A command as the statement reads it; what it lacks is told without the texts."""
    clock_at, tapped_at = _set_right(command.tapped_at, offset, received_at)
    return {
        "place": place,
        "id": command.id,
        "dispatch_id": command.dispatch_id,
        "version": min(command.version, VERSION_LIMIT),
        "subject_id": command.subject_id,
        "appointment_id": command.appointment_id,
        "rank": int(command.rank),
        "clock_at": clock_at,
        "tapped_at": tapped_at,
        "is_attendance": command.is_attendance,
        "is_long": max(len(command.text), len(command.reason)) > TEXT_LIMIT,
        "has_reason": bool(command.reason.strip()),
        "has_number": command.number is not None,
        "has_text": bool(command.text.strip()),
        "photo": command.photo,
        "body": _body(command),
    }


def _set_right(clock_at: datetime, offset: timedelta, received_at: datetime) -> tuple[datetime, datetime]:
    """The tap by the phone's clock and by ours; a clock at the end of time says nothing, so the receipt stands."""
    try:
        return clock_at.astimezone(UTC), clock_at.astimezone(UTC) - offset
    except OverflowError:
        return received_at, received_at


def _body(command: AnswerCommand) -> dict[str, Any] | None:
    body: dict[str, Any] = {}
    if command.number is not None:
        body["number"] = float(command.number)
    for key in ("text", "photo", "reason"):
        if value := getattr(command, key):
            body[key] = value
    return body or None
