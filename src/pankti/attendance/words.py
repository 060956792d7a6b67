"""How somebody's coming is known, and why a name is taken for somebody: in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pankti.attendance.types import How

HOWS: Mapping[How, str | Promise] = {
    How.DOOR: _("scanned the code at the door"),
    How.CARD: _("card scanned at the door"),
    How.LINK: _("followed the link"),
    How.LIST: _("ticked in the list"),
    How.REPORT: _("video service's list"),
    How.HAND: _("corrected by hand"),
}
WHYS: Mapping[str, str | Promise] = {
    "whole": _("the whole name"),
    "part": _("a part of the name"),
    "given": _("only the first name"),
    "family": _("only the last name"),
    "initial": _("an initial"),
    "near": _("one letter differs"),
    "alike": _("spelt otherwise"),
    "more": _("more words than the name"),
    "other_words": _("other words beside it"),
    "place": _("their unit stands beside it"),
    "other_place": _("another unit stands beside it"),
    "same_name": _("several have this name"),
    "named_better": _("stands in the list by a better name too"),
    "address": _("their address or number"),
    "alias": _("decided so before"),
}
