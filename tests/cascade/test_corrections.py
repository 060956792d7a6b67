"""What was said may change: corrected, asked again, given a new deadline, withdrawn, sent back."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from pankti.base.actor import SYSTEM
from pankti.base.clock import frozen, now
from pankti.base.errors import OutOfReach
from pankti.cascade.actions.dispatch import Correction, correct_dispatch, withdraw_dispatch
from pankti.cascade.actions.reopen import reopen_subject
from pankti.cascade.errors import (
    DeadlinePassed,
    DispatchEnded,
    DispatchWithdrawn,
    NobodyAddressed,
    ProofMissing,
    VersionUnknown,
)
from pankti.cascade.models import Answer, Dispatch, Standing
from pankti.cascade.queries import get_dispatch, get_tally, list_proofs, list_subjects
from pankti.cascade.tasks import rebuild_job
from pankti.cascade.types import Counts, Proof, Rank
from tests.makers.cascade import fold_all, give, make_command, make_dispatch
from tests.makers.organisation import Cast, actor_of, make_appointment, make_cast, path_of

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def tally(cast: Cast, dispatch_id: UUID) -> Counts:
    return get_tally(get_dispatch(dispatch_id), cast.top.id)


def run_rebuilds() -> int:
    """Do the jobs that wait, as a worker would, each of them twice."""
    jobs = list(ProcrastinateJob.objects.filter(task_name="cascade.rebuild"))
    for job in jobs:
        rebuild_job(**job.args)
        rebuild_job(**job.args)
    return len(jobs)


def test_answers_stand_when_the_correction_says_so() -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.top])
    give(cast.worker, make_command(dispatch_id=dispatch_id, appointment=cast.worker))
    fold_all()
    assert correct_dispatch(actor=SYSTEM, dispatch_id=dispatch_id, correction=Correction({"v": 2}, None)) == 2

    assert (tally(cast, dispatch_id).acknowledged, get_dispatch(dispatch_id).asked) == (1, 1)
    for version in (1, 2):  # a phone that has not read the correction, and one that has
        other = make_appointment(unit=cast.booths[version])
        assert give(other, make_command(dispatch_id=dispatch_id, appointment=other, version=version)) == [None]
    fold_all()
    assert tally(cast, dispatch_id).acknowledged == 3


def test_asked_again_everybody_is_silent_again_and_old_answers_stay_with_the_old_asking() -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.top])
    give(cast.worker, make_command(dispatch_id=dispatch_id, appointment=cast.worker))
    fold_all()
    correct_dispatch(actor=SYSTEM, dispatch_id=dispatch_id, correction=Correction({}, None, answers_stand=False))

    assert (tally(cast, dispatch_id).answered, tally(cast, dispatch_id).silent) == (0, 6)
    late_reader = make_appointment(unit=cast.booths[1])
    give(late_reader, make_command(dispatch_id=dispatch_id, appointment=late_reader, version=1))
    fold_all()
    assert tally(cast, dispatch_id).answered == 0  # it answered what is no longer asked
    assert len(list_subjects(get_dispatch(dispatch_id), path_of(cast.top))) == 6

    give(cast.worker, make_command(dispatch_id=dispatch_id, appointment=cast.worker, version=2))
    fold_all()
    assert tally(cast, dispatch_id).acknowledged == 1
    assert Standing.objects.count() == 3


def test_an_unknown_version_is_refused() -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.top])
    [error] = give(cast.worker, make_command(dispatch_id=dispatch_id, appointment=cast.worker, version=2))
    assert isinstance(error, VersionUnknown)


def test_a_moved_deadline_judges_those_that_answered_anew() -> None:
    cast = make_cast()
    start = now()
    dispatch_id = make_dispatch(roots=[cast.top], deadline_at=start + HOUR)
    second = make_appointment(unit=cast.booths[1])
    with frozen(start + 5 * HOUR):
        give(cast.worker, make_command(dispatch_id=dispatch_id, appointment=cast.worker, tapped_at=start + 2 * HOUR))
        give(second, make_command(dispatch_id=dispatch_id, appointment=second, tapped_at=start + 4 * HOUR))
    fold_all()
    with frozen(start + 5 * HOUR):
        before = tally(cast, dispatch_id)
        assert (before.late, before.late_now) == (2, 4)
        with pytest.raises(DeadlinePassed):
            correct_dispatch(actor=SYSTEM, dispatch_id=dispatch_id, correction=Correction({}, start + 3 * HOUR))
    with frozen(start + MINUTE):
        correct_dispatch(actor=SYSTEM, dispatch_id=dispatch_id, correction=Correction({}, start + 3 * HOUR))
    assert run_rebuilds() == 1
    with frozen(start + 5 * HOUR):
        assert tally(cast, dispatch_id).late == 1
    with frozen(start + 2 * MINUTE):
        correct_dispatch(actor=SYSTEM, dispatch_id=dispatch_id, correction=Correction({}, None))
    run_rebuilds()
    with frozen(start + 5 * HOUR):
        after = tally(cast, dispatch_id)
        assert (after.late, after.late_now, after.settled) == (0, 0, 2)


def test_a_deadline_that_is_over_is_no_deadline() -> None:
    cast = make_cast()
    with pytest.raises(DeadlinePassed):
        make_dispatch(roots=[cast.top], deadline_at=now() - MINUTE)
    assert not Dispatch.objects.exists()


def test_a_withdrawal_keeps_earlier_taps_and_refuses_later_ones_and_ends_all_change() -> None:
    cast = make_cast()
    start = now()
    dispatch_id = make_dispatch(roots=[cast.top])
    second = make_appointment(unit=cast.booths[1])
    third = make_appointment(unit=cast.booths[2])
    give(cast.worker, make_command(dispatch_id=dispatch_id, appointment=cast.worker))
    fold_all()
    with frozen(start + HOUR):
        withdraw_dispatch(actor=SYSTEM, dispatch_id=dispatch_id, payload={})
    with frozen(start + 3 * HOUR):
        early = make_command(dispatch_id=dispatch_id, appointment=second, tapped_at=start + HOUR / 2)
        late = make_command(dispatch_id=dispatch_id, appointment=third, tapped_at=start + 2 * HOUR)
        assert give(second, early) == [None]
        [error] = give(third, late)
        assert isinstance(error, DispatchWithdrawn)
        for change in (
            lambda: withdraw_dispatch(actor=SYSTEM, dispatch_id=dispatch_id, payload={}),
            lambda: correct_dispatch(actor=SYSTEM, dispatch_id=dispatch_id, correction=Correction({}, None)),
            lambda: reopen_subject(
                actor=SYSTEM, dispatch_id=dispatch_id, subject_id=cast.booths[0].id, reason="blurred"
            ),
        ):
            with pytest.raises(DispatchEnded):
                change()
    fold_all()
    assert tally(cast, dispatch_id).acknowledged == 2


def prove(cast: Cast, dispatch_id: UUID, text: str, after: timedelta = MINUTE) -> None:
    tapped_at = now() + after
    with frozen(tapped_at):
        command = make_command(
            dispatch_id=dispatch_id, appointment=cast.worker, rank=Rank.DONE, text=text, tapped_at=tapped_at
        )
        assert give(cast.worker, command) == [None]
    fold_all()


def test_a_proof_sent_back_opens_a_round_and_done_after_it_counts_again() -> None:
    cast = make_cast()
    start = now()
    dispatch_id = make_dispatch(roots=[cast.top], proof=Proof.TEXT, deadline_at=start + 10 * HOUR)
    prove(cast, dispatch_id, "first")
    assert (tally(cast, dispatch_id).done, tally(cast, dispatch_id).settled) == (1, 1)

    with frozen(start + HOUR):
        reopen_subject(actor=SYSTEM, dispatch_id=dispatch_id, subject_id=cast.worker.unit_id, reason="Which hall?")
        reopen_subject(actor=SYSTEM, dispatch_id=dispatch_id, subject_id=cast.worker.unit_id, reason="Which hall?")
    fold_all()
    back = tally(cast, dispatch_id)
    assert (back.done, back.acknowledged, back.settled, back.answered) == (0, 1, 0, 1)
    standing = Standing.objects.get()
    assert (standing.round, Rank(standing.rank), standing.settled_at) == (2, Rank.REOPENED, None)

    prove(cast, dispatch_id, "second", after=11 * HOUR)  # after the deadline
    again = tally(cast, dispatch_id)
    assert (again.done, again.settled, again.late, again.answered) == (1, 1, 1, 1)
    [proven] = list_proofs(get_dispatch(dispatch_id))
    assert (proven.body["text"], proven.round) == ("second", 2)


def test_what_was_tapped_before_the_proof_was_sent_back_does_not_answer_that() -> None:
    cast = make_cast()
    start = now()
    dispatch_id = make_dispatch(roots=[cast.top], proof=Proof.TEXT)
    prove(cast, dispatch_id, "first")
    with frozen(start + HOUR):
        reopen_subject(actor=SYSTEM, dispatch_id=dispatch_id, subject_id=cast.worker.unit_id, reason="Which hall?")
    fold_all()

    with frozen(start + 2 * HOUR):
        offline = make_command(
            dispatch_id=dispatch_id,
            appointment=cast.worker,
            rank=Rank.DONE,
            text="the same, from the other phone",
            tapped_at=start + HOUR / 2,
        )
        opened = make_command(
            dispatch_id=dispatch_id, appointment=cast.worker, rank=Rank.SEEN, tapped_at=start + 2 * HOUR
        )
        assert give(cast.worker, offline, opened) == [None, None]
    fold_all()

    assert tally(cast, dispatch_id).settled == 0
    assert Rank(Standing.objects.get().rank) is Rank.REOPENED


def test_a_proof_is_sent_back_only_by_those_with_the_right_over_the_dispatch() -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.middle], proof=Proof.DONE)
    give(cast.worker, make_command(dispatch_id=dispatch_id, appointment=cast.worker, rank=Rank.DONE))
    fold_all()
    other = make_appointment(unit=cast.other_middle)

    for actor in (actor_of(cast.stranger), actor_of(other), actor_of(cast.worker)):
        with pytest.raises(OutOfReach):
            reopen_subject(actor=actor, dispatch_id=dispatch_id, subject_id=cast.worker.unit_id, reason="No")
        with pytest.raises(OutOfReach):
            correct_dispatch(actor=actor, dispatch_id=dispatch_id, correction=Correction({}, None))
        with pytest.raises(OutOfReach):
            withdraw_dispatch(actor=actor, dispatch_id=dispatch_id, payload={})
        with pytest.raises(OutOfReach):
            make_dispatch(roots=[cast.middle], actor=actor)
    assert Answer.objects.count() == 1
    with pytest.raises(OutOfReach):
        reopen_subject(actor=SYSTEM, dispatch_id=dispatch_id, subject_id=cast.stranger.unit_id, reason="Never said")

    for actor in (actor_of(cast.officer), actor_of(cast.chief)):
        reopen_subject(actor=actor, dispatch_id=dispatch_id, subject_id=cast.worker.unit_id, reason="Once more")
    make_dispatch(roots=[cast.middle], actor=actor_of(cast.colleague))
    with pytest.raises(OutOfReach):
        make_dispatch(roots=[cast.middle, cast.other_middle], actor=actor_of(cast.officer))


def test_what_reaches_nobody_is_not_issued() -> None:
    cast = make_cast()
    for roots, levels, excluded in (
        ([cast.booths[0]], ("middle",), []),
        ([cast.middle], ("last",), [cast.middle]),
        ([cast.middle], ("last",), [cast.top]),
        ([cast.middle], ("last",), list(cast.booths)),
        ([cast.middle], (), []),
    ):
        with pytest.raises(NobodyAddressed):
            make_dispatch(roots=roots, levels=levels, excluded=excluded)
    assert not Dispatch.objects.exists()


def test_a_photo_that_never_came_and_a_proof_that_is_missing_settle_nothing() -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.top], proof=Proof.PHOTO)
    command = make_command(dispatch_id=dispatch_id, appointment=cast.worker, rank=Rank.DONE)
    [error] = give(cast.worker, command)
    assert isinstance(error, ProofMissing)
    fold_all()
    assert tally(cast, dispatch_id).answered == 0
