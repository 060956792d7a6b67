from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor, require_right
from pankti.base.jobs import defer
from pankti.channels.adapters.reading import read_link
from pankti.channels.errors import RoomNotParked
from pankti.channels.models import Room
from pankti.channels.types import PARKED, RoomState


@transaction.atomic
def make_again(*, actor: Actor, room_id: UUID, right: str) -> None:
    """A person looked: the room is not there, or what stood against it is put right. It is made anew.

    Raises RoomNotParked, OutOfReach.
    """
    room = _parked(actor, room_id, right)
    _go_on(actor, room, "again", state=RoomState.WANTED, called_at=None, provider_id="", link="")


@transaction.atomic
def adopt_link(*, actor: Actor, room_id: UUID, right: str, link: str) -> None:
    """A person looked: the room is there, under this link. We can no longer change or remove it ourselves.

    Raises RoomNotParked, LinkUnreadable, OutOfReach.
    """
    room = _parked(actor, room_id, right)
    _go_on(actor, room, "adopted", state=RoomState.MADE, called_at=None, link=read_link(link), done=room.wish)


def _parked(actor: Actor, room_id: UUID, right: str) -> Room:
    room = Room.objects.select_for_update(of=("self",)).filter(pk=room_id).first()
    require_right(actor, right, room.path if room else "-")
    if room is None or room.state not in PARKED:
        raise RoomNotParked
    return room


def _go_on(actor: Actor, room: Room, decision: str, **values: object) -> None:
    for name, value in values.items():
        setattr(room, name, value)
    room.problem_code, room.tries, room.next_try_at, room.claimed_at = "", 0, None, None
    room.save()
    record(actor=actor, type="channels.room.decided", path=room.path, decision=decision)
    if room.state == RoomState.WANTED:
        defer("channels.drive", lock=str(room.id), room_id=str(room.id))
