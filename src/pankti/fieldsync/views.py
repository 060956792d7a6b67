"""The tus protocol 1.0.0, core and creation (tus.io/protocols/resumable-upload): photos that survive a bad line."""

from __future__ import annotations

import base64
import binascii
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from pankti.access.doors import device_of
from pankti.base.errors import DomainError
from pankti.base.problems import NotUnderstood, problem
from pankti.fieldsync.actions.upload import LIMIT, append_to_upload, begin_upload, get_upload
from pankti.fieldsync.errors import ProtocolUnknown
from pankti.fieldsync.models import Upload

VERSION = "1.0.0"
PIECE_TYPE = "application/offset+octet-stream"


@csrf_exempt  # a bearer token, never a cookie
@require_http_methods(["POST", "OPTIONS"])
def uploads(request: HttpRequest) -> HttpResponse:
    """Begin an upload: 201 with its address."""
    if request.method == "OPTIONS":
        return _tus(HttpResponse(status=204), {"Tus-Extension": "creation", "Tus-Max-Size": str(LIMIT)})
    try:
        device = device_of(request)
        _speaks_tus(request)
        said = _metadata(request.headers.get("Upload-Metadata", ""))
        upload = begin_upload(
            device_id=device.device_id,
            length=_number(request, "Upload-Length"),
            sha256=said.get("sha256", "")[:64],
            media_type=said.get("filetype", "")[:100],
        )
    except DomainError as error:
        return _tus(problem(error))
    return _tus(HttpResponse(status=201), {"Location": reverse("fieldsync:upload", args=[upload.id])})


@csrf_exempt
@require_http_methods(["HEAD", "PATCH"])
def upload(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """HEAD: how far it got. PATCH: the next piece."""
    try:
        device = device_of(request)
        _speaks_tus(request)
        if request.method == "HEAD":
            return _tus(_offset(get_upload(device_id=device.device_id, upload_id=upload_id), 200))
        if request.content_type != PIECE_TYPE:
            raise NotUnderstood
        grown = append_to_upload(
            device_id=device.device_id,
            upload_id=upload_id,
            offset=_number(request, "Upload-Offset"),
            body=request.body,
        )
    except DomainError as error:
        return _tus(problem(error))
    return _tus(_offset(grown, 204))


def _offset(known: Upload, status: int) -> HttpResponse:
    response = HttpResponse(status=status)
    response["Upload-Offset"] = str(known.offset)
    response["Upload-Length"] = str(known.length)
    response["Cache-Control"] = "no-store"
    return response


def _tus(response: HttpResponse, headers: dict[str, str] | None = None) -> HttpResponse:
    for name, value in {"Tus-Resumable": VERSION, "Tus-Version": VERSION, **(headers or {})}.items():
        response[name] = value
    return response


def _speaks_tus(request: HttpRequest) -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise ProtocolUnknown


def _number(request: HttpRequest, header: str) -> int:
    value = request.headers.get(header, "")
    if not (value.isascii() and value.isdigit() and len(value) < 13):
        raise NotUnderstood
    return int(value)


def _metadata(header: str) -> dict[str, str]:
    """``key base64,key base64``: what the phone says of the file. Pairs that cannot be read are left out."""
    found: dict[str, str] = {}
    for pair in header.split(","):
        key, _, value = pair.strip().partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
    return found
