from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.base.errors import DomainError


class CodeUnknown(DomainError):
    code = "code_unknown"
    sentence = _("This code is not one of a door that was open when you scanned it. Scan the one that is shown now.")


class CardUnknown(DomainError):
    code = "card_unknown"
    sentence = _("This card is not one of ours, or it is out of date. Ask the person to open their app with a network.")


class NotTheHost(DomainError):
    code = "not_the_host"
    status = 404
    sentence = _("You do not take the attendance of this meeting. Its chair and the unit's office do.")


class MeetingNotOpen(DomainError):
    code = "meeting_not_open"
    sentence = _("Attendance is taken from two hours before a meeting begins until two weeks after it.")


class ReportTooLarge(DomainError):
    code = "report_too_large"
    status = 413
    sentence = _(
        "“%(name)s” has %(size)s MB. A list of participants has less than %(limit)s MB: hand in the CSV itself."
    )


class ReportUnreadable(DomainError):
    code = "report_unreadable"
    sentence = _(
        "“%(name)s” holds no list of participants that we can read: a column with names is missing. Save the list as"
        " CSV at the video service and hand that file in as it is."
    )


class ReportTooLong(DomainError):
    code = "report_too_long"
    sentence = _("“%(name)s” has more than %(limit)s lines. Hand in the list of one meeting at a time.")


class NotThisMeetings(DomainError):
    code = "not_this_meetings"
    status = 404
    sentence = _("This is not of this meeting.")


class ReasonMissing(DomainError):
    code = "reason_missing"
    sentence = _("Say why: it stays in the record with your name.")


class MinutesUnreadable(DomainError):
    code = "minutes_unreadable"
    sentence = _("Minutes are a whole number from 0 to 1,440, or nothing.")
