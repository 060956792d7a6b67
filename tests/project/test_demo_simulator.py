"""The simulated field: what one phone keeps, and a few phones against the real server."""

from __future__ import annotations

import asyncio
import json
import time
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from PIL import Image
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from pankti.access.models import Device
from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.cascade.actions.dispatch import issue_dispatch
from pankti.cascade.actions.tally import fold_answers
from pankti.cascade.queries import get_dispatch, get_tally
from pankti.cascade.types import Audience, Counts, DispatchOrder, Proof
from pankti.organisation.models import Organisation, Placement
from pankti.project.demo import cast
from pankti.project.demo.seed import seed
from pankti.project.demo.simulator import photos, roster
from pankti.project.demo.simulator.field import Field
from pankti.project.demo.simulator.habits import Character, Deed, born, decide
from pankti.project.demo.simulator.phone import Phone
from pankti.project.demo.simulator.wire import NoAnswer, Server

DILIGENT = Character(
    is_silent=False,
    is_slow=False,
    clock_error_s=0,
    look_after=0.01,
    goes_offline=0,
    repeats=0,
    disorders=0,
    refuses=0,
    only_reads=0,
)
DEED = Deed(read_after=0, act_after=0, send_after=0, state="done", number=7, text="ठीक", reason="बारिश")


def make_phone() -> Phone:
    return Phone("token", new_id(), DILIGENT)


def make_dispatch(**changed: Any) -> dict[str, Any]:
    subject = {"subject_id": "s", "appointment_id": "a"}
    return {"id": "d", "state": "live", "version": 1, "asked": 1, "proof": "number", "subjects": [subject]} | changed


def answer(**changed: Any) -> dict[str, Any]:
    return {"cursor": "c", "results": [], "full": False, "dispatches": [], "standings": [], "notices": []} | changed


def test_a_phone_takes_up_a_directive_once() -> None:
    phone = make_phone()

    (waiting,) = phone.take(answer(dispatches=[make_dispatch()]))

    assert len(phone.decide(waiting)) == 1
    assert phone.decide(waiting) == []
    assert phone.take(answer()) == []


def test_a_phone_asks_again_when_everybody_is_asked_again() -> None:
    phone = make_phone()
    (waiting,) = phone.take(answer(dispatches=[make_dispatch()]))
    phone.decide(waiting)

    (again,) = phone.take(answer(dispatches=[make_dispatch(version=2, asked=2)]))

    assert len(phone.decide(again)) == 1


def test_a_withdrawn_directive_goes_and_an_answered_one_rests() -> None:
    phone = make_phone()
    phone.take(answer(dispatches=[make_dispatch()]))
    standing = {"dispatch_id": "d", "asked": 1, "subject_id": "s", "state": "done"}

    assert phone.take(answer(standings=[standing])) == []
    assert phone.take(answer(dispatches=[make_dispatch(state="withdrawn")])) == []
    assert phone.dispatches == {}


def test_the_outbox_keeps_what_the_server_did_not_judge() -> None:
    phone = make_phone()
    dispatch = make_dispatch()
    subject = dispatch["subjects"][0]
    sent, kept = (phone.say(dispatch, subject, "done", DEED, now()) for _ in range(2))
    phone.outbox += [sent, kept]

    phone.take(answer(results=[{"id": sent["id"], "status": "accepted"}]))

    assert phone.outbox == [kept]


@pytest.mark.parametrize("proof", ["number", "text", "photo", "done"])
def test_a_deed_carries_its_proof_and_nothing_else(proof: str) -> None:
    dispatch = make_dispatch(proof=proof)

    said = make_phone().say(dispatch, dispatch["subjects"][0], "done", DEED, now(), photo="hash")["body"]

    assert {"number", "text", "photo"} & said.keys() == ({proof} - {"done"})


def test_people_do_as_the_proof_wants() -> None:
    rng = Random(1)
    people = [born(rng) for _ in range(400)]
    deeds = [decide(person, "number", rng) for person in people]

    assert {"done", "refused", "seen"} == {deed.state for deed in deeds}
    assert all(deed.reason for deed in deeds if deed.state == "refused")
    assert sum(person.is_silent for person in people) in range(1, 40)
    assert decide(DILIGENT, "acknowledge", rng).state == "acknowledged"


def test_photos_are_small_and_differ() -> None:
    first, second = photos.draw(1), photos.draw(2)

    assert first == photos.draw(1) != second
    assert len(first) < 30_000
    assert Image.open(BytesIO(first)).size == (photos.WIDTH, photos.HEIGHT)


def test_an_unreachable_server_is_said_so() -> None:
    with pytest.raises(NoAnswer):
        asyncio.run(Server("127.0.0.1", 9).call("GET", "/", {}))


@pytest.fixture
def _demo(transactional_db: None, settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    seed(size="tiny", with_samples=False)


def issue(proof: Proof) -> Any:
    top = Placement.objects.get(tree__is_main=True, parent=None)
    order = DispatchOrder(
        id=new_id(),
        kind="directive",
        audience=Audience(tree=top.tree_id, roots=(top.unit_id,), levels=("booth",)),
        proof=proof,
        payload={"titles": {"hi": "गिनती"}, "texts": {}},
        by_unit_id=top.unit_id,
    )
    issue_dispatch(actor=SYSTEM, order=order)
    return order.id, top.unit_id


def fold_until_settled(dispatch_id: Any, unit_id: Any, n: int) -> Counts:
    """Another long transaction on the same cluster holds answers back for as long as it lasts."""
    until = time.monotonic() + 30
    while True:
        fold_answers()
        counts = get_tally(get_dispatch(dispatch_id), unit_id)
        if counts.settled >= n or time.monotonic() > until:
            return counts
        time.sleep(0.1)


def play(server: LiveServer, phones: list[Phone]) -> Field:
    field = Field(Server.at(server.url), phones, Random(3), speed=6_000, rate=500)
    asyncio.run(asyncio.wait_for(field.run(roster.newest_change, lambda: True, once=True), 60))
    return field


@pytest.mark.usefixtures("_demo")
def test_phones_answer_through_the_real_door(live_server: LiveServer) -> None:
    dispatch_id, top = issue(Proof.NUMBER)
    phones = roster.sign_in(5, 7)
    for phone, repeats, disorders, offline in zip(
        phones, (1, 0, 0, 1, 0), (0, 1, 0, 1, 0), (0, 0, 1, 1, 0), strict=True
    ):
        phone.character = Character(False, False, -4_000, 0.01, offline, repeats, disorders, 0, 0)

    field = play(live_server, phones)
    counts = fold_until_settled(dispatch_id, top, 5)

    assert field.counts["done"] == 5
    assert field.counts["repeat"] >= 2
    assert (counts.done, counts.seen, counts.settled) == (5, 0, 5)
    assert not any(phone.refused for phone in phones)
    assert not any(phone.outbox for phone in phones)


@pytest.mark.usefixtures("_demo")
def test_a_phone_that_is_signed_out_stops(live_server: LiveServer) -> None:
    issue(Proof.DONE)
    phones = roster.sign_in(2, 7)
    for phone in phones:
        phone.character = DILIGENT
    Device.objects.filter(name=roster.NAME).delete()

    field = play(live_server, phones)

    assert all(phone.is_signed_out for phone in phones)
    assert field.counts["sync 401"] == 2


@pytest.mark.usefixtures("_demo")
def test_the_cast_keeps_its_own_phone() -> None:
    worker = cast.read_hints()[-2]
    spared = [person for _, person in roster.choose(100)][:1]

    chosen = roster.choose(100, spared)

    assert worker["password"] is None
    assert spared[0] not in [person for _, person in chosen]
    assert len({unit for unit, _ in chosen}) == len(chosen)
    assert len(roster.choose(4)) == 4


@pytest.mark.usefixtures("_demo")
def test_no_real_organisation_is_simulated() -> None:
    with pytest.raises(CommandError, match=r"127\.0\.0\.1"):
        call_command("simulate_field", "--url", "http://example.org/")
    Organisation.objects.update(is_demo=False)
    with pytest.raises(CommandError):
        call_command("simulate_field")
    assert json.loads(cast.hints_path().read_text(encoding="utf-8"))
