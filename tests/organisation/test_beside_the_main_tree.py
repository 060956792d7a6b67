"""Seats and wards hang in another tree alone: whoever fills posts at the nearest unit above fills theirs."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client

from pankti.access.actions.invitations import make_invitation, revoke_invitation
from pankti.access.invitations import invitations_of, list_invitable_posts
from pankti.access.lending import list_watchers
from pankti.access.queries import actor_for_person, may_look_after
from pankti.audit.models import Event
from pankti.base.actor import SYSTEM
from pankti.base.errors import OutOfReach
from pankti.base.sight import acting_as
from pankti.organisation.actions.appoint import appoint
from pankti.organisation.actions.end_appointment import end_appointment
from pankti.organisation.actions.hand_over import hand_over
from pankti.organisation.actions.repath import carry_aside, carry_paths
from pankti.organisation.models import Appointment, Level, Placement, Post, Tree, Unit
from pankti.organisation.queries import find_beside, find_reach, list_children_beside
from pankti.people.models import Person
from tests.makers.access import console_client
from tests.makers.organisation import (
    Cast,
    make_appointment,
    make_cast,
    make_person,
    make_unit,
    path_of,
    place_unit,
)

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Beside:
    """``body`` hangs under the officer's unit and ``ward`` under it; ``far`` under the stranger officer's."""

    cast: Cast
    body: Unit
    ward: Unit
    far: Unit


@pytest.fixture
def beside() -> Beside:
    cast = make_cast()
    Tree.objects.create(code="local", names={"hi": "स्थानीय", "en": "Local"}, is_main=False, rank=1)
    for code in ("body", "ward"):
        Level.objects.create(
            code=code, names={"hi": code, "en": code}, plural_names={"hi": code, "en": code}, traits=[]
        )
        Post.objects.create(
            code=f"{code}-lead",
            level_id=code,
            names={"hi": "संयोजक", "en": "Convenor"},
            rights=["answer.give", "people.manage"],
            is_lead=True,
        )
    place_unit(unit=cast.top, parent=None, tree="local")
    for unit in (cast.middle, cast.other_middle):
        place_unit(unit=unit, parent=cast.top, tree="local")
    body = make_unit(level="body", parent=cast.middle, code="BODY", tree="local")
    ward = make_unit(level="ward", parent=body, code="WARD", tree="local")
    far = make_unit(level="body", parent=cast.other_middle, code="FAR", tree="local")
    return Beside(cast, body, ward, far)


def test_the_nearest_unit_above_in_the_main_tree_judges(beside: Beside) -> None:
    middle = path_of(beside.cast.middle)

    assert find_reach(beside.cast.middle.id) == middle
    assert find_reach(beside.body.id) == find_reach(beside.ward.id) == f"{middle}/"
    assert find_reach(beside.far.id) == path_of(beside.cast.other_middle) + "/"
    assert [unit.id for unit in list_children_beside(beside.cast.middle.id, 5)] == [beside.body.id]
    assert [unit.id for unit in list_children_beside(beside.body.id, 5)] == [beside.ward.id]
    found = find_beside(beside.ward.id)
    assert found is not None
    assert found.tree == "local"
    assert find_beside(beside.cast.booths[0].id) is None


def test_a_unit_below_nothing_of_the_main_tree_is_the_systems(beside: Beside) -> None:
    lonely = make_unit(level="body", code="LONELY", tree="local")

    assert find_reach(lonely.id) == ""
    with pytest.raises(OutOfReach):
        appoint(
            actor=actor_for_person(beside.cast.chief.person_id),
            person_id=make_person().id,
            post="body-lead",
            unit_id=lonely.id,
        )
    appoint(actor=SYSTEM, person_id=make_person().id, post="body-lead", unit_id=lonely.id)


@pytest.mark.parametrize(("who", "may"), [("chief", True), ("officer", True), ("worker", False), ("stranger", False)])
@pytest.mark.parametrize("where", ["body", "ward"])
def test_who_fills_a_wards_post(beside: Beside, who: str, may: bool, where: str) -> None:
    """With both guards: the action's question and the database's policies."""
    actor = actor_for_person(getattr(beside.cast, who).person_id)
    unit: Unit = getattr(beside, where)
    person, heir = make_person("Asha").id, make_person("Bela").id
    with acting_as(SYSTEM):
        Person.objects.filter(id__in=(person, heir)).update(home_path=path_of(beside.cast.middle))
    with acting_as(actor):
        if not may:
            with pytest.raises(OutOfReach):
                appoint(actor=actor, person_id=person, post=f"{where}-lead", unit_id=unit.id)
            return
        held = appoint(actor=actor, person_id=person, post=f"{where}-lead", unit_id=unit.id)
        later = hand_over(actor=actor, appointment_id=held, to_person_id=heir, reason="moves away")
        end_appointment(actor=actor, appointment_id=later, reason="the term is over")
    assert Appointment.objects.get(pk=held).path == find_reach(unit.id)
    assert set(Event.objects.filter(subject_id__in=(person, heir)).values_list("path", flat=True)) == {
        find_reach(unit.id)
    }


def test_a_colleague_of_another_branch_is_a_stranger(beside: Beside) -> None:
    far = make_appointment(unit=beside.cast.other_middle, person=make_person("Far officer"))
    actor = actor_for_person(far.person_id)

    person = make_person("Asha")
    with acting_as(actor), pytest.raises(OutOfReach):
        appoint(actor=actor, person_id=person.id, post="ward-lead", unit_id=beside.ward.id)
    appoint(actor=actor, person_id=person.id, post="body-lead", unit_id=beside.far.id)


def test_a_wards_post_gives_no_rights_above_it(beside: Beside) -> None:
    """Its path begins with that of the unit above: that must open nothing there, nor in the ward."""
    holder = make_appointment(unit=beside.ward, post="ward-lead")
    actor = actor_for_person(holder.person_id)

    assert actor.grants == ()
    assert not may_look_after(actor, beside.cast.worker.person_id)
    with pytest.raises(OutOfReach):
        appoint(actor=actor, person_id=make_person().id, post="ward-lead", unit_id=beside.ward.id)


def test_the_database_alone(beside: Beside) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_security_active('people_person')")
        if not cursor.fetchone()[0]:
            pytest.skip("the serving role owns the tables here")
    holder = make_appointment(unit=beside.ward, post="ward-lead", person=make_person("Holder"))
    far = make_appointment(unit=beside.cast.other_middle, person=make_person("Far officer"))

    def seen_by(appointment: Appointment) -> tuple[bool, bool]:
        with acting_as(actor_for_person(appointment.person_id)):
            return (
                Appointment.objects.filter(pk=holder.pk).exists(),
                Person.objects.filter(pk=holder.person_id).exists(),
            )

    assert seen_by(beside.cast.chief) == (True, True)
    assert seen_by(beside.cast.officer) == (True, True)
    assert seen_by(far) == (False, False)
    assert seen_by(beside.cast.worker) == (False, False)  # stands below the unit above, not below the ward
    assert seen_by(holder) == (True, True)


def test_the_holder_is_told_who_sees_them(beside: Beside) -> None:
    holder = make_appointment(unit=beside.ward, post="ward-lead")

    units = [watcher.unit_names["en"] for watcher in list_watchers(holder.person_id)]

    assert "T" in units
    assert "M1" in units
    assert "M2" not in units
    assert may_look_after(actor_for_person(beside.cast.officer.person_id), holder.person_id)


def test_invitations(beside: Beside) -> None:
    officer = actor_for_person(beside.cast.officer.person_id)
    far = actor_for_person(make_appointment(unit=beside.cast.other_middle, person=make_person("Far")).person_id)

    with acting_as(officer):
        made = make_invitation(actor=officer, unit_id=beside.ward.id, post="ward-lead")
        assert [post.code for post in list_invitable_posts(officer, beside.ward.id)] == ["ward-lead"]
        assert [row.id for row in invitations_of(officer)] == [made.id]
    with acting_as(far):
        assert not invitations_of(far).exists()
        with pytest.raises(OutOfReach):
            revoke_invitation(actor=far, invitation_id=made.id)
    assert Event.objects.get(type="access.invitation.made").path == find_reach(beside.ward.id)


def test_paths_follow(beside: Beside) -> None:
    """When the unit above moves, by the same statement; when the ward moves in its own tree, by looking anew."""
    holder = make_appointment(unit=beside.ward, post="ward-lead")
    middle = path_of(beside.cast.middle)
    carry_paths([(middle, "0000100009")])
    holder.refresh_from_db()
    assert holder.path == "0000100009/"

    Placement.objects.filter(unit=beside.ward, tree="local").delete()
    place_unit(unit=beside.ward, parent=beside.far, tree="local")
    carry_aside()
    holder.refresh_from_db()
    assert holder.path == path_of(beside.cast.other_middle) + "/"

    place_unit(unit=beside.ward, parent=beside.cast.middle)
    carry_aside()
    holder.refresh_from_db()
    assert holder.path == path_of(beside.ward)


@pytest.fixture
def officer(beside: Beside) -> Client:
    return console_client(beside.cast.officer.person)


def test_the_pages_lead_there(beside: Beside, officer: Client) -> None:
    above = officer.get(f"/console/units/{beside.cast.middle.id}/team/").content.decode()
    assert f"/console/units/{beside.body.id}/team/" in above
    page = officer.get(f"/console/units/{beside.ward.id}/team/")
    assert page.status_code == 200
    assert f"/console/units/{beside.body.id}/team/" in page.content.decode()
    assert officer.get(f"/console/units/{beside.ward.id}/team/appoint/").status_code == 200
    assert officer.get(f"/console/units/{beside.ward.id}/reconstitutions/").status_code == 200
    assert officer.get(f"/console/invitations/new/?unit={beside.ward.id}").status_code == 200
    for counted in ("strength", "vacancies", "activity"):  # nothing is counted below a unit of another tree
        assert officer.get(f"/console/units/{beside.ward.id}/{counted}/").status_code == 404


def test_the_pages_are_not_there_for_a_stranger(beside: Beside) -> None:
    stranger = console_client(make_appointment(unit=beside.cast.other_middle, person=make_person("Far")).person)

    for page in ("team/", "team/appoint/", "team/ward-lead/", "reconstitutions/"):
        assert stranger.get(f"/console/units/{beside.ward.id}/{page}").status_code == 404
    assert stranger.get(f"/console/invitations/new/?unit={beside.ward.id}").status_code == 404
