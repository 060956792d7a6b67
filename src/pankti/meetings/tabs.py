"""What the rooms above add to a meeting's page: each a tab with an address of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from pankti.meetings.types import MeetingView


@dataclass(frozen=True, slots=True)
class Tab:
    """``url_name`` takes ``meeting_id``; ``is_for`` says whether this meeting has it (a draft has no minutes)."""

    label: str | Promise
    url_name: str
    order: int
    is_for: Callable[[MeetingView], bool]


_tabs: list[Tab] = []


def register_tab(tab: Tab) -> None:
    """Add a tab to every meeting's page; called from a room's ``apps.ready``."""
    if all(known.url_name != tab.url_name for known in _tabs):
        _tabs.append(tab)
    _tabs.sort(key=lambda each: each.order)


def list_tabs(meeting: MeetingView) -> list[Tab]:
    return [tab for tab in _tabs if tab.is_for(meeting)]
