"""Reading, correcting, withdrawing, proofs and rules in the console."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pankti.base.clock import now
from pankti.cascade.models import Dispatch, Standing
from pankti.cascade.types import Proof, Rank
from pankti.directives.actions.change import withdraw_directive
from pankti.directives.actions.drafts import save_draft
from pankti.directives.models import Directive, DirectiveVersion, ReminderRule
from pankti.organisation.models import Appointment
from tests.makers.access import console_client
from tests.makers.cascade import fold_all, give, make_command
from tests.makers.directives import a_draft, make_directive
from tests.makers.organisation import actor_of, make_cast

pytestmark = pytest.mark.django_db


def office(appointment: Appointment) -> Client:
    client = console_client(appointment.person)
    client.cookies["django_language"] = "en"
    return client


def url(directive_id: UUID, page: str = "") -> str:
    return f"/console/directives/{directive_id}/{page}"


CORRECTION = {
    "title_hi": "बूथ की सफ़ाई रविवार को",
    "title_en": "Clean the booth on Sunday",
    "text_hi": "रविवार सुबह।",
    "changed_hi": "दिन बदला",
    "answers": "stand",
    "do": "correct",
}


def test_the_list_shows_what_touches_ones_reach() -> None:
    cast = make_cast()
    to_middle = make_directive(cast.chief, roots=[cast.middle])
    to_all = make_directive(cast.chief, roots=[cast.top])
    beside = make_directive(cast.chief, roots=[cast.other_middle])
    own = make_directive(cast.officer, roots=[cast.booths[0]])

    officer = office(cast.officer).get("/console/directives/").content.decode()
    chief = office(cast.chief).get("/console/directives/").content.decode()
    for directive, for_officer in ((to_middle, True), (to_all, True), (beside, False), (own, True)):
        assert (url(directive) in officer) is for_officer
        assert url(directive) in chief
    assert office(cast.stranger).get("/console/directives/").status_code == 404
    for directive in (to_middle, to_all, beside, own):
        assert office(cast.stranger).get(url(directive)).status_code == 404
    assert office(cast.officer).get(url(beside)).status_code == 404


def test_the_tabs_of_the_list() -> None:
    cast = make_cast()
    client = office(cast.officer)
    assert "Nothing is running" in client.get("/console/directives/").content.decode()
    assert "You have no drafts" in client.get("/console/directives/?state=drafts").content.decode()

    draft = a_draft(cast.officer, titles={})
    save_draft(actor=actor_of(cast.officer), draft=draft)
    foreign = a_draft(cast.colleague)
    save_draft(actor=actor_of(cast.colleague), draft=foreign)
    over = make_directive(cast.officer, roots=[cast.middle])
    withdraw_directive(actor=actor_of(cast.officer), directive_id=over, reason="दोहराव")

    drafts = client.get("/console/directives/?state=drafts").content.decode()
    assert url(draft.id, "edit/") in drafts
    assert "Without a title" in drafts
    assert str(foreign.id) not in drafts
    assert url(over) in client.get("/console/directives/?state=ended").content.decode()
    assert client.get("/console/directives/?state=nonsense&page=x").status_code == 200


def test_the_list_is_paged_by_the_server_and_costs_the_same() -> None:
    cast = make_cast()
    client = office(cast.officer)
    make_directive(cast.officer, roots=[cast.middle])
    with CaptureQueriesContext(connection) as few:
        client.get("/console/directives/")
    for _n in range(55):
        make_directive(cast.officer, roots=[cast.middle])
    with CaptureQueriesContext(connection) as many:
        first = client.get("/console/directives/").content.decode()
    second = client.get("/console/directives/?page=2").content.decode()

    assert len(many) == len(few)
    assert first.count("<tr>") == 51
    assert second.count("<tr>") == 7
    assert "Page 1 of 2" in first


def test_the_page_says_what_was_said_and_leads_to_the_board_at_ones_own_place() -> None:
    cast = make_cast()
    issued = make_directive(cast.chief, roots=[cast.top], deadline_at=now() + timedelta(days=1), counted=True)

    chief = office(cast.chief).get(url(issued)).content.decode()
    officer = office(cast.officer).get(url(issued)).content.decode()
    assert "Clean the booth" in chief
    assert f"/console/board/{issued}/{cast.top.id}/" in chief
    assert f"/console/board/{issued}/{cast.middle.id}/" in officer
    assert url(issued, "correct/") in chief
    assert url(issued, "correct/") not in officer
    assert "<b>6</b>" in chief
    assert "<b>3</b>" in officer


def test_a_correction_goes_out_and_both_versions_stay_readable() -> None:
    cast = make_cast()
    issued = make_directive(cast.officer, roots=[cast.middle])
    client = office(cast.officer)

    assert "Clean the booth" in client.get(url(issued, "correct/")).content.decode()
    answer = client.post(url(issued, "correct/"), CORRECTION)
    assert answer.status_code == 302
    page = client.get(url(issued)).content.decode()
    assert "Clean the booth on Sunday" in page
    assert "दिन बदला" in page
    assert "Version 1" in page
    assert Dispatch.objects.get().version == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"changed_hi": ""}, "what has changed"),
        ({"title_hi": "", "title_en": ""}, "Nothing has been written yet"),
        ({"deadline_on": "2020-01-01"}, "already over"),
    ],
)
def test_a_correction_that_cannot_go_keeps_what_was_typed(wrong: dict[str, str], sentence: str) -> None:
    cast = make_cast()
    issued = make_directive(cast.officer, roots=[cast.middle])
    answer = office(cast.officer).post(url(issued, "correct/"), CORRECTION | wrong)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "रविवार सुबह।" in answer.content.decode()
    assert DirectiveVersion.objects.count() == 1


def test_those_below_and_beside_change_nothing() -> None:
    cast = make_cast()
    issued = make_directive(cast.chief, roots=[cast.middle])
    for other in (cast.officer, cast.stranger, cast.worker):
        client = office(other)
        assert client.post(url(issued, "correct/"), CORRECTION).status_code == 404
        assert client.post(url(issued, "withdraw/"), {"reason": "x"}).status_code == 404
        assert client.get(url(issued, "proofs/")).status_code == 404
        assert client.post(url(issued, f"proofs/{cast.booths[0].id}/"), {"reason": "x"}).status_code == 404
    assert Dispatch.objects.get().state == "live"
    assert Dispatch.objects.get().version == 1


def test_withdrawing_needs_a_reason_that_everybody_reads() -> None:
    cast = make_cast()
    issued = make_directive(cast.officer, roots=[cast.middle])
    client = office(cast.officer)

    assert client.post(url(issued, "withdraw/"), {"reason": " "}).status_code == 422
    assert client.post(url(issued, "withdraw/"), {"reason": "ग़लत तारीख"}).status_code == 302
    page = client.get(url(issued)).content.decode()
    assert "ग़लत तारीख" in page
    assert url(issued, "correct/") not in page
    assert client.get(url(issued, "correct/")).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_proof_is_seen_and_sent_back() -> None:
    cast = make_cast()
    issued = make_directive(cast.officer, roots=[cast.middle], proof=Proof.TEXT)
    client = office(cast.officer)
    assert "No proof has come in yet" in client.get(url(issued, "proofs/")).content.decode()
    command = make_command(dispatch_id=issued, appointment=cast.worker, rank=Rank.DONE, text="<b>सब</b> साफ़ है")
    assert give(cast.worker, command) == [None]
    fold_all()

    page = client.get(url(issued, "proofs/")).content.decode()
    assert "&lt;b&gt;सब&lt;/b&gt; साफ़ है" in page
    reject = url(issued, f"proofs/{cast.booths[0].id}/")
    assert reject in page
    assert client.get(reject).status_code == 200
    assert client.post(reject, {"reason": ""}).status_code == 422
    assert client.post(reject, {"reason": "फ़ोटो भी चाहिए"}).status_code == 302
    fold_all()
    assert Standing.objects.get().round == 2
    assert client.get(url(issued, "proofs/?after=nonsense")).status_code == 200


def test_whoever_manages_the_organisation_sets_its_rules() -> None:
    cast = make_cast()
    ReminderRule.objects.all().delete()
    client = office(cast.chief)

    assert "No rule yet" in client.get("/console/reminder-rules/").content.decode()
    said = {"kind": "reminder", "hours": "6", "levels_up": "1", "is_active": "on"}
    assert client.post("/console/reminder-rules/new/", said).status_code == 302
    rule = ReminderRule.objects.get()
    assert (rule.kind, rule.hours, rule.levels_up, rule.is_active) == ("reminder", -6, 0, True)
    assert "6 hours before" in client.get("/console/reminder-rules/").content.decode()

    change = {"kind": "escalation", "hours": "12", "levels_up": "2"}
    assert client.post(f"/console/reminder-rules/{rule.id}/", change).status_code == 302
    rule.refresh_from_db()
    assert (rule.kind, rule.hours, rule.levels_up, rule.is_active) == ("escalation", 12, 2, False)
    for wrong in (
        {"kind": "reminder", "hours": "0"},
        {"kind": "escalation", "hours": "5", "levels_up": "0"},
        {"kind": "escalation", "hours": "9999", "levels_up": "1"},
    ):
        assert client.post("/console/reminder-rules/new/", wrong).status_code == 422
    assert ReminderRule.objects.count() == 1


def test_a_right_over_a_part_does_not_set_rules_for_all() -> None:
    cast = make_cast()
    for other in (cast.officer, cast.stranger):
        client = office(other)
        assert client.get("/console/reminder-rules/").status_code == 404
        assert client.post("/console/reminder-rules/new/", {"kind": "reminder", "hours": "6"}).status_code == 404
        assert "/console/reminder-rules/" not in client.get("/console/reorganise/").content.decode()
    assert "/console/reminder-rules/" in office(cast.chief).get("/console/reorganise/").content.decode()


def test_an_issued_directive_is_never_a_draft_again() -> None:
    cast = make_cast()
    issued = make_directive(cast.officer, roots=[cast.middle])
    client = office(cast.officer)
    assert client.get(url(issued, "issue/")).headers["Location"] == url(issued)
    assert client.get(url(issued, "edit/")).status_code == 404
    assert Directive.objects.get().version == 1
