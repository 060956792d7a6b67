"""How numbers, days, times and spans are written, in Hindi and English: Latin digits, Indian grouping, 12-hour time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

_MONTHS = {
    "hi": ("जन॰", "फ़र॰", "मार्च", "अप्रैल", "मई", "जून", "जुल॰", "अग॰", "सित॰", "अक्टू॰", "नव॰", "दिस॰"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
_PARTS_OF_DAY = ((4, "रात"), (12, "सुबह"), (16, "दोपहर"), (20, "शाम"), (24, "रात"))


def language() -> str:
    """The two-letter language of this request: one of those we write dates in."""
    code = (get_language() or "hi")[:2]
    return code if code in _MONTHS else "en"


def group_digits(value: int | float | str) -> str:
    """1,38,771: three digits, then pairs. Decimals stay; what is no number comes back as it is."""
    text = str(value)
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, dot, rest = text.partition(".")
    if not whole.isdigit():
        return str(value)
    head, tail = whole[:-3], whole[-3:]
    groups: list[str] = []
    while head:
        groups.insert(0, head[-2:])
        head = head[:-2]
    return sign + ",".join([*groups, tail]) + dot + rest


def in_zone(moment: datetime) -> datetime:
    """``moment`` in the organisation's zone, which the page shell made current."""
    return timezone.localtime(moment, timezone.get_current_timezone())


def write_day(day: date) -> str:
    """22 नव॰ 2026 / 22 Nov 2026."""
    if isinstance(day, datetime):
        day = in_zone(day).date()
    return f"{day.day} {_MONTHS[language()][day.month - 1]} {day.year}"


def write_time(moment: datetime) -> str:
    """शाम 6:05 / 6:05 pm."""
    local = in_zone(moment)
    clock = f"{(local.hour - 1) % 12 + 1}:{local.minute:02d}"
    if language() == "hi":
        part = next(word for until, word in _PARTS_OF_DAY if local.hour < until)
        return f"{part} {clock}"
    return f"{clock} {'am' if local.hour < 12 else 'pm'}"


def write_moment(moment: datetime) -> str:
    """22 नव॰ 2026, शाम 6:05."""
    return f"{write_day(moment)}, {write_time(moment)}"


def write_span(span: timedelta | float) -> str:
    """A duration in its one or two largest words: "2 days 3 hours", "14 minutes", "9 seconds"."""
    seconds = int(abs(span.total_seconds() if isinstance(span, timedelta) else span))
    days, hours, minutes = seconds // 86400, seconds % 86400 // 3600, seconds % 3600 // 60
    words: list[str] = []
    if days:
        words.append(ngettext("%(n)s day", "%(n)s days", days) % {"n": group_digits(days)})
    if hours:
        words.append(ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours})
    if minutes and not days:
        words.append(ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes})
    if not words:
        words.append(ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds})
    return " ".join(words[:2])


def write_distance(moment: datetime, *, at: datetime) -> str:
    """How far ``moment`` lies from ``at``: "3 hours left", "2 days ago"."""
    span = write_span(moment - at)
    return _("%(span)s left") % {"span": span} if moment > at else _("%(span)s ago") % {"span": span}


def zone(name: str) -> ZoneInfo:
    """The zone called ``name``; the stored name was checked when the organisation was made."""
    return ZoneInfo(name)


def write_size(size: int) -> str:
    """A file's size as people say it: 340 KB, 2.1 MB."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} KB"
    return f"{size / 1_000_000:.1f} MB"
