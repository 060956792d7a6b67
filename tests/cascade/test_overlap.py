"""No answer is skipped and none counts twice: slow writers, two roll-ups at once, folds that die half-way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

import pytest
from django.db import OperationalError, connection, transaction

from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.cascade.actions.answer import append_answers
from pankti.cascade.actions.dispatch import Correction, correct_dispatch, issue_dispatch
from pankti.cascade.actions.tally import fold_answers, rebuild_tallies
from pankti.cascade.models import Answer, FoldPosition
from pankti.cascade.queries import get_dispatch, get_tally
from pankti.cascade.types import Audience, DispatchOrder, Proof, Rank
from tests.makers.access import sign_in_device
from tests.makers.cascade import fold_all, give, make_command, make_dispatch
from tests.makers.organisation import Cast, make_appointment, make_cast
from tests.makers.phone import Phone

pytestmark = pytest.mark.django_db(transaction=True)
T = TypeVar("T")
SOON = 10.0


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as made:
        yield made


def apart(pool: ThreadPoolExecutor, work: Callable[[], T]) -> Future[T]:
    """Do ``work`` on a connection of its own, beside the test's."""

    def run() -> T:
        try:
            return work()
        finally:
            connection.close()

    return pool.submit(run)


@contextmanager
def open_transaction(pool: ThreadPoolExecutor, work: Callable[[], object]) -> Iterator[Callable[[], None]]:
    """``work`` is done in a transaction that stays open until the yielded function commits it."""
    done, commit = threading.Event(), threading.Event()

    def run() -> None:
        with transaction.atomic():
            work()
            done.set()
            assert commit.wait(SOON)

    future = apart(pool, run)

    def finish() -> None:
        commit.set()
        future.result(SOON)

    try:
        if not done.wait(SOON):
            future.result(0)
        yield finish
    finally:
        finish()


def answer_of(dispatch_id: UUID, unit_id: UUID, rank: Rank = Rank.ACKNOWLEDGED) -> dict[str, Any]:
    at = now().isoformat()
    return {
        "cell": 1,
        "id": str(new_id()),
        "dispatch_id": str(dispatch_id),
        "version": 1,
        "asked": 1,
        "round": 1,
        "rank": int(rank),
        "subject_id": str(unit_id),
        "unit_id": str(unit_id),
        "tapped_at": at,
        "counted_at": at,
        "received_at": at,
    }


def answered(cast: Cast, dispatch_id: UUID) -> int:
    return get_tally(get_dispatch(dispatch_id), cast.top.id).answered


def test_a_slow_writer_that_drew_its_number_first_is_folded_after_it_commits(pool: ThreadPoolExecutor) -> None:
    cast = make_cast(booths=4)
    dispatch_id = make_dispatch(roots=[cast.top])
    early, late = answer_of(dispatch_id, cast.booths[0].id), answer_of(dispatch_id, cast.booths[1].id)

    with open_transaction(pool, lambda: append_answers([early])) as commit:
        began = time.monotonic()
        append_answers([late])  # a quick writer, with a greater number, is not held up
        fold_answers()  # nor does the roll-up wait for the slow one
        assert time.monotonic() - began < SOON / 2
        seqs = dict(Answer.objects.values_list("id", "seq"))
        assert FoldPosition.objects.get().seq < seqs[UUID(str(late["id"]))]
        commit()

    fold_all()
    assert answered(cast, dispatch_id) == 2
    assert min(seqs.values()) > Answer.objects.get(id=early["id"]).seq


def test_a_writer_that_waits_before_its_first_answer_holds_nothing_back(pool: ThreadPoolExecutor) -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.top])

    def import_something() -> None:
        make_appointment(unit=cast.booths[2])

    with open_transaction(pool, import_something):
        append_answers([answer_of(dispatch_id, cast.booths[0].id)])
        fold_answers()
        assert answered(cast, dispatch_id) == 1


def test_a_writer_that_gives_up_leaves_a_gap_and_no_harm() -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.top])
    with transaction.atomic():
        append_answers([answer_of(dispatch_id, cast.booths[0].id)])
        transaction.set_rollback(True)
    append_answers([answer_of(dispatch_id, cast.booths[1].id)])
    fold_all()
    append_answers([answer_of(dispatch_id, cast.booths[0].id)])
    fold_all()
    assert answered(cast, dispatch_id) == 2


def test_many_overlapping_writers_and_two_roll_ups_at_once_are_exact(pool: ThreadPoolExecutor) -> None:
    cast = make_cast(booths=30)
    dispatch_id = make_dispatch(roots=[cast.top])
    units = [unit.id for unit in (*cast.booths, *cast.other_booths)]
    over = threading.Event()

    def write(share: int) -> None:
        for place in range(share, len(units), 2):
            with transaction.atomic():
                append_answers([answer_of(dispatch_id, units[place], Rank.SEEN)])
                if place % 5 == 0:
                    time.sleep(0.02)  # slow: its number is old when it commits
                append_answers([answer_of(dispatch_id, units[place], Rank.DONE)])

    def fold() -> int:
        read = 0
        while not over.is_set():
            read += fold_answers(limit=7).answers
        return read

    folders = [apart(pool, fold), apart(pool, fold)]
    writers = [apart(pool, lambda share=share: write(share)) for share in (0, 1)]  # type: ignore[misc]
    for writer in writers:
        writer.result(60)
    over.set()
    read = sum(folder.result(SOON) for folder in folders)
    while more := fold_answers().answers:
        read += more

    assert read == Answer.objects.count() == 2 * len(units)  # each was read once, by one of them
    counts = get_tally(get_dispatch(dispatch_id), cast.top.id)
    assert (counts.done, counts.answered, counts.silent) == (60, 60, 0)
    rebuild_tallies(dispatch_id=dispatch_id)
    assert get_tally(get_dispatch(dispatch_id), cast.top.id) == counts


def test_a_second_roll_up_waits_for_the_first_and_finds_nothing_left(pool: ThreadPoolExecutor) -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.top])
    append_answers([answer_of(dispatch_id, cast.booths[0].id)])

    with open_transaction(pool, fold_answers) as commit:
        second = apart(pool, fold_answers)
        time.sleep(0.1)
        assert not second.done()
        commit()
        assert second.result(SOON).answers == 0
    assert answered(cast, dispatch_id) == 1


def test_a_fold_that_is_taken_back_half_way_is_done_again() -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.top])
    give(cast.worker, make_command(dispatch_id=dispatch_id, appointment=cast.worker))

    with transaction.atomic():
        assert fold_answers().answers == 1
        transaction.set_rollback(True)
    assert answered(cast, dispatch_id) == 0

    fold_all()
    assert answered(cast, dispatch_id) == 1


def test_a_roll_up_whose_connection_is_killed_has_done_nothing(pool: ThreadPoolExecutor) -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.top])
    give(cast.worker, make_command(dispatch_id=dispatch_id, appointment=cast.worker))
    folded, killed = threading.Event(), threading.Event()
    pid: list[int] = []

    def fold() -> None:
        with transaction.atomic():
            fold_answers()
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                pid.append(cursor.fetchone()[0])
            folded.set()
            assert killed.wait(SOON)

    dying = apart(pool, fold)
    assert folded.wait(SOON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", pid)
    killed.set()
    with pytest.raises(OperationalError):
        dying.result(SOON)
    assert answered(cast, dispatch_id) == 0

    fold_all()
    assert answered(cast, dispatch_id) == 1


def test_a_fold_is_on_the_disk_before_a_phone_can_read_its_number() -> None:
    """Else a crash takes back fold number n, other answers become number n, and that phone never asks for them."""
    cast = make_cast()
    give(cast.worker, make_command(dispatch_id=make_dispatch(roots=[cast.top]), appointment=cast.worker))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = on")
        fold_answers()
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("on",)


def order_to(cast: Cast) -> DispatchOrder:
    audience = Audience(tree="main", roots=(cast.top.id,), levels=("last",))
    return DispatchOrder(new_id(), "directive", audience, Proof.ACKNOWLEDGE, {}, cast.top.id)


def test_a_phone_that_pulls_between_two_overlapping_issues_misses_neither(pool: ThreadPoolExecutor) -> None:
    cast = make_cast()
    make_dispatch(roots=[cast.top])  # the shape is there: two that make it at once would wait for it
    client, _token = sign_in_device(cast.worker.person)
    phone = Phone(client)
    phone.sync()
    slow, quick = order_to(cast), order_to(cast)

    with open_transaction(pool, lambda: issue_dispatch(actor=SYSTEM, order=slow)) as commit:
        waiting = apart(pool, lambda: issue_dispatch(actor=SYSTEM, order=quick))
        time.sleep(0.1)
        phone.sync()  # pulls while both are under way, and is not held up
        assert {slow.id, quick.id}.isdisjoint(phone.dispatch_ids)
        commit()
        waiting.result(SOON)
    phone.sync()

    assert {slow.id, quick.id} <= phone.dispatch_ids


def test_a_correction_and_an_issue_that_overlap_both_arrive(pool: ThreadPoolExecutor) -> None:
    cast = make_cast()
    first = make_dispatch(roots=[cast.top])
    client, _token = sign_in_device(cast.worker.person)
    phone = Phone(client)
    phone.sync()
    order = order_to(cast)

    def correct() -> int:
        return correct_dispatch(actor=SYSTEM, dispatch_id=first, correction=Correction({"titles": {}}, None))

    with open_transaction(pool, correct) as commit:
        waiting = apart(pool, lambda: issue_dispatch(actor=SYSTEM, order=order))
        phone.sync()
        commit()
        waiting.result(SOON)
    phone.sync()

    assert order.id in phone.dispatch_ids
    assert phone.dispatches[str(first)]["version"] == 2
