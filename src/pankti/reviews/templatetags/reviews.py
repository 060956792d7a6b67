"""The states of reviews, each with a shape and a word; recurrences in words."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pankti.reviews.telling import tell_rule

register = template.Library()
register.filter("rule_words", tell_rule)

STATES = {
    "planned": ("seen", "○", pgettext_lazy("state of a review", "Planned")),
    "held": ("done", "●", pgettext_lazy("state of a meeting", "Held")),
    "missed": ("late", "▲", pgettext_lazy("state of a review", "Owed")),
    "made_up": ("closed", "■", _("Made up for")),
    "cancelled": ("withdrawn", "✕", _("Called off")),
}
WHY = {"holiday": _("moved: holiday"), "busy": _("moved: another meeting")}


@register.simple_tag
def review_state(state: str) -> SafeString:
    """A state as shape and word."""
    style, shape, word = STATES.get(state, ("seen", "○", state))
    return format_html(
        '<span class="mark-state is-{}"><span class="shape" aria-hidden="true">{}</span>{}</span>', style, shape, word
    )


@register.filter
def why_moved(why: str) -> str:
    """Why a review does not stand at its own hour; empty where it does."""
    return str(WHY.get(why, ""))


@register.filter
def of_unit(names: dict[object, object], unit: object) -> object:
    """One unit's names out of many."""
    return names.get(unit, {})
