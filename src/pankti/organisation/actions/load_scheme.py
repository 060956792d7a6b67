from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor, require_right
from pankti.organisation.errors import SchemeFaulty, SchemeTaken, SchemeUnknown
from pankti.organisation.events import SCHEME_LOADED
from pankti.organisation.models import Level, Organisation, Placement, Post, Tree, TreeLevel, Unit, Wing
from pankti.organisation.schemes.read import FOLDER, Fault, Scheme, list_codes, read_scheme

MANAGE = "organisation.manage"


@dataclass(frozen=True, slots=True)
class SchemeChange:
    """How many levels, trees, wings and posts the load made; all zero when it changed nothing."""

    levels: int
    trees: int
    wings: int
    posts: int
    removed: int


def load_scheme(*, actor: Actor, code: str, folder: Path = FOLDER) -> SchemeChange:
    """Check the scheme ``code`` and bring its levels, trees, wings and posts into the database.

    Repeat-safe. What people may change afterwards (names, rights, strengths, group sizes,
    posts and wings of their own) stays as they left it; which levels a tree has, their
    order and their traits follow the file.

    Raises SchemeUnknown, SchemeFaulty with the place and the reason, or SchemeTaken when
    units of another scheme stand already.
    """
    _require_manager(actor)
    path = folder / f"{code}.toml"
    if code not in list_codes(folder):
        raise SchemeUnknown(code=code, known=", ".join(list_codes(folder)))
    try:
        scheme = read_scheme(path)
    except Fault as fault:
        raise SchemeFaulty(code=code, fault=str(fault)) from fault
    with transaction.atomic():
        removed = _clear_other(scheme)
        change = SchemeChange(
            levels=_load_levels(scheme),
            trees=_load_trees(scheme),
            wings=_load_wings(scheme),
            posts=_load_posts(scheme),
            removed=removed,
        )
        Organisation.objects.exclude(scheme=code).update(scheme=code)
        if change != SchemeChange(0, 0, 0, 0, 0):
            record(actor=actor, type=SCHEME_LOADED.code, subject_kind="scheme", scheme=code)
    return change


def _require_manager(actor: Actor) -> None:
    """The scheme is the whole organisation's: the right must hold at the top of the main tree."""
    tops = Placement.objects.filter(tree__is_main=True, parent=None, ended_on=None).values_list("path", flat=True)
    for path in tops:
        require_right(actor, MANAGE, path)
    if not tops:
        require_right(actor, MANAGE, "")


def _clear_other(scheme: Scheme) -> int:
    """Take away levels that the file does not have, unless units use them."""
    wanted = {level.code for level in scheme.levels}
    strangers = Level.objects.exclude(code__in=wanted)
    if Unit.objects.filter(level__in=strangers).exists():
        held = Organisation.objects.values_list("scheme", flat=True).first() or ""
        raise SchemeTaken(held=held)
    Post.objects.filter(level__in=strangers).delete()
    TreeLevel.objects.filter(level__in=strangers).delete()
    removed, _each = strangers.delete()
    gone, _each = Tree.objects.exclude(code__in=[tree.code for tree in scheme.trees]).delete()
    return removed + gone


def _load_levels(scheme: Scheme) -> int:
    made = 0
    for level in scheme.levels:
        row, is_new = Level.objects.get_or_create(
            code=level.code,
            defaults={
                "names": level.names,
                "plural_names": level.plural_names,
                "traits": list(level.traits),
                "group_size": level.group_size,
            },
        )
        if row.traits != list(level.traits):
            Level.objects.filter(code=level.code).update(traits=list(level.traits))
            made += not is_new
        made += is_new
    return made


def _load_trees(scheme: Scheme) -> int:
    made = 0
    main = next(tree.code for tree in scheme.trees if tree.is_main)
    Tree.objects.filter(is_main=True).exclude(code=main).update(is_main=False)
    for rank, tree in enumerate(scheme.trees):
        row, is_new = Tree.objects.get_or_create(
            code=tree.code, defaults={"names": tree.names, "is_main": tree.is_main, "rank": rank}
        )
        if (row.is_main, row.rank) != (tree.is_main, rank):
            Tree.objects.filter(code=tree.code).update(is_main=tree.is_main, rank=rank)
            made += not is_new
        held = dict(TreeLevel.objects.filter(tree=row).values_list("level_id", "rank"))
        wanted = {code: place for place, code in enumerate(tree.levels)}
        if held != wanted:
            TreeLevel.objects.filter(tree=row).delete()
            TreeLevel.objects.bulk_create(
                TreeLevel(tree=row, level_id=code, rank=place) for code, place in wanted.items()
            )
            made += not is_new
        made += is_new
    return made


def _load_wings(scheme: Scheme) -> int:
    return sum(Wing.objects.get_or_create(code=w.code, defaults={"names": w.names})[1] for w in scheme.wings)


def _load_posts(scheme: Scheme) -> int:
    made = 0
    for rank, post in enumerate(scheme.posts):
        _row, is_new = Post.objects.get_or_create(
            code=post.code,
            defaults={
                "level_id": post.level,
                "wing_id": post.wing,
                "names": post.names,
                "rights": list(post.rights),
                "is_lead": post.is_lead,
                "is_single": post.is_single,
                "strength": post.strength,
                "term_months": post.term_months,
                "rank": 0 if post.is_lead else rank,
            },
        )
        made += is_new
    return made
