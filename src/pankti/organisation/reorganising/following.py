"""Who must follow when units move: rooms above fill this registry, and are called inside the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Shift:
    """One unit and all below it goes from one path to another. None: it hung (or will hang) nowhere in this tree."""

    unit_id: UUID
    old_path: str | None
    new_path: str | None


@dataclass(frozen=True, slots=True)
class Batch:
    """Units of one tree that shift together: none lies under another, and none comes to lie under another."""

    tree: str
    is_main: bool
    shifts: tuple[Shift, ...]


class Follower(Protocol):
    """Lives for one reorganisation, inside its transaction."""

    def before(self, batch: Batch) -> None:
        """The units still hang where they did; every path above old and new places is in force."""

    def after(self, batch: Batch) -> None:
        """They hang where they come to."""

    def widen(self, unit_id: UUID, tree: str, by: tuple[UUID, ...], heir_id: UUID | None) -> None:
        """What concerns all below the unit goes on to concern what lies below ``by`` too, which hang already.

        ``heir_id``: who stands for the unit where ``by`` is empty.
        """

    def succeed(self, heirs: dict[UUID, UUID]) -> None:
        """These units are closed and go on as others, in another cell."""

    def end(self, tree_epoch: int) -> None:
        """All is done; the tree has this epoch now."""


_followers: list[Callable[[datetime], Follower]] = []


def register_follower(make: Callable[[datetime], Follower]) -> None:
    """``make`` is called once for each reorganisation, with the instant at which it happens."""
    if make not in _followers:
        _followers.append(make)


def make_followers(at: datetime) -> list[Follower]:
    """Those who follow this one, in the order of registration; making one takes its locks."""
    return [make(at) for make in _followers]
