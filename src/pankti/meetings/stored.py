"""How drafts, places and parts are kept in rows, and read back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from pankti.base.words import Words
from pankti.cascade.inviting import invitees_from_json, invitees_to_json
from pankti.meetings import models
from pankti.meetings.types import AgendaItem, MeetingDraft, MeetingState, MeetingView, Mode, Part, Place, Role

__all__ = ["draft_of", "invitees_from_json", "invitees_to_json", "place_from_json", "place_to_json", "view_of"]


def place_to_json(place: Place) -> dict[str, Any]:
    return {
        "names": place.names,
        "address": place.address,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "is_worship": place.is_worship,
    }


def place_from_json(data: Mapping[str, Any]) -> Place:
    return Place(
        names=dict(data.get("names", {})),
        address=str(data.get("address", "")),
        latitude=data.get("latitude"),
        longitude=data.get("longitude"),
        is_worship=bool(data.get("is_worship", False)),
    )


def part_of(row: models.Part) -> Part:
    return Part(row.id, Role(row.role), row.appointment_id, row.names, row.post_names, row.unit_names)


def item_of(row: models.AgendaItem) -> AgendaItem:
    return AgendaItem(row.id, row.titles, row.minutes, row.part_id)


def view_of(
    row: models.Meeting,
    *,
    unit_names: Words,
    parts: Iterable[models.Part],
    agenda: Iterable[models.AgendaItem],
    hosts: Iterable[UUID],
    may_change: bool,
    next_ids: Iterable[UUID] = (),
) -> MeetingView:
    return MeetingView(
        id=row.id,
        state=MeetingState(row.state),
        version=row.version,
        titles=row.titles,
        texts=row.texts,
        unit_id=row.unit_id,
        unit_names=unit_names,
        path=row.path,
        wing=row.wing_id,
        mode=Mode(row.mode),
        place=place_from_json(row.place),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        invitees=invitees_from_json(row.invitees),
        host_units=tuple(hosts),
        parts=tuple(part_of(part) for part in parts),
        agenda=tuple(item_of(item) for item in agenda),
        follows_id=row.follows_id,
        dispatch_id=row.dispatch_id,
        room_id=row.room_id,
        link=row.link,
        origin=row.origin,
        origin_id=row.origin_id,
        may_change=may_change,
        sequence=row.sequence,
        by_appointment_id=row.by_appointment_id,
        author_id=row.author_id,
        called_at=row.called_at,
        ended_at=row.ended_at,
        end_reason=row.end_reason,
        next_ids=tuple(next_ids),
    )


def draft_of(shown: MeetingView) -> MeetingDraft:
    """What stands in a meeting now, as something to go on writing from."""
    return MeetingDraft(
        id=shown.id,
        appointment_id=shown.by_appointment_id or UUID(int=0),
        unit_id=shown.unit_id,
        wing=shown.wing,
        titles=shown.titles,
        texts=shown.texts,
        mode=shown.mode,
        place=shown.place,
        starts_at=shown.starts_at,
        ends_at=shown.ends_at,
        invitees=shown.invitees,
        host_units=shown.host_units,
        parts=shown.parts,
        agenda=shown.agenda,
        follows_id=shown.follows_id,
        link=shown.link,
    )
