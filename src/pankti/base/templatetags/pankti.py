"""The small words of every page: numbers, days, states with shape and word, the mark."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pankti.base import writing
from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.base.words import in_language

register = template.Library()

STATES = {
    "done": ("●", _("Done")),
    "acknowledged": ("◐", pgettext_lazy("state of a directive at a unit", "Received")),
    "seen": ("○", _("Seen")),
    "late": ("▲", _("Late")),
    "refused": ("✕", _("Cannot")),
    "silent": ("◌", _("No answer")),
    "vacant": ("◌", _("Post vacant")),
    "reopened": ("↺", _("Sent back")),
    "draft": ("✎", _("Draft")),
    "issued": ("●", _("Issued")),
    "live": ("●", _("Running")),
    "withdrawn": ("✕", _("Withdrawn")),
    "closed": ("■", _("Closed")),
    "called": ("●", pgettext_lazy("state of a meeting", "Called")),
    "held": ("■", pgettext_lazy("state of a meeting", "Held")),
    "cancelled": ("✕", pgettext_lazy("state of a meeting", "Cancelled")),
    "attending": ("●", pgettext_lazy("answer to a call", "Coming")),
    "deputy": ("◐", pgettext_lazy("answer to a call", "Sends somebody")),
    "declined": ("✕", pgettext_lazy("answer to a call", "Not coming")),
}
"""Each state has a shape and a word, never a colour alone."""


@register.filter
def lakh(value: int | float | str | None) -> str:
    """1,38,771; an unknown number is a dash."""
    return "–" if value is None else writing.group_digits(value)


@register.filter
def day(value: date | None) -> str:
    return "" if value is None else writing.write_day(value)


@register.filter
def hour(value: datetime | None) -> str:
    return "" if value is None else writing.write_time(value)


@register.filter
def moment(value: datetime | None) -> str:
    return "" if value is None else writing.write_moment(value)


@register.filter
def span(value: timedelta | float | None) -> str:
    """A duration in words; None is a dash."""
    return "–" if value is None else writing.write_span(value)


@register.filter
def distance(value: datetime | None) -> str:
    """From now: "3 hours left", "2 days ago"."""
    return "" if value is None else writing.write_distance(value, at=now())


@register.filter
def filesize(value: int) -> str:
    return writing.write_size(value)


@register.filter
def words(value: Mapping[str, str] | None) -> str:
    """A JSON value of words in the language of this page, else in any that has one."""
    return in_language(value, writing.language()) if value else ""


@register.filter
def by_language(value: Mapping[str, str] | None) -> list[tuple[str, str]]:
    """(language, text) pairs that have a text, this page's language first."""
    here = writing.language()
    return sorted(((code, text) for code, text in (value or {}).items() if text), key=lambda pair: pair[0] != here)


@register.filter
def words_lang(value: Mapping[str, str] | None) -> str:
    """The language that ``words`` would show, for a ``lang`` attribute."""
    shown = words(value)
    return next((code for code, text in (value or {}).items() if text == shown), writing.language())


@register.filter
def fields_of(form: object, prefix: str) -> object:
    """A form's fields of one thing, one for each language."""
    return form.fields_of(prefix)  # type: ignore[attr-defined]


@register.filter
def get(value: Mapping[str, object] | None, key: str) -> object:
    """One key of a mapping, empty when missing."""
    return (value or {}).get(key, "")


@register.filter
def at(value: Mapping[object, object] | None, key: object) -> object:
    """What a mapping holds under a key that need not be a text; None when it holds nothing."""
    return (value or {}).get(key)


@register.simple_tag
def new_key() -> str:
    """An id for a form that does one thing once, however often it is sent."""
    return str(new_id())


@register.simple_tag
def status_mark(state: str, text: str = "") -> SafeString:
    """A state as shape and word; ``text`` replaces the word (with a count, for example)."""
    shape, word = STATES.get(state, ("○", state))
    return format_html(
        '<span class="mark-state is-{}"><span class="shape" aria-hidden="true">{}</span>{}</span>',
        state, shape, text or word,
    )  # fmt: skip


@register.simple_tag
def count_mark(state: str, n: int | None) -> SafeString:
    """A state's shape, a count, and its word for those who listen: "● 1,204"."""
    shape, word = STATES.get(state, ("○", state))
    return format_html(
        '<span class="mark-state is-{}" title="{}"><span class="shape" aria-hidden="true">{}</span>'
        '<span class="sr">{}: </span><span class="num">{}</span></span>',
        state, word, shape, word, lakh(n),
    )  # fmt: skip


@register.simple_tag
def bar(total: int | None, **counts: int | None) -> SafeString:
    """States side by side as one bar: ``{% bar expected done=… acknowledged=… seen=… refused=… %}``.

    Drawn with SVG attributes, because the content policy forbids inline styles.
    """
    parts: list[tuple[str, float, float]] = []
    at = 0.0
    for state, n in counts.items():
        width = 100 * (n or 0) / total if total else 0.0
        if width > 0:
            parts.append((state, round(at, 3), round(min(width, 100 - at), 3)))
            at += width
    told = ", ".join(f"{STATES.get(s, ('', s))[1]} {lakh(n)}" for s, n in counts.items() if n)
    rects = format_html_join("", '<rect class="is-{}" x="{}" y="0" width="{}" height="8"/>', parts)
    return format_html(
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect class="rest" x="0" y="0" width="100" height="8"/>{}</svg>',
        told or "0", rects,
    )  # fmt: skip


@register.simple_tag
def mark(kind: str = "") -> SafeString:
    """The mark: a row of dots whose last one is filled. ``kind``: ``loading`` or ``empty`` or ``logo``."""
    dots = format_html_join(
        "", '<circle class="{}" cx="{}" cy="8" r="5"/>', (("last" if n == 4 else "", 8 + n * 18) for n in range(5))
    )
    return format_html('<svg class="row-mark {}" viewBox="0 0 88 16" aria-hidden="true">{}</svg>', kind, dots)


@register.simple_tag
def built(path: str) -> str:
    """The address of a file that the field app's build brings; empty while it was not built."""
    name = f"built/{path}"
    if not settings.DEBUG and staticfiles_storage.exists(name):
        return staticfiles_storage.url(name)
    return staticfiles_storage.url(name) if finders.find(name) else ""


@register.simple_tag
def icon(name: str) -> SafeString:
    """A Lucide outline from the built sprite; nothing while it was not built (a word always stands beside it)."""
    sprite = built("console/icons.svg")
    if not sprite:
        return SafeString("")
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg>', sprite, name)


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: object) -> str:
    """This page's query string with some parameters changed; None or empty drops one."""
    request = context["request"]
    query = {key: request.GET.getlist(key) for key in request.GET}
    for key, value in changes.items():
        query.pop(key, None)
        if value not in (None, ""):
            query[key] = [str(value)]
    return "?" + urlencode(query, doseq=True)


@register.inclusion_tag("base/_pages.html", takes_context=True)
def page_links(context: template.Context, page: object) -> dict[str, object]:
    """Previous and next of a ``django.core.paginator.Page``."""
    return {"page": page, "request": context["request"]}
