"""A server-to-server OAuth app at Zoom: three keys, and the user whose meetings are made."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from pankti.channels.types import Setting

ACCOUNT = Setting("account_id", _("Account ID"), _("From the app's page “App Credentials” at Zoom."))
CLIENT = Setting("client_id", _("Client ID"))
SECRET = Setting("client_secret", _("Client secret"), is_secret=True)
HOST = Setting("host", _("Host"), _("The e-mail address of the Zoom user in whose name meetings are made."))
API = Setting(
    "api",
    _("API address"),
    _("https://api.zoom.us, or https://api-in.zoom.us for an account kept in India."),
    is_required=False,
    default="https://api.zoom.us",
)
OAUTH = Setting("oauth", _("Sign-in address"), is_required=False, default="https://zoom.us")
SETTINGS = (ACCOUNT, CLIENT, SECRET, HOST, API, OAUTH)


@dataclass(frozen=True, slots=True)
class Config:
    account_id: str
    client_id: str
    client_secret: str
    host: str
    api: str = API.default
    oauth: str = OAUTH.default
