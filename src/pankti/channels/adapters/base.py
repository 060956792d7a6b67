"""What every adapter is: the one interface behind which video services differ."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from pankti.base.personal import Text
from pankti.channels.types import Capabilities, Guest, Made, RoomOrder, Setting, Visit


class Adapter(ABC):
    """One account at one kind of service. Every call may raise TryLater (surely not done) or NeverTry.

    ``create`` alone may raise OutcomeUnknown: it was sent and nobody knows. Calls are made outside transactions.
    """

    code: ClassVar[str]
    label: ClassVar[Text]
    settings: ClassVar[tuple[Setting, ...]]
    capabilities: ClassVar[Capabilities]

    @abstractmethod
    def __init__(self, values: Mapping[str, str]) -> None:
        """``values``: settings and secrets together, as ``check_settings`` let them pass."""

    @classmethod
    @abstractmethod
    def check_settings(cls, values: Mapping[str, str]) -> None:
        """Raise SettingMissing or SettingUnreadable; asks nobody."""

    @abstractmethod
    async def check(self) -> None:
        """Whether the account works: keys accepted, host known."""

    @abstractmethod
    async def create(self, order: RoomOrder) -> Made: ...

    async def find(self, order: RoomOrder) -> Made | None:
        """The room made earlier under ``order.key``, if there is one. Only where ``capabilities.finds``."""
        raise NotImplementedError

    @abstractmethod
    async def update(self, provider_id: str, order: RoomOrder) -> None:
        """Bring the room to ``order``; repeat-safe. NeverTry ``room_gone`` when it is not there."""

    @abstractmethod
    async def delete(self, provider_id: str) -> None:
        """Remove the room; that it is not there is no error."""

    async def list_visits(self, provider_id: str) -> list[Visit]:
        """Who was there, one entry for each stay. Only where ``capabilities.reports``."""
        raise NotImplementedError

    @abstractmethod
    async def opens(self, link: str) -> None:
        """Return when the link opens, as a browser would find; raise otherwise."""

    def join_link(self, link: str, guest: Guest) -> str:
        """The link for one person; signed where the service asks for it."""
        return link
