"""The organisation's skills have a page; posts, wings, skills and plans each a record of their own."""

from __future__ import annotations

import pytest
from django.test import Client

from pankti.audit.models import Event
from pankti.base.errors import OutOfReach
from pankti.organisation.actions.posts import save_wing
from pankti.organisation.actions.skills import save_skill
from pankti.organisation.errors import CodeTaken
from pankti.organisation.models import Post
from pankti.people.errors import SkillUnknown
from pankti.people.models import Person, Skill
from pankti.people.queries import list_all_skills, list_skills
from tests.makers.access import english_client
from tests.makers.organisation import Cast, actor_of, make_appointment, make_cast, make_person
from tests.makers.plans import make_plan, rename

pytestmark = pytest.mark.django_db

SKILLS = "/console/skills/"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def chief(cast: Cast) -> Client:
    return english_client(cast.chief.person)


def test_a_skill_is_made_renamed_retired_and_brought_back(cast: Cast, chief: Client) -> None:
    assert "No skill yet" in chief.get(SKILLS).content.decode()
    new = {"code": "driver", "name_hi": "चालक", "name_en": "Driver"}
    assert chief.post(f"{SKILLS}new/", new)["Location"] == SKILLS
    assert chief.post(f"{SKILLS}new/", new).status_code == 422, "the code is taken"
    Person.objects.filter(pk=cast.worker.person_id).update(skills=["driver"])

    chief.post(f"{SKILLS}driver/", {"name_hi": "वाहन चालक", "name_en": "Drives a car"})
    page = chief.get(SKILLS).content.decode()
    assert "Drives a car" in page
    assert [(one.code, one.people) for one in list_all_skills()] == [("driver", 1)]

    chief.post(f"{SKILLS}driver/", {"name_hi": "वाहन चालक", "name_en": "Drives a car", "is_retired": "on"})
    assert "Out of use" in chief.get(SKILLS).content.decode()
    assert list_skills() == {}
    edit = f"/console/people/{cast.worker.person_id}/change/"
    assert "Drives a car" in chief.get(edit).content.decode(), "who has it keeps it"
    assert "Drives a car" in chief.get(f"/console/people/{cast.worker.person_id}/").content.decode()
    assert "Drives a car" not in chief.get(f"/console/people/{cast.officer.person_id}/change/").content.decode()

    chief.post(f"{SKILLS}driver/", {"name_hi": "वाहन चालक", "name_en": "Drives a car"})
    assert list_skills() == {"driver": {"hi": "वाहन चालक", "en": "Drives a car"}}
    assert Event.objects.filter(type="organisation.skill.saved").count() == 4


def test_skills_are_the_head_offices(cast: Cast) -> None:
    for appointment in (cast.officer, cast.worker, cast.stranger):
        with pytest.raises(OutOfReach):
            save_skill(actor=actor_of(appointment), code="driver", names={"hi": "क", "en": "D"}, is_new=True)
        assert english_client(appointment.person).get(SKILLS).status_code == 404
    save_skill(actor=actor_of(cast.chief), code="driver", names={"hi": "क", "en": "D"}, is_new=True)
    with pytest.raises(CodeTaken):
        save_skill(actor=actor_of(cast.chief), code="driver", names={"hi": "क", "en": "D"}, is_new=True)
    with pytest.raises(SkillUnknown):
        save_skill(actor=actor_of(cast.chief), code="singer", names={"hi": "क", "en": "D"}, is_new=False)
    officer = english_client(cast.officer.person)
    assert officer.get(f"{SKILLS}driver/").status_code == 404
    assert officer.post(f"{SKILLS}driver/", {"name_hi": "x", "name_en": "x"}).status_code == 404
    assert Skill.objects.get().names["en"] == "D"


def test_a_post_a_wing_and_a_skill_have_a_record(cast: Cast, chief: Client) -> None:
    post = {"name_hi": "संयोजक", "name_en": "Chief convenor", "level": "middle", "is_lead": "on", "rank": "1"}
    saved = chief.post("/console/posts/middle-lead/", {**post, "rights": Post.objects.get(pk="middle-lead").rights})
    assert saved.status_code == 302, saved.content.decode()
    save_wing(actor=actor_of(cast.chief), code="it", names={"hi": "आईटी", "en": "IT"}, is_new=True)
    save_wing(actor=actor_of(cast.chief), code="youth", names={"hi": "युवा", "en": "Youth"}, is_new=True)
    save_skill(actor=actor_of(cast.chief), code="driver", names={"hi": "चालक", "en": "Driver"}, is_new=True)

    for kind, code, page, words in (
        ("post", "middle-lead", "/console/posts/middle-lead/", "Saved the post"),
        ("wing", "it", "/console/wings/it/", "Saved the wing IT"),
        ("skill", "driver", f"{SKILLS}driver/", "Saved the skill Driver"),
    ):
        record = f"/console/audit/of/{kind}/{code}/"
        assert record in chief.get(page).content.decode()
        told = chief.get(record).content.decode()
        assert words in told
        assert "Youth" not in told
        assert page in told
        csv = chief.get(f"/console/audit.csv?kind={kind}&code={code}")
        lines = b"".join(csv.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
        assert len(lines) == 2
        other = chief.get(f"{record}?type=organisation.unit.renamed").content.decode()
        assert words in other, "another type narrows to nothing of this kind"
    assert chief.get("/console/audit/of/post/nothing/").status_code == 404
    assert chief.get("/console/audit/of/unit/middle-lead/").status_code == 404
    for appointment in (cast.officer, cast.worker, cast.stranger):
        assert english_client(appointment.person).get("/console/audit/of/wing/it/").status_code == 404


def test_a_plan_has_a_record_where_it_reaches(cast: Cast, chief: Client) -> None:
    plan = make_plan(rename(cast.booths[0], hi="नया", en="New name"), actor=actor_of(cast.officer))
    record = f"/console/audit/about/plan/{plan}/"
    beside = make_appointment(unit=cast.other_middle, person=make_person("Beside"))

    for reader in (chief, english_client(cast.officer.person)):
        page = reader.get(record)
        assert page.status_code == 200
        assert "Worked on the reorganisation" in page.content.decode()
        assert f"/console/reorganise/{plan}/" in page.content.decode()
    for appointment in (beside, cast.worker):
        assert english_client(appointment.person).get(record).status_code == 404
    assert Event.objects.filter(subject_kind="plan").exclude(path="").exists()
