from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from pankti.audit.models import Event
from pankti.audit.types import (
    ERASED,
    SOMEONE,
    SYSTEM_NAME,
    Asked,
    Erasure,
    EventLine,
    Place,
    find_subject_kind,
    get_type,
    write_sentence,
)
from pankti.base.actor import PATH_END
from pankti.base.writing import write_moment

BATCH = 500


def list_events(subject_id: UUID, *, limit: int = 50, before: datetime | None = None) -> list[EventLine]:
    """What was done to a thing, the latest first. The caller has made sure that the reader may know."""
    return _lines(_asked(Asked(subject_id=subject_id, until=before))[:limit])


def list_events_by(actor_id: UUID, *, limit: int = 50, before: datetime | None = None) -> list[EventLine]:
    """What a person did, the latest first. The caller has made sure that the reader may know."""
    return _lines(_asked(Asked(actor_id=actor_id, until=before))[:limit])


def list_page(asked: Asked, *, limit: int, after: Place | None = None) -> tuple[list[EventLine], Place | None]:
    """One page, the latest first, and where the next begins (None: that was all). Names come in one query a kind."""
    rows = list(_below(_asked(asked), after)[: limit + 1])
    more = Place(rows[limit - 1].at, rows[limit - 1].id) if len(rows) > limit else None
    return _lines(rows[:limit]), more


def iterate_events(asked: Asked) -> Iterator[EventLine]:
    """All of them, the latest first, a batch at a time: a million never stand in memory together."""
    after: Place | None = None
    while True:
        page, after = list_page(asked, limit=BATCH, after=after)
        yield from page
        if after is None:
            return


def has_events(asked: Asked) -> bool:
    """Whether there is any."""
    return _asked(asked).exists()


def ask_events(asked: Asked, *, limit: int, after: Place | None = None) -> QuerySet[Event]:
    """The statement of one page, for tests of its plan."""
    return _below(_asked(asked), after)[:limit]


def _asked(asked: Asked) -> QuerySet[Event]:
    events = Event.objects.order_by("-at", "-id")
    if asked.tops is not None:
        within = Q()
        for top in asked.tops:
            within |= Q(path__gte=top, path__lt=top + PATH_END)
        events = events.filter(within) if asked.tops else events.none()
    if asked.subject_id is not None:
        events = events.filter(subject_id=asked.subject_id)
    if asked.actor_id is not None:
        events = events.filter(actor_id=asked.actor_id)
    if asked.kinds:
        events = events.filter(type__in=asked.kinds)
    if asked.detail is not None:
        events = events.filter(details__contains=dict([asked.detail]))
    if asked.since is not None:
        events = events.filter(at__gte=asked.since)
    if asked.until is not None:
        events = events.filter(at__lt=asked.until)
    return events


def _below(events: QuerySet[Event], after: Place | None) -> QuerySet[Event]:
    if after is None:
        return events
    return events.filter(Q(at__lt=after.at) | Q(id__lt=after.id), at__lte=after.at)


def _lines(events: Collection[Event] | QuerySet[Event]) -> list[EventLine]:
    rows = list(events)
    names = _names_of(rows)
    return [_line(event, names) for event in rows]


def _line(event: Event, names: Mapping[str, Mapping[str, str]]) -> EventLine:
    kind = find_subject_kind(event.subject_kind)
    subject = _name(names, event.subject_kind, str(event.subject_id)) if kind and event.subject_id else ""
    actor = _name(names, "person", str(event.actor_id)) if event.actor_id else str(SYSTEM_NAME)
    is_hidden = str(ERASED) in (actor, subject)  # emptied only after the law's year, shown no more from now on
    details = {name: _readable(value) for name, value in event.details.items()}
    if is_hidden and _drops(event.type):
        details = {}
    for name, of_kind, value in _referred(event):
        if name in details:
            details[name] = _name(names, of_kind, value)
    if subject:
        details.setdefault("subject", subject)
    return EventLine(
        id=event.id,
        at=event.at,
        type=event.type,
        sentence=write_sentence(event.type, details),
        actor_id=event.actor_id,
        subject_kind=event.subject_kind,
        subject_id=event.subject_id,
        address="" if is_hidden else event.address,
        actor=actor,
        kind_label=str(kind.label) if kind else "",
        subject=subject,
        is_by_phone=event.device_id is not None,
    )


def _drops(code: str) -> bool:
    try:
        return get_type(code).erasure is Erasure.DROP_DETAILS
    except KeyError:
        return True


def _names_of(events: Sequence[Event]) -> dict[str, Mapping[str, str]]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for event in events:
        if event.actor_id is not None:
            wanted["person"].add(str(event.actor_id))
        if event.subject_id is not None and event.subject_kind:
            wanted[event.subject_kind].add(str(event.subject_id))
        for _field, kind_code, value in _referred(event):
            wanted[kind_code].add(value)
    language = (get_language() or "hi")[:2]
    return {code: kind.name(ids, language) for code, ids in wanted.items() if (kind := find_subject_kind(code))}


def _referred(event: Event) -> Iterator[tuple[str, str, str]]:
    """The details that name a thing: field, kind, id or code."""
    try:
        refers = get_type(event.type).refers
    except KeyError:
        refers = {}
    for name, value in event.details.items():
        code = refers.get(name, name)
        kind = find_subject_kind(code)
        if kind is not None and isinstance(value, str) and value and (kind.by_code or _is_id(value)):
            yield name, code, value


def _is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def _name(names: Mapping[str, Mapping[str, str]], kind: str, row_id: str) -> str:
    """A person who cannot be seen is somebody; another thing that cannot be seen is a dash."""
    return names.get(kind, {}).get(row_id) or (str(SOMEONE) if kind == "person" else "—")


def _readable(value: object) -> object:
    """Moments as people write them; lists with commas; the rest as it is."""
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if isinstance(value, str) and len(value) > 18 and value[4:5] == "-" and value[10:11] == "T":
        try:
            return write_moment(datetime.fromisoformat(value))
        except ValueError:
            return value
    return value
