"""Who is meant by the names of one list: those remembered, those known by address or number, those known by sound."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from uuid import UUID

from pankti.attendance.matching import Known, Verdict, Written, alias_key, judge, read_written
from pankti.attendance.models import Alias, Presence
from pankti.attendance.reports import Stay
from pankti.attendance.types import Candidate
from pankti.meetings.types import MeetingView
from pankti.people.contact_points import read_email
from pankti.people.errors import EmailUnreadable, PhoneUnreadable
from pankti.people.models import ContactPoint
from pankti.people.phones import read_phone
from pankti.people.vault import indexes_of

_NUMBER = re.compile(r"\d{1,4}")
SURE = 99


def recognise(meeting: MeetingView, stays: Sequence[Stay]) -> list[Verdict]:
    """One verdict for each name, in order. As the system: the roll holds people of other units too."""
    roll = list(
        Presence.objects.filter(meeting_id=meeting.id, person__isnull=False, appointment__isnull=False).select_related(
            "person", "unit"
        )
    )
    known = [
        Known(
            appointment_id=row.appointment_id or row.id,
            person_id=row.person_id or row.id,
            names=tuple({name for name in row.person.names.values() if name}) if row.person else (),
            places=tuple({name for name in row.unit.names.values() if name}) if row.unit else (),
            numbers=_numbers(row.unit.names.values() if row.unit else ()),
        )
        for row in roll
    ]
    by_person = {one.person_id: one for one in known}
    read = [read_written(stay.name) for stay in stays]
    by_sound = judge(known, {stay.name: one for stay, one in zip(stays, read, strict=True)})
    remembered = _aliases(meeting, [stay.name for stay in stays])
    reached = _reached(by_person.keys(), stays, read)
    verdicts = []
    for at, stay in enumerate(stays):
        heard = by_sound[stay.name]
        people = (remembered.get(alias_key(stay.name), set()) & by_person.keys(), "alias")
        if not people[0]:
            people = (reached.get(at, set()), "address")
        verdicts.append(_joined(people, by_person, heard))
    return verdicts


def _joined(told: tuple[set[UUID], str], by_person: dict[UUID, Known], heard: Verdict) -> Verdict:
    people, why = told
    if not people:
        return heard
    named = [
        Candidate(by_person[p].appointment_id, p, SURE if len(people) == 1 else 50, (why,)) for p in sorted(people)
    ]
    others = tuple(c for c in heard.candidates if c.person_id not in people)
    stands_against = why == "address" and heard.taken is not None and heard.taken.person_id not in people
    if len(people) > 1 or stands_against:  # a family's one address: somebody else's name stands beside it
        return Verdict(None, (*named, *others))
    return Verdict(named[0], (*named, *others))


def _aliases(meeting: MeetingView, names: Iterable[str]) -> dict[str, set[UUID]]:
    """Decisions of this unit and those above it."""
    above = [meeting.path[:end] for end in range(5, len(meeting.path) + 1, 5)]
    found: dict[str, set[UUID]] = defaultdict(set)
    keys = {alias_key(name) for name in names}
    for row in Alias.objects.filter(key__in=keys, path__in=above):
        found[row.key].add(row.person_id)
    return found


def _reached(people: Iterable[UUID], stays: Sequence[Stay], read: Sequence[Written]) -> dict[int, set[UUID]]:
    """Those of the roll whose address or number stands in a line, by its place; compared without being opened."""
    marks: dict[bytes, set[int]] = defaultdict(set)
    for at, (stay, written) in enumerate(zip(stays, read, strict=True)):
        for mark in _marks(stay.email, written.phone):
            marks[mark].add(at)
    found: dict[int, set[UUID]] = defaultdict(set)
    if marks:
        for kept, person in ContactPoint.objects.filter(
            blind_index__in=list(marks), person__in=list(people)
        ).values_list("blind_index", "person_id"):
            for at in marks[bytes(kept)]:
                found[at].add(person)
    return found


def _marks(email: str, phone: str) -> Iterable[bytes]:
    if email:
        with suppress(EmailUnreadable):
            yield from indexes_of(read_email(email))
    if phone:
        with suppress(PhoneUnreadable):
            yield from indexes_of(read_phone(phone))


def _numbers(names: Iterable[str]) -> frozenset[int]:
    return frozenset(int(number) for name in names for number in _NUMBER.findall(name))
