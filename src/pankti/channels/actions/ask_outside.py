"""Questions to a service whose answers we do not keep here: who was there, does the link open. Outside transactions."""

from __future__ import annotations

import asyncio
from uuid import UUID

from pankti.channels.accounts import adapter_of
from pankti.channels.adapters.link.adapter import Link
from pankti.channels.errors import AdapterError, NeverTry
from pankti.channels.models import Room
from pankti.channels.types import RoomState, Visit


def fetch_visits(*, room_id: UUID) -> list[Visit]:
    """Who was in the room, one entry for each stay. Raises TryLater, NeverTry."""
    room = Room.objects.select_related("service").get(pk=room_id)
    if room.service is None or not room.provider_id:
        raise NeverTry("no_report")
    adapter = adapter_of(room.service)
    if not adapter.capabilities.reports:
        raise NeverTry("no_report")
    return asyncio.run(adapter.list_visits(room.provider_id))


def try_room(*, room_id: UUID) -> str:
    """Whether the room's link opens: the problem's code, empty when it does."""
    room = Room.objects.select_related("service").get(pk=room_id)
    if room.state != RoomState.MADE or room.service is None:
        return room.problem_code or "not_made"
    try:
        asyncio.run(adapter_of(room.service).opens(room.link))
    except AdapterError as error:
        return error.code
    return ""


def try_link(*, link: str) -> str:
    """Whether a link that somebody gave opens: the problem's code, empty when it does."""
    try:
        asyncio.run(Link({}).opens(link))
    except AdapterError as error:
        return error.code
    return ""
