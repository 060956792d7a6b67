"""Cadences, reviews and what is owed, as pages read them. Reach is asked of the path before anything is read."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from pankti.base.actor import PATH_END, SYSTEM, Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.sight import acting_as
from pankti.cascade.queries.rows import fetch
from pankti.meetings.types import CALL, VIEW
from pankti.organisation.queries import lead_of
from pankti.reviews.models import Cadence, Review
from pankti.reviews.types import CadenceView, ChildOwed, OwedRow, ReviewRow, ReviewState


def tops_of(actor: Actor) -> tuple[str, ...]:
    """Where this reader sees reviews at all."""
    return tuple(sorted({*actor.roots(VIEW), *actor.roots(CALL)}))


def reaches(actor: Actor, path: str) -> bool:
    return bool(path) and any(path.startswith(top) for top in tops_of(actor))


def list_cadences(actor: Actor) -> list[CadenceView]:
    """Running cadences that touch the reader's units, set there, below or above."""
    found = Cadence.objects.filter(_touching(actor), ended_at=None).select_related("unit", "reviewing", "reviewed")
    return [_view(actor, row) for row in found.order_by("path", "starts_on")[:200]]


def get_cadence(actor: Actor, cadence_id: UUID) -> CadenceView:
    """One that touches the reader's units; OutOfReach else."""
    rows = Cadence.objects.filter(_touching(actor), id=cadence_id)
    row = rows.select_related("unit", "reviewing", "reviewed").first()
    if row is None:
        raise OutOfReach
    return _view(actor, row)


def _touching(actor: Actor) -> Q:
    reach = Q(pk__in=[])
    for top in tops_of(actor):
        above = [top[:end] for end in range(5, len(top), 5)]
        reach |= Q(path__gte=top, path__lt=top + PATH_END) | Q(path__in=above)
    return reach


def _view(actor: Actor, row: Cadence) -> CadenceView:
    within = next((top for top in tops_of(actor) if top.startswith(row.path)), row.path)
    counts = fetch(
        "SELECT count(*) FILTER (WHERE state = 'planned'), count(DISTINCT unit_id) FILTER (WHERE state = 'missed')"
        " FROM reviews_review WHERE cadence_id = %(id)s AND path >= %(lo)s AND path < %(hi)s",
        {"id": row.id, "lo": within, "hi": within + PATH_END},
    )[0]
    return CadenceView(
        id=row.id,
        unit_id=row.unit_id,
        unit_names=row.unit.names,
        path=row.path,
        reviewing_names=row.reviewing.names,
        reviewed_names=row.reviewed.plural_names,
        rule=row.rule,
        starts_on=row.starts_on,
        hour=row.hour,
        minutes=row.minutes,
        is_video=row.is_video,
        ended_at=row.ended_at,
        planned=counts[0],
        owed=counts[1],
        may_change=actor.may(CALL, row.path),
    )


def list_reviews(
    actor: Actor, *, cadence_id: UUID | None = None, unit_id: UUID | None = None, when: str = "coming", limit: int = 50
) -> list[ReviewRow]:
    """Reviews within reach: "coming" soonest first, or "past" latest first."""
    reach = Q(pk__in=[])
    for top in tops_of(actor):
        reach |= Q(path__gte=top, path__lt=top + PATH_END)
    rows = Review.objects.filter(reach).select_related("unit", "reviewing")
    if cadence_id is not None:
        rows = rows.filter(cadence=cadence_id)
    if unit_id is not None:
        rows = rows.filter(unit=unit_id)
    if when == "coming":
        rows = rows.filter(state=ReviewState.PLANNED, ends_at__gt=now()).order_by("starts_at", "path")
    else:
        rows = rows.filter(Q(ends_at__lte=now()) | ~Q(state=ReviewState.PLANNED)).order_by("-starts_at", "path")
    return [review_row(row) for row in rows[:limit]]


def get_review(actor: Actor, review_id: UUID) -> ReviewRow:
    """A review of a unit within reach; OutOfReach else."""
    row = Review.objects.select_related("unit", "reviewing").filter(id=review_id).first()
    if row is None or not reaches(actor, row.path):
        raise OutOfReach
    return review_row(row)


def last_held(unit_id: UUID, before: datetime) -> datetime | None:
    """When the unit was last reviewed before that moment."""
    rows = Review.objects.filter(unit=unit_id, state=ReviewState.HELD, starts_at__lt=before)
    return rows.order_by("-starts_at").values_list("starts_at", flat=True).first()


def review_row(row: Review) -> ReviewRow:
    return ReviewRow(
        id=row.id,
        cadence_id=row.cadence_id,
        unit_id=row.unit_id,
        unit_names=row.unit.names,
        reviewing_id=row.reviewing_id,
        reviewing_names=row.reviewing.names,
        path=row.path,
        due_on=row.due_on,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        state=ReviewState(row.state),
        why=row.why,
        link=row.link,
    )


_OWED = """
    SELECT o.unit_id, u.names, o.path, o.since, o.times, o.reviewing_id, r.names, o.last
    FROM (SELECT unit_id, path, min(due_on) AS since, count(*)::int AS times,
                 (array_agg(reviewing_id ORDER BY due_on DESC))[1] AS reviewing_id,
                 (array_agg(id ORDER BY due_on DESC))[1] AS last
          FROM reviews_review WHERE state = 'missed' AND path >= %(lo)s AND path < %(hi)s AND path > %(after)s
          GROUP BY unit_id, path ORDER BY path LIMIT %(limit)s) o
    JOIN organisation_unit u ON u.id = o.unit_id JOIN organisation_unit r ON r.id = o.reviewing_id
    ORDER BY o.path
"""
_OWED_BELOW = """
    SELECT p.unit_id, u.names, c.n FROM (
      SELECT left(path, %(wide)s) AS child, count(DISTINCT unit_id)::int AS n FROM reviews_review
      WHERE state = 'missed' AND path > %(path)s AND path < %(hi)s GROUP BY 1) c
    JOIN organisation_placement p ON p.path = c.child AND p.ended_on IS NULL
         AND p.tree_id = (SELECT code FROM organisation_tree WHERE is_main)
    JOIN organisation_unit u ON u.id = p.unit_id ORDER BY p.path
"""


def list_owed(path: str, *, after: str = "", limit: int = 50) -> list[OwedRow]:
    """Units at and below ``path`` whose review is owed, in tree order, each with who owes it. Four queries."""
    found = fetch(_OWED, {"lo": path, "hi": path + PATH_END, "after": after, "limit": limit})
    with acting_as(SYSTEM):  # who reviews a unit is no secret of the unit's
        leads = lead_of({row[5] for row in found})
    return [
        OwedRow(
            unit_id=row[0],
            unit_names=row[1],
            path=row[2],
            since=row[3],
            times=row[4],
            reviewing_id=row[5],
            reviewing_names=row[6],
            lead_names=leads[row[5]].person_names if row[5] in leads else {},
            lead_post_names=leads[row[5]].post_names if row[5] in leads else {},
            review_id=row[7],
        )
        for row in found
    ]


def count_owed_below(path: str) -> list[ChildOwed]:
    """How many units' reviews are owed below each unit right under ``path``; cost by the answer."""
    found = fetch(_OWED_BELOW, {"path": path, "hi": path + PATH_END, "wide": len(path) + 5})
    return [ChildOwed(*row) for row in found]
