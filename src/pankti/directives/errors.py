from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.base.errors import DomainError


class NothingSaid(DomainError):
    code = "nothing_said"
    sentence = _("Nothing has been written yet. Give it a title in at least one language.")


class AlreadyIssued(DomainError):
    code = "already_issued"
    sentence = _("This has already been issued. To change it, open it and choose “Correct”.")


class NoPostToIssue(DomainError):
    code = "no_post_to_issue"
    status = 404
    sentence = _("None of your posts may issue directives. Ask the office above you.")


class NothingChanged(DomainError):
    code = "nothing_changed"
    sentence = _("Nothing is different from the version before. Change something first, or go back.")


class ChangeUnsaid(DomainError):
    code = "change_unsaid"
    sentence = _("Say in a few words what has changed: those who already read it need to know.")


class WithdrawalUnsaid(DomainError):
    code = "withdrawal_unsaid"
    sentence = _("Say in a few words why it is taken back. Everybody who received it will read this.")


class ClosingUnsaid(DomainError):
    code = "closing_unsaid"
    sentence = _("Say in a few words why it is closed: whoever looks at it later will ask.")


class ReopenUnsaid(DomainError):
    code = "reopen_unsaid"
    sentence = _("Say in a few words what is missing, so that they can do it again.")


class TooManyFiles(DomainError):
    code = "too_many_files"
    sentence = _("At most %(limit)s files can go along. Take one away first.")


class RuleUnknown(DomainError):
    code = "rule_unreadable"
    sentence = _("A reminder goes out 1 to 720 hours before the deadline, an escalation 0 to 720 hours after it.")


class ClosingUnreadable(DomainError):
    code = "closing_unreadable"
    sentence = _("Give 1 to 730 days for each of the two.")
