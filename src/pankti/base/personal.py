"""The register of personal data: every room says which fields it keeps of people, why, for how long, and who sees them.

A guard test holds it against the models: a field is either listed here or listed as impersonal. The page
"What we keep about you", the export, the erasure and the retention job are all made from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pankti.base.errors import DomainError

Text = str | Promise


class Basis(StrEnum):
    """On what the keeping rests, in the words of the Digital Personal Data Protection Act 2023."""

    GIVEN = "given"
    LAW = "law"
    SECURITY = "security"


BASES: Mapping[Basis, Text] = {
    Basis.GIVEN: _("given by the person for this purpose (section 7(a))"),
    Basis.LAW: _("asked for by law (section 8; rule 8(3))"),
    Basis.SECURITY: _("needed to keep everybody's data safe (section 8(5); rule 6)"),
}


UNTIL_ERASED = _("Until the person is erased.")
A_YEAR_AFTER = _("A year after it ended: the law asks for that. Then it goes by itself.")
AS_LONG_AS_RECORD = _("As long as the organisation keeps its records.")
SELF = _("Only the person.")
SELF_AND_ABOVE = _("The person, and the offices whose rights reach the unit.")
SELF_ABOVE_BELOW = _("The person, the offices whose rights reach the unit, and those below whom the post answers for.")
NOBODY = _("Nobody: it is kept only sealed, or as a mark that cannot be read back.")
REMOVED = _("Removed.")
NAMELESS = _("Stays, but says only: a person who was erased.")
AFTER_A_YEAR = _("Sealed at once, removed after the law's year.")


@dataclass(frozen=True, slots=True)
class Kept:
    """Fields of one table that hold something about a person. ``fields``: model field names, parted by blanks."""

    fields: str
    what: Text
    why: Text
    basis: Basis
    how_long: Text
    seen_by: Text
    at_erasure: Text


@dataclass(frozen=True, slots=True)
class Table:
    """One model. ``personal``: what it keeps of people; ``impersonal``: its other fields, parted by blanks.

    ``open_because``: why row-level security does not stand on it although it holds personal fields.
    """

    model: str
    personal: tuple[Kept, ...] = ()
    impersonal: str = ""
    open_because: Text = ""

    @property
    def names(self) -> set[str]:
        """All fields that the register knows of."""
        return {*self.impersonal.split(), *(name for kept in self.personal for name in kept.fields.split())}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of somebody's export: a heading and rows of label and value; ``files``: name and content."""

    title: Text
    rows: Sequence[Mapping[str, object]]
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sweep:
    """What goes when its time is over: ``run`` removes at most so many rows and says how many; repeat-safe."""

    code: str
    what: Text
    after: timedelta
    run: Callable[[int], int]


@dataclass(frozen=True, slots=True)
class Room:
    """What a room registers. ``hinders``: why a person cannot be erased yet (None: nothing stands against it).

    ``erase`` runs inside the one transaction of an erasure, as the system, and may run again.
    """

    code: str
    tables: tuple[Table, ...]
    export: Callable[[UUID, str], Sequence[Section]] | None = None
    erase: Callable[[UUID], None] | None = None
    hinders: Callable[[UUID], DomainError | None] | None = None
    sweeps: tuple[Sweep, ...] = ()


_rooms: dict[str, Room] = {}


def register_room(room: Room) -> None:
    """Make a room's personal data known; called from its ``apps.ready``."""
    _rooms[room.code] = room


def list_rooms() -> list[Room]:
    """In the order in which they registered: ground rooms first."""
    return list(_rooms.values())


def list_tables() -> list[Table]:
    return [table for room in _rooms.values() for table in room.tables]


def list_sweeps() -> list[Sweep]:
    return [sweep for room in _rooms.values() for sweep in room.sweeps]
