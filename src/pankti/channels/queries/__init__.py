"""What rooms above may ask of video rooms and services."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models import Count

from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.personal import Text
from pankti.channels.accounts import adapter_of
from pankti.channels.adapters import ADAPTERS
from pankti.channels.errors import SENTENCES, NeverTry
from pankti.channels.models import Room, Service
from pankti.channels.types import PARKED, Capabilities, Guest, RoomState, RoomView, ServiceView


def sentence_of(code: str) -> Text:
    """A problem's code in words; empty for none."""
    return SENTENCES.get(code, SENTENCES["service_failed"]) if code else ""


def find_room(subject_kind: str, subject_id: UUID) -> RoomView | None:
    """The video room of one thing, in whatever state."""
    return find_rooms(subject_kind, [subject_id]).get(subject_id)


def find_rooms(subject_kind: str, subject_ids: Iterable[UUID]) -> dict[UUID, RoomView]:
    """The video rooms of many things at once."""
    rows = Room.objects.select_related("service").filter(subject_kind=subject_kind, subject_id__in=list(subject_ids))
    return {row.subject_id: _view(row) for row in rows}


def list_parked(*, path: str, limit: int = 100) -> list[RoomView]:
    """Rooms at and below ``path`` that wait for a person, the next to begin first."""
    rows = Room.objects.select_related("service").filter(
        path__gte=path, path__lt=path + "g", state__in=[s.value for s in PARKED]
    )
    return [_view(row) for row in rows.order_by("starts_at")[:limit]]


def join_link(room: RoomView, guest: Guest) -> str:
    """The link for one person, signed where the service asks for it. Raises NeverTry."""
    row = Room.objects.select_related("service").get(pk=room.id)
    if row.service is None or row.state != RoomState.MADE:
        raise NeverTry("no_service")
    return adapter_of(row.service).join_link(row.link, guest)


def has_service() -> bool:
    """Whether rooms can be made: some service is switched on."""
    return Service.objects.filter(is_active=True).exists()


def list_open_subjects(subject_kind: str) -> list[UUID]:
    """The things whose rooms are wanted or made and whose hour is not long over."""
    rows = Room.objects.filter(subject_kind=subject_kind, starts_at__gt=now() - timedelta(days=2))
    closed = (RoomState.DROPPING, RoomState.GONE)
    return list(rows.exclude(state__in=[s.value for s in closed]).values_list("subject_id", flat=True))


def list_services() -> list[ServiceView]:
    rows = Service.objects.order_by("-is_active", "rank", "made_at")
    counts = dict(Room.objects.filter(state=RoomState.MADE).values_list("service").annotate(n=Count("pk")))
    return [_service(row, counts.get(row.pk, 0)) for row in rows]


def get_service(service_id: UUID) -> ServiceView:
    """Raises OutOfReach."""
    row = Service.objects.filter(pk=service_id).first()
    if row is None:
        raise OutOfReach
    return _service(row, Room.objects.filter(service=row, state=RoomState.MADE).count())


def _service(row: Service, rooms: int) -> ServiceView:
    kind = ADAPTERS.get(row.code)
    return ServiceView(
        id=row.id,
        code=row.code,
        label=kind.label if kind else row.code,
        name=row.name,
        is_active=row.is_active,
        rank=row.rank,
        settings=dict(row.settings),
        checked_at=row.checked_at,
        problem=str(sentence_of(row.problem_code)),
        rooms=rooms,
    )


def _view(row: Room) -> RoomView:
    kind = ADAPTERS.get(row.service.code) if row.service else None
    return RoomView(
        id=row.id,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        path=row.path,
        state=RoomState(row.state),
        code=row.service.code if row.service else "",
        service_name=row.service.name if row.service else "",
        title=row.title,
        starts_at=row.starts_at,
        link=row.link,
        problem=str(sentence_of(row.problem_code)),
        tries=row.tries,
        next_try_at=row.next_try_at,
        capabilities=kind.capabilities if kind else Capabilities(),
    )
