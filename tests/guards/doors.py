"""The words in which doors are listed: who may enter, by which methods, about what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from tests.makers.cascade import make_dispatch
from tests.makers.organisation import Cast

Sample = dict[str, str | Callable[[Cast], object]]


class Who(StrEnum):
    ANYONE = "anyone"
    """No sign-in is asked for. Say why in the line's ``why``."""
    SIGNED_IN = "signed in"
    """Anonymous is led to the sign-in page; what is shown is the caller's own."""
    HOLDER = "holder"
    """As SIGNED_IN; and it is about one unit or thing: without ``right`` over it the answer is 404."""
    BEARER = "bearer"
    """A phone's token; anything else gets 401 ``signed_out``, a console session too."""


@dataclass(frozen=True)
class Door:
    """``sample`` fills the address with things out of the stranger's reach.

    ``unit_id="middle"`` takes a unit of the cast; a function is given the cast and makes a thing, returning its id.
    """

    who: Who
    methods: tuple[str, ...] = ("GET",)
    right: str = ""
    sample: Sample = field(default_factory=dict)
    why: str = ""
    only: tuple[str, ...] | None = None
    """Of those above who have the right, the ones to whom this one is open (a draft is its writer's)."""
    also: tuple[str, ...] = ()
    """Of those without the right, the ones to whom it is open all the same. Say why in ``why``."""


def anyone(why: str, *methods: str) -> Door:
    return Door(Who.ANYONE, methods or ("GET",), why=why)


def signed_in(*methods: str) -> Door:
    return Door(Who.SIGNED_IN, methods or ("GET",))


def holder(right: str, *methods: str, **sample: str | Callable[[Cast], object]) -> Door:
    """``holder("directive.view", "GET", unit_id="middle")``."""
    return Door(Who.HOLDER, methods or ("GET",), right=right, sample=sample)


def only(who: list[str], door: Door) -> Door:
    """Of those above who have the right, it is open to these alone."""
    return replace(door, only=tuple(who))


def also(who: list[str], why: str, door: Door) -> Door:
    """Open to these too, though they have not the right, because of ``why``."""
    return replace(door, also=tuple(who), why=why)


def bearer(*methods: str) -> Door:
    return Door(Who.BEARER, methods or ("GET",))


def board() -> Door:
    """A door of the board: of a dispatch to the officer's unit, at that unit."""
    return holder("directive.view", dispatch_id=lambda cast: make_dispatch(roots=[cast.middle]), unit_id="middle")


def board_along() -> Door:
    """The same in a tree that is named."""
    return holder(
        "directive.view",
        dispatch_id=lambda cast: make_dispatch(roots=[cast.middle]),
        unit_id="middle",
        tree=lambda _cast: "main",
    )


def own(door: Door) -> Door:
    """About the worker, who sees and changes what is known of them."""
    return also(["worker"], "everybody sees and changes what is known of themselves", door)


def meeting(door: Door) -> Door:
    """About a meeting to which the worker is called."""
    return also(["worker"], "whoever is called may read what they are called to", door)
