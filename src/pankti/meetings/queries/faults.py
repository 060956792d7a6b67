"""What stands in the way of calling a meeting, all of it at once, each with the field where it is put right."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

from pankti.base.clock import now
from pankti.base.words import Words, in_language
from pankti.base.writing import language
from pankti.meetings.errors import (
    AgendaTooLong,
    EndsBeforeStart,
    InThePast,
    LinkUnreadable,
    MeetingFault,
    NoChair,
    NoLink,
    NoPlace,
    NothingSaid,
    NoTime,
    PartGone,
    PartResting,
    PlaceOfWorship,
    UnitClosed,
    UnitMerged,
)
from pankti.meetings.types import AGENDA_LIMIT, MeetingDraft, Mode, Part, Place, Role
from pankti.organisation.models import ActorClass, Appointment, Unit
from pankti.organisation.queries import get_organisation
from pankti.organisation.queries.as_of import list_stand_ins

POLITICAL = (ActorClass.PARTY, ActorClass.CANDIDATE, ActorClass.CAMPAIGN)
"""The bodies that the Religious Institutions (Prevention of Misuse) Act, 1988 keeps out of places of worship."""
_WORSHIP = re.compile(
    r"\b(temple|mandir|masjid|mosque|church|cathedral|chapel|gurd?wara|gurudwara|dargah|math|idgah|eidgah|derasar|"
    r"vihara|monastery|synagogue)\b|मंदिर|मन्दिर|मस्जिद|गिरजाघर|गिरजा|चर्च|गुरुद्वारा|गुरूद्वारा|दरगाह|ईदगाह|देरासर|विहार मंदिर",
    re.IGNORECASE,
)


def list_faults(draft: MeetingDraft, *, room_given: bool = False) -> list[MeetingFault]:
    """All that must be put right before this can be called; three queries. ``room_given``: a video room stands."""
    return [
        *_said(draft),
        *_unit(draft.unit_id),
        *_time(draft),
        *_where(draft, room_given=room_given),
        *_parts(draft.parts),
    ]


def looks_like_worship(place: Place) -> bool:
    """Whether a word in the place's name or address is that of a place of worship: a hint, never a refusal."""
    return any(_WORSHIP.search(text) for text in (*place.names.values(), place.address))


def is_political() -> bool:
    """Whether this organisation is one that may not meet in a place of worship."""
    return get_organisation().actor_class in POLITICAL


def _said(draft: MeetingDraft) -> Iterable[MeetingFault]:
    if not any(title.strip() for title in draft.titles.values()):
        yield NothingSaid()
    if len(draft.agenda) > AGENDA_LIMIT:
        yield AgendaTooLong(items=len(draft.agenda), limit=AGENDA_LIMIT)


def _unit(unit_id: UUID) -> Iterable[MeetingFault]:
    unit = Unit.objects.filter(id=unit_id).first()
    if unit is None or unit.closed_on is not None:
        heir_id = list_stand_ins([unit_id]).get(unit_id) if unit else None
        heir = Unit.objects.filter(id=heir_id).first() if heir_id else None
        name = _name(unit.names) if unit else ""
        yield UnitMerged(unit=name, heir=_name(heir.names)) if heir else UnitClosed(unit=name)


def _time(draft: MeetingDraft) -> Iterable[MeetingFault]:
    if draft.starts_at is None:
        yield NoTime()
        return
    if draft.starts_at <= now():
        yield InThePast()
    if draft.ends_at is not None and draft.ends_at <= draft.starts_at:
        yield EndsBeforeStart()


def _where(draft: MeetingDraft, *, room_given: bool) -> Iterable[MeetingFault]:
    if draft.mode is not Mode.VIDEO:
        if not draft.place.is_given:
            yield NoPlace()
        if draft.place.is_worship and is_political():
            yield PlaceOfWorship()
    if draft.link and not draft.link.startswith("https://"):
        yield LinkUnreadable()
    elif draft.mode is not Mode.IN_PERSON and not draft.link and not room_given:
        yield NoLink()


def _parts(parts: tuple[Part, ...]) -> Iterable[MeetingFault]:
    if all(part.role is not Role.CHAIR for part in parts):
        yield NoChair()
    held = Appointment.objects.in_bulk([part.appointment_id for part in parts if part.appointment_id])
    at = now()
    for part in parts:
        if part.appointment_id is None:
            continue
        row = held.get(part.appointment_id)
        if row is None or row.began_at > at or (row.ended_at is not None and row.ended_at <= at):
            yield PartGone(name=_name(part.names))
        elif row.rests_from is not None and row.rests_from <= at and (row.rests_until is None or row.rests_until > at):
            yield PartResting(name=_name(part.names))


def _name(names: Words) -> str:
    return in_language(names, language())
