"""Who would be invited, live while the rule is edited; and, of a call that went out, who was (``queries.invited``)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pankti.base.actor import SYSTEM, Actor
from pankti.base.clock import now
from pankti.base.sight import acting_as
from pankti.cascade.audience import ADDRESSED_POST, HOLDERS_OR_NOBODY, digest_of, main_tree, subjects_sql
from pankti.cascade.inviting import Naming, Placed, name_invitees, place_rule, within_sql
from pankti.cascade.queries.invited import find_invited, list_for_person, list_invited
from pankti.cascade.queries.names import known_persons
from pankti.cascade.queries.rows import fetch
from pankti.cascade.types import Audience, Invitee, InviteeCount, Invitees, Why
from pankti.organisation.tenure import in_force

__all__ = ["count_invitees", "find_invited", "list_for_person", "list_invited", "list_invitees"]

WIDE = 40_000
"""Of a rule that holds more it is said how many holdings it has, and no more."""
FRESH = timedelta(minutes=20)
"""So old may a kept head count be: those of live dispatches are counted every ten minutes."""


def count_invitees(invitees: Invitees) -> InviteeCount:
    """How many would be invited now; nobody at all is no error here. Else it raises as ``issue_dispatch`` does."""
    placed = place_rule(invitees.audience)
    naming = name_invitees(invitees, placed)
    by_rule, persons, vacant = _count_rule(placed)
    added = sum(one.why is Why.ADDED for one in naming.named)
    return InviteeCount(
        persons=None if persons is None else persons + len(naming.named) - naming.excepted_persons,
        holdings=by_rule + len(naming.named) - len(naming.excepted),
        by_rule=by_rule,
        residents=len(naming.named) - added,
        added=added,
        excepted=len(naming.excepted),
        vacant=vacant,
    )


@acting_as(SYSTEM)  # how many they are is told to whoever may call them; who they are is not
def _count_rule(placed: Placed) -> tuple[int, int | None, int | None]:
    """(holdings, persons, units where nobody holds such a post) of the rule."""
    if placed.rule is None:
        return 0, 0, 0
    kept = _count_kept(placed.rule)
    if kept is not None and kept > WIDE:
        return kept, None, None
    if placed.rule.tree != main_tree() or placed.rule.traits:
        [(holdings, persons, vacant)] = fetch(
            "SELECT count(s.id), count(DISTINCT s.person_id), count(*) FILTER (WHERE s.id IS NULL)"
            f" {subjects_sql(placed.roots, HOLDERS_OR_NOBODY)}",
            placed.params,
        )
        return holdings, persons, vacant
    params = placed.params
    held = _held_sql(placed, params)
    [(holdings,)] = fetch(f"SELECT count(*) {held}", params)
    if holdings > WIDE:
        return holdings, None, None
    [(persons, filled, units)] = fetch(
        "SELECT count(DISTINCT s.person_id), count(DISTINCT s.unit_id),"
        f" (SELECT count(*) {subjects_sql(placed.roots)}) {held}",
        params,
    )
    return holdings, persons, units - filled


def _held_sql(placed: Placed, params: dict[str, Any]) -> str:
    """FROM and WHERE of the rule's holdings by the paths that they carry: no unit is read."""
    return f"""
    FROM organisation_appointment s
    JOIN organisation_post sp ON sp.code = s.post_id AND sp.level_id = ANY(%(levels)s::text[]) AND {ADDRESSED_POST}
    WHERE {in_force("s")} AND {within_sql("s.path", "root", placed.roots, params)}
      AND NOT {within_sql("s.path", "out", placed.excluded, params)}
    """


def _count_kept(rule: Audience) -> int | None:
    """The rule's holdings by the kept head counts of its shape; None where they are not of today."""
    [(n, is_whole)] = fetch(
        """
        SELECT coalesce(sum(CASE WHEN x.is_out THEN -h.n ELSE h.n END), 0)::int, count(s.id) > 0
        FROM cascade_shape s
        JOIN organisation_organisation g ON g.tree_epoch = s.counted_epoch
        CROSS JOIN unnest(%(units)s::uuid[], %(outs)s::bool[]) AS x(unit_id, is_out)
        LEFT JOIN cascade_headcount h ON h.shape_id = s.id AND h.unit_id = x.unit_id AND h.ended_at IS NULL
        WHERE s.digest = %(digest)s AND s.counted_at > %(since)s AND s.roots = '{}'
        """,
        {
            "digest": digest_of(rule, main_tree()),
            "units": [*rule.roots, *rule.excluded],
            "outs": [False] * len(rule.roots) + [True] * len(rule.excluded),
            "since": now() - FRESH,
        },
    )
    return int(n) if is_whole else None


_RULE_PAGE = """
    SELECT s.id, s.path, 'rule' AS why {rule} AND NOT s.id = ANY(%(excepted)s) ORDER BY s.path, s.id LIMIT %(upto)s
"""
_NAMED_PAGE = """
    SELECT s.id, s.path, w.why FROM unnest(%(named)s::uuid[], %(whys)s::text[]) AS w(id, why)
    JOIN organisation_appointment s ON s.id = w.id ORDER BY s.path, s.id LIMIT %(upto)s
"""
_ROWS = """
    SELECT a.id, a.person_id, o.names, u.id, u.names, c.why
    FROM (SELECT * FROM ({pages}) x ORDER BY path, id OFFSET %(offset)s LIMIT %(limit)s) c
    JOIN organisation_appointment a ON a.id = c.id
    JOIN organisation_post o ON o.code = a.post_id
    JOIN organisation_unit u ON u.id = a.unit_id
    ORDER BY c.path, c.id
"""


def list_invitees(actor: Actor, invitees: Invitees, *, limit: int = 50, offset: int = 0) -> list[Invitee]:
    """A page of those who would be invited, along the tree by their posts. Names only where the actor sees the person.

    Raises as ``count_invitees``.
    """
    placed = place_rule(invitees.audience)
    rows = _read_page(placed, name_invitees(invitees, placed), limit, offset)
    with acting_as(actor):
        known = known_persons([row[1] for row in rows])
    return [
        Invitee(appointment, known.get(person, {}), post, unit, names, Why(why))
        for appointment, person, post, unit, names, why in rows
    ]


@acting_as(SYSTEM)
def _read_page(placed: Placed, naming: Naming, limit: int, offset: int) -> list[tuple[Any, ...]]:
    pages = [f"({_NAMED_PAGE})"]
    if placed.rule is not None:
        pages.append(f"({_RULE_PAGE.replace('{rule}', placed.holdings_sql)})")
    return fetch(
        _ROWS.replace("{pages}", " UNION ALL ".join(pages)),
        {
            **placed.params,
            "now": now(),
            "named": [one.appointment_id for one in naming.named],
            "whys": [one.why.value for one in naming.named],
            "excepted": [appointment for appointment, _unit in naming.excepted],
            "upto": limit + offset,
            "limit": limit,
            "offset": offset,
        },
    )
