"""What the rooms above hand to the phones' protocol, without Django."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from pankti.base.actor import Actor


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose phone is asking: the person, their own units and all units at or above them, in every tree."""

    actor: Actor
    person_id: UUID
    device_id: UUID
    units: tuple[UUID, ...]
    ancestors: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One source's share of a pull: lists under the pull's keys, and how far the phone has now read."""

    position: int
    items: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """A room's stream of changes.

    ``pull(reader, since)`` returns what changed after position ``since``; ``since`` None
    asks for everything that is alive. One query when nothing is new.
    """

    key: str
    pull: Callable[[Reader, int | None], Part]


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that a phone wants done. ``made_at`` is by the phone's clock less its offset; see ``device``."""

    id: UUID
    name: str
    made_at: datetime
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sender:
    """The device that pushes: its clock's offset is taken off every tap, which never precedes the first pull."""

    actor: Actor
    person_id: UUID
    device_id: UUID
    clock_offset_ms: int
    first_pull_at: datetime | None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a command. ``code`` and ``sentence`` say why it was refused."""

    id: UUID
    code: str = ""
    sentence: str = ""

    @property
    def is_accepted(self) -> bool:
        return not self.code


Handler = Callable[[Sender, Sequence[Command]], list[Result]]
"""Takes all commands of its name in one push, in order, inside the push's transaction; repeat-safe."""
