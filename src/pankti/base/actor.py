"""Who is acting, and what their posts let them do. Filled by ``access`` at the door; asked everywhere below."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from pankti.base.errors import OutOfReach

PATH_END = "g"
"""Sorts after every hexadecimal digit: ``path <= x < path + PATH_END`` is the subtree of ``path``."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One right over one subtree of the main tree, within one wing (None: all wings)."""

    right: str
    path: str
    wing: str | None = None

    def covers(self, path: str) -> bool:
        return path.startswith(self.path)


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person with their grants, or the system itself (``is_system``)."""

    person_id: UUID | None
    grants: tuple[Grant, ...] = ()
    device_id: UUID | None = None
    language: str = "hi"
    is_system: bool = False
    appointments: tuple[UUID, ...] = field(default=())
    address: str = ""

    def may(self, right: str, path: str) -> bool:
        """Whether some grant gives ``right`` over the unit at ``path`` of the main tree."""
        return self.is_system or any(g.right == right and g.covers(path) for g in self.grants)

    def roots(self, right: str) -> tuple[str, ...]:
        """The tops of the subtrees where ``right`` holds, without those inside others."""
        paths = sorted({g.path for g in self.grants if g.right == right})
        tops: list[str] = []
        for path in paths:
            if not tops or not path.startswith(tops[-1]):
                tops.append(path)
        return tuple(tops)


SYSTEM = Actor(person_id=None, is_system=True, language="en")


def require_right(actor: Actor, right: str, path: str) -> None:
    """Raise OutOfReach unless ``actor`` has ``right`` over the unit at ``path`` of the main tree."""
    if not actor.may(right, path):
        raise OutOfReach
