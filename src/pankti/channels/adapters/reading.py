"""Settings and links as people type them, read strictly."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from pankti.channels.errors import LinkUnreadable, SettingMissing, SettingUnreadable
from pankti.channels.types import Setting

LONGEST_LINK = 1_500


def check_filled(settings: tuple[Setting, ...], values: Mapping[str, str]) -> None:
    """Raise SettingMissing for the first required one that is empty."""
    for setting in settings:
        if setting.is_required and not values.get(setting.name, "").strip():
            raise SettingMissing(label=setting.label)


def check_base(setting: Setting, address: str) -> None:
    """Raise SettingUnreadable unless ``address`` names a server (http only on this machine, for the stand-ins)."""
    parts = urlsplit(address)
    is_here = parts.hostname in ("127.0.0.1", "localhost")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_here):
        raise SettingUnreadable(label=setting.label, why=_("It has to begin with https://"))
    if not parts.hostname or parts.username or parts.password or parts.query or parts.fragment:
        raise SettingUnreadable(label=setting.label, why=_("Give the server alone, as https://meet.example.org"))


def read_link(written: str) -> str:
    """A link that people can follow. Raises LinkUnreadable."""
    link = written.strip()
    try:
        parts = urlsplit(link)
        is_good = parts.scheme == "https" and "." in (parts.hostname or "") and not parts.username and parts.port != 0
    except ValueError:
        is_good = False
    if not is_good or len(link) > LONGEST_LINK or any(c.isspace() or not c.isprintable() for c in link):
        raise LinkUnreadable
    return link
