"""Why something about a conference cannot be done."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.base.errors import DomainError


class NoUnitToMeet(DomainError):
    code = "no_unit_to_meet"
    sentence = _("No unit of this level hangs below the unit now. Choose another level or another unit.")


class UnitClosed(DomainError):
    code = "unit_closed"
    sentence = _("This unit was merged or closed meanwhile. Choose the unit that stands for it now.")


class NoHours(DomainError):
    code = "no_hours"
    sentence = _("Say on which days and at which hours the sessions are: at least one day and one hour.")


class HoursOverlap(DomainError):
    code = "hours_overlap"
    sentence = _("The hours lie closer together than a session is long. Space them, or shorten the session.")


class InThePast(DomainError):
    code = "in_the_past"
    sentence = _("The first session would already be over. Choose a later day.")


class NotADraft(DomainError):
    code = "not_a_draft"
    sentence = _("This conference is already called. Shift it or stop it; to change all of it, plan a new one.")


class NotRunning(DomainError):
    code = "not_running"
    sentence = _("This conference is not running: nothing can be changed any more.")


class StillBusy(DomainError):
    code = "still_busy"
    sentence = _("The last change to this conference is still under way. Wait until it is done.")


class NotYourSession(DomainError):
    code = "not_your_session"
    sentence = _("You do not host this session. Its host, or who answers for its unit, reports it.")


class NotBegun(DomainError):
    code = "not_begun"
    sentence = _("This session has not begun yet. Report it when it is over.")


class SessionCalledOff(DomainError):
    code = "session_called_off"
    sentence = _("This session was called off.")


class HeadsMissing(DomainError):
    code = "heads_missing"
    sentence = _("Say how many people came.")


class HeadsUnbelievable(DomainError):
    code = "heads_unbelievable"
    sentence = _("That number cannot be right. Count again.")


class WordsTooLong(DomainError):
    code = "words_too_long"
    sentence = _("That is too long. Keep it to 1,000 letters.")


class PhotoMissing(DomainError):
    code = "photo_missing"
    sentence = _("The photo has not arrived yet. It is sent again by itself.")


class NothingToRegister(DomainError):
    code = "nothing_to_register"
    sentence = _("Nobody is registered for this conference: people simply come.")


class SpeakerBusy(DomainError):
    code = "speaker_busy"
    sentence = _("The speaker cannot be at that many sessions in these days: there is no free hour left for them.")


class NoSpeaker(DomainError):
    code = "no_speaker"
    sentence = _("Choose first who the main speaker is.")
