from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from pankti.audit.models import Event
from pankti.base.actor import SYSTEM, Actor
from pankti.base.errors import OutOfReach
from pankti.base.ids import new_id
from pankti.organisation.actions.load_scheme import SchemeChange, load_scheme
from pankti.organisation.errors import SchemeFaulty, SchemeTaken, SchemeUnknown
from pankti.organisation.models import Level, Post, Tree, TreeLevel
from pankti.organisation.schemes.read import FOLDER, list_codes
from tests.makers.organisation import make_unit

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", list_codes())
def test_every_scheme_loads_and_a_repeat_changes_nothing(code: str) -> None:
    first = load_scheme(actor=SYSTEM, code=code)

    assert first.levels > 0
    assert first.posts > 0
    assert Tree.objects.filter(is_main=True).count() == 1
    assert load_scheme(actor=SYSTEM, code=code) == SchemeChange(0, 0, 0, 0, 0)
    assert Event.objects.filter(type="organisation.scheme.loaded").count() == 1


def test_strengths_are_the_known_ones() -> None:
    load_scheme(actor=SYSTEM, code="in-organisation")

    strength = dict(Post.objects.values_list("level").annotate(Sum("strength")))
    assert strength["mandal"] == 7
    assert strength["district"] == 15


@pytest.mark.parametrize("code", list_codes())
def test_every_unit_of_the_main_tree_has_somebody_who_answers_for_it(code: str) -> None:
    """Or no decision of a meeting could be given to the units of that level."""
    load_scheme(actor=SYSTEM, code=code)

    levels = set(TreeLevel.objects.filter(tree__is_main=True).values_list("level", flat=True))
    answering = Post.objects.filter(is_lead=True, rights__contains=["answer.give"])
    assert levels <= set(answering.values_list("level", flat=True))


def test_every_name_is_in_hindi_and_english() -> None:
    for code in list_codes():
        load_scheme(actor=SYSTEM, code=code)
        for names in [*Level.objects.values_list("names", flat=True), *Post.objects.values_list("names", flat=True)]:
            assert set(names) == {"hi", "en"}


def test_what_people_changed_stays() -> None:
    load_scheme(actor=SYSTEM, code="in-organisation")
    Level.objects.filter(code="cluster").update(names={"hi": "बूथ समूह", "en": "Booth group"}, group_size=8)

    load_scheme(actor=SYSTEM, code="in-organisation")

    cluster = Level.objects.get(code="cluster")
    assert cluster.names["hi"] == "बूथ समूह"
    assert cluster.group_size == 8


def test_an_unused_scheme_gives_way_and_a_used_one_does_not() -> None:
    load_scheme(actor=SYSTEM, code="union")
    load_scheme(actor=SYSTEM, code="in-organisation")
    assert not Level.objects.filter(code="workplace").exists()
    assert TreeLevel.objects.filter(tree="organisation").count() == 8
    make_unit(level="nation", tree="organisation")

    with pytest.raises(SchemeTaken):
        load_scheme(actor=SYSTEM, code="union")


def test_an_unknown_scheme_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SchemeUnknown, match="union"):
        load_scheme(actor=SYSTEM, code="nowhere")
    with pytest.raises(CommandError, match="union"):
        call_command("load_scheme", "nowhere")


def test_a_stranger_cannot_load() -> None:
    with pytest.raises(OutOfReach):
        load_scheme(actor=Actor(person_id=new_id()), code="union")


FAULTS = [
    ('level = "workplace"', 'level = "nowhere"', "unknown level “nowhere”"),
    ("main = true", "main = false", "exactly one tree"),
    ('traits = ["cell"]', "traits = []", "trait cell"),
    ('traits = ["acknowledges"]', "traits = []", "trait acknowledges"),
    ("group_size = 12", 'group_size = "many"', "group_size"),
    ('"answer.give"', '"answer.take"', "unknown right"),
    ('wing = "safety"', 'wing = "none"', "unknown wing"),
    ('code = "branch-safety-officer"', 'code = "branch-secretary"', "named twice"),
    ("strength = 2", "strength = 0", "strength"),
    ("strength = 2", "strength = ", "union.toml"),
    ('names = { hi = "प्रदेश", en = "State" }', 'names = "State"', "names must give"),
    ('levels = ["national", "state", "branch", "workplace"]', 'levels = ["national", "cell"]', "unknown level “cell”"),
]


@pytest.mark.parametrize(("old", "new", "said"), FAULTS)
def test_a_faulty_scheme_says_where_and_changes_nothing(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = (FOLDER / "union.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "union.toml").write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(SchemeFaulty, match=said):
        load_scheme(actor=SYSTEM, code="union", folder=tmp_path)
    assert not Level.objects.exists()
