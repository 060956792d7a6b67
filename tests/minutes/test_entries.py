"""Several people write one record: nothing that anybody wrote is lost, and everybody sees what happened."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from pankti.base.errors import OutOfReach
from pankti.base.ids import new_id
from pankti.meetings.types import Role
from pankti.minutes.actions.close import close_record
from pankti.minutes.actions.entries import (
    add_entry,
    change_entry,
    move_entry,
    remove_entry,
    restore_entry,
    settle_aside,
)
from pankti.minutes.errors import (
    AsidesWaiting,
    ChairCloses,
    NothingWritten,
    RecordClosed,
    RecordEmpty,
    SpeakerUnknown,
    TextTooLong,
    VersionUnknown,
)
from pankti.minutes.models import Entry, EntryVersion
from pankti.minutes.queries import get_record, list_entry_versions
from pankti.minutes.types import EntryView, Outcome, RecordView, Said
from tests.makers.minutes import decision, make_held_meeting, speech, write
from tests.makers.organisation import Cast, actor_of, make_appointment, make_cast, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def meeting(cast: Cast) -> UUID:
    return make_held_meeting(
        unit=cast.middle, by=cast.officer, parts=((Role.CHAIR, cast.officer), (Role.STAGE, cast.worker))
    )


def read(cast: Cast, meeting: UUID) -> RecordView:
    return get_record(actor_of(cast.officer), meeting)


def only(cast: Cast, meeting: UUID) -> EntryView:
    return read(cast, meeting).entries[0]


def test_who_may_write(cast: Cast, meeting: UUID) -> None:
    """Whoever may call meetings of the unit, and who runs the stage; not a stranger, not a worker beside."""
    beside = make_appointment(unit=cast.booths[1])
    for writer in (cast.chief, cast.officer, cast.colleague, cast.worker):
        write(actor_of(writer), meeting, speech("काम हो।"))
    for other in (cast.stranger, beside, make_appointment(unit=cast.other_middle)):
        with pytest.raises(OutOfReach):
            get_record(actor_of(other), meeting)
        with pytest.raises(OutOfReach):
            write(actor_of(other), meeting, speech("काम हो।"))
    assert len(read(cast, meeting).entries) == 4


def test_an_entry_is_written_once(cast: Cast, meeting: UUID) -> None:
    entry_id = new_id()
    for _ in range(2):
        add_entry(actor=actor_of(cast.officer), meeting_id=meeting, entry_id=entry_id, said=speech(" काम हो।\0 "))
    assert [e.said.texts for e in read(cast, meeting).entries] == [{"hi": "काम हो।"}]


def test_the_id_of_another_meetings_entry_opens_nothing(cast: Cast, meeting: UUID) -> None:
    other = make_held_meeting(unit=cast.other_middle, by=make_appointment(unit=cast.other_middle))
    theirs = write(actor_of(cast.chief), other, speech("उधर।"))
    with pytest.raises(OutOfReach):
        add_entry(actor=actor_of(cast.officer), meeting_id=meeting, entry_id=theirs, said=speech("इधर।"))
    with pytest.raises(OutOfReach):
        change_entry(actor=actor_of(cast.officer), meeting_id=meeting, entry_id=theirs, base=1, said=speech("इधर।"))


def test_two_who_change_different_things_are_put_together(cast: Cast, meeting: UUID) -> None:
    entry_id = write(actor_of(cast.officer), meeting, decision("हर बूथ पर बैठक।"))
    first, second = actor_of(cast.officer), actor_of(cast.colleague)
    base = only(cast, meeting).said
    both = {"hi": "हर बूथ पर बैठक।", "en": "Each booth meets."}
    assert (
        change_entry(actor=first, meeting_id=meeting, entry_id=entry_id, base=1, said=replace(base, texts=both))
        is Outcome.SAVED
    )
    assert (
        change_entry(actor=second, meeting_id=meeting, entry_id=entry_id, base=1, said=replace(base, target=100))
        is Outcome.MERGED
    )
    entry = only(cast, meeting)
    assert (entry.said.texts, entry.said.target, entry.version) == (both, 100, 3)


def test_two_who_change_the_same_words_keep_both(cast: Cast, meeting: UUID) -> None:
    entry_id = write(actor_of(cast.officer), meeting, speech("सौ लोग"))
    first, second = actor_of(cast.officer), actor_of(cast.colleague)
    change_entry(actor=first, meeting_id=meeting, entry_id=entry_id, base=1, said=speech("दो सौ लोग"))
    for _ in range(2):  # a phone that lost the answer says it again
        done = change_entry(actor=second, meeting_id=meeting, entry_id=entry_id, base=1, said=speech("तीन सौ लोग"))
        assert done is Outcome.ASIDE
    entry = only(cast, meeting)
    assert entry.said.texts == {"hi": "दो सौ लोग"}
    assert [aside.said.texts["hi"] for aside in entry.asides] == ["तीन सौ लोग"]

    with pytest.raises(AsidesWaiting):
        close_record(actor=first, meeting_id=meeting)
    settle_aside(actor=first, meeting_id=meeting, aside_id=entry.asides[0].id, is_taken=True)
    entry = only(cast, meeting)
    assert (entry.said.texts, entry.asides) == ({"hi": "तीन सौ लोग"}, ())
    told = [v.said.texts["hi"] for v in list_entry_versions(meeting, entry_id, "hi")]
    assert told == ["तीन सौ लोग", "दो सौ लोग", "सौ लोग"]


def test_what_was_not_chosen_stays_in_the_history(cast: Cast, meeting: UUID) -> None:
    entry_id = write(actor_of(cast.officer), meeting, speech("एक"))
    for text in ("दो", "तीन"):
        change_entry(actor=actor_of(cast.officer), meeting_id=meeting, entry_id=entry_id, base=1, said=speech(text))
    aside = only(cast, meeting).asides[0]
    settle_aside(actor=actor_of(cast.officer), meeting_id=meeting, aside_id=aside.id, is_taken=False)
    assert only(cast, meeting).said.texts == {"hi": "दो"}
    assert EntryVersion.objects.filter(id=aside.id, settled_at__isnull=False).exists()


def test_an_edit_of_a_removed_entry_is_kept_beside_it(cast: Cast, meeting: UUID) -> None:
    actor = actor_of(cast.officer)
    entry_id = write(actor, meeting, speech("एक"))
    remove_entry(actor=actor, meeting_id=meeting, entry_id=entry_id)
    remove_entry(actor=actor, meeting_id=meeting, entry_id=entry_id)
    assert change_entry(actor=actor, meeting_id=meeting, entry_id=entry_id, base=1, said=speech("दो")) is Outcome.ASIDE
    entry = only(cast, meeting)
    assert (entry.is_removed, [a.said.texts for a in entry.asides]) == (True, [{"hi": "दो"}])


def test_undo(cast: Cast, meeting: UUID) -> None:
    actor = actor_of(cast.officer)
    entry_id = write(actor, meeting, speech("एक"))
    change_entry(actor=actor, meeting_id=meeting, entry_id=entry_id, base=1, said=speech("दो"))
    remove_entry(actor=actor, meeting_id=meeting, entry_id=entry_id)
    restore_entry(actor=actor, meeting_id=meeting, entry_id=entry_id, version=1)
    entry = only(cast, meeting)
    assert (entry.said.texts, entry.version, entry.is_removed) == ({"hi": "एक"}, 4, False)
    with pytest.raises(VersionUnknown):
        restore_entry(actor=actor, meeting_id=meeting, entry_id=entry_id, version=9)


def test_order(cast: Cast, meeting: UUID) -> None:
    actor = actor_of(cast.officer)
    one, two, three = (write(actor, meeting, speech(text)) for text in ("एक", "दो", "तीन"))
    move_entry(actor=actor, meeting_id=meeting, entry_id=three, after_id=None)
    assert [e.id for e in read(cast, meeting).entries] == [three, one, two]
    between = new_id()
    add_entry(actor=actor, meeting_id=meeting, entry_id=between, said=speech("बीच"), after_id=one)
    assert [e.id for e in read(cast, meeting).entries] == [three, one, between, two]


def test_places_are_spread_anew_where_none_is_left(cast: Cast, meeting: UUID) -> None:
    actor = actor_of(cast.officer)
    first = write(actor, meeting, speech("पहला"))
    write(actor, meeting, speech("आख़िरी"))
    added = []
    for n in range(30):
        added.append(new_id())
        add_entry(actor=actor, meeting_id=meeting, entry_id=added[-1], said=speech(str(n)), after_id=first)
    assert [e.id for e in read(cast, meeting).entries][1:-1] == added[::-1]


def test_a_closed_record_takes_additions_only(cast: Cast, meeting: UUID) -> None:
    chair, clerk = actor_of(cast.officer), actor_of(cast.worker)
    with pytest.raises(RecordEmpty):
        close_record(actor=chair, meeting_id=meeting)
    entry_id = write(clerk, meeting, speech("एक"))
    with pytest.raises(ChairCloses):
        close_record(actor=clerk, meeting_id=meeting)
    close_record(actor=chair, meeting_id=meeting)
    close_record(actor=chair, meeting_id=meeting)
    for refused in (
        lambda: change_entry(actor=clerk, meeting_id=meeting, entry_id=entry_id, base=1, said=speech("दो")),
        lambda: remove_entry(actor=clerk, meeting_id=meeting, entry_id=entry_id),
        lambda: restore_entry(actor=clerk, meeting_id=meeting, entry_id=entry_id, version=1),
        lambda: move_entry(actor=clerk, meeting_id=meeting, entry_id=entry_id, after_id=None),
    ):
        with pytest.raises(RecordClosed):
            refused()
    add_entry(actor=clerk, meeting_id=meeting, entry_id=new_id(), said=speech("एक नहीं, दो"), corrects_id=entry_id)
    record = read(cast, meeting)
    assert [(e.is_addition, e.corrects_id) for e in record.entries] == [(False, None), (True, entry_id)]
    assert record.closed_at is not None


def test_a_chair_who_resigned_closes_nothing_and_stays_on_the_record(cast: Cast, meeting: UUID) -> None:
    write(actor_of(cast.officer), meeting, speech("एक"))
    assert not get_record(actor_of(cast.colleague), meeting).may_close
    cast.officer.ended_at = cast.officer.began_at
    cast.officer.save(update_fields=["ended_at"])
    record = get_record(actor_of(cast.colleague), meeting)
    assert record.may_close
    assert record.speakers[0].names == cast.officer.person.names
    close_record(actor=actor_of(cast.colleague), meeting_id=meeting)


def test_what_cannot_be_written(cast: Cast, meeting: UUID) -> None:
    actor = actor_of(cast.officer)
    for said, error in (
        (speech(" \n "), NothingWritten),
        (speech("क" * 4001), TextTooLong),
        (speech("एक", speaker_id=new_id()), SpeakerUnknown),
    ):
        with pytest.raises(error):
            write(actor, meeting, said)
    assert not Entry.objects.exists()


def test_a_speech_is_linked_to_who_took_the_part(cast: Cast, meeting: UUID) -> None:
    record = read(cast, meeting)
    assert not record.is_begun
    chair = record.speakers[0]
    write(actor_of(cast.officer), meeting, speech("एक", speaker_id=chair.id))
    assert only(cast, meeting).said.speaker_id == chair.id
    assert read(cast, meeting).speakers[0].id == chair.id


def test_saying_the_same_again_makes_no_version(cast: Cast, meeting: UUID) -> None:
    entry_id = write(actor_of(cast.officer), meeting, speech("एक"))
    again = change_entry(
        actor=actor_of(cast.colleague), meeting_id=meeting, entry_id=entry_id, base=1, said=speech("एक")
    )
    assert (again, only(cast, meeting).version) == (Outcome.SAME, 1)


def test_said_survives_its_json() -> None:
    said = replace(decision("एक", "One", target=5), number_labels={"hi": "कितने"})
    assert Said.from_json(said.to_json()) == said


def test_names_show_to_who_may_see_them(cast: Cast, meeting: UUID) -> None:
    person = make_person("लेखिका")
    write(actor_of(make_appointment(unit=cast.middle, person=person)), meeting, speech("एक"))
    assert only(cast, meeting).author == "लेखिका"
