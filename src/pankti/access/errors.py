from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.base.errors import DomainError


class SignedOut(DomainError):
    """No token, or one that we do not know."""

    code = "signed_out"
    status = 401
    sentence = _("You are signed out. Sign in with your phone number; what waits to be sent stays on this phone.")


class DeviceRevoked(DomainError):
    """The token was good once; its owner or the office ended it."""

    code = "device_revoked"
    status = 401
    sentence = _("This phone was signed out from elsewhere, and its stored data is removed. Sign in again to go on.")


class CodeWrong(DomainError):
    code = "code_wrong"
    sentence = _("This is not the code that we sent. Tries left: %(tries_left)s.")


class CodeExpired(DomainError):
    """No open code for this number: never sent, used, too old, or tried too often. They look alike on purpose."""

    code = "code_expired"
    sentence = _("This code is no longer good. Ask for a new one.")


class WhoseNumber(DomainError):
    """The code is right and stays good; a family shares the number. ``people``: ids and names to choose from."""

    code = "whose_number"
    status = 409
    sentence = _("Several people here have this number. Choose who you are.")


class TooManyCodes(DomainError):
    code = "too_many_codes"
    status = 429
    sentence = _(
        "Too many codes were asked for. The last one sent still works; ask for a new one in %(minutes)s minutes."
    )


class PasswordRefused(DomainError):
    """Wrong number or wrong password, or no account: they look alike on purpose."""

    code = "password_refused"
    sentence = _("The number and the password do not belong together. Check both and try again.")


class TooManyTries(DomainError):
    code = "too_many_tries"
    status = 429
    sentence = _("Too many tries from here. Wait %(minutes)s minutes, then try again.")


class PasswordWeak(DomainError):
    code = "password_weak"
    sentence = _("This password is easily guessed. Take at least 10 characters that are not a common word.")


class ResetOver(DomainError):
    """The number was proven too long ago, or in another browser."""

    code = "reset_over"
    status = 410
    sentence = _("Too much time has passed. Begin again with your number.")


class SenderMissing(DomainError):
    """A real server without a way to send codes."""

    code = "sender_missing"
    status = 409
    sentence = _("This server has no way to send codes yet. Tell your office; the operator sets PANKTI_CODE_SENDER.")


class OfficeExists(DomainError):
    code = "office_exists"
    status = 409
    sentence = _(
        "Someone manages this organisation already. They give accounts to others; this command is for the first."
    )


class OfficeUnitMissing(DomainError):
    code = "office_unit_missing"
    sentence = _("The scheme has no level “%(level)s” in its main tree. Choose one that it has.")


class OfficePostMissing(DomainError):
    code = "office_post_missing"
    sentence = _("At the top unit's level no post may manage the organisation. Give one of its posts that right first.")


class StepWrong(DomainError):
    """Neither the app's present code nor an unused recovery code."""

    code = "step_wrong"
    sentence = _("This code is not right. Take the one that the app shows just now, or a recovery code.")


class StepUsed(DomainError):
    """A right code, but taken already."""

    code = "step_used"
    sentence = _("This code was used already. Wait until the app shows the next one.")


class StepMissing(DomainError):
    """The last way to take the second step is not taken away from an office."""

    code = "step_missing"
    status = 409
    sentence = _("Your post asks for a second step at sign-in. Set up another way first, then remove this one.")


class PasskeyRefused(DomainError):
    """Unknown, altered, of another site, without finger or PIN, or a copy: they look alike on purpose."""

    code = "passkey_refused"
    sentence = _("This passkey was not accepted. Try again, or sign in with number and password.")


class PasskeyPlace(DomainError):
    """Browsers keep passkeys by name; a bare address has none."""

    code = "passkey_place"
    sentence = _("Passkeys need the server's name. Open this page under its name (on this machine: localhost).")


class PasskeyKnown(DomainError):
    code = "passkey_known"
    status = 409
    sentence = _("This passkey is here already.")


class InvitationOver(DomainError):
    """Expired, taken back, or its maker may invite no more."""

    code = "invitation_over"
    status = 410
    sentence = _("This invitation is no longer good. Ask the person who sent it for a new one.")


class InvitationTaken(DomainError):
    """Somebody was quicker."""

    code = "invitation_taken"
    status = 410
    sentence = _(
        "This invitation has been used already: it is good for one person. If it was meant for you, tell the person who"
        " sent it; they can see who used it and take it back."
    )


class InvitationOtherNumber(DomainError):
    code = "invitation_other_number"
    sentence = _(
        "This invitation is for another number. Enter the number that you gave to your organisation, or ask for"
        " an invitation of your own."
    )


class TooManyInvitations(DomainError):
    code = "too_many_invitations"
    status = 429
    sentence = _("So many invitations in one day are not sent. Go on in %(minutes)s minutes.")


class NotLentOn(DomainError):
    """The right itself is only lent, or nobody's post gives it."""

    code = "not_lent_on"
    sentence = _("You have this right only by delegation, so you cannot pass it on. Ask the person who gave it to you.")


class ToOneself(DomainError):
    code = "delegated_to_oneself"
    sentence = _("You have this right already. Choose another person.")


class DelegationBackwards(DomainError):
    code = "delegation_backwards"
    sentence = _("The last day has passed. Choose today or a later day.")


class DelegationTooLong(DomainError):
    code = "delegation_too_long"
    sentence = _("A right is lent for one year at most. Choose an earlier day; it can be lent again then.")


class DelegatedAlready(DomainError):
    """Two browsers lent the same at the same moment."""

    code = "delegated_already"
    status = 409
    sentence = _("This right was given to this person just now. Look at the list before you give it again.")
