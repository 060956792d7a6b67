"""The sentence for each reason why a row or a cell was not taken."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ROW_REASONS: dict[str, str | Promise] = {
    "empty": _("The cell is empty, and without it the unit has no code."),
    "unreadable": _("The cell cannot be read as its column is meant."),
    "formula": _("A code must not begin with = + - or @; a spreadsheet would run it as a formula."),
    "too_long": _("The cell is too long for a name or a code."),
    "extra_cells": _("The row has more cells than the header; perhaps a comma or a quotation mark went wrong."),
    "level_unknown": _("There is no level of this name in the scheme."),
    "duplicate": _("The same code stands already in row %(extra)s; the first row counts."),
    "parent_missing": _("Its parent “%(extra)s” is neither in the list nor in the tree."),
    "closed": _("This unit was closed here on %(extra)s, so the row was not taken. Its page says what it became."),
    "parent_closed": _(
        "Its parent “%(extra)s” was closed here. Look on that unit's page what it became, and write that code."
    ),
    "circle": _("Its parent “%(extra)s” is not of a level above it, so that the units would hang in a circle."),
    "crosses": _("It would move into another %(extra)s. Close the unit and open its successor there."),
    "unnamed": _("The list gives no name; the unit is called by its level and number."),
    "coordinate_notation": _("The coordinates cannot be read; the unit is taken without them."),
    "coordinate_impossible": _("The coordinates are impossible (60 minutes or more); the unit is taken without them."),
    "coordinate_coarse": _("The coordinates lack their decimals; the unit is taken without them."),
    "coordinate_outside": _("The coordinates lie outside the area; the unit is taken without them."),
    "missing": _("In the tree, but no longer in this list. Nothing was closed; close it by hand if it is gone."),
    "no_name": _("The row names nobody."),
    "phone_unreadable": _("This is not a phone number that can be called; for another country write + and its code."),
    "email_unreadable": _("This is not an e-mail address."),
    "date_unreadable": _("This is not a day; write it as 2026-11-22 or 22.11.2026."),
    "phone_taken": _(
        "This number already belongs to somebody of another name. If it is shared, say why in a column “shared”."
    ),
    "phone_elsewhere": _("This number is kept for somebody beyond your reach. If it is shared, say why in “shared”."),
    "same_person": _(
        "The same name and number as row %(extra)s: taken as one person. If they are two, add the second by hand"
        " and say that the number is shared."
    ),
    "unit_unknown": _("No unit of this code is there, or it is beyond your reach."),
    "unit_missing": _("The row names no unit, and none was chosen for the whole list."),
    "post_unknown": _("The unit's level has no post of this name."),
    "post_refused": _("The person is taken, but not appointed: %(extra)s"),
}

KIND_SENTENCES: dict[str, str | Promise] = {
    "religion": _("tells people's religion"),
    "caste": _("tells people's caste"),
    "tribe": _("tells people's tribe"),
    "health": _("tells people's health"),
    "opinion": _("tells people's vote or opinion"),
    "roll": _("comes from an electoral roll or an identity card"),
}


def say(reason: str, extra: str = "") -> str:
    """The sentence in the language in force."""
    return str(ROW_REASONS[reason]) % {"extra": extra}
