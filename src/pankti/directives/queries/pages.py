"""Directives as lists and pages show them; reach is asked here, so that no view can forget it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from pankti.base.actor import PATH_END, Actor
from pankti.base.errors import OutOfReach
from pankti.cascade.audience import audience_from_json
from pankti.cascade.types import Proof
from pankti.directives.models import ClosingRule, Directive, DirectiveVersion, ReminderRule
from pankti.directives.queries.senders import post_names_of
from pankti.directives.types import (
    ISSUE,
    VIEW,
    Attached,
    ClosingView,
    DirectiveRow,
    DirectiveState,
    DirectiveView,
    Draft,
    RuleKind,
    RuleView,
    Source,
    VersionView,
)
from pankti.organisation.models import Placement, Tree
from pankti.people.models import Person

_MEETS = """
    EXISTS (
        SELECT 1 FROM (
            SELECT m.path, false AS is_root FROM organisation_placement m
            WHERE m.unit_id = d.by_unit_id AND m.tree_id = %(main)s AND m.ended_on IS NULL
          UNION ALL
            SELECT m.path, true FROM jsonb_array_elements_text(d.audience->'roots') AS root(id)
            JOIN organisation_placement m ON m.unit_id = root.id::uuid AND m.tree_id = %(main)s AND m.ended_on IS NULL
        ) AS place
        JOIN unnest(%(reach)s::text[]) AS r ON (place.path >= r AND place.path < r || %(end)s)
             OR (place.is_root AND starts_with(r, place.path))
    ) OR d.audience->>'tree' <> %(main)s AND EXISTS (
        SELECT 1 FROM jsonb_array_elements_text(d.audience->'roots') AS root(id)
        JOIN organisation_placement a ON a.unit_id = root.id::uuid AND a.ended_on IS NULL
             AND a.tree_id = d.audience->>'tree'
        JOIN organisation_placement p ON p.tree_id = a.tree_id AND p.ended_on IS NULL
             AND p.path >= a.path AND p.path < a.path || %(end)s
        JOIN organisation_placement m ON m.unit_id = p.unit_id AND m.tree_id = %(main)s AND m.ended_on IS NULL
        JOIN unnest(%(reach)s::text[]) AS r ON m.path >= r AND m.path < r || %(end)s
    )
"""
"""Whether a directive touches the reach: issued inside it, or addressed to a unit inside it or above it.

Along another tree: or addressed to a unit that stands above one inside it there.
"""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of directives and how many there are in all."""

    rows: tuple[DirectiveRow, ...]
    total: int


def reach_of(actor: Actor) -> list[str]:
    """The tops of the subtrees in which the actor may see directives."""
    return sorted({*actor.roots(VIEW), *actor.roots(ISSUE)})


def list_directives(
    actor: Actor, *, states: tuple[DirectiveState, ...], limit: int, offset: int = 0, mine: bool = False
) -> Listing:
    """Directives that touch the actor's reach (drafts: their own), the latest change first; two queries."""
    params = {
        "reach": reach_of(actor),
        "main": _main(),
        "end": PATH_END,
        "person": actor.person_id,
        "states": [state.value for state in states],
        "limit": limit,
        "offset": offset,
    }
    where = f"""
        FROM directives_directive d JOIN organisation_unit u ON u.id = d.by_unit_id
        WHERE d.state = ANY(%(states)s) AND CASE WHEN d.state = 'draft' THEN d.author_id = %(person)s
              ELSE {"d.author_id = %(person)s AND" if mine else ""} ({_MEETS}) END
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT d.id, count(*) OVER () {where}"
            " ORDER BY coalesce(d.issued_at, d.changed_at) DESC, d.id DESC LIMIT %(limit)s OFFSET %(offset)s",
            params,
        )
        found = cursor.fetchall()
    rows = Directive.objects.filter(id__in=[row[0] for row in found]).select_related("by_unit").in_bulk()
    return Listing(
        tuple(_row(rows[row[0]], actor) for row in found if row[0] in rows), int(found[0][1]) if found else 0
    )


def get_directive(actor: Actor, directive_id: UUID) -> DirectiveView:
    """An issued directive that touches the actor's reach, or their own draft; else OutOfReach."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT d.id FROM directives_directive d WHERE d.id = %(id)s
              AND CASE WHEN d.state = 'draft' THEN d.author_id = %(person)s ELSE {_MEETS} END
            """,  # noqa: S608 - only our own constants are put together
            {
                "id": directive_id,
                "person": actor.person_id,
                "reach": reach_of(actor),
                "main": _main(),
                "end": PATH_END,
            },
        )
        if cursor.fetchone() is None or actor.person_id is None:
            raise OutOfReach
    row = Directive.objects.select_related("by_unit", "author").get(id=directive_id)
    placed = Placement.objects.filter(tree__is_main=True, unit=row.by_unit_id, ended_on=None).first()
    by_path = placed.path if placed else ""
    return DirectiveView(
        id=row.id,
        state=DirectiveState(row.state),
        titles=row.titles,
        texts=row.texts,
        audience=audience_from_json(row.audience),
        proof=Proof(row.proof),
        number_labels=row.number_labels,
        deadline_at=row.deadline_at,
        attachments=_attached(row.attachments),
        by_unit_id=row.by_unit_id,
        by_unit_names=row.by_unit.names,
        by_path=by_path,
        by_post_names=post_names_of(row.by_appointment_id),
        author_names=row.author.names,
        version=row.version,
        issued_at=row.issued_at,
        ended_at=row.ended_at,
        end_reason=row.end_reason,
        may_change=bool(by_path) and row.state == DirectiveState.ISSUED and actor.may(ISSUE, by_path),
        source=Source.from_json(row.source),
    )


def get_draft(actor: Actor, directive_id: UUID) -> Draft | None:
    """The actor's own draft; None for an id that is not taken yet. OutOfReach for anybody else's or an issued one."""
    row = Directive.objects.filter(id=directive_id).first()
    if row is None:
        return None
    if row.author_id != actor.person_id or row.state != DirectiveState.DRAFT or row.by_appointment_id is None:
        raise OutOfReach
    return Draft(
        id=row.id,
        appointment_id=row.by_appointment_id,
        audience=audience_from_json(row.audience),
        titles=row.titles,
        texts=row.texts,
        proof=Proof(row.proof),
        number_labels=row.number_labels,
        deadline_at=row.deadline_at,
        attachments=_attached(row.attachments),
    )


def list_versions(directive_id: UUID) -> list[VersionView]:
    """All issued versions, the newest first. Reach is the caller's: ask ``get_directive`` first."""
    rows = list(DirectiveVersion.objects.filter(directive=directive_id).order_by("-version"))
    authors = Person.objects.in_bulk({row.author_id for row in rows})
    return [
        VersionView(
            version=row.version,
            titles=row.titles,
            texts=row.texts,
            deadline_at=row.deadline_at,
            attachments=_attached(row.attachments),
            what_changed=row.what_changed,
            answers_stand=row.answers_stand,
            issued_at=row.issued_at,
            author_names=authors[row.author_id].names if row.author_id in authors else {},
        )
        for row in rows
    ]


def list_rules() -> list[RuleView]:
    """All reminder rules in the order in which they fire."""
    rows = ReminderRule.objects.order_by("hours", "levels_up", "id")
    return [RuleView(row.id, RuleKind(row.kind), row.hours, row.levels_up, row.is_active) for row in rows]


def get_closing_rule() -> ClosingView:
    """When what is running is closed by itself; the defaults where nobody set it."""
    row = ClosingRule.objects.filter(id=1).first() or ClosingRule()
    return ClosingView(row.days_after_deadline, row.days_without_deadline, row.is_active)


def _row(row: Directive, actor: Actor) -> DirectiveRow:
    return DirectiveRow(
        id=row.id,
        state=DirectiveState(row.state),
        titles=row.titles,
        version=row.version,
        proof=Proof(row.proof),
        deadline_at=row.deadline_at,
        changed_at=row.changed_at,
        issued_at=row.issued_at,
        by_unit_id=row.by_unit_id,
        by_unit_names=row.by_unit.names,
        is_mine=row.author_id == actor.person_id,
    )


def _attached(stored: list[dict[str, Any]]) -> tuple[Attached, ...]:
    return tuple(Attached.from_json(one) for one in stored)


def _main() -> str:
    return Tree.objects.filter(is_main=True).values_list("code", flat=True).first() or ""
