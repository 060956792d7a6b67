"""My data, on the phone: what is kept, a copy of it, the erasure. The second step is a code to one's own number."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status

from pankti.access.actions.own_code import send_own_code
from pankti.access.doors import Bearer, DeviceRequest
from pankti.base.clock import now
from pankti.base.errors import DomainError, OutOfReach
from pankti.privacy import queries
from pankti.privacy.actions.erase import ask_erasure, call_off_erasure, check_free, confirm_erasure_by_code
from pankti.privacy.actions.export import ask_export, confirm_export_by_code, gather, open_export
from pankti.privacy.packing import read_sections

router = Router(tags=["my data"], auth=Bearer())

ROWS = 20
"""So many lines of each part are shown on a phone; the copy has all of them."""


class Problem(Schema):
    """RFC 9457: what went wrong, in the caller's language, with a stable code."""

    type: str
    title: str
    status: int
    code: str


class PartOut(Schema):
    """One part of what is kept: ``rows`` holds at most the first twenty of ``count``."""

    title: str
    heads: list[str]
    rows: list[list[str]]
    count: int


class ExportOut(Schema):
    id: UUID
    asked_at: datetime
    confirmed_at: datetime | None
    made_at: datetime | None
    expires_at: datetime | None


class ErasureOut(Schema):
    """``is_own``: asked by the person, not by an office on their written request."""

    id: UUID
    asked_at: datetime
    asked_by: str
    is_own: bool
    confirm_from: datetime
    state: str


class MyDataOut(Schema):
    """``hindered``: why the person cannot be erased now, in their language; empty when they can."""

    parts: list[PartOut]
    exports: list[ExportOut]
    erasure: ErasureOut | None
    hindered: str


class CodeIn(Schema):
    code: str


class AskedOut(Schema):
    id: UUID


@router.get("/my-data", response={200: MyDataOut, 401: Problem}, url_name="my-data-api")
def my_data(request: HttpRequest) -> dict[str, Any]:
    """All that is kept of the asker, as the copy will have it, and how their wishes stand."""
    known = cast("DeviceRequest", request)
    person_id = known.device.person_id
    language = getattr(request, "LANGUAGE_CODE", known.actor.language)
    erasure = queries.find_open_erasure(known.actor, person_id)
    return {
        "parts": read_sections(gather(person_id, language), language, ROWS),
        "exports": [
            {
                "id": one.id,
                "asked_at": one.asked_at,
                "confirmed_at": one.confirmed_at,
                "made_at": one.made_at,
                "expires_at": one.expires_at,
            }
            for one in queries.list_exports(person_id)
        ],
        "erasure": erasure
        and {
            "id": erasure.id,
            "asked_at": erasure.asked_at,
            "asked_by": erasure.asked_by,
            "is_own": erasure.asked_by_id == person_id,
            "confirm_from": erasure.confirm_from,
            "state": erasure.state.value,
        },
        "hindered": _hindered(person_id),
    }


@router.post("/my-data/code", response={204: None, 401: Problem, 409: Problem, 429: Problem}, url_name="my-data-code")
def send_code(request: HttpRequest) -> Status[None]:
    """A code to the asker's own number, for the second step of a copy or an erasure."""
    send_own_code(actor=cast("DeviceRequest", request).actor)
    return Status(204, None)


@router.post("/my-data/exports", response={200: AskedOut, 401: Problem, 409: Problem}, url_name="my-data-exports")
def ask_for_export(request: HttpRequest) -> dict[str, Any]:
    """The first step to a copy."""
    return {"id": ask_export(actor=cast("DeviceRequest", request).actor)}


@router.post(
    "/my-data/exports/{export_id}/confirm",
    response={204: None, 401: Problem, 404: Problem, 422: Problem},
    url_name="my-data-export-confirm",
)
def confirm_my_export(request: HttpRequest, export_id: UUID, body: CodeIn) -> Status[None]:
    """The second step: the code that was sent. The copy is then made within a minute or two."""
    confirm_export_by_code(actor=cast("DeviceRequest", request).actor, export_id=export_id, code=body.code)
    return Status(204, None)


@router.get("/my-data/exports/{export_id}/file", url_name="my-data-export-file")
def download(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """The copy itself, a ZIP, for its person alone."""
    content = open_export(actor=cast("DeviceRequest", request).actor, export_id=export_id)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="my-data-{now():%Y%m%d}.zip"'
    response["Cache-Control"] = "no-store"
    return response


@router.post("/my-data/erasures", response={200: AskedOut, 401: Problem, 409: Problem}, url_name="my-data-erasures")
def ask_for_erasure(request: HttpRequest) -> dict[str, Any]:
    """The first step to one's erasure; the second is possible a day later."""
    known = cast("DeviceRequest", request)
    return {"id": ask_erasure(actor=known.actor, person_id=known.device.person_id)}


@router.post(
    "/my-data/erasures/{erasure_id}/confirm",
    response={204: None, 401: Problem, 404: Problem, 409: Problem, 422: Problem},
    url_name="my-data-erasure-confirm",
)
def confirm_my_erasure(request: HttpRequest, erasure_id: UUID, body: CodeIn) -> Status[None]:
    """The second step: nothing brings the person back from here."""
    known = _own_erasure(request, erasure_id)
    confirm_erasure_by_code(actor=known.actor, erasure_id=erasure_id, code=body.code)
    return Status(204, None)


@router.post(
    "/my-data/erasures/{erasure_id}/call-off",
    response={204: None, 401: Problem, 404: Problem, 409: Problem},
    url_name="my-data-erasure-call-off",
)
def call_off(request: HttpRequest, erasure_id: UUID) -> Status[None]:
    """Changed their mind; or an office asked, and they did not."""
    known = _own_erasure(request, erasure_id)
    call_off_erasure(actor=known.actor, erasure_id=erasure_id)
    return Status(204, None)


def _own_erasure(request: HttpRequest, erasure_id: UUID) -> DeviceRequest:
    """A phone decides about its own person alone."""
    known = cast("DeviceRequest", request)
    line = queries.find_erasure(known.actor, erasure_id)
    if line is None or line.person_id != known.device.person_id:
        raise OutOfReach
    return known


def _hindered(person_id: UUID) -> str:
    try:
        check_free(person_id)
    except DomainError as error:
        return str(error)
    return ""
