"""Any link: a room that somebody made elsewhere. We change and remove nothing there."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from pankti.channels.adapters import http
from pankti.channels.adapters.base import Adapter
from pankti.channels.adapters.link.config import SETTINGS
from pankti.channels.adapters.reading import read_link
from pankti.channels.errors import NeverTry, TryLater
from pankti.channels.types import Capabilities, Made, RoomOrder


class Link(Adapter):
    code = "link"
    label = _("Any link")
    settings = SETTINGS
    capabilities = Capabilities(is_repeatable=True)

    def __init__(self, values: Mapping[str, str]) -> None:
        self._link = values.get("link", "")

    @classmethod
    def check_settings(cls, values: Mapping[str, str]) -> None:
        if values.get("link"):
            read_link(values["link"])

    async def check(self) -> None:
        """There is no account that could be wrong."""

    async def create(self, order: RoomOrder) -> Made:
        if not self._link:
            raise NeverTry("refused")
        return Made(provider_id="", link=self._link)

    async def update(self, provider_id: str, order: RoomOrder) -> None:
        """It is not ours to change."""

    async def delete(self, provider_id: str) -> None:
        """It is not ours to remove."""

    async def opens(self, link: str) -> None:
        await open_page(link)


async def open_page(link: str) -> None:
    """Ask for a page as a browser would. Raises TryLater (``limited``, ``unreachable``) or NeverTry (``room_gone``)."""
    async with http.session() as web, http.asked(web, "GET", link, max_redirects=5) as answer:
        if answer.status == 429:
            raise TryLater("limited", after=http.wait_of(answer))
        if answer.status >= 500:
            raise TryLater("service_failed")
        if answer.status in (404, 410):
            raise NeverTry("room_gone")
        # 401, 403 and the like: the server is there and asks who comes, which it may
