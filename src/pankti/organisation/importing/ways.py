"""What placing is told of a list, and what it tells back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ways:
    """``is_new``: no unit of the list is known yet. ``by_code``, ``by_key``: how rows name their parents.

    By code they stand in the table ``found``, by key in ``item``.
    ``earlier``: the bits of the trees that were placed before this one, where new units are made already.
    """

    is_new: bool = False
    by_code: bool = False
    by_key: bool = True
    earlier: int = 0


@dataclass(slots=True)
class Placed:
    """How many units were made, how many placements were new, and how many units moved."""

    units: int = 0
    placements: int = 0
    moved: int = 0
