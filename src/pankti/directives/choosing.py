"""Choosing an audience: what the page carries from click to click, what a click does to it, what the panel shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import QueryDict

from pankti.base.actor import Actor
from pankti.base.errors import DomainError
from pankti.cascade.errors import NobodyAddressed
from pankti.cascade.queries import count_audience, sample_audience
from pankti.cascade.types import Audience, AudienceCount, SubjectRow
from pankti.directives.forms import read_ids
from pankti.directives.queries.browse import (
    Browse,
    PostChoice,
    browse,
    keep_apart,
    list_answering_levels,
    list_answering_posts,
    list_chosen,
    require_reach,
)
from pankti.directives.types import ISSUE
from pankti.organisation.queries import get_main_tree, list_trees
from pankti.organisation.types import LevelView, TreeView, UnitView


@dataclass(frozen=True, slots=True)
class Choosing:
    """The audience as chosen so far, and where in the tree the reader stands."""

    tree: str
    roots: tuple[UUID, ...] = ()
    excluded: tuple[UUID, ...] = ()
    levels: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    here: UUID | None = None
    text: str = ""

    @property
    def audience(self) -> Audience:
        return Audience(tree=self.tree, roots=self.roots, excluded=self.excluded, levels=self.levels, posts=self.posts)

    def press(self, button: str) -> Choosing:
        """What one button (``verb:unit``) does."""
        verb, _colon, said = button.partition(":")
        unit = next(iter(read_ids([said])), None)
        if verb == "open":
            return replace(self, here=unit, text="")
        if unit is None:
            return self
        if verb == "add":
            return replace(self, roots=(*self.roots, unit), excluded=tuple(one for one in self.excluded if one != unit))
        if verb == "drop":
            return replace(
                self,
                roots=tuple(one for one in self.roots if one != unit),
                excluded=tuple(one for one in self.excluded if one != unit),
            )
        if verb == "except":
            return replace(self, excluded=(*self.excluded, unit))
        return self


@dataclass(frozen=True, slots=True)
class Panel:
    """All that the audience panel shows."""

    choosing: Choosing
    trees: tuple[TreeView, ...]
    browse: Browse
    roots: tuple[UnitView, ...]
    excluded: tuple[UnitView, ...]
    levels: tuple[LevelView, ...]
    posts: tuple[PostChoice, ...]
    is_call: bool = False  # people are called, whatever their posts may do

    @property
    def inside(self) -> set[UUID]:
        """The shown units that are reached because a unit above them was chosen."""
        shown = (*self.browse.children, *self.browse.found)
        return {unit.id for unit in shown if any(unit.path.startswith(root.path) for root in self.roots)}


@dataclass(frozen=True, slots=True)
class Reached:
    """How many the audience holds and the first of them, or the sentence that says why it cannot be counted."""

    count: AudienceCount | None = None
    sample: tuple[SubjectRow, ...] = ()
    refusal: str = ""


def begin() -> Choosing:
    """Nothing chosen yet: the main tree, the levels that acknowledge."""
    tree = get_main_tree().code
    return Choosing(tree=tree, levels=default_levels(tree))


def default_levels(tree: str) -> tuple[str, ...]:
    return tuple(level.code for level in list_answering_levels(tree) if level.has("acknowledges"))


def choosing_of(audience: Audience) -> Choosing:
    return Choosing(
        tree=audience.tree or get_main_tree().code,
        roots=audience.roots,
        excluded=audience.excluded,
        levels=audience.levels,
        posts=audience.posts,
    )


def read_choosing(actor: Actor, post: QueryDict, right: str = ISSUE) -> Choosing:
    """What the page carried, after the pressed button, made sound.

    Chosen units become disjoint, levels and posts fit the tree. Raises OutOfReach for a
    unit beyond the actor's right.
    """
    trees = {tree.code for tree in list_trees()}
    tree = post.get("tree", "")
    if tree not in trees:
        tree = get_main_tree().code
    carried = Choosing(
        tree=tree,
        roots=read_ids(post.getlist("roots")),
        excluded=read_ids(post.getlist("excluded")),
        levels=tuple(dict.fromkeys(post.getlist("levels"))),
        posts=tuple(dict.fromkeys(post.getlist("posts"))),
        here=next(iter(read_ids([post.get("here", "")])), None),
        text=post.get("find", "")[:80],
    ).press(post.get("do", ""))
    return _sound(actor, carried, right, moved=post.get("tree_before", tree) != tree)


def _sound(actor: Actor, carried: Choosing, right: str, *, moved: bool) -> Choosing:
    paths = {unit.id: unit.path for unit in list_chosen(carried.tree, [*carried.roots, *carried.excluded])}
    roots, excluded = keep_apart(paths, carried.roots, carried.excluded)
    here = [carried.here] if carried.here is not None and not moved else []
    if roots or here:
        require_reach(actor, carried.tree, [*roots, *here], right)
    answering = [level.code for level in list_answering_levels(carried.tree, right)]
    levels = tuple(code for code in answering if code in carried.levels)
    if moved:
        levels = levels or default_levels(carried.tree)
    known = {post.code for post in list_answering_posts(levels, right)}
    return replace(
        carried,
        roots=tuple(roots),
        excluded=tuple(excluded),
        levels=levels,
        posts=tuple(code for code in carried.posts if code in known),
        here=None if moved else carried.here,
    )


def show_panel(actor: Actor, choosing: Choosing, right: str = ISSUE) -> Panel:
    """The panel for what is chosen; the number of queries does not grow with the tree."""
    chosen = {unit.id: unit for unit in list_chosen(choosing.tree, [*choosing.roots, *choosing.excluded])}
    return Panel(
        choosing=choosing,
        trees=tuple(list_trees()),
        browse=browse(actor, choosing.tree, choosing.here, text=choosing.text, right=right),
        roots=_named(chosen, choosing.roots),
        excluded=_named(chosen, choosing.excluded),
        levels=tuple(list_answering_levels(choosing.tree, right)),
        posts=tuple(list_answering_posts(choosing.levels, right)),
        is_call=right != ISSUE,
    )


def reach(audience: Audience, *, sample: int = 5) -> Reached:
    """Count the audience now. What makes it impossible comes back as a sentence, to stand beside the panel."""
    try:
        count = count_audience(audience)
        if not count.n:
            raise NobodyAddressed
        return Reached(count, tuple(sample_audience(audience, sample)))
    except DomainError as error:
        return Reached(refusal=str(error))


def _named(chosen: dict[UUID, UnitView], ids: Sequence[UUID]) -> tuple[UnitView, ...]:
    return tuple(chosen[one] for one in ids if one in chosen)
