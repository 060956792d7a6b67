"""What can go wrong with the record, said to whoever asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.base.errors import DomainError


class RecordClosed(DomainError):
    code = "record_closed"
    status = 409
    sentence = _("The record is closed. Write an addition: it stands below, with your name and the hour.")


class RecordEmpty(DomainError):
    code = "record_empty"
    sentence = _("Nothing is written in this record yet. Write what was said or decided, then close it.")


class NothingWritten(DomainError):
    code = "nothing_written"
    sentence = _("Write what was said or decided, in one language at least.")


class TextTooLong(DomainError):
    code = "text_too_long"
    sentence = _("One entry takes up to %(limit)s signs. Split it in two: nothing that you wrote is lost.")


class RecordFull(DomainError):
    code = "record_full"
    sentence = _("A record takes up to %(limit)s entries. Put some of them together.")


class SpeakerUnknown(DomainError):
    code = "speaker_unknown"
    sentence = _("This speaker is not on the record. Add them under “Who took part” first.")


class AsidesWaiting(DomainError):
    code = "asides_waiting"
    sentence = _("Two people wrote the same entry differently. Choose one of the two, then close the record.")


class ChairCloses(DomainError):
    code = "chair_closes"
    status = 409
    sentence = _("The chair closes this record: %(chair)s.")


class OwnerMissing(DomainError):
    code = "owner_missing"
    sentence = _("Say first who answers for it: “%(decision)s”.")


class OwnerGone(DomainError):
    code = "owner_gone"
    sentence = _("Whoever was to answer for “%(decision)s” holds the post no more. Name somebody else.")


class NothingToIssue(DomainError):
    code = "nothing_to_issue"
    sentence = _("Every decision of this meeting has its directive already.")


class VersionUnknown(DomainError):
    code = "version_unknown"
    sentence = _("This entry has no such version. Load the page again.")
