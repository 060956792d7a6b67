"""The states of conferences and sessions, each with a shape and a word."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

register = template.Library()

STATES = {
    "draft": ("draft", "✎", _("Draft")),
    "called": ("seen", "○", pgettext_lazy("state of a meeting", "Called")),
    "held": ("done", "●", pgettext_lazy("state of a meeting", "Held")),
    "not_held": ("refused", "✕", _("Not held")),
    "cancelled": ("withdrawn", "✕", _("Called off")),
    "stopped": ("withdrawn", "✕", _("Stopped")),
    "over": ("closed", "■", _("Over")),
    "owed": ("late", "▲", _("Report owed")),
    "unhosted": ("late", "▲", _("No host")),
}


@register.simple_tag
def conference_state(state: str) -> SafeString:
    """A state as shape and word."""
    style, shape, word = STATES.get(state, ("seen", "○", state))
    return format_html(
        '<span class="mark-state is-{}"><span class="shape" aria-hidden="true">{}</span>{}</span>', style, shape, word
    )
