"""The phones' door: one POST pushes and pulls."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from ninja import Router
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from pankti.access.actions.devices import note_contact
from pankti.access.actions.reach import work_out_reach
from pankti.access.doors import device_and
from pankti.base.clock import now
from pankti.base.errors import DomainError
from pankti.base.problems import NotUnderstood, problem
from pankti.base.sight import go_on_as
from pankti.fieldsync.actions.accept import accept_commands
from pankti.fieldsync.errors import TooManyCommands
from pankti.fieldsync.pull import probe, pull
from pankti.fieldsync.types import Command, Reader, Result

PUSH_LIMIT = 100

router = Router(tags=["sync"])


class PushedCommand(BaseModel):
    """One command of the phone's outbox; ``id`` is made on the phone and makes it repeat-safe."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    name: str = Field(max_length=60)
    made_at: AwareDatetime
    body: dict[str, Any]


class SyncRequest(BaseModel):
    """What a phone says: how far it has read, what its clock shows, and what it wants done."""

    cursor: str | None = Field(default=None, max_length=300)
    sent_at: AwareDatetime
    commands: list[PushedCommand] = Field(default_factory=list, max_length=PUSH_LIMIT)


class CommandResult(BaseModel):
    """What became of one command."""

    id: UUID
    status: str
    code: str | None = None
    sentence: str | None = None


class SyncResponse(BaseModel):
    """What is new for this phone; lists that have nothing new are absent unless ``full``."""

    cursor: str
    now: AwareDatetime
    full: bool
    results: list[CommandResult] | None = None
    me: dict[str, Any] | None = None
    dispatches: list[dict[str, Any]] | None = None
    standings: list[dict[str, Any]] | None = None
    notices: list[dict[str, Any]] | None = None
    sessions: list[dict[str, Any]] | None = None


def sync_now(request: HttpRequest) -> HttpResponse:
    """Push and pull. Called straight from ``fieldsync.middleware``, past what only pages need.

    An idle sync is one query: the device, and whether anything is new for it.
    """
    try:
        asked = _read(request.body)
        wish = probe(asked.cursor if isinstance(asked, SyncRequest) else None)
        device, told = device_and(request, wish.columns, wish.params)
        if isinstance(asked, DomainError):  # who is not signed in is told that first
            raise asked
        at = now()
        offset_ms = round((asked.sent_at - at) / timedelta(milliseconds=1))
        note_contact(device=device, clock_offset_ms=offset_ms)
        device = replace(device, clock_offset_ms=offset_ms)  # as the clock stands now: it may have been moved
        answer: dict[str, Any] = {"now": at}
        if asked.commands:
            with translation.override(language_of(request, device.language)):
                results = accept_commands(
                    device=device, commands=[Command(c.id, c.name, c.made_at, c.body) for c in asked.commands]
                )
            answer["results"] = [_told(result) for result in results]
        reach = device.reach or work_out_reach(device.person_id)
        go_on_as(reach.sight)
        answer |= pull(Reader(device, reach), wish, told, is_kept=device.reach is not None)
    except DomainError as error:
        with translation.override(language_of(request)):
            return problem(error)
    response = HttpResponse(orjson.dumps(answer), content_type="application/json")
    response["Cache-Control"] = "no-store"
    return response


@router.post("/sync", url_name="sync", response=SyncResponse)
def sync(request: HttpRequest, asked: SyncRequest) -> HttpResponse:
    """Push commands and pull changes, together. Signed in by bearer token."""
    return sync_now(request)


def language_of(request: HttpRequest, fallback: str = "hi") -> str:
    """The first supported language that the phone asks for."""
    wanted = request.headers.get("Accept-Language", "")
    return "en" if wanted.lower().startswith("en") else "hi" if wanted.lower().startswith("hi") else fallback


def _read(body: bytes) -> SyncRequest | DomainError:
    try:
        return SyncRequest.model_validate_json(body)
    except ValidationError as error:
        return _fault(error)


def _fault(error: ValidationError) -> DomainError:
    is_long = any(e["loc"] == ("commands",) and e["type"] == "too_long" for e in error.errors())
    return TooManyCommands() if is_long else NotUnderstood()


def _told(result: Result) -> dict[str, Any]:
    if result.is_accepted:
        return {"id": result.id, "status": "accepted"}
    return {"id": result.id, "status": "refused", "code": result.code, "sentence": result.sentence}
