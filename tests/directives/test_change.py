"""Correct, withdraw, send a proof back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pankti.audit.models import Event
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.cascade.errors import DispatchEnded
from pankti.cascade.models import Dispatch, Standing
from pankti.cascade.types import Proof, Rank
from pankti.directives.actions.change import correct_directive, reject_proof, withdraw_directive
from pankti.directives.errors import ChangeUnsaid, NothingChanged, NothingSaid, ReopenUnsaid, WithdrawalUnsaid
from pankti.directives.models import Directive, DirectiveVersion
from pankti.directives.types import Corrected, DirectiveState
from tests.makers.cascade import fold_all, give, make_command
from tests.makers.directives import TITLES, make_directive
from tests.makers.organisation import actor_of, make_cast

pytestmark = pytest.mark.django_db
NEW = {"hi": "बूथ की सफ़ाई, रविवार को", "en": "Clean the booth on Sunday"}


def corrected(**other: object) -> Corrected:
    said = {
        "titles": NEW,
        "texts": {"hi": "रविवार"},
        "what_changed": {"hi": "दिन बदला"},
        "deadline_at": None,
        "answers_stand": True,
    }
    return Corrected(**(said | other))  # type: ignore[arg-type]


def test_a_correction_is_a_new_version_that_says_so() -> None:
    cast = make_cast()
    issued = make_directive(cast.officer, roots=[cast.middle])
    before = Dispatch.objects.get().change_no

    assert correct_directive(actor=actor_of(cast.officer), directive_id=issued, corrected=corrected()) == 2

    dispatch = Dispatch.objects.get()
    assert dispatch.version == 2
    assert dispatch.asked_versions == [1]
    assert dispatch.change_no > before
    assert dispatch.payload["titles"] == NEW
    assert dispatch.payload["what_changed"] == {"hi": "दिन बदला"}
    assert dispatch.payload["from"]["unit"] == cast.middle.names
    assert DirectiveVersion.objects.filter(directive=issued, version=1, titles=TITLES).exists()
    assert Directive.objects.get().version == 2
    assert Event.objects.filter(type="directives.directive.corrected").exists()


def test_answer_again_asks_everybody() -> None:
    cast = make_cast()
    issued = make_directive(cast.officer, roots=[cast.middle])
    correct_directive(actor=actor_of(cast.officer), directive_id=issued, corrected=corrected(answers_stand=False))

    assert Dispatch.objects.get().asked_versions == [1, 2]
    assert Dispatch.objects.get().payload["answers_stand"] is False


def test_a_correction_must_change_something_and_say_what() -> None:
    cast = make_cast()
    issued = make_directive(cast.officer, roots=[cast.middle])
    officer = actor_of(cast.officer)
    same = Directive.objects.get()

    for wrong, error in (
        (corrected(titles={"hi": ""}), NothingSaid),
        (corrected(what_changed={}), ChangeUnsaid),
        (corrected(titles=same.titles, texts=same.texts), NothingChanged),
    ):
        with pytest.raises(error):
            correct_directive(actor=officer, directive_id=issued, corrected=wrong)
    assert Dispatch.objects.get().version == 1
    assert DirectiveVersion.objects.count() == 1


def test_only_the_issuing_office_or_one_above_it_changes_a_directive() -> None:
    cast = make_cast()
    from_above = make_directive(cast.chief, roots=[cast.middle])

    for other in (cast.officer, cast.stranger, cast.worker):
        with pytest.raises(OutOfReach):
            correct_directive(actor=actor_of(other), directive_id=from_above, corrected=corrected())
        with pytest.raises(OutOfReach):
            withdraw_directive(actor=actor_of(other), directive_id=from_above, reason="no")
        with pytest.raises(OutOfReach):
            reject_proof(actor=actor_of(other), directive_id=from_above, subject_id=cast.booths[0].id, reason="no")

    below = make_directive(cast.officer, roots=[cast.middle])
    withdraw_directive(actor=actor_of(cast.chief), directive_id=below, reason="दोहरा गया")
    assert Directive.objects.get(id=below).state == DirectiveState.WITHDRAWN
    assert Directive.objects.get(id=from_above).state == DirectiveState.ISSUED


def test_withdrawing_says_why_and_ends_it() -> None:
    cast = make_cast()
    issued = make_directive(cast.officer, roots=[cast.middle])
    officer = actor_of(cast.officer)

    with pytest.raises(WithdrawalUnsaid):
        withdraw_directive(actor=officer, directive_id=issued, reason=" ")
    withdraw_directive(actor=officer, directive_id=issued, reason="ग़लती से गया")
    withdraw_directive(actor=officer, directive_id=issued, reason="again")

    dispatch = Dispatch.objects.get()
    assert dispatch.state == "withdrawn"
    assert dispatch.payload["end_reason"] == "ग़लती से गया"
    assert Event.objects.filter(type="directives.directive.withdrawn").count() == 1
    with pytest.raises(DispatchEnded):
        correct_directive(actor=officer, directive_id=issued, corrected=corrected())
    with pytest.raises(DispatchEnded):
        reject_proof(actor=officer, directive_id=issued, subject_id=cast.booths[0].id, reason="no")


@pytest.mark.django_db(transaction=True)
def test_a_proof_that_is_sent_back_opens_a_new_round() -> None:
    cast = make_cast()
    issued = make_directive(cast.officer, roots=[cast.middle], proof=Proof.DONE)
    assert give(cast.worker, make_command(dispatch_id=issued, appointment=cast.worker, rank=Rank.DONE)) == [None]
    fold_all()
    officer, booth = actor_of(cast.officer), cast.booths[0]

    with pytest.raises(ReopenUnsaid):
        reject_proof(actor=officer, directive_id=issued, subject_id=booth.id, reason="")
    with pytest.raises(OutOfReach):
        reject_proof(actor=officer, directive_id=issued, subject_id=cast.booths[1].id, reason="nothing was said")
    reject_proof(actor=officer, directive_id=issued, subject_id=booth.id, reason="फ़ोटो धुंधली है")
    fold_all()

    standing = Standing.objects.get()
    assert (standing.round, standing.rank, standing.settled_at) == (2, Rank.REOPENED, None)
    event = Event.objects.get(type="directives.proof.rejected")
    assert event.details["reason"] == "फ़ोटो धुंधली है"


def test_a_moved_deadline_travels() -> None:
    cast = make_cast()
    issued = make_directive(cast.officer, roots=[cast.middle], deadline_at=now() + timedelta(hours=1))
    later = now() + timedelta(days=2)
    correct_directive(actor=actor_of(cast.officer), directive_id=issued, corrected=corrected(deadline_at=later))

    assert Dispatch.objects.get().deadline_at == later
    assert Directive.objects.get().deadline_at == later
