from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.base.errors import DomainError


class PhoneUnreadable(DomainError):
    """Never repeats what was entered."""

    code = "phone_unreadable"
    sentence = _(
        "This is not a phone number that can be called. Enter the ten digits, or + and the country's code first."
    )


class EmailUnreadable(DomainError):
    """Never repeats what was entered."""

    code = "email_unreadable"
    sentence = _("This is not an e-mail address. It needs one @ and a name behind it, like name@example.org.")


class PhoneTaken(DomainError):
    """Says nothing about whose it is: they may be beyond the asker's reach."""

    code = "phone_taken"
    sentence = _(
        "This number already belongs to someone else here. Look for that person first; "
        "if a family shares the number, say so."
    )


class TooManyContacts(DomainError):
    code = "too_many_contacts"
    sentence = _("A person can have at most %(most)s numbers and addresses. Take one away first.")


class PhotoUnreadable(DomainError):
    code = "photo_unknown"
    sentence = _("The photo is not here any more. Choose it again.")


class SkillUnknown(DomainError):
    code = "skill_unknown"
    sentence = _("“%(code)s” is not in the organisation's list of skills.")


class SamePerson(DomainError):
    code = "same_person"
    sentence = _("These are one and the same person already.")


class MergedAlready(DomainError):
    code = "merged_already"
    status = 409
    sentence = _("One of the two was merged with somebody else meanwhile. Open their page and look again.")


class MergeNotLast(DomainError):
    code = "merge_not_last"
    status = 409
    sentence = _("Somebody was merged into this person later. Undo that merge first.")


class NameMissing(DomainError):
    code = "name_missing"
    sentence = _("Enter a name in at least one language, of at most %(most)s characters.")
