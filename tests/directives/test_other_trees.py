"""Directives along another tree than the main one: composed on the page, listed, and led to the right board."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from django.test import Client

from pankti.base.ids import new_id
from pankti.cascade.actions.headcount import count_shape
from pankti.cascade.models import Dispatch
from pankti.directives.actions.drafts import save_draft
from pankti.directives.actions.issue import issue_directive
from pankti.directives.models import Directive
from pankti.directives.queries.pages import list_directives
from pankti.directives.types import DirectiveState
from pankti.organisation.models import Unit
from tests.makers.access import console_client
from tests.makers.directives import a_draft
from tests.makers.organisation import actor_of, make_appointment
from tests.makers.seats import SEATS, Seats, make_seats

pytestmark = pytest.mark.django_db(transaction=True)


def issue_along(seats: Seats, *roots: Unit) -> UUID:
    chief = seats.cast.chief
    draft = a_draft(chief, roots=roots)
    draft = replace(draft, audience=replace(draft.audience, tree=SEATS))
    save_draft(actor=actor_of(chief), draft=draft)
    issue_directive(actor=actor_of(chief), directive_id=draft.id)
    count_shape(shape_id=Dispatch.objects.get(id=draft.id).shape_id)
    return draft.id


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_a_seat_is_chosen_on_the_page() -> None:
    seats, directive_id = make_seats(), new_id()
    client = console_client(seats.cast.chief.person)
    page = client.post(
        f"/console/directives/{directive_id}/edit/",
        {
            "sender": str(seats.cast.chief.id),
            "title_en": "To the seat",
            "proof": "acknowledge",
            "tree": SEATS,
            "tree_before": SEATS,
            "levels": "last",
            "do": f"add:{seats.near.id}",
        },
    )
    assert page.status_code == 200
    assert "S1" in page.content.decode()
    saved = Directive.objects.get(id=directive_id).audience
    assert (saved["tree"], saved["roots"], saved["levels"]) == (SEATS, [str(seats.near.id)], ["last"])


def test_lists_and_pages_lead_to_the_board_of_the_seat() -> None:
    seats = make_seats()
    directive_id = issue_along(seats, seats.near)
    board = f'href="/console/board/{directive_id}/"'
    for who in (seats.cast.chief, seats.cast.officer):
        client = console_client(who.person)
        assert board in text(client, f"/console/directives/{directive_id}/")
        assert board in text(client, "/console/")
        landed = client.get(f"/console/board/{directive_id}/")
        assert landed["Location"].endswith(f"/along/{SEATS}/{seats.near.id}/")


def test_a_directive_to_the_seat_is_listed_for_whoever_has_units_below_it() -> None:
    seats = make_seats()
    directive_id = issue_along(seats, seats.near)
    neighbour = make_appointment(unit=seats.cast.other_middle)
    at_booth = make_appointment(unit=seats.cast.booths[0], post="top-lead")  # a post that may view, at a booth

    def listed(who: object) -> list[UUID]:
        found = list_directives(actor_of(who), states=(DirectiveState.ISSUED,), limit=9)  # type: ignore[arg-type]
        return [row.id for row in found.rows]

    assert listed(seats.cast.chief) == [directive_id]
    assert listed(seats.cast.officer) == [directive_id]
    assert listed(at_booth) == [directive_id]
    assert listed(neighbour) == []
    assert listed(make_appointment(unit=seats.cast.other_booths[0], post="top-lead")) == []
    assert listed(seats.cast.stranger) == []
