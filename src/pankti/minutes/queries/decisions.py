"""Decisions of units and what became of them, batched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from pankti.base.words import Words
from pankti.minutes.models import Entry
from pankti.minutes.queries.progress import Asked, list_progress
from pankti.minutes.types import DecisionView, EntryKind, Owner, Said
from pankti.organisation.models import Appointment, Level, Post

LIMIT = 500


def list_decisions(
    unit_ids: Sequence[UUID], *, since: datetime | None = None, until: datetime | None = None, limit: int = LIMIT
) -> list[DecisionView]:
    """What the meetings of these units decided from ``since`` on and before ``until``, the newest meeting first.

    What is not for the press is among them. Reach is the caller's business; nine queries, however many.
    """
    rows = Entry.objects.filter(record__unit__in=list(unit_ids), kind=EntryKind.DECISION, removed_at=None)
    if since is not None:
        rows = rows.filter(record__held_at__gte=since)
    if until is not None:
        rows = rows.filter(record__held_at__lt=until)
    return _views(rows.select_related("record").order_by("-record__held_at", "place", "id")[:limit])


def _views(entries: Iterable[Entry]) -> list[DecisionView]:
    found = [(entry, Said.from_json(entry.said)) for entry in entries]
    names = name_owners([said.owner for _entry, said in found])
    progress = list_progress([Asked(entry.directive_id, entry.record.unit_id, said.target) for entry, said in found])
    return [
        DecisionView(
            entry_id=entry.id,
            meeting_id=entry.record_id,
            meeting_titles=entry.record.titles,
            held_at=entry.record.held_at,
            unit_id=entry.record.unit_id,
            texts=said.texts,
            owner=said.owner,
            owner_names=names.get(said.owner, {}),
            target=said.target,
            number_labels=said.number_labels,
            deadline_on=said.deadline_on,
            directive_id=entry.directive_id,
            progress=came,
        )
        for (entry, said), came in zip(found, progress, strict=True)
    ]


def name_owners(owners: Iterable[Owner]) -> dict[Owner, Words]:
    """Who answers, as people say it: a post at a level, or a holder by name and post. Three queries at most."""
    asked = {owner for owner in owners if owner.is_named}
    if not asked:
        return {}
    posts = {row.code: row.names for row in Post.objects.filter(code__in={o.post for o in asked if o.post})}
    levels = {row.code: row.plural_names for row in Level.objects.filter(code__in={o.level for o in asked if o.level})}
    held = Appointment.objects.select_related("person", "post", "unit").in_bulk(
        [owner.appointment_id for owner in asked if owner.appointment_id]
    )
    named: dict[Owner, Words] = {}
    for owner in asked:
        if owner.appointment_id:
            row = held.get(owner.appointment_id)
            named[owner] = _join(row.person.names, row.post.names, row.unit.names) if row else {}
        elif owner.post in posts:
            named[owner] = _join(posts[owner.post], levels.get(owner.level, {}))
        else:
            named[owner] = dict(levels.get(owner.level, {}))
    return named


def _join(*names: Words) -> Words:
    codes = dict.fromkeys(code for words in names for code in words)
    return {code: ", ".join(words[code] for words in names if words.get(code)) for code in codes}
