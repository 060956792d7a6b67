from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.base.errors import DomainError


class PhoneUnreadable(DomainError):
    """Never repeats what was entered."""

    code = "phone_unreadable"
    sentence = _(
        "This is not a phone number that can be called. Enter the ten digits, or + and the country's code first."
    )


class PhoneTaken(DomainError):
    code = "phone_taken"
    sentence = _("This number already belongs to someone else here. Look for that person first.")


class NameMissing(DomainError):
    code = "name_missing"
    sentence = _("Enter a name in at least one language, of at most %(most)s characters.")
