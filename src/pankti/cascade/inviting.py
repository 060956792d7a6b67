"""Invitees: from what an officer chose to the holdings that a call names one by one, and from and to JSON.

Whoever asks must have been let in before: everything here is read as the system, for a place's holders may hold
their posts anywhere. Names are read by the caller's own sight (``queries.invitees``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import connection

from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.sight import acting_as
from pankti.cascade.audience import (
    HOLDERS,
    audience_from_json,
    audience_to_json,
    main_tree,
    params_of,
    paths_of,
    place_audience,
    subjects_sql,
)
from pankti.cascade.errors import NobodyAddressed, TooManyNamed
from pankti.cascade.types import Audience, Invitees, Residents, SubjectKind, Why
from pankti.organisation.tenure import in_force

MOST = 50_000
"""So many holdings are named at most; a rule holds any number."""

_INSIDE = """
    SELECT 1 FROM cascade_root r JOIN organisation_placement q ON q.unit_id = r.unit_id
    WHERE r.dispatch_id = d.id AND q.tree_id = d.tree AND q.ended_on IS NULL AND starts_with(p.path, q.path)
"""
IN_RULE = f"""
    (u.level_id = ANY(s.levels) AND u.traits @> s.traits
     AND (s.posts = '{{}}' OR a.post_id = ANY(s.posts))
     AND (s.wings = '{{}}' OR o.wing_id IS NULL OR o.wing_id = ANY(s.wings))
     AND EXISTS ({_INSIDE} AND NOT r.is_excluded) AND NOT EXISTS ({_INSIDE} AND r.is_excluded))
"""
"""Whether appointment ``a`` (post ``o``, unit ``u``, its placement ``p`` in ``d.tree``) is in the rule of dispatch
``d`` with shape ``s``."""
IS_ADDRESSED = f"CASE WHEN n.is_excepted IS NULL THEN {IN_RULE} ELSE NOT n.is_excepted END"
"""The same with the named row ``n`` of this dispatch and appointment, if there is one."""


def addressed_sql(what: str) -> str:
    """SELECT ``what`` of the appointments ``a`` of ``%(person)s`` that dispatch ``d`` of shape ``s`` addresses."""
    return f"""
    SELECT {what}
    FROM organisation_appointment a
    JOIN organisation_post o ON o.code = a.post_id AND (d.subject_kind = 'appointment' OR 'answer.give' = ANY(o.rights))
    JOIN organisation_unit u ON u.id = a.unit_id
    LEFT JOIN cascade_named n ON d.has_named AND n.dispatch_id = d.id AND n.appointment_id = a.id
    LEFT JOIN organisation_placement p ON p.unit_id = u.id AND p.tree_id = d.tree AND p.ended_on IS NULL
    WHERE a.person_id = %(person)s AND {in_force("a")} AND {IS_ADDRESSED}
    """


HIGHEST = "length(a.path), NOT o.is_lead, o.rank, a.id"
"""The order of somebody's posts ``a`` (``o``), the highest first."""

_CHOSEN = """
    (%(posts)s::text[] = '{}' OR o.code = ANY(%(posts)s::text[]))
    AND (%(wings)s::text[] = '{}' OR o.wing_id IS NULL OR o.wing_id = ANY(%(wings)s::text[]))
"""
# Few posts are found by their levels' units, sooner than by all who live there.
_AT_LEVEL = "JOIN organisation_unit w ON w.id = a.unit_id AND w.level_id = o.level_id"
FEW = 40
"""So many subtrees are written out, for the planner to see how wide they are; more are joined."""


def within_sql(column: str, name: str, paths: Sequence[str], params: dict[str, Any]) -> str:
    """Whether ``column`` lies in one of the subtrees; their ends are added to ``params`` under ``name``.

    Ends are never put together in the statement: behind row-level security such a range loses its index.
    """
    if not paths:
        return "false"
    if len(paths) > FEW:
        params |= {f"{name}_lo": list(paths), f"{name}_hi": [path + "g" for path in paths]}
        return (
            f"EXISTS (SELECT 1 FROM unnest(%({name}_lo)s::text[], %({name}_hi)s::text[]) x(lo, hi)"
            f" WHERE {column} >= x.lo AND {column} < x.hi)"
        )
    params |= {f"{name}{place}": path for place, path in enumerate(paths)}
    params |= {f"{name}{place}_": path + "g" for place, path in enumerate(paths)}
    ranges = (f"{column} >= %({name}{place})s AND {column} < %({name}{place}_)s" for place in range(len(paths)))
    return "(" + " OR ".join(ranges) + ")"


def _residents_sql(one: Residents, places: Sequence[str], under: Sequence[str], params: dict[str, Any]) -> str:
    return f"""
    SELECT DISTINCT ON (a.person_id) a.id, a.person_id, l.unit_id, length(a.path), NOT o.is_lead, o.rank
    FROM organisation_residence h
    JOIN organisation_appointment a ON a.person_id = h.person_id AND {in_force("a")}
    JOIN organisation_post o ON o.code = a.post_id AND {_CHOSEN} {_AT_LEVEL if one.posts else ""}
    CROSS JOIN LATERAL (SELECT x.unit_id FROM unnest(%(places)s::uuid[], %(paths)s::text[]) AS x(unit_id, path)
                        WHERE starts_with(h.path, x.path) ORDER BY length(x.path) DESC LIMIT 1) l
    WHERE h.ended_on IS NULL AND {within_sql("h.path", "home", places, params)}
      AND {within_sql("a.path", "under", under, params) if one.under else "true"}
    ORDER BY a.person_id, {HIGHEST}
    LIMIT %(most)s
    """


_APPOINTED = f"""
    SELECT a.id, a.person_id, a.unit_id, length(a.path), NOT o.is_lead, o.rank
    FROM organisation_appointment a JOIN organisation_post o ON o.code = a.post_id
    WHERE a.id = ANY(%(ids)s) AND {in_force("a")}
"""


@dataclass(frozen=True, slots=True)
class OneNamed:
    """A holding that a call names: counted under ``place_id``."""

    appointment_id: UUID
    person_id: UUID
    place_id: UUID
    why: Why


@dataclass(frozen=True, slots=True)
class Placed:
    """The audience of invitees with its paths; ``rule`` None: nobody is invited by a rule."""

    rule: Audience | None
    roots: list[str]
    excluded: list[str]

    @property
    def params(self) -> dict[str, Any]:
        return params_of(self.rule, self.roots, self.excluded) if self.rule else {}

    @property
    def holdings_sql(self) -> str:
        """FROM and WHERE of the rule's holdings ``s`` (post ``sp``) at the placements ``p``. Needs ``params``."""
        return subjects_sql(self.roots, HOLDERS)


@dataclass(frozen=True, slots=True)
class Naming:
    """Whom a call names beside its rule, and which holdings (appointment, unit) it takes out of it."""

    named: tuple[OneNamed, ...]
    excepted: tuple[tuple[UUID, UUID], ...]
    excepted_persons: int


def place_rule(audience: Audience | None, *, counts: SubjectKind | None = SubjectKind.APPOINTMENT) -> Placed:
    """``counts``: what the rule counts, None as the audience says. Raises as ``audience.place_audience`` does."""
    if audience is None:
        return Placed(None, [], [])
    roots, excluded = place_audience(audience)
    rule = replace(
        audience,
        roots=tuple(roots.values()),
        excluded=tuple(excluded.values()),
        subject_kind=counts or audience.subject_kind,
    )
    return Placed(rule, sorted(roots), sorted(excluded))


@acting_as(SYSTEM)  # where holders live and what they hold elsewhere; only ids come out
def name_invitees(invitees: Invitees, placed: Placed) -> Naming:
    """Who is named: residents and the added, each person once, none who is excepted or in the rule already.

    Raises OutOfReach for a place that does not hang in the main tree, TooManyNamed.
    """
    found = [(row, Why.ADDED) for row in _fetch(_APPOINTED, ids=list(invitees.added))] if invitees.added else []
    found += [(row, Why.LIVES_THERE) for one in invitees.residents for row in _residents(one)]
    barred = {row[1] for row in _fetch(_APPOINTED, ids=list(invitees.excepted))} if invitees.excepted else set()
    best: dict[UUID, tuple[Any, ...]] = {}
    for (appointment, person, place, *height), why in found:
        key = (*height, appointment)
        if person not in barred and (person not in best or key < best[person][0]):
            best[person] = (key, OneNamed(appointment, person, place, why))
    in_rule = _in_rule(placed, [*best, *barred])
    known = {person for _id, person, _unit in in_rule}
    named = tuple(sorted((one for _key, one in best.values() if one.person_id not in known), key=lambda n: n.place_id))
    excepted = tuple((appointment, unit) for appointment, person, unit in in_rule if person in barred)
    if len(named) + len(excepted) > MOST:
        raise TooManyNamed
    return Naming(named, excepted, len(known & barred))


def _residents(one: Residents) -> list[tuple[Any, ...]]:
    places, under = paths_of(main_tree(), one.live_in), paths_of(main_tree(), one.under)
    if not places and not one.live_in:
        raise NobodyAddressed
    if len(places) < len(set(one.live_in)) or len(under) < len(set(one.under)):
        raise OutOfReach
    params: dict[str, Any] = {
        "places": list(places),
        "paths": list(places.values()),
        "posts": list(one.posts),
        "wings": list(one.wings),
        "most": 2 * MOST + 1,
    }
    rows = _fetch(_residents_sql(one, sorted(places.values()), sorted(under.values()), params), **params)
    if len(rows) > 2 * MOST:
        raise TooManyNamed
    return rows


def _in_rule(placed: Placed, persons: Sequence[UUID]) -> list[tuple[UUID, UUID, UUID]]:
    """The rule's holdings (appointment, person, unit) of these persons."""
    if placed.rule is None or not persons:
        return []
    sql = f"SELECT s.id, s.person_id, s.unit_id {placed.holdings_sql} AND s.person_id = ANY(%(persons)s)"
    return [(row[0], row[1], row[2]) for row in _fetch(sql, **placed.params, persons=list(persons))]


def _fetch(sql: str, **params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"now": now(), **params})
        return list(cursor.fetchall())


def invitees_to_json(invitees: Invitees) -> dict[str, Any]:
    """Plain JSON, as drafts keep it."""
    return {
        "audience": audience_to_json(invitees.audience) if invitees.audience else None,
        "residents": [
            {
                "posts": list(one.posts),
                "wings": list(one.wings),
                "live_in": _texts(one.live_in),
                "under": _texts(one.under),
            }
            for one in invitees.residents
        ],
        "added": _texts(invitees.added),
        "excepted": _texts(invitees.excepted),
    }


def invitees_from_json(data: Mapping[str, Any]) -> Invitees:
    """The reverse; ValueError for ids that are none."""
    return Invitees(
        audience=audience_from_json(data["audience"]) if data.get("audience") else None,
        residents=tuple(
            Residents(
                posts=tuple(one.get("posts", ())),
                wings=tuple(one.get("wings", ())),
                live_in=_ids(one.get("live_in", ())),
                under=_ids(one.get("under", ())),
            )
            for one in data.get("residents", ())
        ),
        added=_ids(data.get("added", ())),
        excepted=_ids(data.get("excepted", ())),
    )


def _texts(ids: Iterable[UUID]) -> list[str]:
    return [str(one) for one in ids]


def _ids(texts: Iterable[str]) -> tuple[UUID, ...]:
    return tuple(UUID(text) for text in texts)
