"""Boards along another tree than the main one: what they count, who may open them, how one gets there."""

from __future__ import annotations

import random
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.cascade.actions.headcount import count_shape
from pankti.cascade.models import Answer, Dispatch
from pankti.cascade.queries import get_dispatch, get_times
from pankti.cascade.types import Proof, Rank
from pankti.insights.addresses import board_address
from pankti.insights.queries import (
    get_board,
    get_top_unit,
    list_answerable,
    list_children,
    list_crumbs,
    list_shapes,
    list_silent,
    list_trend,
)
from pankti.organisation.models import Appointment, Boundary, Unit
from tests.makers.access import console_client
from tests.makers.cascade import fold_all, give, make_command, make_dispatch
from tests.makers.organisation import actor_of, make_appointment, make_person, make_unit, place_unit
from tests.makers.seats import SEATS, Seats, make_seats

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = ("board", "silent", "answerable", "trend", "curve", "map", "children-csv", "silent-csv")


def along(*roots: Unit, **more: Any) -> UUID:
    return make_dispatch(roots=roots, tree=SEATS, **more)


def body(response: Any) -> str:
    data: bytes = response.getvalue() if response.streaming else response.content
    return data.decode()


def below(seats: Seats) -> dict[UUID, set[UUID]]:
    """The booths below each unit of the second tree."""
    booths, others = seats.cast.booths, seats.cast.other_booths
    near, wide = {booths[0].id, booths[1].id}, {booths[2].id, *(booth.id for booth in others[:-1])}
    return {seats.near.id: near, seats.ward.id: {booths[1].id}, seats.wide.id: wide, seats.cast.top.id: near | wide}


@pytest.mark.parametrize("seed", range(3))
def test_boards_along_the_seats_say_what_a_plain_recount_says(seed: int) -> None:
    seats = make_seats(booths=4)
    dispatch_id, chance = along(seats.cast.top, proof=Proof.DONE), random.Random(seed)
    for booth in (*seats.cast.booths, *seats.cast.other_booths):
        holder = Appointment.objects.filter(unit=booth).first() or make_appointment(unit=booth)
        for _ in range(chance.randrange(3)):
            rank = chance.choice([Rank.SEEN, Rank.ACKNOWLEDGED, Rank.REFUSED, Rank.DONE])
            give(holder, make_command(dispatch_id=dispatch_id, appointment=holder, rank=rank))
    fold_all()
    best: dict[UUID, int] = {}
    for answer in Answer.objects.filter(dispatch_id=dispatch_id):
        best[answer.subject_id] = max(best.get(answer.subject_id, 0), answer.rank)

    for unit, booths in below(seats).items():
        board = get_board(actor_of(seats.cast.chief), dispatch_id, unit, tree=SEATS)
        counts, said = board.counts, [best.get(booth) for booth in booths]
        assert counts.expected == len(booths)
        assert (counts.seen, counts.acknowledged, counts.refused, counts.done, counts.silent) == tuple(
            said.count(rank) for rank in (1, 2, 3, 4, None)
        )
        assert sum(row.counts.expected or 0 for row in board.rows) == len(booths)
        assert sum(row.counts.answered for row in board.rows) == counts.answered
        times = get_times(get_dispatch(dispatch_id), unit)
        assert sum(times.values()) == sum(rank is not None and rank > 1 for rank in said)
        assert (board.marks.last is not None) == (sum(times.values()) == len(booths))


def test_one_lands_on_the_seat_and_goes_on_from_there() -> None:
    seats = make_seats()
    dispatch_id = along(seats.near)
    chief = actor_of(seats.cast.chief)

    assert get_top_unit(chief, dispatch_id) == (seats.near.id, SEATS)
    assert get_top_unit(chief, dispatch_id, "main") == (seats.cast.top.id, "")
    board = get_board(chief, dispatch_id, seats.near.id, tree=SEATS)

    assert [(row.names["en"], row.counts.expected, row.is_subject) for row in board.rows] == [
        ("W1", 1, False),
        ("B1", 1, True),
    ]
    assert [(way.names["en"], way.unit_id, way.is_here) for way in board.trees] == [
        ("Main", None, False),
        ("Seats", seats.near.id, True),
    ]
    booth = get_board(chief, dispatch_id, seats.cast.booths[0].id, tree=SEATS)
    assert (booth.is_subject, booth.own_state, [way.unit_id for way in booth.trees]) == (
        True,
        "silent",
        [seats.cast.booths[0].id] * 2,
    )
    assert get_board(chief, make_dispatch(roots=[seats.cast.top]), seats.cast.top.id).trees == ()


def test_a_seat_is_shown_to_those_who_may_see_every_booth_that_it_counts() -> None:
    seats = make_seats()
    cast = seats.cast
    neighbour = make_appointment(unit=cast.other_middle)
    near, wide, all_of_it = along(seats.near), along(seats.wide), along(cast.top)
    without = along(seats.wide, excluded=[cast.booths[2]])

    def sees(who: Appointment, dispatch_id: UUID, unit: Unit, tree: str = SEATS) -> bool:
        try:
            get_board(actor_of(who), dispatch_id, unit.id, tree=tree)
        except OutOfReach:
            return False
        return True

    assert [sees(cast.officer, near, unit) for unit in (seats.near, seats.ward, cast.booths[0])] == [True] * 3
    assert [sees(cast.officer, all_of_it, unit) for unit in (cast.top, seats.near, seats.wide)] == [False, True, False]
    assert [sees(who, wide, seats.wide) for who in (cast.chief, cast.officer, neighbour)] == [True, False, False]
    assert [sees(who, without, seats.wide) for who in (cast.chief, cast.officer, neighbour)] == [True, False, True]
    for who in (cast.stranger, cast.worker):
        assert not any(sees(who, near, unit) for unit in (cast.top, seats.near, seats.ward, *cast.booths))
    assert sees(cast.officer, wide, cast.middle, "")  # its own booth in it, along the main tree
    assert not sees(cast.officer, wide, cast.other_middle, "")
    assert get_top_unit(actor_of(cast.officer), all_of_it) == (cast.booths[0].id, SEATS)
    assert get_top_unit(actor_of(cast.officer), near) == (seats.near.id, SEATS)
    with pytest.raises(OutOfReach):
        get_top_unit(actor_of(cast.stranger), near)


def test_a_subject_that_hangs_in_no_main_tree_is_judged_by_what_stands_above_it() -> None:
    seats = make_seats()
    dispatch_id = along(seats.near, levels=["ward"])

    assert get_board(actor_of(seats.cast.chief), dispatch_id, seats.near.id, tree=SEATS).counts.expected == 1
    with pytest.raises(OutOfReach):
        get_board(actor_of(seats.cast.officer), dispatch_id, seats.near.id, tree=SEATS)


def test_a_tree_that_the_dispatch_does_not_run_along_has_no_board() -> None:
    seats = make_seats()
    chief, plain, to_seat = actor_of(seats.cast.chief), make_dispatch(roots=[seats.cast.top]), along(seats.near)

    assert get_board(chief, plain, seats.cast.top.id, tree="main").place.tree == ""
    for dispatch_id, unit, tree in (
        (plain, seats.cast.top, SEATS),
        (plain, seats.cast.top, "nowhere"),
        (to_seat, seats.near, ""),
        (to_seat, seats.near, "main"),
        (to_seat, seats.wide, SEATS),
        (to_seat, seats.cast.middle, SEATS),
    ):
        with pytest.raises(OutOfReach):
            get_board(chief, dispatch_id, unit.id, tree=tree)


def test_the_silent_are_named_along_either_tree() -> None:
    seats = make_seats()
    cast, dispatch_id = seats.cast, along(seats.cast.top)
    give(cast.worker, make_command(dispatch_id=dispatch_id, appointment=cast.worker))
    fold_all()

    def names(unit: Unit, tree: str) -> list[tuple[str, list[str]]]:
        found, after = [], ""
        while True:
            _d, _p, page = list_silent(
                actor_of(cast.chief), dispatch_id, unit.id, tree=tree, after=after, limit=2, state="silent"
            )
            found += [(row.subject.names["en"], [above["en"] for above in row.above]) for row in page.rows]
            after = page.next_after
            if not after:
                return found

    assert names(seats.near, SEATS) == [("B2", ["W1"])]
    assert names(cast.top, SEATS) == [("B2", ["S1", "W1"]), ("B3", ["S2"]), ("C1", ["S2"]), ("C2", ["S2"])]
    assert names(cast.middle, "") == [("B2", []), ("B3", [])]
    assert names(cast.top, "") == [("B2", ["M1"]), ("B3", ["M1"]), ("C1", ["M2"]), ("C2", ["M2"])]


def test_who_answers_follows_the_main_tree_where_a_unit_hangs_there() -> None:
    seats = make_seats()
    lead = make_appointment(unit=seats.wide)
    dispatch_id = along(seats.cast.top)
    chief = actor_of(seats.cast.chief)
    _d, _p, upwards, rows = list_answerable(chief, dispatch_id, seats.cast.top.id, of="silent", tree=SEATS)
    _d, _p, _up, booths = list_answerable(chief, dispatch_id, seats.wide.id, of="silent", tree=SEATS)

    assert {one.row.names["en"]: one.lead.unit_names["en"] for one in rows} == {"S2": "S2", "S1": "T"}
    assert {one.row.names["en"]: one.lead.unit_names["en"] for one in booths} == {"B3": "M1", "C1": "C1", "C2": "T"}
    assert [crumb.names["en"] for crumb in upwards] == ["T"]
    assert lead.unit_id == seats.wide.id
    _place, children = list_children(chief, dispatch_id, seats.near.id, tree=SEATS)
    assert [one.row.names["en"] for one in children] == ["W1", "B1"]


def test_crumbs_lead_only_where_one_may_go() -> None:
    seats = make_seats()
    dispatch_id = along(seats.cast.top)

    def crumbs(who: Appointment) -> list[tuple[str, bool]]:
        board = get_board(actor_of(who), dispatch_id, seats.ward.id, tree=SEATS)
        return [(crumb.names["en"], may) for crumb, may in list_crumbs(board.place, actor_of(who))]

    assert crumbs(seats.cast.chief) == [("T", True), ("S1", True), ("W1", True)]
    assert crumbs(seats.cast.officer) == [("T", False), ("S1", True), ("W1", True)]


def test_the_trend_and_the_map_stay_in_the_tree() -> None:
    seats = make_seats()
    first, second = along(seats.near), along(seats.cast.top)
    make_dispatch(roots=[seats.cast.top])
    Boundary.objects.create(unit=seats.ward, geometry={"type": "Point", "coordinates": [80.0, 26.0]})
    chief = actor_of(seats.cast.chief)

    _place, points = list_trend(chief, first, seats.near.id, at=now(), tree=SEATS)
    assert [point.dispatch_id for point in points] == [first, second]
    _place, points = list_trend(actor_of(seats.cast.officer), first, seats.near.id, at=now(), tree=SEATS)
    assert points == []  # the ward itself is not the officer's to see, and others may be sent to it
    _place, shapes = list_shapes(chief, first, seats.near.id, tree=SEATS)
    assert [row.unit_id for row, _shape in shapes] == [seats.ward.id]


def test_every_door_of_the_seat_opens_to_its_officers_alone() -> None:
    seats = make_seats()
    cast, near, wide = seats.cast, along(seats.near), along(seats.wide)
    chief, officer, stranger, worker = (
        console_client(one.person) for one in (cast.chief, cast.officer, cast.stranger, cast.worker)
    )
    for page in PAGES:
        here, there = board_address(page, near, seats.near.id, SEATS), board_address(page, wide, seats.wide.id, SEATS)
        assert [chief.get(here).status_code, officer.get(here).status_code] == [200, 200], page
        assert [chief.get(there).status_code, officer.get(there).status_code] == [200, 404], page
        assert {stranger.get(one).status_code for one in (here, there)} == {404}, page
        assert {worker.get(one).status_code for one in (here, there)} == {404}, page
        assert Client().get(here).status_code == 302, page
    assert officer.get(f"/console/board/{near}/")["Location"] == board_address("board", near, seats.near.id, SEATS)
    assert chief.get(f"/console/board/{near}/along/main/")["Location"] == board_address("board", near, cast.top.id)
    assert stranger.get(f"/console/board/{near}/along/{SEATS}/").status_code == 404


def test_the_links_of_a_page_stay_in_its_tree_and_one_leads_over() -> None:
    seats = make_seats()
    dispatch_id = along(seats.near)
    chief = console_client(seats.cast.chief.person)
    page = body(chief.get(board_address("board", dispatch_id, seats.near.id, SEATS)))

    for name in ("silent", "silent-csv", "children-csv", "curve", "map", "trend", "answerable"):
        assert board_address(name, dispatch_id, seats.near.id, SEATS) in page, name
    assert f'href="../{seats.ward.id}/"' in page
    assert f'href="/console/board/{dispatch_id}/along/main/"' in page
    assert f"/console/units/{seats.near.id}/" not in page
    lead = make_appointment(unit=seats.near, person=make_person("निर्मला"))
    assert lead.path.endswith("/")  # beside the main tree: judged by the nearest unit above that hangs in it
    for who in ("chief", "officer"):
        asked = console_client(getattr(seats.cast, who).person)
        assert "निर्मला" in body(asked.get(board_address("board", dispatch_id, seats.near.id, SEATS))), who
    silent = body(chief.get(board_address("silent", dispatch_id, seats.near.id, SEATS)))
    assert board_address("board", dispatch_id, seats.cast.booths[1].id, SEATS) in silent
    main = body(chief.get(board_address("board", dispatch_id, seats.cast.top.id)))
    assert f'href="/console/board/{dispatch_id}/along/{SEATS}/' in main


@pytest.mark.parametrize("page", PAGES)
def test_the_work_does_not_grow_with_the_seats(page: str) -> None:
    seats = make_seats()
    dispatch_id = along(seats.near)
    address = board_address(page, dispatch_id, seats.near.id, SEATS)
    client = console_client(seats.cast.officer.person)
    body(client.get(address))
    with CaptureQueriesContext(connection) as few:
        body(client.get(address))
    for n in range(8):
        booth = make_unit(level="last", parent=seats.cast.middle, code=f"N{n}")
        place_unit(unit=booth, parent=seats.near if n % 2 else seats.ward, tree=SEATS)
    count_shape(shape_id=Dispatch.objects.get(id=dispatch_id).shape_id)
    with CaptureQueriesContext(connection) as many:
        body(client.get(address))

    assert len(many) == len(few) <= 18
