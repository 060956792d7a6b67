from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from pankti.base.errors import DomainError
from pankti.base.personal import Text


class AdapterError(Exception):
    """What a service did not do. ``code`` is ours and stable; ``sentence`` goes to people, without secrets."""

    def __init__(self, code: str, sentence: Text = "") -> None:
        self.code = code
        self.sentence = sentence or SENTENCES.get(code, SENTENCES["service_failed"])
        super().__init__(code)


class TryLater(AdapterError):
    """Surely not done, and it may work later: busy, limited, unreachable. ``after``: what the service asked for."""

    def __init__(self, code: str, sentence: Text = "", *, after: timedelta | None = None) -> None:
        super().__init__(code, sentence)
        self.after = after


class OutcomeUnknown(TryLater):
    """The request went out and no answer came back: it may have been done."""


class NeverTry(AdapterError):
    """It will not work however often we ask; a person has to change something."""


SENTENCES: dict[str, Text] = {
    "service_failed": _("The video service had a fault of its own. We try again by ourselves."),
    "unreachable": _("The video service cannot be reached. We try again by ourselves."),
    "no_answer": _("The video service did not answer in time; we look whether the room was made all the same."),
    "limited": _("The video service takes no more requests for now. We go on when it lets us."),
    "credentials": _("The video service does not accept the account's keys. Enter them anew under video services."),
    "scope": _("The account's keys may not do this. Give the app the missing scopes at the video service."),
    "plan": _("The account's plan at the video service does not include this."),
    "host_unknown": _(
        "The video service does not know the host whose address is set. Correct it under video services."
    ),
    "refused": _("The video service did not take what we sent. Look at the service's settings."),
    "room_gone": _("The room is no longer there: somebody removed it at the video service."),
    "no_report": _("The video service has no list of who was there yet, or none at all."),
    "address": _("The address leads to a machine inside our own network, where we ask nothing."),
    "unknown": _("Nobody knows whether the room was made. Look at the video service, then say so here."),
    "no_service": _("No video service is set up. Set one up, or give the meeting a link of its own."),
}


class SettingMissing(DomainError):
    code = "setting_missing"
    sentence = _("“%(label)s” is missing.")


class SettingUnreadable(DomainError):
    code = "setting_unreadable"
    sentence = _("“%(label)s” cannot be read. %(why)s")


class LinkUnreadable(DomainError):
    code = "link_unreadable"
    sentence = _("This is not a link that people can follow: it has to begin with https:// and name a server.")


class RoomNotParked(DomainError):
    code = "room_not_parked"
    sentence = _("This room goes on by itself; there is nothing to decide.")
