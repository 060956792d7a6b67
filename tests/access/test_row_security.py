"""What the database itself shows: every filter of ours left out, as the role that serves."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from pankti.access.middleware import ActorMiddleware, SightMiddleware
from pankti.access.models import Account, Device, Scope
from pankti.access.queries import actor_for_person, find_device
from pankti.base.actor import SYSTEM, Actor, Grant
from pankti.base.prepared import prepared_cursor
from pankti.base.sight import ALL, NOBODY, Sight, acting_as, seeing, sight, sight_of
from pankti.organisation.models import Appointment, Post, Wing
from pankti.people.actions.set_phone import set_phone
from pankti.people.models import ContactPoint, Person
from pankti.project.rights import CLOSED
from tests.makers.access import console_client, make_account, sign_in_device
from tests.makers.organisation import (
    Cast,
    make_appointment,
    make_cast,
    make_person,
    path_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    people = (cast.chief, cast.officer, cast.colleague, cast.worker, cast.stranger)
    for number, holder in enumerate(people):
        set_phone(actor=SYSTEM, person_id=holder.person_id, phone=f"900000001{number}")
        make_account(holder.person)
        sign_in_device(holder.person)
    _skip_where_rows_are_not_guarded()
    return cast


def _skip_where_rows_are_not_guarded() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_security_active('people_person')")
        if not cursor.fetchone()[0]:
            pytest.skip("the serving role owns the tables here: name two roles to test what guards them")


def test_whoever_told_nothing_sees_nothing(cast: Cast) -> None:
    with seeing(NOBODY):
        for model in (Person, ContactPoint, Appointment, Account, Device, Scope):
            assert not model._default_manager.exists(), model


def test_an_officer_sees_their_subtree_themselves_and_who_stands_above(cast: Cast) -> None:
    actor = actor_for_person(cast.officer.person_id)
    with acting_as(actor):
        seen = set(Person.objects.values_list("id", flat=True))
        held = set(Appointment.objects.values_list("id", flat=True))
    mine = {cast.chief, cast.officer, cast.colleague, cast.worker}
    assert seen == {holder.person_id for holder in mine}
    assert held == {holder.id for holder in mine}


def test_numbers_devices_and_accounts_of_those_above_stay_hidden(cast: Cast) -> None:
    actor = actor_for_person(cast.officer.person_id)
    below = {cast.officer.person_id, cast.colleague.person_id, cast.worker.person_id}
    with acting_as(actor):
        for model in (ContactPoint, Account, Device):
            assert set(model._default_manager.values_list("person_id", flat=True)) == below, model


def test_a_worker_sees_only_themselves_and_who_stands_above(cast: Cast) -> None:
    with acting_as(actor_for_person(cast.worker.person_id)):
        seen = set(Person.objects.values_list("id", flat=True))
        numbers = set(ContactPoint.objects.values_list("person_id", flat=True))
    assert cast.stranger.person_id not in seen
    assert seen == {h.person_id for h in (cast.chief, cast.officer, cast.colleague, cast.worker)}
    assert numbers == {cast.worker.person_id}


def test_a_wings_right_opens_only_the_wings_people(cast: Cast) -> None:
    wing = Wing.objects.create(code="youth", names={"en": "Youth"})
    post = Post.objects.create(code="youth-lead", level_id="last", wing=wing, names={"en": "Youth"}, rights=[])
    young = make_appointment(unit=cast.booths[1], post=post.code)
    actor = Actor(person_id=make_person().id, grants=(Grant("people.view", path_of(cast.middle), wing="youth"),))
    with acting_as(actor):
        seen = set(Person.objects.values_list("id", flat=True))
    above = {cast.chief.person_id, cast.officer.person_id, cast.colleague.person_id}
    assert seen == {actor.person_id, young.person_id} | above
    assert cast.worker.person_id not in seen


def test_a_home_opens_a_person_without_a_post(cast: Cast) -> None:
    member = Person.objects.create(names={"en": "Member"}, home_path=path_of(cast.booths[2]))
    with acting_as(actor_for_person(cast.officer.person_id)):
        assert Person.objects.filter(id=member.id).exists()
    with acting_as(actor_for_person(cast.stranger.person_id)):
        assert not Person.objects.filter(id=member.id).exists()


def test_nobody_writes_beyond_their_reach(cast: Cast) -> None:
    elsewhere = path_of(cast.booths[0])
    with acting_as(actor_for_person(cast.stranger.person_id)):
        assert not Person.objects.filter(id=cast.worker.person_id).update(language="en")
        assert not Appointment.objects.filter(id=cast.worker.id).delete()[0]
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Appointment.objects.create(
                person_id=cast.stranger.person_id,
                post_id="last-lead",
                unit=cast.booths[0],
                path=elsewhere,
            )
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            ContactPoint.objects.create(
                person_id=cast.worker.person_id, ciphertext=b"x", key_id=1, blind_index=b"somebody else's"
            )


def test_a_rollback_takes_back_what_was_told(cast: Cast) -> None:
    officer = actor_for_person(cast.officer.person_id)
    with acting_as(officer):
        with transaction.atomic():
            with acting_as(SYSTEM):
                assert Person.objects.count() == 5
            transaction.set_rollback(True)
        assert Person.objects.count() == 4


def test_a_failed_statement_can_still_be_rolled_back(cast: Cast) -> None:
    with acting_as(SYSTEM):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT nothing_of_this_name")
        assert Person.objects.count() == 5


def test_prepared_statements_are_told_too(cast: Cast) -> None:
    with acting_as(actor_for_person(cast.stranger.person_id)), prepared_cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_contactpoint")
        assert cursor.fetchone()[0] == 1


def test_a_device_is_found_before_anybody_is_known(cast: Cast) -> None:
    _client, token = sign_in_device(cast.worker.person)
    with seeing(NOBODY):
        found = find_device(token)
        assert found is not None
        assert found.person_id == cast.worker.person_id
        assert find_device("another") is None
        assert not Device.objects.exists()


def test_a_kept_reach_dies_although_its_owner_may_not_be_seen(cast: Cast) -> None:
    """The trigger that forgets reaches works past the guard: an ended post ends the sight of its phones."""
    Scope.objects.create(person_id=cast.worker.person_id, tree_epoch=1, digest="", ancestors=[], units=[])
    with acting_as(actor_for_person(cast.officer.person_id)):
        Appointment.objects.filter(id=cast.worker.id).update(end_reason="moved away", ended_at=cast.worker.began_at)
    assert not Scope.objects.filter(person_id=cast.worker.person_id).exists()


def test_a_streamed_answer_keeps_the_sight_of_its_request(cast: Cast) -> None:
    request = HttpRequest()
    request.path = "/console/"
    client = console_client(cast.worker.person)
    request.COOKIES["sessionid"] = client.cookies["sessionid"].value
    request.session = client.session

    def view(_request: HttpRequest) -> HttpResponseBase:
        return StreamingHttpResponse(str(Person.objects.count()) for _ in range(2))

    answer = SightMiddleware(ActorMiddleware(view))(request)  # type: ignore[arg-type]
    with seeing(NOBODY):
        assert isinstance(answer, StreamingHttpResponse)
        assert b"".join(answer.streaming_content) == b"44"  # type: ignore[arg-type]


def test_a_thread_begins_with_the_process_word_and_not_with_anothers_sight() -> None:
    found: list[Sight] = []
    with seeing(Sight("somebody")):
        thread = threading.Thread(target=lambda: found.append(sight()))
        thread.start()
        thread.join()
    assert found == [ALL]  # this process begins as the system; a web server's begins as nobody


def test_the_sight_of_an_actor() -> None:
    who = make_person().id
    actor = Actor(
        person_id=who,
        grants=(
            Grant("answer.give", "0000100002"),
            Grant("directive.view", "0000100001"),
            Grant("people.view", "000010000100003"),
            Grant("people.view", "0000100004", wing="youth"),
        ),
    )
    assert sight_of(actor) == Sight(
        str(who), "0000100001 0000100004:youth", "00001 0000100001 000010000100003 0000100002 0000100004"
    )
    assert sight_of(SYSTEM) == ALL
    assert sight_of(Actor(person_id=None)) == NOBODY


def test_every_table_of_persons_is_guarded() -> None:
    """A table that points at a person has row-level security, is closed to the serving role, or says here why not."""
    open_tables = {
        "people_personmark": "it says of an id that something changed, and nothing else; any writer's trigger marks",
        "cascade_answer": "an answer names a holding; it is read only bounded by the reader's units (ADR 23)",
    }
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND NOT c.relrowsecurity
              AND (a.attname LIKE '%%person%%' OR a.attname IN ('made_by_id', 'taken_by_id', 'given_by_id'))
            """
        )
        unguarded = {name for (name,) in cursor.fetchall()} - set(open_tables) - set(CLOSED)
    assert not unguarded, f"Add a policy (see access migration 0007), or a reason here: {sorted(unguarded)}"
