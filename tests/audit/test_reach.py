"""Who reads which events: those who reach the place, whoever acted, and the person it was about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from pankti.access.queries import actor_for_person
from pankti.audit.actions.record import record
from pankti.audit.models import Event
from pankti.audit.queries import iterate_events, list_page
from pankti.audit.types import Asked
from pankti.base.actor import SYSTEM
from pankti.base.clock import frozen
from pankti.base.sight import NOBODY, acting_as, seeing
from pankti.organisation.models import Appointment
from tests.makers.organisation import Cast, make_cast, path_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def skip_where_rows_are_not_guarded() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_security_active('audit_event')")
        if not cursor.fetchone()[0]:
            pytest.skip("the serving role owns the tables here: name two roles to test what guards them")


def about(holder: Appointment, by: Appointment | None = None) -> Event:
    actor = actor_for_person(by.person_id, address="192.0.2.7") if by else SYSTEM
    record(actor=actor, type="people.person.changed", subject_kind="person", subject_id=holder.person_id, fields="x")
    return Event.objects.latest("at", "id")


def test_the_database_fills_in_where_it_lay(cast: Cast) -> None:
    assert about(cast.worker).path == path_of(cast.booths[0])
    record(actor=SYSTEM, type="people.person.added", subject_kind="unit", subject_id=cast.middle.id)
    record(actor=SYSTEM, type="people.person.added", subject_kind="appointment", subject_id=cast.stranger.id)
    record(actor=SYSTEM, type="people.person.added", path="00001")
    record(actor=SYSTEM, type="people.person.added")
    paths = list(Event.objects.order_by("at", "id").values_list("path", flat=True))[1:]
    assert paths == [path_of(cast.middle), path_of(cast.other_booths[0]), "00001", ""]


def test_rows_within_reach_and_no_others(cast: Cast) -> None:
    skip_where_rows_are_not_guarded()
    mine, theirs = about(cast.worker, by=cast.officer), about(cast.stranger, by=cast.chief)
    record(actor=SYSTEM, type="organisation.scheme.loaded", scheme="x")
    nowhere = Event.objects.get(path="")

    def seen(holder: Appointment) -> set[Event]:
        with acting_as(actor_for_person(holder.person_id)):
            return set(Event.objects.all())

    assert seen(cast.chief) == {mine, theirs, nowhere}
    assert seen(cast.officer) == {mine} == seen(cast.colleague)
    assert seen(cast.worker) == {mine}, "what was done to oneself"
    assert seen(cast.stranger) == {theirs}
    with seeing(NOBODY):
        assert not Event.objects.exists()


def test_whoever_acts_may_write_beyond_their_sight(cast: Cast) -> None:
    with seeing(NOBODY):
        record(actor=SYSTEM, type="people.person.added", path="00001")
    assert Event.objects.count() == 1


def test_pages_follow_on_without_gap_or_repeat(cast: Cast) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    for n in range(23):
        with frozen(at + timedelta(minutes=n // 3)):  # several at one moment
            about(cast.worker)
    asked = Asked(tops=(path_of(cast.middle),))
    seen, after = [], None
    while True:
        page, after = list_page(asked, limit=5, after=after)
        seen += [line.id for line in page]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 23
    assert seen == [line.id for line in iterate_events(asked)]
    assert list_page(Asked(tops=()), limit=5) == ([], None)
    assert list_page(Asked(tops=(path_of(cast.other_middle),)), limit=5) == ([], None)


def test_filters_narrow(cast: Cast) -> None:
    with frozen(datetime(2026, 3, 1, tzinfo=UTC)):
        about(cast.worker, by=cast.officer)
    about(cast.worker, by=cast.chief)

    def count(asked: Asked) -> int:
        return len(list_page(asked, limit=9)[0])

    assert count(Asked(since=datetime(2026, 3, 2, tzinfo=UTC))) == 1
    assert count(Asked(until=datetime(2026, 3, 2, tzinfo=UTC))) == 1
    assert count(Asked(kinds=("people.person.changed",))) == 2
    assert count(Asked(kinds=("people.person.added",))) == 0
    assert count(Asked(actor_id=cast.officer.person_id)) == 1


def test_names_are_resolved_in_batches_and_the_erased_have_none(cast: Cast, django_assert_num_queries: object) -> None:
    for _n in range(12):
        about(cast.worker, by=cast.officer)
    person = cast.worker.person
    person.names, person.erased_at = {}, datetime(2026, 3, 1, tzinfo=UTC)
    person.save()
    record(
        actor=SYSTEM, type="organisation.appointment.ended", subject_kind="appointment", subject_id=cast.worker.id,
        post="last-lead", unit=str(cast.booths[0].id), reason="-",
    )  # fmt: skip
    with django_assert_num_queries(6):  # type: ignore[operator]
        lines, _more = list_page(Asked(), limit=50)
    assert lines[0].sentence == "Ended the appointment as Convenor at B1. Reason: -"
    assert lines[0].actor == "The server itself"
    assert lines[1].subject == "A person who was erased"
    assert lines[1].actor != "A person who was erased"
