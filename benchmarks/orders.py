"""Dispatches for benchmarks, issued by the system, and their head counts."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from pankti.base.actor import SYSTEM
from pankti.base.ids import new_id
from pankti.cascade.actions.dispatch import issue_dispatch
from pankti.cascade.actions.headcount import count_shape
from pankti.cascade.models import Shape
from pankti.cascade.types import Audience, DispatchOrder, Proof
from pankti.organisation.models import Level, Tree

PAYLOAD = {
    "titles": {"hi": "मतदान केंद्र की तैयारी", "en": "Booth preparation"},
    "texts": {"hi": "अपने बूथ की तैयारी देखें और बताएं। " * 4, "en": "Look at your booth's preparation and say. " * 4},
}


def order_for(unit_id: UUID, proof: Proof = Proof.ACKNOWLEDGE) -> DispatchOrder:
    """One directive to all last units below ``unit_id``."""
    return DispatchOrder(
        id=new_id(),
        kind="directive",
        audience=Audience(tree=main_tree(), roots=(unit_id,), levels=last_levels()),
        proof=proof,
        payload=PAYLOAD,
        by_unit_id=unit_id,
    )


def issue(unit_id: UUID, proof: Proof = Proof.ACKNOWLEDGE) -> UUID:
    order = order_for(unit_id, proof)
    issue_dispatch(actor=SYSTEM, order=order)
    return order.id


def count_all() -> None:
    """What the worker does after a new shape."""
    for shape_id in Shape.objects.filter(counted_epoch=None).values_list("id", flat=True):
        count_shape(shape_id=shape_id)


def main_tree() -> str:
    return str(Tree.objects.get(is_main=True).code)


def last_levels() -> tuple[str, ...]:
    return tuple(Level.objects.filter(traits__contains=["acknowledges"]).values_list("code", flat=True))


def units_at(depth: int) -> list[UUID]:
    """Units of the main tree at a depth (0: the top), in tree order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT unit_id FROM organisation_placement WHERE tree_id = %s AND ended_on IS NULL"
            " AND length(path) = %s ORDER BY path",
            [main_tree(), 5 * (depth + 1)],
        )
        return [row[0] for row in cursor.fetchall()]


def holders(limit: int) -> list[tuple[UUID, UUID, UUID, int]]:
    """(unit, person, appointment, cell) of last units that have a lead, evenly over the tree."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.unit_id, a.person_id, a.id, u.cell
            FROM organisation_placement p
            JOIN organisation_unit u ON u.id = p.unit_id
            JOIN organisation_appointment a ON a.unit_id = p.unit_id AND a.ended_at IS NULL
            JOIN organisation_post o ON o.code = a.post_id AND o.is_lead
            WHERE p.tree_id = %s AND p.ended_on IS NULL AND p.level_id = ANY(%s)
            """,
            [main_tree(), list(last_levels())],
        )
        rows: list[tuple[UUID, UUID, UUID, int]] = cursor.fetchall()
    step = max(1, len(rows) // limit)
    return rows[::step][:limit]


def issue_everyday(to_districts: int = 360, to_states: int = 36, to_all: int = 4) -> dict[str, list[UUID]]:
    """The dispatches that a nation has alive at a time: to everybody, to states, to districts.

    A smaller tree gets its share: one for each state, nine for every twenty districts.
    """
    made: dict[str, list[UUID]] = {"all": [], "state": [], "district": []}
    for name, depth, most in (("all", 0, to_all), ("state", 1, to_states), ("district", 3, to_districts)):
        units = units_at(depth)
        count = most if depth == 0 else min(most, len(units) if depth == 1 else max(1, len(units) * 9 // 20))
        made[name] = [issue(units[number % len(units)]) for number in range(count)]
    count_all()
    return made
