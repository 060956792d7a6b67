"""The organisation itself: who it is, its trees and levels."""

from __future__ import annotations

from pankti.base.errors import OutOfReach
from pankti.organisation.errors import NoScheme
from pankti.organisation.importing.shape import Shape, TreeShape
from pankti.organisation.models import Level, Organisation, Tree, TreeLevel
from pankti.organisation.types import LevelView, OrganisationView, TreeView


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
