"""Closing by hand and by the organisation's rule; what still arrives; what thirteen months later is left."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from pankti.audit.models import Event
from pankti.base.clock import frozen, now
from pankti.base.errors import DomainError, OutOfReach
from pankti.cascade.actions.retain import delete_old_answers
from pankti.cascade.actions.tally import rebuild_tallies
from pankti.cascade.errors import AnswersGone, DispatchClosed, DispatchEnded
from pankti.cascade.models import Answer, Dispatch, Standing
from pankti.cascade.queries import get_dispatch, get_tally, get_times, list_proofs
from pankti.cascade.types import GRACE, KEEP, Counts, Proof, Rank
from pankti.directives.actions.change import correct_directive, reject_proof, withdraw_directive
from pankti.directives.actions.close import close_directive, close_overdue, save_closing_rule
from pankti.directives.actions.escalate import sweep_rules
from pankti.directives.errors import ClosingUnreadable, ClosingUnsaid
from pankti.directives.models import Directive
from pankti.directives.queries.pages import get_closing_rule
from pankti.directives.types import ClosingView, Corrected, DirectiveState
from pankti.organisation.models import Unit
from tests.makers.access import console_client, sign_in_device
from tests.makers.cascade import fold_all, give, make_command
from tests.makers.directives import make_directive
from tests.makers.organisation import Cast, actor_of, make_appointment, make_cast
from tests.makers.phone import Phone

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def close(cast: Cast, directive_id: UUID) -> None:
    close_directive(actor=actor_of(cast.officer), directive_id=directive_id, reason="अब नहीं चाहिए")


def counts_of(directive_id: UUID, unit: Unit) -> Counts:
    return get_tally(get_dispatch(directive_id), unit.id)


def state(directive_id: UUID) -> str:
    found: str = Dispatch.objects.get(id=directive_id).state
    assert Directive.objects.get(id=directive_id).state.replace("issued", "live") == found
    return found


def test_an_office_closes_with_a_reason_and_for_good() -> None:
    cast = make_cast()
    issued = make_directive(cast.officer, roots=[cast.middle])
    officer = actor_of(cast.officer)
    for stranger in (cast.stranger, cast.worker):
        with pytest.raises(OutOfReach):
            close_directive(actor=actor_of(stranger), directive_id=issued, reason="no")
    with pytest.raises(ClosingUnsaid):
        close_directive(actor=officer, directive_id=issued, reason=" ")
    assert state(issued) == "live"

    close(cast, issued)
    close(cast, issued)

    assert state(issued) == "closed"
    event = Event.objects.get(type="directives.directive.closed")
    assert (event.subject_id, event.details["reason"]) == (issued, "अब नहीं चाहिए")
    for after in (
        lambda: withdraw_directive(actor=officer, directive_id=issued, reason="no"),
        lambda: correct_directive(
            actor=officer, directive_id=issued, corrected=Corrected({"en": "x"}, {}, {"en": "y"}, None)
        ),
        lambda: reject_proof(actor=officer, directive_id=issued, subject_id=cast.booths[0].id, reason="no"),
    ):
        with pytest.raises(DispatchEnded):
            after()
    withdrawn = make_directive(cast.officer, roots=[cast.middle])
    withdraw_directive(actor=officer, directive_id=withdrawn, reason="दोहरा गया")
    with pytest.raises(DispatchEnded):
        close(cast, withdrawn)


def test_taps_from_before_still_count_for_two_weeks_and_later_ones_are_told_why_not() -> None:
    cast = make_cast()
    second, third = (make_appointment(unit=booth) for booth in cast.booths[1:])
    start = now()
    with frozen(start):
        issued = make_directive(cast.officer, roots=[cast.middle], counted=True)
    with frozen(start + DAY):
        close(cast, issued)

    def answer(who: object, tapped_at: datetime, received_at: datetime) -> list[DomainError | None]:
        with frozen(received_at):
            command = make_command(dispatch_id=issued, appointment=who, tapped_at=tapped_at)  # type: ignore[arg-type]
            return give(who, command)  # type: ignore[arg-type]

    assert answer(cast.worker, start + DAY / 2, start + DAY + GRACE) == [None]
    [after] = answer(second, start + DAY + timedelta(minutes=1), start + 2 * DAY)
    [too_late] = answer(third, start + DAY / 2, start + DAY + GRACE + timedelta(seconds=1))
    fold_all()

    assert isinstance(after, DispatchClosed)
    assert isinstance(too_late, DispatchClosed)
    counts = counts_of(issued, cast.middle)
    assert (counts.expected, counts.acknowledged) == (3, 1)


def test_phones_are_told_and_let_go() -> None:
    cast = make_cast()
    issued = make_directive(cast.officer, roots=[cast.middle])
    client, _token = sign_in_device(cast.worker.person)
    phone = Phone(client)
    phone.sync(phone.command(issued, cast.worker))
    fold_all()
    phone.sync()
    assert phone.standings
    close(cast, issued)

    phone.sync()
    assert phone.dispatches[str(issued)]["state"] == "closed"
    assert phone.standings == {}
    [late] = phone.sync(phone.command(issued, cast.worker))
    assert (late["status"], late["code"]) == ("refused", "dispatch_closed")
    fresh = Phone(client)
    fresh.sync()
    assert fresh.dispatches == {}


def test_the_sweep_closes_what_the_rule_says_is_over() -> None:
    cast = make_cast()
    start = now()
    with frozen(start):
        until = make_directive(cast.officer, roots=[cast.middle], deadline_at=start + 10 * DAY)
        longer = make_directive(cast.officer, roots=[cast.middle], deadline_at=start + 11 * DAY)
        without = make_directive(cast.officer, roots=[cast.middle])
        corrected = make_directive(cast.officer, roots=[cast.middle])
        draft_like = make_directive(cast.officer, roots=[cast.middle])
        withdraw_directive(actor=actor_of(cast.officer), directive_id=draft_like, reason="दोहरा गया")
    with frozen(start + 100 * DAY):
        again = Corrected({"en": "Clean it"}, {}, {"en": "The title"}, None)
        correct_directive(actor=actor_of(cast.officer), directive_id=corrected, corrected=again)

    def running(at: datetime) -> set[UUID]:
        with frozen(at):
            close_overdue()
            assert close_overdue() == 0
        return set(Directive.objects.filter(state=DirectiveState.ISSUED).values_list("id", flat=True))

    assert running(start + 40 * DAY - timedelta(seconds=1)) == {until, longer, without, corrected}
    assert running(start + 40 * DAY) == {longer, without, corrected}
    assert running(start + 180 * DAY) == {corrected}
    assert running(start + 280 * DAY) == set()
    assert [state(one) for one in (until, longer, without, corrected, draft_like)] == ["closed"] * 4 + ["withdrawn"]
    events = Event.objects.filter(type="directives.directive.expired")
    assert sorted((event.actor_id, event.details["days"]) for event in events) == [(None, 30)] * 2 + [(None, 180)] * 2


def test_the_rule_is_the_organisations_own() -> None:
    cast = make_cast()
    start, chief = now(), actor_of(cast.chief)
    with frozen(start):
        issued = make_directive(cast.officer, roots=[cast.middle], deadline_at=start + DAY)
    assert get_closing_rule() == ClosingView(30, 180, True)
    for other in (cast.officer, cast.stranger):
        with pytest.raises(OutOfReach):
            save_closing_rule(actor=actor_of(other), rule=ClosingView(1, 1, True))
    for days in (0, 731):
        with pytest.raises(ClosingUnreadable):
            save_closing_rule(actor=chief, rule=ClosingView(days, 180, True))
    with frozen(start + 400 * DAY):
        save_closing_rule(actor=chief, rule=ClosingView(5, 9, False))
        assert close_overdue() == 0
        save_closing_rule(actor=chief, rule=ClosingView(5, 9, True))
        assert (close_overdue(), state(issued)) == (1, "closed")
        assert sweep_rules() == 0


def test_the_pages_close_and_set_the_rule() -> None:
    cast = make_cast()
    issued = make_directive(cast.officer, roots=[cast.middle], counted=True)
    officer, chief = console_client(cast.officer.person), console_client(cast.chief.person)
    for client in (officer, chief):
        client.cookies["django_language"] = "en"
    page = f"/console/directives/{issued}/"
    assert f'href="{page}close/"' in officer.get(page).content.decode()
    assert "Close this directive for good?" in officer.get(f"{page}close/").content.decode()
    assert officer.post(f"{page}close/", {"reason": ""}).status_code == 422
    assert officer.post(f"{page}close/", {"reason": "अब नहीं चाहिए"})["Location"] == page
    shown = officer.get(page).content.decode()
    assert "अब नहीं चाहिए" in shown
    assert f'href="{page}close/"' not in shown
    assert officer.get(f"{page}close/").status_code == 404
    assert "This is closed." in officer.get(f"/console/board/{issued}/{cast.middle.id}/").content.decode()

    rule = "/console/reminder-rules/closing/"
    assert [client.get(rule).status_code for client in (officer, chief)] == [404, 200]
    said = {"days_after_deadline": 7, "days_without_deadline": 90, "is_active": "on"}
    assert officer.post(rule, said).status_code == 404
    assert chief.post(rule, said | {"days_after_deadline": 0}).status_code == 422
    assert chief.post(rule, said).status_code == 302
    assert get_closing_rule() == ClosingView(7, 90, True)
    assert "7 days after its deadline" in chief.get("/console/reminder-rules/").content.decode()


def test_thirteen_months_later_the_answers_are_gone_and_the_figures_stand() -> None:
    cast = make_cast()
    second = make_appointment(unit=cast.booths[1])
    start = now()
    with frozen(start):
        old, live, young = (
            make_directive(cast.officer, roots=[cast.middle], proof=Proof.DONE, counted=True) for _ in range(3)
        )
    with frozen(start + DAY):
        for issued in (live, old, young, live):
            for who, rank in ((cast.worker, Rank.DONE), (second, Rank.REFUSED), (second, Rank.SEEN)):
                give(who, make_command(dispatch_id=issued, appointment=who, rank=rank, tapped_at=now()))
        fold_all()
        close(cast, old)
    with frozen(start + 30 * DAY):
        close(cast, young)
    before = (counts_of(old, cast.middle), get_times(get_dispatch(old), cast.middle.id))
    answers = Answer.objects.count()

    with frozen(start + DAY + KEEP):
        assert delete_old_answers() == 0
    with frozen(start + DAY + KEEP + timedelta(seconds=1)):
        assert delete_old_answers(step=2, steps=2) == 1  # stopped in the middle, and goes on
        with pytest.raises(AnswersGone):
            rebuild_tallies(dispatch_id=old)
        delete_old_answers(step=2)
        assert delete_old_answers() == 0

    assert not Answer.objects.filter(dispatch_id=old).exists()
    assert Answer.objects.count() == answers - 3
    assert Standing.objects.filter(dispatch_id=old).count() == 2
    assert (counts_of(old, cast.middle), get_times(get_dispatch(old), cast.middle.id)) == before
    gone = Event.objects.get(type="cascade.answers.deleted")
    assert (gone.subject_id, gone.details["n"], gone.actor_id) == (old, 3, None)
    with pytest.raises(AnswersGone):
        rebuild_tallies(dispatch_id=old)
    proofs = {proven.state: proven.body for proven in list_proofs(get_dispatch(old))}
    assert proofs == {"done": {}, "refused": {}}
    rebuild_tallies(dispatch_id=young)
    assert counts_of(young, cast.middle).done == 1


def test_a_second_passing_takes_what_ended_meanwhile() -> None:
    cast = make_cast()
    start = now()
    with frozen(start):
        first, second = (make_directive(cast.officer, roots=[cast.middle]) for _ in range(2))
        for issued in (first, second):
            give(cast.worker, make_command(dispatch_id=issued, appointment=cast.worker, tapped_at=start))
        fold_all()
        close(cast, first)
    with frozen(start + 10 * DAY):
        close(cast, second)
    with frozen(start + KEEP + DAY):
        assert delete_old_answers() == 1
    with frozen(start + KEEP + 11 * DAY):
        assert delete_old_answers() == 1
    assert Answer.objects.count() == 0
    assert {event.details["n"] for event in Event.objects.filter(type="cascade.answers.deleted")} == {1}
