"""Rules fire once; phones are told who is silent by the post that answers for them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pankti.access.actions.issue_token import issue_token
from pankti.access.actions.reach import work_out_reach
from pankti.access.queries import find_device
from pankti.audit.models import Event
from pankti.base.clock import frozen, now
from pankti.cascade.queries.unsettled import count_unsettled_below
from pankti.directives.actions.change import correct_directive, withdraw_directive
from pankti.directives.actions.escalate import sweep_rules
from pankti.directives.models import Escalation, ReminderRule
from pankti.directives.queries.notices import pull_notices
from pankti.directives.types import Corrected
from pankti.fieldsync.types import Part, Reader
from pankti.organisation.models import Appointment
from tests.makers.cascade import fold_all, give, make_command
from tests.makers.directives import make_directive
from tests.makers.organisation import actor_of, make_appointment, make_cast, make_unit

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def rules(db: None) -> None:
    """The three rules that every organisation starts with."""
    ReminderRule.objects.all().delete()
    for kind, hours, levels_up in (("reminder", -24, 0), ("escalation", 0, 1), ("escalation", 24, 2)):
        ReminderRule.objects.create(kind=kind, hours=hours, levels_up=levels_up)


def reader_of(appointment: Appointment) -> Reader:
    _device, token = issue_token(person_id=appointment.person_id, name="phone")
    device = find_device(token)
    assert device is not None
    return Reader(device, work_out_reach(appointment.person_id))


def notices(part: Part) -> list[tuple[str, UUID, int, int]]:
    return [(n["kind"], n["unit_id"], n["silent"], n["expected"]) for n in part.items.get("notices", [])]


def test_a_rule_fires_once_at_its_moment() -> None:
    cast = make_cast()
    start = now()
    issued = make_directive(cast.officer, roots=[cast.middle], deadline_at=start + 48 * HOUR)

    for hours, fired in ((23, 0), (25, 1), (25.1, 1), (47, 1), (48.1, 2), (60, 2), (72.1, 3), (100, 3)):
        with frozen(start + hours * HOUR):
            sweep_rules()
            sweep_rules()
        assert Escalation.objects.count() == fired, hours
    assert set(Escalation.objects.values_list("dispatch_id", flat=True)) == {issued}
    assert Event.objects.filter(type="directives.rule.fired").count() == 3


def test_what_has_no_moment_does_not_fire() -> None:
    cast = make_cast()
    start = now()
    make_directive(cast.officer, roots=[cast.middle])  # no deadline
    make_directive(cast.officer, roots=[cast.middle], deadline_at=start + HOUR)  # its reminder lay before the issue
    over = make_directive(cast.officer, roots=[cast.middle], deadline_at=start + 30 * HOUR)
    withdraw_directive(actor=actor_of(cast.officer), directive_id=over, reason="दोहराव")
    with frozen(start + HOUR / 2):
        assert sweep_rules() == 0
    ReminderRule.objects.update(is_active=False)
    with frozen(start + 40 * HOUR):
        assert sweep_rules() == 0


def test_a_server_that_slept_does_not_remind_after_the_deadline_nor_wake_old_things() -> None:
    cast = make_cast()
    start = now()
    make_directive(cast.officer, roots=[cast.middle], deadline_at=start + 30 * HOUR)
    with frozen(start + 31 * HOUR):
        assert sweep_rules() == 1
    assert Escalation.objects.get().rule.kind == "escalation"
    with frozen(start + timedelta(days=60)):
        assert sweep_rules() == 0


def test_those_who_have_not_done_it_are_reminded_and_nobody_else() -> None:
    cast = make_cast()
    start = now()
    issued = make_directive(cast.officer, roots=[cast.middle], deadline_at=start + 30 * HOUR)
    worker, stranger, officer = (reader_of(one) for one in (cast.worker, cast.stranger, cast.officer))

    with frozen(start + 7 * HOUR):
        assert sweep_rules() == 1
        part = pull_notices(worker, None)
        assert notices(part) == [("reminder", cast.booths[0].id, 1, 1)]
        told = part.items["notices"][0]
        assert told["dispatch_id"] == issued
        assert told["titles"]["en"] == "Clean the booth"
        assert notices(pull_notices(stranger, None)) == []
        assert notices(pull_notices(officer, None)) == []
        assert pull_notices(worker, part.position) == Part(part.position)


@pytest.mark.django_db(transaction=True)
def test_whoever_has_done_it_is_left_in_peace() -> None:
    cast = make_cast()
    start = now()
    issued = make_directive(cast.officer, roots=[cast.middle], deadline_at=start + 30 * HOUR)
    assert give(cast.worker, make_command(dispatch_id=issued, appointment=cast.worker)) == [None]
    fold_all()

    with frozen(start + 7 * HOUR):
        sweep_rules()
        assert notices(pull_notices(reader_of(cast.worker), None)) == []
    with frozen(start + 31 * HOUR):
        sweep_rules()
        part = pull_notices(reader_of(cast.officer), None)
        assert notices(part) == [("escalation", cast.middle.id, 2, 3)]
        silent = [unit["id"] for unit in part.items["notices"][0]["silent_units"]]
        assert silent == [cast.booths[1].id, cast.booths[2].id]


def test_the_post_above_gets_one_item_and_the_next_one_a_day_later() -> None:
    cast = make_cast()
    start = now()
    make_directive(cast.chief, roots=[cast.top], deadline_at=start + HOUR)
    officer, chief, stranger = (reader_of(one) for one in (cast.officer, cast.chief, cast.stranger))

    with frozen(start + 2 * HOUR):
        assert sweep_rules() == 1
        assert notices(pull_notices(officer, None)) == [("escalation", cast.middle.id, 3, 3)]
        # nobody holds the other middle unit: its silent ones pass to the nearest filled post above
        assert notices(pull_notices(chief, None)) == [("escalation", cast.top.id, 3, 3)]
        assert notices(pull_notices(stranger, None)) == []
        seen = pull_notices(chief, None).position
    with frozen(start + 26 * HOUR):
        assert sweep_rules() == 1
        assert notices(pull_notices(chief, seen)) == [("escalation", cast.top.id, 3, 3)]
        assert len(notices(pull_notices(officer, None))) == 1


def test_a_vacant_post_passes_it_up_and_a_refilled_one_takes_it_back() -> None:
    cast = make_cast()
    start = now()
    issued = make_directive(cast.chief, roots=[cast.top], deadline_at=start + HOUR)

    assert count_unsettled_below(issued, cast.top.id, levels_up=1).expected == 3
    for held in (cast.officer, cast.colleague):
        held.ended_at = now()
        held.save()
    assert count_unsettled_below(issued, cast.top.id, levels_up=1).expected == 6
    make_appointment(unit=cast.middle)
    make_appointment(unit=cast.other_middle)
    assert count_unsettled_below(issued, cast.top.id, levels_up=1).expected == 0
    assert count_unsettled_below(issued, cast.top.id, levels_up=2).expected == 6
    assert count_unsettled_below(issued, cast.top.id, levels_up=3).expected == 0


def test_a_moved_deadline_ends_the_notice_and_fires_anew() -> None:
    cast = make_cast()
    start = now()
    issued = make_directive(cast.officer, roots=[cast.middle], deadline_at=start + HOUR)
    officer = reader_of(cast.officer)
    with frozen(start + 2 * HOUR):
        sweep_rules()
        first = pull_notices(officer, None)
        assert len(notices(first)) == 1
        correct_directive(
            actor=actor_of(cast.officer),
            directive_id=issued,
            corrected=Corrected(
                titles={"hi": "बूथ"}, texts={}, what_changed={"hi": "समय बढ़ा"}, deadline_at=start + 10 * HOUR
            ),
        )
        after = pull_notices(officer, first.position)
        assert [(n["id"], n["silent"]) for n in after.items["notices"]] == [(first.items["notices"][0]["id"], 0)]
        assert notices(pull_notices(officer, None)) == []
    with frozen(start + 11 * HOUR):
        assert sweep_rules() == 1
        assert notices(pull_notices(officer, after.position)) == [("escalation", cast.middle.id, 3, 3)]


def test_a_withdrawal_takes_its_notices_along() -> None:
    cast = make_cast()
    start = now()
    issued = make_directive(cast.officer, roots=[cast.middle], deadline_at=start + HOUR)
    officer = reader_of(cast.officer)
    with frozen(start + 2 * HOUR):
        sweep_rules()
        seen = pull_notices(officer, None).position
        withdraw_directive(actor=actor_of(cast.officer), directive_id=issued, reason="ग़लती")
        assert notices(pull_notices(officer, seen)) == [("escalation", cast.middle.id, 0, 0)]
        assert notices(pull_notices(officer, None)) == []


def test_an_idle_pull_is_one_query_and_a_full_one_does_not_grow_with_the_tree() -> None:
    cast = make_cast()
    start = now()
    make_directive(cast.chief, roots=[cast.top], deadline_at=start + HOUR)
    chief = reader_of(cast.chief)
    with frozen(start + 2 * HOUR):
        sweep_rules()
        with CaptureQueriesContext(connection) as few:
            position = pull_notices(chief, None).position
        with CaptureQueriesContext(connection) as idle:
            pull_notices(chief, position)
        for n in range(20):
            make_unit(level="last", parent=cast.other_middle, code=f"N{n}")
        with CaptureQueriesContext(connection) as many:
            part = pull_notices(chief, None)
    assert len(idle) == 1
    assert len(many) == len(few)
    assert notices(part) == [("escalation", cast.top.id, 23, 23)]


def test_only_the_first_fifty_silent_units_travel() -> None:
    cast = make_cast(booths=60)
    start = now()
    make_directive(cast.officer, roots=[cast.middle], deadline_at=start + HOUR)
    with frozen(start + 2 * HOUR):
        sweep_rules()
        [told] = pull_notices(reader_of(cast.officer), None).items["notices"]
    assert told["silent"] == 60
    assert len(told["silent_units"]) == 50
