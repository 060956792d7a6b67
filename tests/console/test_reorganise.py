"""The pages of a reorganisation: put together by clicks without script, previewed, approved, applied, undone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client

from pankti.base.actor import SYSTEM
from pankti.base.clock import frozen, now
from pankti.cascade.actions.dispatch import withdraw_dispatch
from pankti.cascade.actions.sweep import recount_shapes
from pankti.organisation.actions.reorganise.apply import apply_due_plan, today
from pankti.organisation.models import Plan, PlanStep, Unit
from pankti.organisation.queries import list_children
from tests.makers.access import console_client
from tests.makers.cascade import fold_all, give, make_command, make_dispatch
from tests.makers.organisation import Cast, make_cast
from tests.makers.plans import make_plan, merge, rename, reorganise

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def chief(cast: Cast) -> Client:
    client = console_client(cast.chief.person)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def begin(client: Client) -> str:
    answer = client.post("/console/reorganise/new/", {"title": "Two halves", "on": today().isoformat()})
    assert answer.status_code == 302
    return str(answer["Location"])


def add(client: Client, plan: str, **said: Any) -> Any:
    return client.post(f"{plan}step/", said)


def test_a_plan_is_put_together_previewed_approved_and_undone(cast: Cast, chief: Client) -> None:
    dispatch = make_dispatch(roots=[cast.top])
    give(cast.worker, make_command(dispatch_id=dispatch, appointment=cast.worker))
    fold_all()
    plan = begin(chief)
    assert (
        add(
            chief,
            plan,
            verb="split",
            tree="main",
            unit=cast.middle.id,
            parts="1",
            name_1_en="North",
            name_1_hi="उत्तर",
            code_1="N",
            **{f"to_{cast.booths[0].id}": "1"},
        ).status_code
        == 302
    )
    assert add(chief, plan, verb="rename", unit=cast.other_middle.id, name_en="South").status_code == 302
    page = chief.get(plan).content.decode()
    assert "North" in page
    assert "South" in page
    seen = chief.get(f"{plan}preview/").content.decode()
    assert "Expected before" in seen
    assert "Approve and apply now" in seen
    assert chief.post(plan, {"do": "approve"}).status_code == 302
    waiting = chief.get(plan).content.decode()
    assert 'http-equiv="refresh"' in waiting
    plan_id = UUID(plan.strip("/").split("/")[-1])
    assert apply_due_plan(actor=SYSTEM, plan_id=plan_id)
    assert "applied" in chief.get(plan).content.decode()
    north = Unit.objects.get(code="N")
    assert [unit.id for unit in list_children(north.id)] == [cast.booths[0].id]
    undone = chief.post(plan, {"do": "undo"})
    assert undone.status_code == 302
    back = str(undone["Location"])
    assert "Close" in chief.get(back).content.decode()
    assert chief.get(f"{back}preview/").status_code == 200
    listed = chief.get("/console/reorganise/").content.decode()
    assert "Two halves" in listed


@pytest.mark.parametrize("verb", ["move", "merge", "split", "rename", "open", "close"])
def test_every_step_page_opens_and_leads_to_the_choice(verb: str, cast: Cast, chief: Client) -> None:
    plan = begin(chief)
    query: list[tuple[str, object]] = [("verb", verb)]
    for more in (
        ("here", cast.middle.id),
        ("find", "B1"),
        ("unit", cast.booths[0].id),
        ("under", cast.other_middle.id),
    ):
        page = chief.get(f"{plan}step/?{urlencode(query)}")
        assert page.status_code == 200, (verb, more)
        query.append(more)
    assert chief.get(f"{plan}step/?{urlencode(query)}").status_code == 200


def test_units_are_moved_by_a_list_of_codes_and_an_unknown_one_takes_nothing(cast: Cast, chief: Client) -> None:
    plan = begin(chief)
    said = {"verb": "move", "tree": "main", "under": cast.other_middle.id}
    refused = add(chief, plan, **said, codes="code\nB1\nB7")
    assert refused.status_code == 422
    assert "B7" in refused.content.decode()
    assert not PlanStep.objects.exists()
    assert add(chief, plan, **said, codes="code\nB1\nB2").status_code == 302
    assert PlanStep.objects.get().body["units"] == [str(unit.id) for unit in cast.booths[:2]]


def test_a_plan_that_cannot_be_done_says_why_beside_its_step(cast: Cast, chief: Client) -> None:
    plan = begin(chief)
    add(chief, plan, verb="close", tree="main", unit=cast.middle.id)
    seen = chief.get(f"{plan}preview/").content.decode()
    assert "there is still B1" in seen
    assert "Approve" not in seen
    refused = chief.post(plan, {"do": "approve"}, follow=True).content.decode()
    assert "cannot be carried out" in refused
    step = PlanStep.objects.get()
    chief.post(plan, {"do": f"remove:{step.id}"})
    assert not PlanStep.objects.exists()
    chief.post(plan, {"do": "discard"})
    assert Plan.objects.get().state == "discarded"


def test_the_page_of_the_past_shows_names_parents_and_what_happened(cast: Cast, chief: Client) -> None:
    reorganise(merge(cast.middle, into=cast.other_middle))
    page = chief.get(f"/console/units/{cast.middle.id}/past/").content.decode()
    assert "Closed on" in page
    assert "merged into M2" in page
    before = chief.get(f"/console/units/{cast.middle.id}/past/?on=2026-05-01").content.decode()
    assert "As it was on 1 May 2026" in before
    assert "B1" in before
    assert chief.get(f"/console/units/{cast.other_middle.id}/past/?on=x&tree=x").status_code == 200
    stranger = console_client(cast.stranger.person)
    assert stranger.get(f"/console/units/{cast.middle.id}/past/").status_code == 404


def test_an_officer_does_not_touch_what_lies_beside(cast: Cast) -> None:
    officer = console_client(cast.officer.person)
    plan = begin(officer)
    assert officer.get(f"{plan}step/?verb=move&here={cast.other_middle.id}").status_code == 404
    beyond = add(officer, plan, verb="rename", tree="main", unit=cast.other_middle.id, name_en="X")
    assert beyond.status_code == 404
    of_the_top = make_plan(merge(cast.middle, into=cast.other_middle))
    assert officer.get(f"/console/reorganise/{of_the_top}/").status_code == 404


def test_a_directive_that_ended_keeps_its_figures_in_the_tree_of_its_day(cast: Cast, chief: Client) -> None:
    started = now()
    dispatch = make_dispatch(roots=[cast.top], excluded=[cast.booths[2]])
    give(cast.worker, make_command(dispatch_id=dispatch, appointment=cast.worker))
    fold_all()
    withdraw_dispatch(actor=SYSTEM, dispatch_id=dispatch, payload={})
    with frozen(started + timedelta(days=1)):
        reorganise(merge(cast.middle, into=cast.other_middle), rename(cast.other_middle, en="Both", hi="Both"))
    page = chief.get(f"/console/units/{cast.top.id}/past/?dispatch={dispatch}")
    rows = [(one.code, counts.expected, counts.answered) for one, counts in page.context["rows"]]
    assert rows == [("T", 5, 1), ("M1", 2, 1), ("M2", 3, 0)]
    assert "Both" not in page.content.decode()
    assert recount_shapes() == 0
    live = chief.get(f"/console/units/{cast.middle.id}/past/?dispatch={dispatch}&on={today().isoformat()}")
    assert [(one.code, c.expected, c.answered) for one, c in live.context["rows"]] == [
        ("M1", 2, 1),
        ("B1", 1, 1),
        ("B2", 1, 0),
        ("B3", 0, 0),
    ]
