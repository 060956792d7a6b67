"""A region is split in two while a directive is out and booths keep answering: the tallies are true at every moment.

Before, during and after they are held against a recount by plain SQL; a worker that is killed half way leaves nothing.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection, connections

from pankti.base.actor import SYSTEM
from pankti.base.sight import acting_as
from pankti.cascade.actions.headcount import count_shape
from pankti.cascade.actions.sweep import recount_shapes
from pankti.cascade.actions.tally import fold_answers
from pankti.cascade.models import Answer, Dispatch
from pankti.cascade.queries import get_dispatch, get_tally
from pankti.organisation.actions.import_units import LOCK
from pankti.organisation.actions.reorganise.apply import apply_due_plan
from pankti.organisation.actions.reorganise.drafts import approve_plan
from pankti.organisation.models import Appointment, Placement, Plan, Unit
from tests.makers.cascade import fold_all, give, make_command, make_dispatch
from tests.makers.organisation import make_appointment, make_scheme, make_unit
from tests.makers.plans import make_plan, part, split

pytestmark = pytest.mark.django_db(transaction=True)

RECOUNT = """
    SELECT coalesce(string_agg(unit, ', '), '') FROM (
        SELECT u.code || ' ' || coalesce(k.n, 0) || '<>' || coalesce(t.n, 0) AS unit
        FROM (
            SELECT up.unit_id, count(*) AS n FROM cascade_standing s
            JOIN organisation_placement p ON p.unit_id = s.unit_id AND p.tree_id = 'main' AND p.ended_on IS NULL
            JOIN organisation_placement up ON up.tree_id = 'main' AND up.ended_on IS NULL AND up.unit_id <> s.unit_id
                 AND left(p.path, length(up.path)) = up.path
            GROUP BY 1) t
        FULL JOIN (SELECT unit_id, seen + acknowledged + refused + done AS n FROM cascade_tally) k USING (unit_id)
        JOIN organisation_unit u ON u.id = unit_id
        WHERE coalesce(t.n, 0) <> coalesce(k.n, 0)) wrong
"""


def assert_true_now() -> None:
    """In one snapshot of the database every tally is what the standings below the unit come to."""
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT)  # one statement is one snapshot
        assert cursor.fetchone() == ("",)


class Country:
    """A state with one region of six districts, eight booths in each, all with their holder."""

    def __init__(self) -> None:
        make_scheme(levels=("state", "region", "district", "booth"))
        self.state = make_unit(level="state", code="S")
        self.region = make_unit(level="region", parent=self.state, code="R")
        self.districts = [make_unit(level="district", parent=self.region, code=f"D{n}") for n in range(6)]
        self.holders: list[Appointment] = []
        for district in self.districts:
            booths = [make_unit(level="booth", parent=district, code=f"{district.code}-{n}") for n in range(8)]
            self.holders += [make_appointment(unit=booth) for booth in booths]

    def split(self) -> tuple[UUID, UUID]:
        """An approved plan that gives half of the districts to a new region; the plan's id and the region's."""
        new = part("R2", *self.districts[:3])
        plan_id = make_plan(split(self.region, new))
        approve_plan(actor=SYSTEM, plan_id=plan_id)
        return plan_id, new.unit_id


def in_thread(act: Callable[[], None], failures: list[BaseException]) -> threading.Thread:
    def run() -> None:
        try:
            with acting_as(SYSTEM):
                act()
        except BaseException as error:  # noqa: BLE001 (told to the test)
            failures.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_region_is_split_while_a_directive_is_out_and_booths_answer() -> None:
    country = Country()
    dispatch = make_dispatch(roots=[country.state], levels=["booth"])
    to_region = make_dispatch(roots=[country.region], levels=["booth"])
    for holder in country.holders[::4]:
        give(holder, make_command(dispatch_id=dispatch, appointment=holder))
    fold_all()
    assert_true_now()
    plan_id, new = country.split()
    failures: list[BaseException] = []
    over = threading.Event()

    def answer() -> None:
        for holder in country.holders:
            give(holder, make_command(dispatch_id=dispatch, appointment=holder))
            time.sleep(0.01)

    def fold() -> None:
        while not over.is_set():
            fold_answers(limit=7)
            recount_shapes()
            time.sleep(0.005)

    def watch() -> None:
        while not over.is_set():
            assert_true_now()

    workers = [in_thread(answer, failures)]
    others = [in_thread(fold, failures), in_thread(watch, failures)]
    time.sleep(0.15)
    assert apply_due_plan(actor=SYSTEM, plan_id=plan_id)
    assert_true_now()
    for thread in workers:
        thread.join()
    over.set()
    for thread in others:
        thread.join()
    assert not failures
    fold_all()
    assert_true_now()
    assert Answer.objects.filter(dispatch_id=dispatch).count() == 48 + 12
    for dispatch_id, answered in ((dispatch, 24), (to_region, 0)):
        view = get_dispatch(dispatch_id)
        for region in (country.region.id, new):
            counts = get_tally(view, region)
            assert (counts.expected, counts.answered) == (24, answered)
        assert get_tally(view, country.state.id).expected == 48
    assert count_shape(shape_id=Dispatch.objects.get(id=dispatch).shape_id) == 0


WORKER = """
import django
django.setup()
from django.db import connection
from uuid import UUID
from pankti.base.actor import SYSTEM
from pankti.base.sight import begin_as_system
from pankti.organisation.actions.reorganise import carry_out
from pankti.organisation.actions.reorganise.apply import apply_due_plan
begin_as_system()
connection.settings_dict["NAME"] = {name!r}
rest = carry_out.Hand._close
def stop(self, closings):
    print("half", flush=True)
    import time
    time.sleep(60)
carry_out.Hand._close = stop
apply_due_plan(actor=SYSTEM, plan_id=UUID({plan!r}))
"""


def test_a_worker_that_is_killed_half_way_leaves_nothing_and_the_next_one_does_it() -> None:
    country = Country()
    dispatch = make_dispatch(roots=[country.state], levels=["booth"])
    for holder in country.holders[::3]:
        give(holder, make_command(dispatch_id=dispatch, appointment=holder))
    fold_all()
    before = list(Placement.objects.order_by("unit_id", "began_on").values_list())
    plan_id, new = country.split()
    code = WORKER.format(name=connection.settings_dict["NAME"], plan=str(plan_id))
    worker = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env={**os.environ})
    assert worker.stdout is not None
    assert worker.stdout.readline().strip() == "half"
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:  # the server notices the death when it next hears nothing
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
                [LOCK],
            )
            if cursor.fetchone() == (0,):
                break
        time.sleep(0.2)
    assert list(Placement.objects.order_by("unit_id", "began_on").values_list()) == before
    assert not Unit.objects.filter(id=new).exists()
    assert Plan.objects.get(id=plan_id).state == "approved"
    assert_true_now()
    assert apply_due_plan(actor=SYSTEM, plan_id=plan_id)
    assert Unit.objects.filter(id=new).exists()
    assert_true_now()
