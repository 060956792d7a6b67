"""What the rooms above add to a meeting's page: each a tab with an address of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.functional import Promise

from pankti.base.actor import Actor
from pankti.meetings.types import MeetingView


@dataclass(frozen=True, slots=True)
class Tab:
    """``url_name`` takes ``meeting_id``; ``is_for`` says whether this meeting has it (a draft has no minutes)."""

    label: str | Promise
    url_name: str
    order: int
    is_for: Callable[[MeetingView], bool]


@dataclass(frozen=True, slots=True)
class Panel:
    """What a room above shows on the meeting's page itself, before all else: a template and what it is given.

    ``read`` returns None where there is nothing to show to this reader.
    """

    template: str
    read: Callable[[Actor, MeetingView], Mapping[str, object] | None]


_tabs: list[Tab] = []
_panels: list[Panel] = []


def register_panel(panel: Panel) -> None:
    """Show this on every meeting's page; called from a room's ``apps.ready``."""
    if all(known.template != panel.template for known in _panels):
        _panels.append(panel)


def show_panels(actor: Actor, meeting: MeetingView) -> list[str]:
    """The panels as HTML, those that have something to show."""
    read = ((panel.template, panel.read(actor, meeting)) for panel in _panels)
    return [render_to_string(template, dict(facts)) for template, facts in read if facts]


def register_tab(tab: Tab) -> None:
    """Add a tab to every meeting's page; called from a room's ``apps.ready``."""
    if all(known.url_name != tab.url_name for known in _tabs):
        _tabs.append(tab)
    _tabs.sort(key=lambda each: each.order)


def list_tabs(meeting: MeetingView) -> list[Tab]:
    return [tab for tab in _tabs if tab.is_for(meeting)]
