from __future__ import annotations

import secrets
from uuid import UUID

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor
from pankti.base.jobs import defer
from pankti.channels.accounts import find_service
from pankti.channels.models import Room
from pankti.channels.types import RoomState, RoomWish

JOB = "channels.drive"


@transaction.atomic
def ask_room(*, actor: Actor, wish: RoomWish) -> UUID:
    """Want a video room, or want it otherwise; a job makes it after this transaction. Repeat-safe: one for a subject.

    Nothing is written when the room is already wanted just so. Without any service the room is there all the same
    and says ``no_service``, so that the host's check can show it.
    """
    room = Room.objects.select_for_update().filter(subject_kind=wish.subject_kind, subject_id=wish.subject_id).first()
    if room is None:
        service = find_service(wish.service_id)
        room, made = Room.objects.get_or_create(
            subject_kind=wish.subject_kind,
            subject_id=wish.subject_id,
            defaults={
                "service": service,
                "path": wish.path,
                "title": wish.title,
                "starts_at": wish.starts_at,
                "ends_at": wish.ends_at,
                "key": secrets.token_hex(8),
                "state": RoomState.WANTED if service else RoomState.FAILED,
                "problem_code": "" if service else "no_service",
            },
        )
        if made:
            record(actor=actor, type="channels.room.asked", path=wish.path)
            if service:
                defer(JOB, lock=str(room.id), room_id=str(room.id))
            return room.id
    return _change(room, wish)


def _change(room: Room, wish: RoomWish) -> UUID:
    now_wanted = {"path": wish.path, "title": wish.title, "starts_at": wish.starts_at, "ends_at": wish.ends_at}
    changed = {name: value for name, value in now_wanted.items() if getattr(room, name) != value}
    fields = list(changed)
    if room.service_id is None and (service := find_service(wish.service_id)):
        changed |= {"service_id": service.id, "state": RoomState.WANTED, "problem_code": "", "tries": 0}
        fields = [*now_wanted, "service", "state", "problem_code", "tries"]
    elif room.state == RoomState.GONE:  # a meeting that was cancelled is called again; a new room under a new key
        changed |= {"state": RoomState.WANTED, "provider_id": "", "link": "", "key": secrets.token_hex(8), "tries": 0}
        fields = [*now_wanted, "state", "provider_id", "link", "key", "tries"]
    elif room.state == RoomState.DROPPING:  # first it has to be gone; whoever keeps rooms asks again
        return room.id
    if not changed:
        return room.id
    for name, value in changed.items():
        setattr(room, name, value)
    room.wish += 1
    room.next_try_at = None
    room.save(update_fields=[*dict.fromkeys(fields), "wish", "next_try_at"])
    defer(JOB, lock=str(room.id), room_id=str(room.id))
    return room.id


@transaction.atomic
def drop_room(*, actor: Actor, subject_kind: str, subject_id: UUID) -> None:
    """Want the room gone. Repeat-safe; a room that was never made goes without a word to anybody."""
    room = Room.objects.select_for_update().filter(subject_kind=subject_kind, subject_id=subject_id).first()
    if room is None or room.state in (RoomState.DROPPING, RoomState.GONE):
        return
    is_outside = bool(room.provider_id) or room.called_at is not None
    room.state = RoomState.DROPPING if is_outside else RoomState.GONE
    room.next_try_at, room.problem_code, room.tries = None, "", 0
    room.save(update_fields=["state", "next_try_at", "problem_code", "tries"])
    record(actor=actor, type="channels.room.removed", path=room.path)
    if is_outside:
        defer(JOB, lock=str(room.id), room_id=str(room.id))
