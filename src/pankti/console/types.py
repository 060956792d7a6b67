"""What the start page shows, without Django."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from pankti.base.words import Words
from pankti.cascade.types import Counts
from pankti.directives.types import DirectiveRow
from pankti.organisation.types import Lead, Strength, UnitView


@dataclass(frozen=True, slots=True)
class Holding:
    """One post of the reader at one unit."""

    post_names: Words
    unit_id: UUID
    unit_names: Words
    level_names: Words
    may_look: bool


@dataclass(frozen=True, slots=True)
class Running:
    """A running directive with its counts at the reader's place, unless they hold units beyond the reader's reach."""

    directive: DirectiveRow
    counts: Counts | None
    board: str


@dataclass(frozen=True, slots=True)
class Home:
    """The start page. ``may_issue``: the big button is there."""

    holdings: tuple[Holding, ...]
    running: tuple[Running, ...]
    running_total: int
    drafts: tuple[DirectiveRow, ...]
    may_issue: bool


@dataclass(frozen=True, slots=True)
class ChildStrength:
    """A unit right below another, with what it and all below it have, and who answers for it."""

    unit: UnitView
    strength: Strength
    lead: Lead
