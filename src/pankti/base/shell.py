"""What the page shell shows around every page, filled by the rooms above through two registries."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject

from pankti.base.actor import Actor
from pankti.base.words import Words
from pankti.base.writing import zone

log = logging.getLogger(__name__)
ROOT_DIGITS = 5
"""How long the path of a tree's root is."""


@dataclass(frozen=True, slots=True)
class NavItem:
    """One place that the shell leads to. ``right``: shown only to those who have it somewhere; "" to all signed in.

    ``at_top``: only to those who have it over a whole tree. ``within``: the address name of the place under which
    it stands in a second row; whoever does not get to see that one finds it in the first.
    """

    label: str | Promise
    url_name: str
    order: int
    right: str = ""
    icon: str = ""
    at_top: bool = False
    within: str = ""

    def is_for(self, actor: Actor) -> bool:
        """Whether this actor gets to see it."""
        depth = min((len(grant.path) for grant in actor.grants if grant.right == self.right), default=0)
        return not self.right or (0 < depth <= ROOT_DIGITS if self.at_top else depth > 0)

    @property
    def url(self) -> str:
        return reverse(self.url_name)


@dataclass(frozen=True, slots=True)
class ShellFacts:
    """Whose installation this is, and who is signed in."""

    organisation: Words = field(default_factory=dict)
    is_demo: bool = False
    time_zone: str = "Asia/Kolkata"
    person: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NavLink:
    label: str | Promise
    url: str
    icon: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Links:
    """``second``: the places beside the present one, where it is one of several under a place of the first row."""

    first: tuple[NavLink, ...] = ()
    second: tuple[NavLink, ...] = ()


_items: list[NavItem] = []
_facts: Callable[[HttpRequest], ShellFacts] = lambda request: ShellFacts()  # noqa: E731


def register_nav(*items: NavItem) -> None:
    """Add places to the shell's navigation; called from a room's ``apps.ready``."""
    for item in items:
        if all(known.url_name != item.url_name for known in _items):
            _items.append(item)
    _items.sort(key=lambda item: item.order)


def register_facts(facts: Callable[[HttpRequest], ShellFacts]) -> None:
    """Say who tells the shell about the organisation and the person; one room does."""
    global _facts
    _facts = facts


def list_links(request: HttpRequest) -> Links:
    """The navigation as this request's actor sees it: the first row, and the second of where they are."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.person_id is None:
        return Links()
    shown = {item.url_name: item for item in _items if item.is_for(actor)}
    top_of = {name: item.within if item.within in shown else name for name, item in shown.items()}
    here = max((name for name in shown if request.path.startswith(shown[name].url)), key=_length_of, default="")
    at = top_of.get(here, "")
    return Links(
        tuple(_link(shown[name], name == at) for name in shown if top_of[name] == name),
        tuple(_link(shown[name], name == here) for name in shown if top_of[name] == at)
        if list(top_of.values()).count(at) > 1
        else (),
    )


def _length_of(url_name: str) -> int:
    return len(reverse(url_name))


def _link(item: NavItem, is_here: bool) -> NavLink:
    return NavLink(item.label, item.url, item.icon, is_here)


def shell(request: HttpRequest) -> dict[str, object]:
    """Context processor: ``shell`` (facts), ``shell_links`` (navigation), both worked out only when a page shows them.

    Error pages must come out even when the database is gone, so facts that cannot be
    read leave an anonymous shell.
    """
    return {
        "shell": SimpleLazyObject(lambda: _facts_of(request)),
        "shell_links": SimpleLazyObject(lambda: list_links(request)),
    }


def _facts_of(request: HttpRequest) -> ShellFacts:
    try:
        facts = _facts(request)
    except DatabaseError:
        log.warning("the shell could not read whose installation this is", exc_info=True)
        return ShellFacts()
    timezone.activate(zone(facts.time_zone))
    return facts
