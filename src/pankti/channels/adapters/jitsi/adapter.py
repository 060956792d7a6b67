"""Jitsi: a room is there when the first one enters it, so its name is all that is made. Signed where asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import quote, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from pankti.base.clock import now
from pankti.channels.adapters.base import Adapter
from pankti.channels.adapters.jitsi.config import PREFIX, SECRET, SERVER, SETTINGS, Config
from pankti.channels.adapters.link.adapter import open_page
from pankti.channels.adapters.reading import check_base, check_filled
from pankti.channels.errors import SettingMissing, SettingUnreadable
from pankti.channels.types import Capabilities, Guest, Made, RoomOrder, Setting

VALID = timedelta(hours=6)
"""How long a signed link opens the room when nobody says until when it is."""
_EARLY = timedelta(minutes=5)
SHORTEST_SECRET = 32
"""Octets: what RFC 7518 asks of an HS256 key."""


class Jitsi(Adapter):
    code = "jitsi"
    label = _("Jitsi")
    settings = SETTINGS
    capabilities = Capabilities(updates=True, deletes=True, finds=True, signs=True, is_repeatable=True)

    def __init__(self, values: Mapping[str, str]) -> None:
        known = {setting.name: values.get(setting.name, "").strip() for setting in SETTINGS}
        self._config = Config(**{**known, "prefix": known["prefix"] or PREFIX.default})

    @classmethod
    def check_settings(cls, values: Mapping[str, str]) -> None:
        check_filled(SETTINGS, values)
        check_base(SERVER, values["server"].strip())
        prefix = values.get("prefix", "").strip()
        if prefix and not re.fullmatch(r"[A-Za-z0-9]{1,30}", prefix):
            raise SettingUnreadable(label=PREFIX.label, why=say("Use letters and digits alone, 30 at most."))
        secret = values.get("secret", "").strip()
        if secret:
            if not values.get("app_id", "").strip():
                raise SettingMissing(label=_setting("app_id").label)
            _check_secret(secret)

    async def check(self) -> None:
        await open_page(self._config.server)

    async def create(self, order: RoomOrder) -> Made:
        room = f"{self._config.prefix}-{order.key}"
        return Made(provider_id=room, link=self._address(room))

    async def find(self, order: RoomOrder) -> Made | None:
        return await self.create(order)

    async def update(self, provider_id: str, order: RoomOrder) -> None:
        """A room keeps no hour and no title."""

    async def delete(self, provider_id: str) -> None:
        """It is gone when the last one leaves it."""

    async def opens(self, link: str) -> None:
        await open_page(link)

    def join_link(self, link: str, guest: Guest) -> str:
        config = self._config
        if not config.is_signed:
            return f"{link}#userInfo.displayName={quote(chr(34) + guest.name + chr(34))}" if guest.name else link
        at = now()
        until = max(guest.until or at, at) + VALID
        claims = {
            "aud": "jitsi",
            "iss": "chat" if config.tenant.startswith("vpaas-") else config.app_id,
            "sub": config.tenant or urlsplit(config.server).hostname or "*",
            "room": urlsplit(link).path.rsplit("/", 1)[-1],
            "nbf": int((at - _EARLY).timestamp()),
            "exp": int(until.timestamp()),
            "context": {"user": {"name": guest.name, "moderator": "true" if guest.is_host else "false"}},
        }
        if guest.is_host:
            claims["moderator"] = True  # read by the community's module on servers of one's own
        headers = {"kid": config.key_id} if config.key_id else None
        token = jwt.encode(claims, config.secret, algorithm=config.algorithm, headers=headers)
        return f"{link}?jwt={token}"

    def _address(self, room: str) -> str:
        parts = [self._config.server.rstrip("/"), self._config.tenant, room]
        return "/".join(part for part in parts if part)


def _check_secret(secret: str) -> None:
    if "PRIVATE KEY" not in secret:
        if len(secret.encode()) < SHORTEST_SECRET:
            why = say("A shared secret has at least 32 characters; a shorter one can be guessed.")
            raise SettingUnreadable(label=SECRET.label, why=why)
        return
    try:
        key = load_pem_private_key(secret.encode(), password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, RSAPrivateKey) or key.key_size < 2048:
        raise SettingUnreadable(
            label=SECRET.label, why=say("Give a private RSA key of 2048 bits or more, without a password.")
        )


def _setting(name: str) -> Setting:
    return next(setting for setting in SETTINGS if setting.name == name)
