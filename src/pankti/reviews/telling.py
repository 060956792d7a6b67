"""A recurrence in words: "Every month on the first Monday"."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

WEEKDAYS = {
    "MO": gettext_lazy("Monday"),
    "TU": gettext_lazy("Tuesday"),
    "WE": gettext_lazy("Wednesday"),
    "TH": gettext_lazy("Thursday"),
    "FR": gettext_lazy("Friday"),
    "SA": gettext_lazy("Saturday"),
    "SU": gettext_lazy("Sunday"),
}
PLACES = {
    "1": gettext_lazy("first"),
    "2": gettext_lazy("second"),
    "3": gettext_lazy("third"),
    "4": gettext_lazy("fourth"),
    "-1": gettext_lazy("last"),
}


def tell_rule(rule: str) -> str:
    """The common rules in a sentence; any other as it is written."""
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    every = int(parts.get("INTERVAL", "1"))
    day = parts.get("BYDAY", "")
    shape = {key for key in parts if key not in ("INTERVAL", "WKST")}
    if parts.get("FREQ") == "WEEKLY" and shape == {"FREQ", "BYDAY"} and day in WEEKDAYS:
        told = ngettext("Every week on %(day)s", "Every %(n)s weeks on %(day)s", every)
        return told % {"n": every, "day": WEEKDAYS[day]}
    if parts.get("FREQ") == "MONTHLY" and shape == {"FREQ", "BYDAY"} and day[-2:] in WEEKDAYS and day[:-2] in PLACES:
        told = ngettext("Every month on the %(place)s %(day)s", "Every %(n)s months on the %(place)s %(day)s", every)
        return told % {"n": every, "place": PLACES[day[:-2]], "day": WEEKDAYS[day[-2:]]}
    if parts.get("FREQ") == "MONTHLY" and shape == {"FREQ", "BYMONTHDAY"}:
        told = ngettext("Every month on day %(day)s", "Every %(n)s months on day %(day)s", every)
        return told % {"n": every, "day": parts["BYMONTHDAY"]}
    return _("By the rule %(rule)s") % {"rule": rule}
