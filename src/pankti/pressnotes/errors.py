"""What can go wrong with a press note, said to whoever asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.base.errors import DomainError


class NothingRecorded(DomainError):
    code = "nothing_recorded"
    sentence = _("Nothing for the press stands in the record yet. Write there first what was said or decided.")


class EditedMeanwhile(DomainError):
    code = "edited_meanwhile"
    status = 409
    sentence = _("Somebody changed this note meanwhile. Your text is below, theirs above: put the two together.")


class NoteNotOpen(DomainError):
    code = "note_not_open"
    status = 409
    sentence = _("This note is approved, waiting or taken back. Open it for a correction first.")


class NoteNotWaiting(DomainError):
    code = "note_not_waiting"
    status = 409
    sentence = _("This note does not wait for approval. Load the page again.")


class SecondPersonNeeded(DomainError):
    code = "second_person_needed"
    status = 409
    sentence = _("Whoever wrote in a note does not approve it. Ask somebody else who may.")


class TextMissing(DomainError):
    code = "text_missing"
    sentence = _("The note has no text in %(language)s.")


class TextTooLong(DomainError):
    code = "text_too_long"
    sentence = _("A press note takes up to %(limit)s signs. Shorten it.")


class WrongScript(DomainError):
    code = "wrong_script"
    sentence = _("The text under %(language)s is mostly written in another script. Did the two change places?")


class TooManyPhotos(DomainError):
    code = "too_many_photos"
    sentence = _("A press note takes up to %(limit)s photos.")


class PhotoUnreadable(DomainError):
    code = "photo_unreadable"
    sentence = _("“%(name)s” is no photo that can be opened. Choose a JPEG, PNG or WebP.")


class ReasonMissing(DomainError):
    code = "reason_missing"
    sentence = _("Say why, in a few words.")
