"""The record as a phone reads it, to write on without a line: ``GET /api/v1/meetings/<id>/record``."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from pankti.access.doors import Bearer, DeviceRequest
from pankti.minutes.queries import get_record

router = Router(tags=["minutes"])


class SpeakerOut(Schema):
    id: UUID
    role: str
    names: dict[str, str]
    post_names: dict[str, str]
    is_absent: bool


class EntryOut(Schema):
    """``said`` as ``minute.add`` takes it; ``aside``: how many other wordings wait beside it."""

    id: UUID
    version: int
    said: dict[str, Any]
    author: str
    is_addition: bool
    aside: int


class RecordOut(Schema):
    meeting_id: UUID
    titles: dict[str, str]
    change_no: int
    is_closed: bool
    may_write: bool
    speakers: list[SpeakerOut]
    entries: list[EntryOut]


@router.get("/meetings/{meeting_id}/record", auth=Bearer(), response=RecordOut, url_name="record")
def record(request: HttpRequest, meeting_id: UUID) -> RecordOut:
    """The record's standing entries in their order, with the version that a change names."""
    found = get_record(cast("DeviceRequest", request).actor, meeting_id)
    return RecordOut(
        meeting_id=found.meeting_id,
        titles=found.titles,
        change_no=found.change_no,
        is_closed=found.closed_at is not None,
        may_write=found.may_write,
        speakers=[
            SpeakerOut(id=one.id, role=one.role, names=one.names, post_names=one.post_names, is_absent=one.is_absent)
            for one in found.speakers
        ],
        entries=[
            EntryOut(
                id=entry.id,
                version=entry.version,
                said=entry.said.to_json(),
                author=entry.author,
                is_addition=entry.is_addition,
                aside=len(entry.asides),
            )
            for entry in found.standing
        ],
    )
