"""Two who are one: found, told apart or joined with both histories, and parted again."""

from __future__ import annotations

from datetime import date

import pytest

from pankti.base.actor import SYSTEM
from pankti.base.errors import OutOfReach
from pankti.base.sight import acting_as
from pankti.organisation.actions.repath import carry_paths
from pankti.organisation.actions.settle import settle
from pankti.organisation.models import Appointment, Residence
from pankti.people.actions.add_contact import add_contact
from pankti.people.actions.lookalikes import find_lookalikes, mark_everybody, part_pair
from pankti.people.actions.merge import merge_people, undo_merge
from pankti.people.errors import MergedAlready, MergeNotLast, SamePerson
from pankti.people.models import Lookalike, Merge, Person, PersonMark
from pankti.people.queries import (
    count_lookalikes,
    find_names,
    list_lookalikes,
    list_merges,
    list_people_by_phone,
    list_phones,
)
from pankti.people.types import Contact, ContactKind
from tests.makers.organisation import Cast, actor_of, make_appointment, make_cast, path_of

pytestmark = pytest.mark.django_db

PHONE = Contact(ContactKind.PHONE, "9000000001")


def person(hindi: str, path: str) -> Person:
    return Person.objects.create(names={"hi": hindi}, home_path=path)


def rows() -> list[list[tuple[object, ...]]]:
    """Everything that a merge may touch."""
    return [
        sorted(model.objects.values_list(*fields), key=str)
        for model, fields in (
            (Appointment, ("id", "person_id", "ended_at", "end_reason")),
            (Residence, ("id", "person_id", "ended_on")),
            (Person, ("id", "merged_into_id", "home_path", "name_keys")),
        )
    ]


def a_pair(cast: Cast) -> tuple[Person, Person]:
    """The same person entered twice: each with a post, the same post at one unit, a home and a number."""
    kept, merged = person("संजय कुमार", path_of(cast.middle)), person("संजय प्रसाद", path_of(cast.booths[1]))
    for one in (kept, merged):
        make_appointment(unit=cast.booths[0], person=one)
    make_appointment(unit=cast.booths[2], person=merged)
    settle(actor=SYSTEM, person_id=kept.id, unit_id=cast.middle.id, on=date(2026, 1, 5))
    settle(actor=SYSTEM, person_id=merged.id, unit_id=cast.booths[1].id, on=date(2026, 2, 5))
    add_contact(actor=SYSTEM, person_id=kept.id, contact=PHONE)
    add_contact(actor=SYSTEM, person_id=merged.id, contact=Contact(ContactKind.PHONE, "9000000001", "family"))
    add_contact(actor=SYSTEM, person_id=merged.id, contact=Contact(ContactKind.PHONE, "9000000002"))
    return kept, merged


def test_a_merge_keeps_both_histories_and_is_undone_to_the_row() -> None:
    cast = make_cast()
    kept, merged = a_pair(cast)
    before = rows()
    merge_id = merge_people(actor=actor_of(cast.officer), kept_id=kept.id, merged_id=merged.id)

    assert Appointment.objects.filter(person=merged).count() == 0
    assert Appointment.objects.filter(person=kept, ended_at=None).count() == 2
    assert Appointment.objects.get(person=kept, end_reason="merged").unit == cast.booths[0]
    assert list_phones([kept.id])[kept.id] == ["+919000000001", "+919000000002"]
    assert list_people_by_phone("+919000000001") == [kept]
    assert Residence.objects.filter(person=kept, ended_on=None).get().unit == cast.middle
    assert {one.person_id for one in find_names("sanjay prasad", ("",))} == {kept.id}
    assert {one.person_id for one in find_names("sanjay", (path_of(cast.booths[2]),))} == {kept.id}
    assert [merge.merged_id for merge in list_merges(kept.id)] == [merged.id]

    undo_merge(actor=actor_of(cast.officer), merge_id=merge_id)
    undo_merge(actor=actor_of(cast.officer), merge_id=merge_id)
    assert rows() == before
    assert list_people_by_phone("+919000000001") == [kept, merged]
    assert {one.person_id for one in find_names("sanjay prasad", ("",))} == {merged.id}
    assert list_merges(kept.id) == []


def test_a_merge_within_the_sight_of_a_manager_is_whole() -> None:
    cast = make_cast()
    kept, merged = a_pair(cast)
    beyond = make_appointment(unit=cast.other_booths[1], person=merged)
    officer = actor_of(cast.officer)
    with acting_as(officer):
        merge_people(actor=officer, kept_id=kept.id, merged_id=merged.id)
    beyond.refresh_from_db()
    assert beyond.person_id == kept.id


def test_merges_are_refused_in_words() -> None:
    cast = make_cast()
    first, second = a_pair(cast)
    third = person("संजय", path_of(cast.middle))
    with pytest.raises(SamePerson):
        merge_people(actor=SYSTEM, kept_id=first.id, merged_id=first.id)
    for actor, other in ((cast.stranger, second.id), (cast.officer, cast.stranger.person_id)):
        with pytest.raises(OutOfReach):
            merge_people(actor=actor_of(actor), kept_id=first.id, merged_id=other)
    earlier = merge_people(actor=SYSTEM, kept_id=first.id, merged_id=second.id)
    with pytest.raises(MergedAlready):
        merge_people(actor=SYSTEM, kept_id=third.id, merged_id=second.id)
    merge_people(actor=SYSTEM, kept_id=third.id, merged_id=first.id)
    with pytest.raises(MergeNotLast):
        undo_merge(actor=SYSTEM, merge_id=earlier)
    with pytest.raises(OutOfReach):
        undo_merge(actor=actor_of(cast.stranger), merge_id=earlier)
    assert Merge.objects.filter(undone_at=None).count() == 2


def test_pairs_are_found_once_and_what_was_decided_stays() -> None:
    cast = make_cast()
    booth = path_of(cast.booths[0])
    one, twin = person("संजय कुमार", booth), person("Sanjay Kumar", booth)
    person("संजय कुमार", path_of(cast.booths[1]))
    person("संजय", booth)
    mother = person("आशा देवी", path_of(cast.other_booths[0]))
    twice = person("Asha", path_of(cast.booths[2]))
    add_contact(actor=SYSTEM, person_id=mother.id, contact=PHONE)
    add_contact(actor=SYSTEM, person_id=twice.id, contact=Contact(ContactKind.PHONE, "9000000001", "family"))
    son = person("मोहन", path_of(cast.booths[2]))
    add_contact(actor=SYSTEM, person_id=son.id, contact=Contact(ContactKind.PHONE, "9000000001", "family"))

    assert find_lookalikes() == 2
    assert find_lookalikes() == 0
    officer = actor_of(cast.officer)
    with acting_as(officer):
        (pair,) = list_lookalikes(officer)
        assert {pair.first.id, pair.second.id} == {one.id, twin.id}
        assert pair.reasons == ("name_and_place",)
        assert count_lookalikes(officer) == 1
    assert count_lookalikes(actor_of(cast.chief)) == 2
    assert count_lookalikes(actor_of(cast.stranger)) == 0
    with pytest.raises(OutOfReach):
        part_pair(actor=actor_of(cast.stranger), pair_id=pair.id)
    part_pair(actor=officer, pair_id=pair.id)
    part_pair(actor=officer, pair_id=pair.id)
    assert find_lookalikes() == 0
    assert count_lookalikes(officer) == 0

    merge_people(actor=SYSTEM, kept_id=mother.id, merged_id=twice.id)
    assert set(Lookalike.objects.values_list("decision", flat=True)) == {"different", "merged"}


def test_the_night_looks_at_those_who_changed_beside_all_others() -> None:
    cast = make_cast()
    booth, other = path_of(cast.booths[0]), path_of(cast.booths[1])
    one, twin = person("संजय कुमार", booth), person("Sanjay Kumar", booth)
    moving, numbered, sharing = person("संजय कुमार", other), person("आशा देवी", other), person("आशा", booth)
    add_contact(actor=SYSTEM, person_id=numbered.id, contact=PHONE)
    find_lookalikes()
    Lookalike.objects.all().delete()
    assert not PersonMark.objects.exists()
    assert find_lookalikes() == 0  # nobody changed, so nobody is looked at

    Person.objects.filter(id=moving.id).update(language="en")
    assert not PersonMark.objects.exists()
    Person.objects.filter(id=moving.id).update(home_path=booth)
    assert find_lookalikes() == 2
    assert {(p.first_id, p.second_id) for p in Lookalike.objects.all()} == {
        tuple(sorted((moving.id, old.id))) for old in (one, twin)
    }
    add_contact(actor=SYSTEM, person_id=sharing.id, contact=Contact(ContactKind.PHONE, "9000000001", "family"))
    assert find_lookalikes() == 1
    assert Lookalike.objects.latest("found_at").reasons == ["number"]
    mark_everybody()
    assert find_lookalikes() == 1  # the first two at last


def test_more_pairs_than_are_told_at_once_come_the_next_night() -> None:
    cast = make_cast()
    for _ in range(4):
        person("संजय कुमार", path_of(cast.booths[0]))
    PersonMark.objects.filter(person_id=None).delete()
    assert [find_lookalikes(most=4), find_lookalikes(most=4), find_lookalikes(most=4)] == [4, 2, 0]
    mark_everybody()
    Lookalike.objects.all().delete()
    assert [find_lookalikes(most=4), find_lookalikes(most=4), find_lookalikes(most=4)] == [4, 2, 0]


def test_a_move_of_units_marks_nobody() -> None:
    cast = make_cast()
    person("संजय कुमार", path_of(cast.booths[0]))
    find_lookalikes()
    carry_paths([(path_of(cast.booths[0]), "000010000900001")])
    assert not PersonMark.objects.exists()
