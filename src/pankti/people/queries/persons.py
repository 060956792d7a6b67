"""Persons as their readers may see them: every ``get_…`` here asks for the reader's right."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db import connection
from django.db.models import F, Q

from pankti.base.actor import SYSTEM, Actor
from pankti.base.errors import OutOfReach
from pankti.base.sight import acting_as
from pankti.people.models import Lookalike, Merge, Person, Skill
from pankti.people.types import EXPORT, MANAGE, VIEW, Likeness, MergeView, PairView, PersonView, SkillView

_PLACES = """
SELECT p.id, array(SELECT DISTINCT o FROM people_other_places(p.id) AS o WHERE o <> p.home_path ORDER BY o)
FROM unnest(%s::uuid[]) AS a(id) JOIN people_person p ON p.id = a.id
"""


def roots_of(actor: Actor, right: str = VIEW) -> tuple[str, ...]:
    """The tops under which this actor has ``right``; whoever manages or exports people also sees them."""
    if actor.is_system:
        return ("",)
    rights = {VIEW: (VIEW, MANAGE, EXPORT)}.get(right, (right,))
    tops: list[str] = []
    for path in sorted({path for each in rights for path in actor.roots(each)}):
        if not tops or not path.startswith(tops[-1]):
            tops.append(path)
    return tuple(tops)


def get_person(actor: Actor, person_id: UUID, right: str = VIEW) -> PersonView:
    """The person, if ``actor`` is that person (to see) or has ``right`` where they live or hold a post.

    Raises OutOfReach. The merged are found too: their page says where their history went.
    """
    person = next(iter(list_persons([person_id])), None)
    if person is None:
        raise OutOfReach
    if actor.is_system or (right == VIEW and actor.person_id == person_id):
        return person
    roots = roots_of(actor, right)
    if not any(place.startswith(root) for place in person.places for root in roots):
        raise OutOfReach
    return person


def list_persons(person_ids: Iterable[UUID]) -> list[PersonView]:
    """Those of ``person_ids`` who are there and not erased, in the order asked. Two queries. Reach is the caller's."""
    ids = list(person_ids)
    rows = {row.id: row for row in Person.objects.filter(pk__in=ids, erased_at=None)}
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, [list(rows)])
        places = dict(cursor.fetchall())
    return [_view(rows[one], places.get(one, ())) for one in dict.fromkeys(ids) if one in rows]


def list_skills(*, keep: Collection[str] = ()) -> dict[str, dict[str, str]]:
    """The organisation's own list of skills: names by code. Of those out of use only the ones to ``keep``."""
    rows = Skill.objects.filter(Q(retired_on=None) | Q(code__in=list(keep)))
    return dict(rows.order_by("code").values_list("code", "names"))


_HAVE = "SELECT skill, count(*) FROM people_person, unnest(skills) AS skill WHERE skills <> '{}' GROUP BY skill"


def list_all_skills() -> list[SkillView]:
    """Every skill, those out of use last, with how many people have it. For who manages the whole list."""
    with acting_as(SYSTEM), connection.cursor() as cursor:  # a count, no person
        cursor.execute(_HAVE)
        have = dict(cursor.fetchall())
    rows = Skill.objects.order_by(F("retired_on").asc(nulls_first=True), "code")
    return [SkillView(row.code, row.names, row.retired_on is not None, have.get(row.code, 0)) for row in rows]


def list_merges(person_id: UUID) -> list[MergeView]:
    """The merges that stand and concern this person, as the one kept or the one merged, newest first."""
    rows = Merge.objects.filter(undone_at=None).select_related("merged").order_by("-merged_at")
    both = [*rows.filter(kept=person_id), *rows.filter(merged=person_id)]
    return [
        MergeView(
            id=row.id,
            kept_id=row.kept_id,
            merged_id=row.merged_id,
            merged_names=row.merged.names,
            merged_at=row.merged_at,
            moved={name: len(moved) for name, moved in row.moved.items()},
        )
        for row in both
    ]


def list_lookalikes(actor: Actor, limit: int = 20, offset: int = 0) -> list[PairView]:
    """Pairs under the actor's tops that nobody has decided, the oldest find first."""
    pairs: list[Lookalike] = []
    for root in roots_of(actor, MANAGE):
        waiting = Lookalike.objects.filter(decision="", path__gte=root, path__lt=root + "g")
        pairs += waiting.order_by("found_at", "id")[: offset + limit]
    pairs = sorted(pairs, key=lambda pair: (pair.found_at, pair.id))[offset : offset + limit]
    people = {person.id: person for person in list_persons([i for p in pairs for i in (p.first_id, p.second_id)])}
    return [
        PairView(
            id=pair.id,
            first=people[pair.first_id],
            second=people[pair.second_id],
            reasons=tuple(Likeness(reason) for reason in pair.reasons),
            found_at=pair.found_at,
        )
        for pair in pairs
        if pair.first_id in people and pair.second_id in people
    ]


def count_lookalikes(actor: Actor) -> int:
    """How many pairs wait under the actor's tops."""
    return sum(
        Lookalike.objects.filter(decision="", path__gte=root, path__lt=root + "g").count()
        for root in roots_of(actor, MANAGE)
    )


def _view(row: Person, places: Sequence[str]) -> PersonView:
    return PersonView(
        id=row.id,
        names=row.names,
        suggested=tuple(row.suggested),
        language=row.language,
        languages=tuple(row.languages),
        skills=tuple(row.skills),
        photo=row.photo,
        home_path=row.home_path,
        places=tuple(place for place in (row.home_path, *places) if place),
        merged_into=row.merged_into_id,
        created_at=row.created_at,
    )
