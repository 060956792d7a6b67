"""What phones show of a call to a meeting: written once for each version, read by every phone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pankti.base.words import Words
from pankti.meetings.models import Meeting
from pankti.meetings.types import MeetingView


def build_content(
    shown: MeetingView, *, post_names: Words, what_changed: Words | None = None, answers_stand: bool = True
) -> dict[str, Any]:
    """The content of one version. ``parts`` name their holders: whoever is called may know who speaks."""
    return {
        "meeting_id": str(shown.id),
        "titles": shown.titles,
        "texts": shown.texts,
        "mode": shown.mode.value,
        "place": {
            "names": shown.place.names,
            "address": shown.place.address,
            "latitude": shown.place.latitude,
            "longitude": shown.place.longitude,
        },
        "starts_at": _iso(shown.starts_at),
        "ends_at": _iso(shown.ends_at),
        "link": shown.link,
        "sequence": shown.sequence,
        "parts": [
            {
                "role": part.role.value,
                "appointment_id": str(part.appointment_id) if part.appointment_id else None,
                "names": part.names,
                "post_names": part.post_names,
                "unit_names": part.unit_names,
            }
            for part in shown.parts
        ],
        "agenda": [{"titles": item.titles, "minutes": item.minutes} for item in shown.agenda],
        "number_labels": {},
        "what_changed": what_changed or {},
        "answers_stand": answers_stand,
        "from": {"post": post_names, "unit": shown.unit_names},
        "attachments": [],
    }


def must_come_elsewhere(before: Meeting, after: MeetingView) -> bool:
    """Whether the place or the time is another: whoever was called then says again whether they come."""
    was = (before.starts_at, before.mode, *_spot(before.place))
    return was != (after.starts_at, after.mode.value, after.place.names, after.place.address)


def _spot(place: dict[str, Any]) -> tuple[Any, Any]:
    return place.get("names", {}), place.get("address", "")


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
