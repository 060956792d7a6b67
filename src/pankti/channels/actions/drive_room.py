"""The one road of a video room: claim, commit, ask the service, store the answer. Never a call inside a transaction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from pankti.audit.actions.record import record
from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.jobs import defer
from pankti.channels.accounts import adapter_of
from pankti.channels.adapters import Adapter
from pankti.channels.errors import NeverTry, OutcomeUnknown, TryLater
from pankti.channels.models import Room
from pankti.channels.types import WAITING, Made, RoomOrder, RoomState
from pankti.organisation.queries import get_organisation

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)
"""A claim older than this belongs to a worker that is gone: no errand lasts as long."""
SETTLE = timedelta(seconds=90)
"""How long we wait before looking for a room whose making was not answered: lists are not fresh at once."""
LONGEST_BACK_OFF = timedelta(hours=1)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Claim:
    room: Room
    wish: int


def drive_room(*, room_id: UUID) -> None:
    """Do what is left to do for one room. Repeat-safe; two at once do no harm: one of them claims nothing."""
    claim = _claim(room_id)
    if claim is None:
        return
    room = claim.room
    try:
        if room.service is None:
            raise NeverTry("no_service")
        adapter = adapter_of(room.service)
        if room.state == RoomState.DROPPING:
            _remove(room, adapter)
        elif room.state == RoomState.WANTED:
            _make(claim, adapter)
        else:
            _run(adapter.update(room.provider_id, _order(room)))
            _release(room, done=claim.wish, problem_code="", tries=0)
    except OutcomeUnknown as error:  # called_at stays: the next one looks before it makes
        _release(room, problem_code=error.code, next_try_at=now() + SETTLE)
    except TryLater as error:
        wait = error.after if error.after is not None else _back_off(room.tries)
        _release(room, problem_code=error.code, next_try_at=now() + wait)
    except NeverTry as error:
        _fail(room, error)


def sweep_rooms() -> int:
    """Queue every room that waits: a job that was lost, a service that asked for patience, a worker that died."""
    at = now()
    waiting = Q(state__in=[s.value for s in WAITING]) | Q(state=RoomState.MADE, done__lt=F("wish"))
    due = (
        Room.objects.filter(waiting)
        .filter(Q(next_try_at=None) | Q(next_try_at__lte=at))
        .filter(Q(claimed_at=None) | Q(claimed_at__lt=at - LEASE))
        .order_by("starts_at")
    )
    ids = list(due.values_list("id", flat=True)[:500])
    for room_id in ids:
        defer("channels.drive", lock=str(room_id), room_id=str(room_id))
    return len(ids)


def _claim(room_id: UUID) -> _Claim | None:
    at = now()
    waiting = Q(state__in=[s.value for s in WAITING]) | Q(state=RoomState.MADE, done__lt=F("wish"))
    free = Q(claimed_at=None) | Q(claimed_at__lt=at - LEASE)
    due = Q(next_try_at=None) | Q(next_try_at__lte=at)
    with transaction.atomic(durable=True):  # a caller's transaction would still be open while the service is asked
        won = Room.objects.filter(waiting, free, due, pk=room_id).update(claimed_at=at, tries=F("tries") + 1)
        if won != 1:
            return None
        room = Room.objects.select_related("service").get(pk=room_id)
    return _Claim(room, room.wish)


def _make(claim: _Claim, adapter: Adapter) -> None:
    room = claim.room
    if room.called_at is not None and not adapter.capabilities.is_repeatable:
        if not adapter.capabilities.finds:
            _park(room)
            return
        if now() - room.called_at < SETTLE:
            _release(room, next_try_at=room.called_at + SETTLE)
            return
        try:
            found = _run(adapter.find(_order(room)))
        except NeverTry as error:  # keys that may make rooms but not list them: nobody can say
            log.warning("room %s cannot be looked for: %s", room.id, error.code)
            _park(room)
            return
        if found is not None:
            _store(claim, found, adapter)
            return
    room.called_at = now()
    Room.objects.filter(pk=room.pk).update(called_at=room.called_at)
    try:
        made = _run(adapter.create(_order(room)))
    except OutcomeUnknown:
        raise
    except (TryLater, NeverTry):
        Room.objects.filter(pk=room.pk).update(called_at=None)  # surely nothing was made
        raise
    _store(claim, made, adapter)


@transaction.atomic
def _store(claim: _Claim, made: Made, adapter: Adapter) -> None:
    """What the service made is ours. Somebody may have wanted it gone meanwhile: then it is removed next."""
    room = Room.objects.select_for_update().get(pk=claim.room.pk)
    room.provider_id, room.link, room.called_at, room.claimed_at = made.provider_id, made.link, None, None
    room.problem_code, room.tries, room.next_try_at, room.made_at = "", 0, None, now()
    room.done = claim.wish
    if room.state == RoomState.WANTED:
        room.state = RoomState.MADE
    room.save()
    record(actor=SYSTEM, type="channels.room.made", path=room.path, service=adapter.code)
    if room.state == RoomState.DROPPING or room.wish > room.done:
        defer("channels.drive", lock=str(room.id), room_id=str(room.id))


def _remove(room: Room, adapter: Adapter) -> None:
    provider_id = room.provider_id
    if not provider_id and room.called_at is not None and not adapter.capabilities.is_repeatable:
        if not adapter.capabilities.finds:
            _park(room)
            return
        found = _run(adapter.find(_order(room)))
        provider_id = found.provider_id if found else ""
    if provider_id and adapter.capabilities.deletes:
        _run(adapter.delete(provider_id))
    _release(room, state=RoomState.GONE, called_at=None, link="", provider_id="", problem_code="", done=room.wish)


def _fail(room: Room, error: NeverTry) -> None:
    with transaction.atomic():
        _release(room, state=RoomState.FAILED, problem_code=error.code)
        record(actor=SYSTEM, type="channels.room.failed", path=room.path, problem=error.code)


def _park(room: Room) -> None:
    with transaction.atomic():
        _release(room, state=RoomState.UNKNOWN, problem_code="unknown")
        record(actor=SYSTEM, type="channels.room.parked", path=room.path)


def _release(room: Room, **values: Any) -> None:
    """Let go of the room with what came of it; unless what is wanted changed meanwhile, which then comes first."""
    fresh = Room.objects.filter(pk=room.pk, state=room.state)
    if not fresh.update(**{"next_try_at": None, **values, "claimed_at": None}):
        Room.objects.filter(pk=room.pk).update(claimed_at=None, next_try_at=None)


def _order(room: Room) -> RoomOrder:
    zone = get_organisation().time_zone
    return RoomOrder(room.key, room.title, room.starts_at, room.ends_at, zone)


def _back_off(tries: int) -> timedelta:
    return min(timedelta(seconds=15 * 2 ** min(tries, 10)), LONGEST_BACK_OFF)


def _run(errand: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(errand)
