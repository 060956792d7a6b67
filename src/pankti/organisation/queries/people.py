"""People where they live and hold posts: lists, search, one person's history. Each asks for the reader's right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from uuid import UUID

from django.db import connection
from django.db.models import Subquery

from pankti.base.actor import PATH_END, Actor
from pankti.base.clock import now
from pankti.base.errors import DomainError
from pankti.base.words import Words
from pankti.organisation.models import Appointment, Placement, Residence, Tree
from pankti.organisation.types import HeldPost, Home, PeoplePage, PersonRow
from pankti.people.naming.script import plain, to_latin
from pankti.people.phones import read_phone
from pankti.people.queries import find_names, list_people_by_phone, list_persons, roots_of
from pankti.people.types import PersonView

SHOWN = 30
_CANDIDATES = 60
_FEWEST_DIGITS = 6

_HERE = """
SELECT id, path FROM (
  (SELECT p.id, p.home_path AS path FROM people_person p
   WHERE p.home_path >= %(root)s AND p.home_path < %(root)s || 'g' AND (p.home_path, p.id) > (%(path)s, %(id)s)
     AND p.erased_at IS NULL AND p.merged_into_id IS NULL
   ORDER BY p.home_path, p.id LIMIT %(most)s)
  UNION
  (SELECT a.person_id, a.path FROM organisation_appointment a JOIN people_person p ON p.id = a.person_id
   WHERE a.path >= %(root)s AND a.path < %(root)s || 'g' AND (a.path, a.person_id) > (%(path)s, %(id)s)
     AND (a.ended_at IS NULL OR a.ended_at > now()) AND p.home_path <> a.path
     AND p.erased_at IS NULL AND p.merged_into_id IS NULL
   ORDER BY a.path, a.person_id LIMIT %(most)s)
) AS both_kinds
ORDER BY path COLLATE "C", id LIMIT %(most)s
"""
NOBODY = UUID(int=0)


def list_people(actor: Actor, *, within: str, after: str = "", limit: int = SHOWN) -> PeoplePage:
    """Who lives or holds a post at or below the unit at ``within``, in the order of the tree; empty beyond reach.

    ``after`` is the ``next_after`` of the page before.
    """
    root = _inside(within, roots_of(actor))
    if root is None:
        return PeoplePage(())
    path, _colon, last = after.partition(":")
    try:
        person = UUID(last) if last else NOBODY
    except ValueError:
        path, person = "", NOBODY
    with connection.cursor() as cursor:
        cursor.execute(_HERE, {"root": root, "path": path, "id": person, "most": limit + 1})
        found: list[tuple[UUID, str]] = cursor.fetchall()
    more = len(found) > limit
    found = found[:limit]
    rows = rows_of(list_persons([person_id for person_id, _ in found]))
    return PeoplePage(tuple(rows), f"{found[-1][1]}:{found[-1][0]}" if more else "", more)


def search_people(actor: Actor, typed: str, *, within: str = "", limit: int = SHOWN) -> PeoplePage:
    """Whose name sounds like ``typed``, or whose number it is, within the actor's reach (and the unit at ``within``).

    The nearest spellings come first.
    """
    roots = _roots_within(within, roots_of(actor))
    if not roots:
        return PeoplePage(())
    if sum(c.isdigit() for c in typed) >= _FEWEST_DIGITS:
        found, near = _by_number(typed), {}
    else:
        names = find_names(typed, roots, most=_CANDIDATES)
        near = {one.person_id: one.closeness for one in names}
        found = list_persons(near)
    seen = [one for one in found if one.merged_into is None and _is_under(one.places, roots)]
    wanted = " ".join(map(_latin, typed.split()))
    alike = {name: _likeness(wanted, name) for name in {name for one in seen for name in one.names.values()}}
    best = {one.id: max((alike[name] for name in one.names.values()), default=0.0) for one in seen}
    seen.sort(key=lambda one: (near.get(one.id, 0) > 1, -best[one.id], near.get(one.id, 0)))
    return PeoplePage(tuple(rows_of(seen[:limit])), has_more=len(seen) > limit)


def rows_of(people: Sequence[PersonView]) -> list[PersonRow]:
    """The persons as rows, in their order; two queries however many."""
    held = list_held([one.id for one in people])
    homes = _units_at({one.home_path for one in people if one.home_path})
    return [
        PersonRow(
            id=one.id,
            names=one.names,
            home_id=homes[one.home_path][0] if one.home_path in homes else None,
            home_names=homes[one.home_path][1] if one.home_path in homes else {},
            held=tuple(post for post in held.get(one.id, ()) if not post.is_over),
            is_merged=one.merged_into is not None,
        )
        for one in people
    ]


def list_held(person_ids: Iterable[UUID]) -> dict[UUID, list[HeldPost]]:
    """Every appointment of these persons, held and past, the present ones first. One query."""
    held: dict[UUID, list[HeldPost]] = {}
    rows = Appointment.objects.filter(person_id__in=list(person_ids)).select_related("post", "unit")
    for row in rows.order_by("-ended_at", "-post__is_lead", "-began_at"):
        held.setdefault(row.person_id, []).append(
            HeldPost(
                id=row.id,
                post_names=row.post.names,
                unit_id=row.unit_id,
                unit_names=row.unit.names,
                unit_code=row.unit.code,
                path=row.path,
                began_at=row.began_at,
                ended_at=row.ended_at,
                end_reason=row.end_reason,
                is_over=row.ended_at is not None and row.ended_at <= now(),
            )
        )
    return held


def list_homes(person_id: UUID) -> list[Home]:
    """Where the person lives and lived, the present home first."""
    rows = Residence.objects.filter(person=person_id).select_related("unit").order_by("-began_on", "-ended_on")
    return [Home(row.unit_id, row.unit.names, row.began_on, row.ended_on) for row in rows]


def _units_at(paths: set[str]) -> dict[str, tuple[UUID, Words]]:
    main = Subquery(Tree.objects.filter(is_main=True).values("code")[:1])  # known before the index is asked
    rows = Placement.objects.filter(tree=main, ended_on=None, path__in=paths).select_related("unit")
    return {row.path: (row.unit_id, row.unit.names) for row in rows}


def _roots_within(within: str, roots: Sequence[str]) -> list[str]:
    """The tops to search under: all of the reader's, or those parts of them that lie in the subtree ``within``."""
    if not within:
        return list(roots)
    if any(within.startswith(root) for root in roots):
        return [within]
    return [root for root in roots if root.startswith(within)]


def _inside(within: str, roots: Sequence[str]) -> str | None:
    """The part of the subtree ``within`` that lies under ``roots``: itself, or None beyond reach."""
    return within if any(within.startswith(root) for root in roots) else None


def _is_under(places: Sequence[str], roots: Sequence[str]) -> bool:
    return any(place >= root and place < root + PATH_END for place in places for root in roots)


def _by_number(typed: str) -> list[PersonView]:
    try:
        number = read_phone(typed)
    except DomainError:
        return []
    return list_persons([person.id for person in list_people_by_phone(number)])


@lru_cache(maxsize=16_384)
def _latin(word: str) -> str:
    return plain(to_latin(word))


@lru_cache(maxsize=16_384)
def _likeness(wanted: str, name: str) -> float:
    """How near a name is to what was typed, letter by letter: 1 for the same."""
    return SequenceMatcher(None, wanted, " ".join(map(_latin, name.split()))).ratio()
