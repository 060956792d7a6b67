"""What the rooms above hand to the phones' protocol, without Django."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from pankti.access.types import DeviceScope, Reach


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose phone is asking, and with what reach."""

    device: DeviceScope
    reach: Reach


@dataclass(frozen=True, slots=True)
class Part:
    """One source's share of a pull: lists under the pull's keys, and how far the phone has now read."""

    position: int
    items: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """A room's stream of changes.

    ``pull(reader, since)`` returns what changed after position ``since``; ``since`` None
    asks for everything that is alive. Numbers are drawn in commit order, or a phone could
    skip one for ever.

    ``probe`` is the SELECT that finds a row where something is new: with ``{since}``, ``%(now)s`` and the
    asker's row ``d`` (``d.ancestors``, ``d.units``, ``d.holdings``, ``d.person_id``). All sources' probes are one
    statement with the look-up of the device, and only a source that has something new is pulled. It may find
    too much, never too little; and it reads no table that holds persons.
    """

    key: str
    lists: tuple[str, ...]
    pull: Callable[[Reader, int | None], Part]
    probe: str


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that a phone wants done. ``made_at`` is by the phone's own clock."""

    id: UUID
    name: str
    made_at: datetime
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a command. ``code`` and ``sentence`` say why it was refused."""

    id: UUID
    code: str = ""
    sentence: str = ""

    @property
    def is_accepted(self) -> bool:
        return not self.code


Handler = Callable[[DeviceScope, Sequence[Command]], list[Result]]
"""Takes all commands of its name in one push, in order, inside the push's transaction (unless it is
registered as whole by itself); repeat-safe."""
