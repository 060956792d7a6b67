"""Who was called by a dispatch that counts appointments, and what each of them says.

The caller has asked for the right over the dispatch. Who is called is read as the system, for they may hold their
posts anywhere; persons are shown as far as the actor's own sight goes, and the others are a post at a unit.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pankti.base.actor import SYSTEM, Actor
from pankti.base.clock import now
from pankti.base.sight import acting_as
from pankti.cascade.audience import HOLDERS, params_of, subjects_sql
from pankti.cascade.inviting import HIGHEST, addressed_sql
from pankti.cascade.queries.dispatches import COLUMNS, WIDTH, view_of
from pankti.cascade.queries.frames import Frame, open_frame
from pankti.cascade.queries.names import known_persons
from pankti.cascade.queries.rows import fetch
from pankti.cascade.types import ATTENDANCE_RANKS, Addressed, Audience, DispatchView, Invited, Proof, Rank, SubjectKind
from pankti.organisation.tenure import in_force

SILENT, ALL = "silent", "all"

_RULE = """
    SELECT s.id, s.path, s.unit_id AS place_id {rule}
    AND NOT EXISTS (SELECT 1 FROM cascade_named n WHERE n.dispatch_id = %(id)s AND n.appointment_id = s.id)
    {within} AND {which} ORDER BY s.path, s.id LIMIT %(upto)s
"""
_NAMED = f"""
    SELECT s.id, s.path, n.unit_id AS place_id
    FROM cascade_named n JOIN organisation_appointment s ON s.id = n.appointment_id AND {in_force("s")}
    WHERE n.dispatch_id = %(id)s AND NOT n.is_excepted {{within}} AND {{which}} ORDER BY s.path, s.id LIMIT %(upto)s
"""
_SAID = """
    SELECT 1 FROM cascade_standing t JOIN organisation_unit l ON l.id = {place} AND l.cell = t.cell
    WHERE t.dispatch_id = %(id)s AND t.asked = %(asked)s AND t.subject_id = s.id
"""
_STOOD = """
    SELECT t.subject_id AS id, s.path, t.unit_id AS place_id
    FROM cascade_standing t JOIN organisation_appointment s ON s.id = t.subject_id
    WHERE t.cell IN (SELECT DISTINCT cell FROM cascade_tally WHERE dispatch_id = %(id)s)
      AND t.dispatch_id = %(id)s AND t.asked = %(asked)s AND t.rank = %(rank)s {within}
"""
_ROWS = """
    SELECT a.id, a.person_id, o.names, u.id, u.names, c.place_id, t.rank, t.said_at, w.body
    FROM (SELECT * FROM ({pages}) x ORDER BY path, id OFFSET %(offset)s LIMIT %(limit)s) c
    JOIN organisation_appointment a ON a.id = c.id
    JOIN organisation_post o ON o.code = a.post_id
    JOIN organisation_unit u ON u.id = a.unit_id
    JOIN organisation_unit l ON l.id = c.place_id
    LEFT JOIN LATERAL (SELECT * FROM cascade_standing t WHERE t.cell = l.cell AND t.dispatch_id = %(id)s
                       AND t.asked = %(asked)s AND t.subject_id = a.id LIMIT 1) t ON true
    LEFT JOIN cascade_answer w ON w.cell = t.cell AND w.id = t.answer_id
    ORDER BY c.path, c.id
"""
_UNDER = """
    AND EXISTS (SELECT 1 FROM organisation_placement i JOIN unnest(%(tops)s::text[]) x
                  ON i.path >= x AND i.path < x || 'g'
                WHERE i.unit_id = {place} AND i.ended_on IS NULL
                  AND i.tree_id = (SELECT code FROM organisation_tree WHERE is_main))
"""


def list_invited(
    actor: Actor,
    dispatch_id: UUID,
    state: str = SILENT,
    *,
    limit: int = 50,
    offset: int = 0,
    within: tuple[str, ...] | None = None,
) -> list[Invited]:
    """A page of those who were called, along the tree by their posts.

    ``state``: all, silent, seen, attending, deputy, declined. Who has left the post since is listed
    by what they said, and no more as silent. ``within``: only those counted below these paths of the
    main tree. Raises OutOfReach where there is no such dispatch.
    """
    frame = open_frame(dispatch_id)
    rows = _read_page(frame, state, limit, offset, within)
    with acting_as(actor):
        known = known_persons([row[1] for row in rows])
    return [_invited(frame.dispatch.proof, row, known) for row in rows]


@acting_as(SYSTEM)
def _read_page(
    frame: Frame, state: str, limit: int, offset: int, within: tuple[str, ...] | None
) -> list[tuple[Any, ...]]:
    sent = frame.dispatch
    params: dict[str, Any] = {
        "id": sent.id,
        "asked": sent.asked,
        "now": now(),
        "tops": list(within or ()),
        "rank": None if state in (SILENT, ALL) else int(rank_of(state)),
        "upto": limit + offset,
        "limit": limit,
        "offset": offset,
    }
    if state in (SILENT, ALL):
        pages = [_page(_NAMED, "n.unit_id", state, within)]
        if sent.roots:
            roots = sorted(root.path for root in frame.roots if not root.is_excluded)
            params |= params_of(rule_of(frame), roots, sorted(r.path for r in frame.roots if r.is_excluded))
            pages.append(_page(_RULE.replace("{rule}", subjects_sql(roots, HOLDERS)), "s.unit_id", state, within))
    else:
        pages = [_page(_STOOD, "t.unit_id", state, within)]
    return fetch(_ROWS.replace("{pages}", " UNION ALL ".join(f"({page})" for page in pages)), params)


def _page(sql: str, place: str, state: str, within: tuple[str, ...] | None) -> str:
    which = f"NOT EXISTS ({_SAID.replace('{place}', place)})" if state == SILENT else "true"
    under = "" if within is None else _UNDER.replace("{place}", place)
    return sql.replace("{which}", which).replace("{within}", under)


def rule_of(frame: Frame) -> Audience:
    """The rule by which a dispatch addresses, without its roots."""
    sent = frame.dispatch
    return Audience(
        tree=sent.tree,
        roots=(),
        levels=sent.levels,
        posts=sent.posts,
        wings=sent.wings,
        traits=tuple(frame.traits.items()),
        subject_kind=sent.subject_kind,
    )


def rank_of(state: str) -> Rank:
    """The rank of a state's word; KeyError for an unknown one."""
    return ATTENDANCE_RANKS[state] if state in ATTENDANCE_RANKS else Rank.of(state)


def _invited(proof: Proof, row: tuple[Any, ...], known: dict[UUID, dict[str, str]]) -> Invited:
    appointment, person, post, unit, unit_names, place, rank, said_at, body = row
    said = body or {}
    return Invited(
        appointment_id=appointment,
        person_id=person if person in known else None,
        person_names=known.get(person, {}),
        post_names=post,
        unit_id=unit,
        unit_names=unit_names,
        place_id=place,
        state=SILENT if rank is None else proof.word(Rank(rank)),
        said_at=said_at,
        text=said.get("text", ""),
        reason=said.get("reason", ""),
    )


_BY_EACH = addressed_sql(
    f"a.*, coalesce(n.unit_id, a.unit_id) AS place_id, row_number() OVER (ORDER BY {HIGHEST}) AS place"
)
_OF_PERSON = f"""
    SELECT d.proof, a.id, a.person_id, o.names, u.id, u.names, pe.names, l.id, t.rank, t.said_at, w.body
    FROM cascade_dispatch d
    JOIN cascade_shape s ON s.id = d.shape_id
    CROSS JOIN LATERAL ({_BY_EACH}) a
    JOIN organisation_post o ON o.code = a.post_id
    JOIN organisation_unit u ON u.id = a.unit_id
    JOIN organisation_unit l ON l.id = a.place_id
    JOIN people_person pe ON pe.id = a.person_id
    LEFT JOIN LATERAL (SELECT * FROM cascade_standing t WHERE t.cell = l.cell AND t.dispatch_id = d.id
                       AND t.asked = d.asked_versions[cardinality(d.asked_versions)] AND t.subject_id = a.id
                       LIMIT 1) t ON true
    LEFT JOIN cascade_answer w ON w.cell = t.cell AND w.id = t.answer_id
    WHERE d.id = %(id)s AND d.subject_kind = '{SubjectKind.APPOINTMENT}'
    ORDER BY t.rank IS NULL, a.place LIMIT 1
"""


@acting_as(SYSTEM)  # of one person, whom the caller knows already
def find_invited(dispatch_id: UUID, person_id: UUID) -> Invited | None:
    """By which appointment the person is called, and what they say; None: they are not.

    Of several the one that has answered, else the highest.
    """
    rows = fetch(_OF_PERSON, {"id": dispatch_id, "person": person_id, "now": now()})
    for proof, appointment, person, post, unit, unit_names, names, place, *said in rows:
        return _invited(Proof(proof), (appointment, person, post, unit, unit_names, place, *said), {person: names})
    return None


_BY_WHICH = addressed_sql("array_agg(a.id ORDER BY a.id) AS ids, array_agg(coalesce(n.unit_id, a.unit_id)) AS places")
_FOR_PERSON = f"""
    WITH held AS (
        SELECT a.id, a.unit_id FROM organisation_appointment a WHERE a.person_id = %(person)s AND {in_force("a")}
    ), stood AS (
        SELECT DISTINCT p.tree_id, p.path FROM organisation_placement p JOIN held h ON h.unit_id = p.unit_id
        WHERE p.ended_on IS NULL
    ), above AS (
        SELECT DISTINCT q.unit_id
        FROM (SELECT DISTINCT tree_id, left(path, k) COLLATE "C" AS path
              FROM stood, generate_series(5, length(path), 5) k) w
        JOIN organisation_placement q ON q.tree_id = w.tree_id AND q.path = w.path AND q.ended_on IS NULL
    ), may_be AS (
        SELECT r.dispatch_id FROM above JOIN cascade_root r ON r.unit_id = above.unit_id AND NOT r.is_excluded
        UNION
        SELECT n.dispatch_id FROM held JOIN cascade_named n ON n.appointment_id = held.id AND NOT n.is_excepted
    )
    SELECT {COLUMNS}, d.ended_at, m.ids, t.rank
    FROM may_be c
    JOIN cascade_dispatch d ON d.id = c.dispatch_id
    JOIN cascade_shape s ON s.id = d.shape_id
    CROSS JOIN LATERAL ({_BY_WHICH}) m
    LEFT JOIN LATERAL (
        SELECT t.rank FROM organisation_unit l JOIN cascade_standing t ON t.cell = l.cell AND t.dispatch_id = d.id
             AND t.asked = d.asked_versions[cardinality(d.asked_versions)] AND t.subject_id = ANY(m.ids)
        WHERE l.id = ANY(m.places) ORDER BY t.said_at DESC LIMIT 1) t ON true
    WHERE d.kind = %(kind)s AND m.ids IS NOT NULL AND (d.state = 'live' OR d.ended_at >= %(since)s)
    ORDER BY d.issued_at DESC
"""


@acting_as(SYSTEM)  # of one person, whom the caller knows already
def list_for_person(person_id: UUID, kind: str, since: datetime) -> list[Addressed]:
    """Dispatches of a kind that address the person: live ones, and those that ended after ``since``; newest first.

    One query, whose cost are the units above the person's own, whatever the tree holds.
    """
    rows = fetch(_FOR_PERSON, {"person": person_id, "kind": kind, "since": since, "now": now()})
    return [_addressed(view_of(row), *row[WIDTH:]) for row in rows]


def _addressed(sent: DispatchView, ended_at: datetime | None, ids: list[UUID], rank: int | None) -> Addressed:
    return Addressed(sent, tuple(ids), SILENT if rank is None else sent.proof.word(Rank(rank)), ended_at)
