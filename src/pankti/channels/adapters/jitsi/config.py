"""What a Jitsi server of one's own, a public one or a hosted one needs to be told."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from pankti.channels.types import Setting

SERVER = Setting(
    "server",
    _("Server"),
    _("The address of the Jitsi server, as https://meet.example.org"),
)
TENANT = Setting(
    "tenant",
    _("Tenant"),
    _("Only for a hosted Jitsi: the part before the room's name. Else empty."),
    is_required=False,
)
PREFIX = Setting(
    "prefix",
    _("Beginning of room names"),
    _("Letters and digits. Rooms are named after it and an unguessable rest."),
    is_required=False,
    default="pankti",
)
APP_ID = Setting(
    "app_id",
    _("App id"),
    _("Only where the server lets in signed people alone: the app_id of its settings."),
    is_required=False,
)
KEY_ID = Setting(
    "key_id",
    _("Key id"),
    _("Only with a private key: the kid under which the server knows its public half."),
    is_required=False,
)
SECRET = Setting(
    "secret",
    _("App secret, or private key"),
    _("The shared secret (HS256), or a private RSA key in PEM (RS256). Empty: rooms are not signed."),
    is_secret=True,
    is_required=False,
    is_long=True,
)
SETTINGS = (SERVER, TENANT, PREFIX, APP_ID, KEY_ID, SECRET)


@dataclass(frozen=True, slots=True)
class Config:
    server: str
    tenant: str = ""
    prefix: str = "pankti"
    app_id: str = ""
    key_id: str = ""
    secret: str = ""

    @property
    def is_signed(self) -> bool:
        return bool(self.secret)

    @property
    def algorithm(self) -> str:
        return "RS256" if "PRIVATE KEY" in self.secret else "HS256"
