"""A second tree on the fixed cast: seats that gather booths across the main tree's branches."""

from __future__ import annotations

from dataclasses import dataclass

from pankti.organisation.models import Level, Post, Tree, TreeLevel, Unit
from tests.makers.organisation import RIGHTS, Cast, make_cast, make_unit, place_unit

SEATS = "seats"


@dataclass(frozen=True)
class Seats:
    """``top`` hangs in both trees. ``near`` holds the officer's booths alone, ``wide`` two of the stranger's branch
    and the officer's last; ``ward`` hangs below ``near`` and in no other tree."""

    cast: Cast
    near: Unit
    wide: Unit
    ward: Unit


def make_seats(booths: int = 3) -> Seats:
    """The cast's units; one booth of each branch hangs in no seat at all."""
    cast = make_cast(booths)
    tree = Tree.objects.create(code=SEATS, names={"hi": "सीटें", "en": "Seats"}, rank=1)
    for code in ("seat", "ward"):
        Level.objects.create(code=code, names={"hi": code, "en": code}, plural_names={"hi": code, "en": f"{code}s"})
    for rank, code in enumerate(("top", "seat", "ward", "last")):
        TreeLevel.objects.create(tree=tree, level_id=code, rank=rank)
    Post.objects.create(code="seat-lead", level_id="seat", names={"en": "Seat lead"}, rights=list(RIGHTS), is_lead=True)
    Post.objects.create(
        code="ward-lead", level_id="ward", names={"en": "Ward lead"}, rights=["answer.give"], is_lead=True
    )
    place_unit(unit=cast.top, parent=None, tree=SEATS)
    near, wide = (make_unit(level="seat", parent=cast.top, code=code, tree=SEATS) for code in ("S1", "S2"))
    ward = make_unit(level="ward", parent=near, code="W1", tree=SEATS)
    place_unit(unit=cast.booths[0], parent=near, tree=SEATS)
    place_unit(unit=cast.booths[1], parent=ward, tree=SEATS)
    place_unit(unit=cast.booths[2], parent=wide, tree=SEATS)
    for booth in cast.other_booths[:-1]:
        place_unit(unit=booth, parent=wide, tree=SEATS)
    return Seats(cast, near, wide, ward)
