"""What other rooms read of the organisation. Reach is the caller's business: nothing here asks who reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from pankti.base.actor import PATH_END
from pankti.base.errors import OutOfReach
from pankti.organisation.errors import NoScheme
from pankti.organisation.importing.shape import Shape, TreeShape
from pankti.organisation.models import Appointment, Level, Organisation, Placement, Post, Tree, TreeLevel, Unit
from pankti.organisation.types import (
    Lead,
    LevelView,
    OrganisationView,
    PlacementView,
    TreeView,
    UnitView,
    prefixes_of,
)


def find_organisation() -> OrganisationView | None:
    """The organisation of this installation, or None before it is set up."""
    row = Organisation.objects.first()
    if row is None:
        return None
    return OrganisationView(
        id=row.id,
        names=row.names,
        actor_class=row.actor_class,
        time_zone=row.time_zone,
        languages=tuple(row.languages),
        scheme=row.scheme,
        is_demo=row.is_demo,
        tree_epoch=row.tree_epoch,
    )


def get_organisation() -> OrganisationView:
    """The organisation of this installation; OutOfReach before it is set up."""
    found = find_organisation()
    if found is None:
        raise OutOfReach
    return found


def list_trees() -> list[TreeView]:
    """All trees in their order, the main one among them."""
    return [TreeView(row.code, row.names, row.is_main) for row in Tree.objects.order_by("rank")]


def get_main_tree() -> TreeView:
    """The tree that rights and reach follow; OutOfReach before a scheme is loaded."""
    row = Tree.objects.filter(is_main=True).first()
    if row is None:
        raise OutOfReach
    return TreeView(row.code, row.names, True)


def list_levels(tree: str | None = None) -> list[LevelView]:
    """The levels of ``tree`` (None: the main tree) from the top down."""
    rows = TreeLevel.objects.select_related("level").order_by("rank")
    rows = rows.filter(tree__is_main=True) if tree is None else rows.filter(tree=tree)
    return [
        LevelView(
            code=row.level.code,
            names=row.level.names,
            plural_names=row.level.plural_names,
            traits=tuple(row.level.traits),
            group_size=row.level.group_size,
            rank=row.rank,
        )
        for row in rows
    ]


def get_unit(unit_id: UUID, tree: str | None = None) -> UnitView:
    """The unit and its place in ``tree`` (None: the main tree); OutOfReach when there is no such unit."""
    placed = _placed(tree).filter(unit=unit_id).first()
    if placed is not None:
        return _view(placed)
    unit = Unit.objects.select_related("level").filter(id=unit_id).first()
    if unit is None:
        raise OutOfReach
    return _unplaced(unit, tree or get_main_tree().code)


def list_units(unit_ids: Iterable[UUID], tree: str | None = None) -> list[UnitView]:
    """Those of ``unit_ids`` that hang in ``tree`` now, in the order of their paths."""
    return [_view(row) for row in _placed(tree).filter(unit__in=list(unit_ids)).order_by("path")]


def list_roots(tree: str | None = None) -> list[UnitView]:
    """The units of ``tree`` that hang under nothing."""
    return [_view(row) for row in _placed(tree).filter(parent=None).order_by("path")]


def list_ancestors(unit_id: UUID, tree: str | None = None) -> list[UnitView]:
    """All units above, from the top down, without the unit itself; two queries, whatever the depth."""
    placed = find_placement(unit_id, tree)
    if placed is None:
        return []
    rows = _placed(tree).filter(path__in=prefixes_of(placed.path)).order_by("path")
    return [_view(row) for row in rows]


def list_children(unit_id: UUID, tree: str | None = None, limit: int | None = None, offset: int = 0) -> list[UnitView]:
    """The units hanging right under, in the order of their paths."""
    rows = _placed(tree).filter(parent=unit_id).order_by("path")
    end = None if limit is None else offset + limit
    return [_view(row) for row in rows[offset:end]]


def count_children(unit_id: UUID, tree: str | None = None) -> int:
    return _placed(tree).filter(parent=unit_id).count()


def find_placement(unit_id: UUID, tree: str | None = None) -> PlacementView | None:
    """Where the unit hangs now in ``tree`` (None: the main tree), or None."""
    row = _current(tree).filter(unit=unit_id).first()
    return _placement(row) if row else None


def find_unit_at(path: str, tree: str | None = None) -> UnitView | None:
    """The unit whose current path is ``path``, or None."""
    row = _placed(tree).filter(path=path).first()
    return _view(row) if row else None


def list_placements(unit_id: UUID) -> list[PlacementView]:
    """Every place the unit has and had, in all trees, newest first."""
    rows = Placement.objects.filter(unit=unit_id).order_by("tree_id", "-began_on")
    return [_placement(row) for row in rows]


def lead_of(unit_ids: Iterable[UUID]) -> dict[UUID, Lead]:
    """For each unit the post that answers for it and its holder, or the vacancy.

    Three queries, however many units. Of several holders the longest-serving is named.
    """
    units = {row.id: row for row in Unit.objects.filter(id__in=list(unit_ids)).only("id", "names", "level_id")}
    posts = {row.level_id: row for row in Post.objects.filter(is_lead=True)}
    holders: dict[UUID, Appointment] = {}
    held = Appointment.objects.filter(unit__in=list(units), post__is_lead=True, ended_at=None)
    for row in held.select_related("person").order_by("began_at", "id"):
        unit = units[row.unit_id]
        post = posts.get(unit.level_id)
        if post is not None and row.post_id == post.code:
            holders.setdefault(row.unit_id, row)
    return {unit.id: _lead(unit, posts.get(unit.level_id), holders.get(unit.id)) for unit in units.values()}


def nearest_filled_lead_above(unit_id: UUID) -> Lead | None:
    """The lead of the nearest unit above in the main tree whose lead post is filled, or None."""
    above = list_ancestors(unit_id)
    leads = lead_of([unit.id for unit in above])
    for unit in reversed(above):
        if not leads[unit.id].is_vacant:
            return leads[unit.id]
    return None


def search_units(
    text: str, *, within: str = "", tree: str | None = None, levels: Sequence[str] = (), limit: int = 20
) -> list[UnitView]:
    """Units of the subtree ``within`` (a path; empty: all) whose Hindi or English name or code holds ``text``.

    Upper units come first.
    """
    wanted = text.strip()
    if not wanted:
        return []
    rows = _placed(tree).alias(
        name_hi=KeyTextTransform("hi", "unit__names"), name_en=KeyTextTransform("en", "unit__names")
    )
    if within:
        rows = rows.filter(path__gte=within, path__lt=within + PATH_END)
    if levels:
        rows = rows.filter(level__in=list(levels))
    found = rows.filter(
        Q(name_hi__icontains=wanted) | Q(name_en__icontains=wanted) | Q(unit__code__iexact=wanted)
    ).order_by("path")
    return sorted((_view(row) for row in found[:limit]), key=lambda unit: (len(unit.path), unit.path))


def _current(tree: str | None) -> QuerySet[Placement]:
    rows = Placement.objects.filter(ended_on=None)
    return rows.filter(tree=get_main_tree().code if tree is None else tree)


def _placed(tree: str | None) -> QuerySet[Placement]:
    return _current(tree).select_related("unit", "level")


def _view(row: Placement) -> UnitView:
    unit = row.unit
    return UnitView(
        id=unit.id,
        names=unit.names,
        level=row.level_id,
        level_names=row.level.names,
        source=unit.source,
        code=unit.code,
        cell=unit.cell,
        traits=unit.traits,
        latitude=unit.latitude,
        longitude=unit.longitude,
        closed_on=unit.closed_on,
        tree=row.tree_id,
        path=row.path,
        parent_id=row.parent_id,
    )


def _unplaced(unit: Unit, tree: str) -> UnitView:
    return UnitView(
        id=unit.id,
        names=unit.names,
        level=unit.level_id,
        level_names=unit.level.names,
        source=unit.source,
        code=unit.code,
        cell=unit.cell,
        traits=unit.traits,
        latitude=unit.latitude,
        longitude=unit.longitude,
        closed_on=unit.closed_on,
        tree=tree,
        path="",
        parent_id=None,
    )


def _placement(row: Placement) -> PlacementView:
    return PlacementView(
        tree=row.tree_id,
        unit_id=row.unit_id,
        parent_id=row.parent_id,
        level=row.level_id,
        path=row.path,
        began_on=row.began_on,
        ended_on=row.ended_on,
    )


def _lead(unit: Unit, post: Post | None, held: Appointment | None) -> Lead:
    names: dict[str, Any] = held.person.names if held else {}
    return Lead(
        unit_id=unit.id,
        unit_names=unit.names,
        post=post.code if post else "",
        post_names=post.names if post else {},
        person_id=held.person_id if held else None,
        person_names=names,
        appointment_id=held.id if held else None,
    )


def get_shape() -> Shape:
    """The scheme as imports need it, the main tree first; NoScheme before one is loaded."""
    levels = list(Level.objects.all())
    places: dict[str, dict[str, int]] = {}
    for row in TreeLevel.objects.all():
        places.setdefault(row.tree_id, {})[row.level_id] = row.rank
    rows = sorted(Tree.objects.all(), key=lambda tree: (not tree.is_main, tree.rank))
    cell = next((level.code for level in levels if level.has("cell")), None)
    if not rows or cell is None:
        raise NoScheme
    trees = tuple(
        TreeShape(
            code=row.code,
            is_main=row.is_main,
            ranks=places.get(row.code, {}),
            own=frozenset(
                level
                for level in places.get(row.code, {})
                if not any(level in ranks for code, ranks in places.items() if code != row.code)
            ),
        )
        for row in rows
    )
    main = trees[0].ranks
    order = sorted((level.code for level in levels), key=lambda code: (main.get(code, 99), code))
    return Shape(
        levels=tuple(order),
        names={level.code: level.names for level in levels},
        plurals={level.code: level.plural_names for level in levels},
        trees=trees,
        cell_level=cell,
    )


def find_unit_by(text: str) -> UnitView | None:
    """The one unit whose id, code, or ``level:code`` is ``text``; None when there is none or more than one."""
    try:
        found = Unit.objects.filter(id=UUID(text))
    except ValueError:
        level, colon, code = text.partition(":")
        found = Unit.objects.filter(level=level, code=code) if colon else Unit.objects.filter(code=text)
    ids = list(found.values_list("id", flat=True)[:2])
    return get_unit(ids[0]) if len(ids) == 1 else None


EXPORT_HEADER = ("level", "code", "name_hi", "name_en", "parent", "source", "latitude", "longitude", "path")


def iterate_export(*, tree: str | None = None, under: UUID | None = None) -> Iterator[tuple[object, ...]]:
    """The rows of an export, from the top down in the order of paths, read in portions."""
    rows = _current(tree)
    if under is not None:
        placed = find_placement(under, tree)
        if placed is None:
            return
        rows = rows.filter(path__gte=placed.path, path__lt=placed.path + PATH_END)
    fields = rows.order_by("path").values_list(
        "level_id", "unit__code", "unit__names", "parent__code", "unit__source", "unit__latitude", "unit__longitude",
        "path",
    )  # fmt: skip
    for level, code, names, parent, source, latitude, longitude, path in fields.iterator(chunk_size=5_000):
        yield level, code, names.get("hi", ""), names.get("en", ""), parent, source, latitude, longitude, path
