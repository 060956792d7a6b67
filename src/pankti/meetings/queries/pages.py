"""Meetings as lists and pages show them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from pankti.base.actor import PATH_END, Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.cascade.queries.invitees import find_invited, list_for_person
from pankti.meetings.models import AgendaItem, HostUnit, Meeting, MeetingVersion, Part
from pankti.meetings.stored import place_from_json, view_of
from pankti.meetings.types import CALL, KIND, VIEW, MeetingRow, MeetingState, MeetingView, Mode, VersionView
from pankti.organisation.models import Appointment
from pankti.people.models import Person

REMEMBERED = timedelta(days=400)
UPCOMING, PAST, DRAFTS, CANCELLED = "upcoming", "past", "drafts", "cancelled"


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of meetings and how many there are in all."""

    rows: tuple[MeetingRow, ...]
    total: int


def get_meeting(actor: Actor, meeting_id: UUID) -> MeetingView:
    """A meeting within the actor's reach, or one to which they are called; else OutOfReach.

    A draft is seen by whoever may call meetings of its unit.
    """
    row = Meeting.objects.select_related("unit").filter(id=meeting_id).first()
    if row is None or not _sees(actor, row):
        raise OutOfReach
    return _view(row, actor)


def find_meeting(actor: Actor, meeting_id: UUID) -> MeetingView | None:
    """As ``get_meeting``; None for an id that is not taken yet."""
    return get_meeting(actor, meeting_id) if Meeting.objects.filter(id=meeting_id).exists() else None


def _sees(actor: Actor, row: Meeting) -> bool:
    if actor.may(CALL, row.path) or (row.author_id is not None and row.author_id == actor.person_id):
        return True
    if row.state == MeetingState.DRAFT:
        return False
    if actor.may(VIEW, row.path):
        return True
    if row.dispatch_id is None or actor.person_id is None:
        return False
    return find_invited(row.dispatch_id, actor.person_id) is not None


def calls_of(actor: Actor) -> list[UUID]:
    """The dispatches that call this person to a meeting, those of the last year too."""
    if actor.person_id is None:
        return []
    return [one.dispatch.id for one in list_for_person(actor.person_id, KIND, now() - REMEMBERED)]


def list_meetings(
    actor: Actor,
    *,
    when: str = UPCOMING,
    unit_id: UUID | None = None,
    origin_id: UUID | None = None,
    limit: int = 50,
    offset: int = 0,
) -> Listing:
    """Meetings within the actor's reach or to which they are called: upcoming soonest first, others latest first."""
    rows = _within(actor, drafts=when == DRAFTS)
    if unit_id is not None:
        rows = rows.filter(unit=unit_id)
    if origin_id is not None:
        rows = rows.filter(origin_id=origin_id)
    rows = _of_time(rows, when)
    total = rows.count()
    return Listing(tuple(_row(row) for row in rows.select_related("unit")[offset : offset + limit]), total)


def find_meetings(meeting_ids: Collection[UUID]) -> dict[UUID, MeetingRow]:
    """These meetings as rows, without asking for reach: for rooms that asked already."""
    return {row.id: _row(row) for row in Meeting.objects.filter(id__in=list(meeting_ids)).select_related("unit")}


def list_versions(meeting_id: UUID) -> list[VersionView]:
    """All versions of a call, the newest first. Reach is the caller's: ask ``get_meeting`` first."""
    rows = list(MeetingVersion.objects.filter(meeting=meeting_id).order_by("-version"))
    authors = Person.objects.in_bulk({row.author_id for row in rows if row.author_id})
    return [
        VersionView(
            version=row.version,
            sequence=row.sequence,
            titles=row.titles,
            place=place_from_json(row.place),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            link=row.link,
            what_changed=row.what_changed,
            answers_stand=row.answers_stand,
            issued_at=row.issued_at,
            author_names=authors[row.author_id].names if row.author_id in authors else {},
        )
        for row in rows
    ]


def views_of(rows: Iterable[Meeting]) -> list[MeetingView]:
    """Meetings whole, for calendars and cards; three queries however many. Nobody may change these views."""
    found = list(rows)
    ids = [row.id for row in found]
    parts: dict[UUID, list[Part]] = {}
    for part in Part.objects.filter(meeting__in=ids).order_by("place", "id"):
        parts.setdefault(part.meeting_id, []).append(part)
    agenda: dict[UUID, list[AgendaItem]] = {}
    for item in AgendaItem.objects.filter(meeting__in=ids).order_by("place", "id"):
        agenda.setdefault(item.meeting_id, []).append(item)
    return [
        view_of(
            row,
            unit_names=row.unit.names,
            parts=parts.get(row.id, ()),
            agenda=agenda.get(row.id, ()),
            hosts=(),
            may_change=False,
        )
        for row in found
    ]


def _within(actor: Actor, *, drafts: bool) -> QuerySet[Meeting]:
    rights = (CALL,) if drafts else (CALL, VIEW)
    reach = Q(author_id=actor.person_id) if actor.person_id else Q(id=None)
    for path in {path for right in rights for path in actor.roots(right)}:
        reach |= Q(path__gte=path, path__lt=path + PATH_END)
    if actor.is_system:
        reach = Q()
    elif not drafts and (called := calls_of(actor)):
        reach |= Q(dispatch_id__in=called)
    return Meeting.objects.filter(reach)


def _of_time(rows: QuerySet[Meeting], when: str) -> QuerySet[Meeting]:
    if when == DRAFTS:
        return rows.filter(state=MeetingState.DRAFT).order_by("-changed_at", "-id")
    if when == CANCELLED:
        return rows.filter(state=MeetingState.CANCELLED).order_by("-starts_at", "-id")
    rows = rows.filter(state__in=(MeetingState.CALLED, MeetingState.HELD)).annotate(
        over_at=Coalesce("ends_at", "starts_at")
    )
    if when == PAST:
        return rows.filter(Q(over_at__lte=now()) | Q(state=MeetingState.HELD)).order_by("-starts_at", "-id")
    return rows.filter(over_at__gt=now(), state=MeetingState.CALLED).order_by("starts_at", "id")


def _view(row: Meeting, actor: Actor) -> MeetingView:
    return view_of(
        row,
        unit_names=row.unit.names,
        parts=_named(Part.objects.filter(meeting=row).order_by("place", "id")),
        agenda=AgendaItem.objects.filter(meeting=row).order_by("place", "id"),
        hosts=HostUnit.objects.filter(meeting=row).values_list("unit_id", flat=True),
        may_change=row.state in (MeetingState.DRAFT, MeetingState.CALLED) and actor.may(CALL, row.path),
        next_ids=Meeting.objects.filter(follows=row).order_by("starts_at").values_list("id", flat=True),
    )


def _named(parts: Iterable[Part]) -> list[Part]:
    """Parts that were given by a rule carry no names: they are read from their holders, as the reader may see them."""
    found = list(parts)
    wanted = [part.appointment_id for part in found if part.appointment_id and not part.names]
    held = Appointment.objects.select_related("person", "post", "unit").in_bulk(wanted) if wanted else {}
    for part in found:
        row = held.get(part.appointment_id) if part.appointment_id and not part.names else None
        if row is not None:
            part.names, part.post_names, part.unit_names = row.person.names, row.post.names, row.unit.names
    return found


def _row(row: Meeting) -> MeetingRow:
    return MeetingRow(
        id=row.id,
        state=MeetingState(row.state),
        titles=row.titles,
        unit_id=row.unit_id,
        unit_names=row.unit.names,
        path=row.path,
        wing=row.wing_id,
        mode=Mode(row.mode),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        origin=row.origin,
    )
