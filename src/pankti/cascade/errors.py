from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.base.errors import DomainError


class NobodyAddressed(DomainError):
    code = "nobody_addressed"
    sentence = _("This would reach nobody. Choose at least one unit, and a level that lies below it.")


class RootsOverlap(DomainError):
    code = "roots_overlap"
    sentence = _("One chosen unit lies inside another chosen one. Keep only the upper one.")


class DeadlinePassed(DomainError):
    code = "deadline_passed"
    sentence = _("The deadline is already over. Choose a later time.")


class DispatchEnded(DomainError):
    code = "dispatch_ended"
    sentence = _("This has already been withdrawn or closed, so it cannot be changed.")


class NotAddressed(DomainError):
    code = "not_addressed"
    sentence = _("This was not sent to your unit, or you do not hold the post any more.")


class DispatchWithdrawn(DomainError):
    code = "dispatch_withdrawn"
    sentence = _("This has been taken back. You need not answer any more.")


class DispatchClosed(DomainError):
    code = "dispatch_closed"
    sentence = _("This has been closed, and your answer came too late to be counted.")


class AnswersGone(DomainError):
    code = "answers_gone"
    sentence = _(
        "It ended more than 13 months ago and its single answers are deleted. Its figures stay as they are and"
        " cannot be counted again."
    )


class VersionUnknown(DomainError):
    code = "version_unknown"
    sentence = _("Your phone has a version that we do not know. Open the app again while you are online.")


class ProofMissing(DomainError):
    code = "proof_missing"
    sentence = _("The proof is missing. Add what was asked for and send it again.")


class PhotoMissing(DomainError):
    code = "photo_missing"
    sentence = _("The photo has not arrived. Take it again and send it once more.")


class ReasonMissing(DomainError):
    code = "reason_missing"
    sentence = _("Say in a few words why it cannot be done.")


class NumberUnreadable(DomainError):
    code = "number_unreadable"
    sentence = _("That is not a number. Write it in digits, for example 25.")


class TextTooLong(DomainError):
    code = "text_too_long"
    sentence = _("The text is longer than 2,000 characters. Shorten it and send it again.")


class TooManyNamed(DomainError):
    code = "too_many_named"
    sentence = _("More than 50,000 people would be invited one by one. Choose fewer places, or invite by a rule.")


class DeputyMissing(DomainError):
    code = "deputy_missing"
    sentence = _("Write who comes instead of you.")


class StateUnfitting(DomainError):
    code = "state_unfitting"
    sentence = _("This cannot be answered like that. Open the app again while you are online.")
