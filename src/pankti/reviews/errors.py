"""Why something about reviews cannot be done."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.base.errors import DomainError


class RuleUnreadable(DomainError):
    code = "rule_unreadable"
    sentence = _("This rule cannot be read. Choose one of the list, or write it like FREQ=MONTHLY;BYDAY=1MO.")


class NeverComes(DomainError):
    code = "never_comes"
    sentence = _("This day never comes in the next four years (31 February, for example). Choose another.")


class TooOften(DomainError):
    code = "too_often"
    sentence = _("Reviews come weekly, monthly or yearly, not more often.")


class LevelsTurned(DomainError):
    code = "levels_turned"
    sentence = _("The reviewing level has to stand above the reviewed one.")


class NobodyReviewed(DomainError):
    code = "nobody_reviewed"
    sentence = _("Below this unit no unit of the reviewed level has one of the reviewing level above it.")


class AlreadyReviewed(DomainError):
    code = "already_reviewed"
    sentence = _("A cadence from a unit above or below already says how these levels are reviewed. End that one first.")


class UnitClosed(DomainError):
    code = "unit_closed"
    sentence = _("This unit was merged or closed meanwhile. Choose the unit that stands for it now.")


class CadenceEnded(DomainError):
    code = "cadence_ended"
    sentence = _("This cadence has ended already.")


class HolidayThere(DomainError):
    code = "holiday_there"
    sentence = _("That day is already a holiday of this unit.")
