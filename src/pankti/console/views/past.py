"""A unit and its tree as they were on a day, and what has happened to it since."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from pankti.access.doors import signed_in
from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.http import ActorRequest
from pankti.base.writing import in_zone
from pankti.cascade.queries.past import PastDispatch, get_past_dispatch, list_past_counts
from pankti.cascade.types import Counts
from pankti.organisation.models import Placement, Succession
from pankti.organisation.queries import get_main_tree, list_ancestors, list_trees
from pankti.organisation.queries.as_of import (
    PastUnit,
    first_day,
    get_unit_as_of,
    list_ancestors_as_of,
    list_children_as_of,
    list_turns,
)

VIEW = "directive.view"
ROWS = 200


@signed_in
@require_GET
def past(request: ActorRequest, unit_id: UUID) -> HttpResponse:
    """The unit as of ``on`` (today), along ``tree``: names, parents and children of that day."""
    _require_reach(request.actor, unit_id)
    trees = list_trees()
    tree = request.GET.get("tree", "")
    if tree not in {one.code for one in trees}:
        tree = get_main_tree().code
    try:
        on = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        on = in_zone(now()).date()
    dispatch = _find_dispatch(request)
    if dispatch is not None:
        tree = dispatch.view.tree
        on = in_zone(dispatch.ended_at or now()).date() if not request.GET.get("on") else on
    children = list_children_as_of(unit_id, on, tree)
    above = list_ancestors_as_of(unit_id, on, tree)
    context = {
        "dispatch": dispatch,
        "rows": _with_counts(dispatch, unit_id, above, children, on, tree) if dispatch else [],
        "unit": get_unit_as_of(unit_id, on, tree),
        "above": [(one, _may_see(request.actor, one.id)) for one in above],
        "children": children,
        "page": Paginator(children, ROWS).get_page(request.GET.get("page")),
        "turns": list_turns(unit_id),
        "on": on,
        "begins": first_day(tree),
        "tree": tree,
        "trees": trees,
    }
    return render(request, "console/reorganise/past.html", context)


def _find_dispatch(request: ActorRequest) -> PastDispatch | None:
    """The directive whose figures are shown along with the tree of its day, if one is named."""
    try:
        wanted = UUID(request.GET.get("dispatch", ""))
    except ValueError:
        return None
    return get_past_dispatch(wanted)


def _with_counts(
    dispatch: PastDispatch, unit_id: UUID, above: list[PastUnit], children: list[PastUnit], on: date, tree: str
) -> list[tuple[PastUnit, Counts]]:
    """The unit itself first, then its children of that day, each with what it knew."""
    own = [unit_id, *(one.id for one in above)]
    lines = {unit_id: own, **{child.id: [child.id, *own] for child in children}}
    roots = {
        root: [root, *(one.id for one in list_ancestors_as_of(root, on, tree))]
        for root in (*dispatch.view.roots, *dispatch.view.excluded)
    }
    me = get_unit_as_of(unit_id, on, tree)
    levels = {one.id: one.level for one in (me, *children)}
    counts = list_past_counts(dispatch.view, lines, levels, roots)
    return [(one, counts[one.id]) for one in (me, *children) if one.id in counts]


def _require_reach(actor: Actor, unit_id: UUID) -> None:
    if not _may_see(actor, unit_id):
        raise OutOfReach


def _may_see(actor: Actor, unit_id: UUID) -> bool:
    """Over a unit that hangs now: its own place. Over one that is closed: its heir's, or its last parent's."""
    seen: set[UUID] = set()
    at: UUID | None = unit_id
    while at is not None and at not in seen:
        seen.add(at)
        path = (
            Placement.objects.filter(unit=at, tree__is_main=True, ended_on=None).values_list("path", flat=True).first()
        )
        if path is None:
            rows = Placement.objects.filter(unit=at, ended_on=None, tree__is_main=False).values_list(
                "tree_id", flat=True
            )
            for tree in rows:  # a seat or a ward: its nearest unit above that the main tree has
                for one in reversed(list_ancestors(at, tree)):
                    path = path or _main_path(one.id)
        if path is not None:
            return actor.may(VIEW, path)
        heir = Succession.objects.filter(unit=at).values_list("heir_id", flat=True).first()
        last = Placement.objects.filter(unit=at, tree__is_main=True).order_by("-ended_on").first()
        at = heir or (last.parent_id if last else None)
    return False


def _main_path(unit_id: UUID) -> str | None:
    return (
        Placement.objects.filter(unit=unit_id, tree__is_main=True, ended_on=None).values_list("path", flat=True).first()
    )
