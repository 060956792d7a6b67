"""The road of ``docs/paths/directive.md``, step by step, through doors and actions; phones are simulated.

The numbers are those of house-style section 4. Steps 5 to 8 (channels outside the app) have no room yet.
"""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from pankti.audit.models import Event
from pankti.base.clock import frozen, now
from pankti.base.ids import new_id
from pankti.cascade.actions.sweep import recount_shapes
from pankti.cascade.models import Answer, Dispatch, Standing, Tally
from pankti.directives.actions.change import correct_directive, reject_proof, withdraw_directive
from pankti.directives.actions.escalate import sweep_rules
from pankti.directives.models import Directive, ReminderRule
from pankti.directives.types import Corrected
from pankti.organisation.models import Appointment
from tests.makers.access import console_client, sign_in_device
from tests.makers.cascade import fold_all
from tests.makers.organisation import Cast, actor_of, make_appointment, make_cast
from tests.makers.phone import Phone

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_road_from_the_office_to_the_last_unit_and_back() -> None:
    begun = now()
    cast = make_cast(booths=4)
    _set_rules()
    second = make_appointment(unit=cast.booths[1])
    third = make_appointment(unit=cast.booths[2])  # the fourth has nobody
    office = console_client(cast.officer.person)

    issued = _compose_and_issue(office, cast)

    # 4: nothing was copied; phones below find it by their own ancestors, the stranger's does not.
    worker, other, stranger, officer = (_phone(one) for one in (cast.worker, second, cast.stranger, cast.officer))
    for phone in (worker, other, stranger, officer):
        phone.sync()
    assert worker.dispatch_ids == other.dispatch_ids == {issued}
    assert stranger.dispatch_ids == set()
    assert worker.dispatches[str(issued)]["content"]["titles"] == {"hi": "पेड़ गिनें", "en": "Count the trees"}

    # 9 and 10: received, then done with a number, pushed twice because the first reply was lost.
    taps = [worker.command(issued, cast.worker), worker.command(issued, cast.worker, "done", number=12)]
    assert [one["status"] for one in worker.sync(*taps)] == ["accepted", "accepted"]
    assert [one["status"] for one in worker.sync(*taps)] == ["accepted", "accepted"]
    assert [one["code"] for one in stranger.sync(stranger.command(issued, cast.stranger, "done", number=1))] == [
        "not_addressed"
    ]
    missing = other.sync(other.command(issued, second, "done"))
    assert [one["code"] for one in missing] == ["proof_missing"]
    assert [one["status"] for one in other.sync(other.command(issued, second))] == ["accepted"]

    # 11: each tap is one row, whatever was repeated.
    assert Answer.objects.filter(dispatch_id=issued).count() == 3

    # 12: the roll-up, and once more, which changes nothing.
    for _again in range(2):
        fold_all()
        assert _tally(issued, cast.middle.id) == {"acknowledged": 1, "done": 1, "refused": 0}
        assert _tally(issued, cast.top.id) == {"acknowledged": 1, "done": 1, "refused": 0}
    worker.sync()
    assert worker.standings[str(issued), str(cast.booths[0].id)]["state"] == "done"

    # 13: the reminder before the deadline, the escalation after it; each fires once, however often one sweeps.
    deadline = Dispatch.objects.get(id=issued).deadline_at
    assert deadline is not None
    with frozen(deadline - timedelta(hours=3)):
        assert sweep_rules() == 1
        assert sweep_rules() == 0
        assert [one["kind"] for one in _notices(other)] == ["reminder"]
        assert _notices(worker) == []  # has done it
    with frozen(deadline + timedelta(hours=1)):
        assert sweep_rules() == 1
        (told,) = _notices(officer)
        assert (told["kind"], told["silent"]) == ("escalation", 3)
        assert {one["id"] for one in told["silent_units"]} == {str(unit.id) for unit in cast.booths[1:]}
        assert _notices(stranger) == []

        # 14: the board and the list of the silent, with who answers for them; the stranger finds nothing.
        office = console_client(cast.officer.person)  # days have gone by: the office signs in anew
        board = office.get(reverse("insights:board", args=[issued, cast.middle.id]))
        assert board.status_code == 200
        rows = _silent_rows(office, issued, cast)
        assert [{"B3", "B4"} & set(row) for row in rows[1:]] == [{"B3"}, {"B4"}]
        assert console_client(cast.stranger.person).get(board.request["PATH_INFO"]).status_code == 404

    # A holder who was removed: what was tapped before counts, what comes after does not.
    third.ended_at = now() + timedelta(seconds=2)
    third.save(update_fields=["ended_at"])
    _answer_after_removal(issued, third)

    _correct(issued, cast, worker)
    _send_back(issued, cast, worker)
    _withdraw(issued, cast, worker)
    assert Event.objects.filter(at__gte=begun, subject_id=issued).exists()


def _set_rules() -> None:
    """A reminder a day before the deadline; the lead post above hears of it at the deadline."""
    ReminderRule.objects.all().delete()
    ReminderRule.objects.create(id=new_id(), kind="reminder", hours=-24, levels_up=0)
    ReminderRule.objects.create(id=new_id(), kind="escalation", hours=0, levels_up=1)


def _phone(appointment: Appointment) -> Phone:
    client, _token = sign_in_device(appointment.person)
    return Phone(client)


def _compose_and_issue(office: Client, cast: Cast) -> UUID:
    """1 and 2: the page asks who is in the audience; one transaction issues one row. 3: a job counts the shape."""
    office.get(reverse("directives:new"))
    page = office.get(reverse("directives:new"))
    directive = page.context["id"]
    until = now() + timedelta(days=2)
    form = {
        "sender": str(cast.officer.id),
        "title_hi": "पेड़ गिनें",
        "title_en": "Count the trees",
        "text_hi": "कितने पेड़ लगे हैं?",
        "proof": "number",
        "deadline_on": f"{until:%Y-%m-%d}",
        "tree": "main",
        "tree_before": "main",
        "levels": ["last"],
        "roots": [str(cast.middle.id)],
    }
    counted = office.post(reverse("directives:count", args=[directive]), form)
    assert counted.context["reached"].count.n == 4
    assert counted.context["reached"].count.vacant == 1
    review = office.post(reverse("directives:edit", args=[directive]), form | {"do": "review"})
    assert review.status_code == 302, review.context and review.context["form"].errors
    assert not Dispatch.objects.exists()
    issued = office.post(review["Location"])
    assert issued.status_code == 302

    dispatch = Dispatch.objects.get()
    assert dispatch.id == directive
    assert Directive.objects.get().state == "issued"
    assert Event.objects.filter(type="directives.directive.issued", subject_id=directive).count() == 1
    recount_shapes()
    return dispatch.id


def _tally(issued: UUID, unit: UUID, asked: int = 1) -> dict[str, int]:
    row = Tally.objects.get(dispatch_id=issued, unit_id=unit, asked=asked)
    return {"acknowledged": row.acknowledged, "done": row.done, "refused": row.refused}


def _notices(phone: Phone) -> list[dict[str, Any]]:
    """What this phone is told of afresh."""
    body: dict[str, Any] = {"cursor": None, "sent_at": now().isoformat(), "commands": []}
    response = phone.client.post("/api/v1/sync", body, content_type="application/json")
    return list(response.json().get("notices") or ())


def _silent_rows(office: Client, issued: UUID, cast: Cast) -> list[list[str]]:
    response = office.get(reverse("insights:silent-csv", args=[issued, cast.middle.id]))
    content = response.getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))


def _answer_after_removal(issued: UUID, gone: Appointment) -> None:
    phone = _phone(gone)
    phone.sync()
    early = phone.command(issued, gone, made_at=now() - timedelta(milliseconds=200))
    with frozen(now() + timedelta(hours=1)):
        late = phone.command(issued, gone, "done", number=3)
        assert [one["status"] for one in phone.sync(early, late)] == ["accepted", "refused"]
    fold_all()
    assert Standing.objects.get(dispatch_id=issued, subject_id=gone.unit_id).rank == 2


def _correct(issued: UUID, cast: Cast, worker: Phone) -> None:
    """A new version that asks again: the earlier answers no longer count, and a new one does."""
    before = Directive.objects.get(id=issued)
    said = Corrected(
        titles={"hi": "बड़े पेड़ गिनें", "en": "Count the large trees"},
        texts=before.texts,
        what_changed={"hi": "केवल बड़े पेड़"},
        deadline_at=before.deadline_at,
        answers_stand=False,
    )
    assert correct_directive(actor=actor_of(cast.officer), directive_id=issued, corrected=said) == 2
    worker.sync()
    assert worker.dispatches[str(issued)]["version"] == 2
    assert worker.standings == {}
    assert [one["status"] for one in worker.sync(worker.command(issued, cast.worker, "done", number=5))] == ["accepted"]
    fold_all()
    assert _tally(issued, cast.middle.id, asked=2) == {"acknowledged": 0, "done": 1, "refused": 0}


def _send_back(issued: UUID, cast: Cast, worker: Phone) -> None:
    """A proof sent back opens a new round, which a new answer settles."""
    reject_proof(actor=actor_of(cast.officer), directive_id=issued, subject_id=cast.booths[0].id, reason="दो बार गिना")
    fold_all()
    worker.sync()
    assert worker.standings[str(issued), str(cast.booths[0].id)]["state"] == "reopened"
    worker.sync(worker.command(issued, cast.worker, "done", number=4))
    fold_all()
    worker.sync()
    assert worker.standings[str(issued), str(cast.booths[0].id)]["state"] == "done"
    assert _tally(issued, cast.top.id, asked=2) == {"acknowledged": 0, "done": 1, "refused": 0}


def _withdraw(issued: UUID, cast: Cast, worker: Phone) -> None:
    """Taken back: phones are told why, later taps are refused, and the counts stay."""
    withdraw_directive(actor=actor_of(cast.officer), directive_id=issued, reason="दोहरा गया")
    worker.sync()
    assert worker.dispatches[str(issued)]["state"] == "withdrawn"
    assert worker.dispatches[str(issued)]["content"]["end_reason"] == "दोहरा गया"
    fresh = _phone(cast.worker)
    fresh.sync()
    assert fresh.dispatch_ids == set()
    (late,) = worker.sync(worker.command(issued, cast.worker, "done", number=9))
    assert late["code"] == "dispatch_withdrawn"
    fold_all()
    assert _tally(issued, cast.top.id, asked=2) == {"acknowledged": 0, "done": 1, "refused": 0}
