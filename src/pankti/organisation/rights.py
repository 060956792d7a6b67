"""The rights that a post may carry, each with a sentence that says what its holder can do."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PEOPLE_VIEW = "people.view"
PEOPLE_MANAGE = "people.manage"
ORGANISATION_MANAGE = "organisation.manage"


@dataclass(frozen=True, slots=True)
class Right:
    """``is_own_unit``: it works at the post's own unit alone, so whoever fills the post may give it."""

    code: str
    name: str | Promise
    sentence: str | Promise
    is_own_unit: bool = False


RIGHTS = (
    Right(
        "answer.give",
        _("Answer for the unit"),
        _("Says on the phone what the own unit has received and done."),
        is_own_unit=True,
    ),
    Right("directive.view", _("See the board"), _("Sees how far directives have come in the own unit and below.")),
    Right(
        "directive.issue",
        _("Issue directives"),
        _("Writes, issues, corrects and withdraws directives to the own unit and below."),
    ),
    Right("meeting.view", _("See meetings"), _("Sees the meetings of the own unit and below, and what came of them.")),
    Right(
        "meeting.call",
        _("Call meetings"),
        _("Calls, changes and cancels meetings of the own unit and below, and keeps their record."),
    ),
    Right(
        "pressnote.approve",
        _("Approve press notes"),
        _("Approves what the own unit and those below tell the press; never one's own text."),
    ),
    Right(PEOPLE_VIEW, _("See people"), _("Sees the people and teams of the own unit and below.")),
    Right("people.export", _("Take lists of people out"), _("Saves the people of the own unit and below as a file.")),
    Right("audit.view", _("See who did what"), _("Reads the record of what was done in the own unit and below.")),
    Right(
        PEOPLE_MANAGE,
        _("Fill posts"),
        _("Appoints, suspends and removes holders in the own unit and below; a lead post is filled from above."),
    ),
    Right(
        ORGANISATION_MANAGE,
        _("Manage the organisation"),
        _("Imports lists, defines posts, wings and strengths; may give every right."),
    ),
)
CODES = frozenset(right.code for right in RIGHTS)
OWN_UNIT = frozenset(right.code for right in RIGHTS if right.is_own_unit)
