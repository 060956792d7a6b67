"""A press note is written from the record, edited, approved by a second person, taken back, corrected."""

from __future__ import annotations

import io
import zipfile
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from pankti.base.errors import OutOfReach
from pankti.base.files import FileTooLarge, path_of
from pankti.base.ids import new_id
from pankti.meetings.types import Role
from pankti.minutes.actions.entries import add_entry, remove_entry
from pankti.minutes.actions.speakers import SpeakerChange, save_speaker
from pankti.minutes.queries import get_record
from pankti.minutes.types import Honorific
from pankti.pressnotes.actions.approve import approve_note, propose_note, reopen_note, send_back, withdraw_note
from pankti.pressnotes.actions.write import compose_note, edit_note
from pankti.pressnotes.errors import (
    EditedMeanwhile,
    NoteNotOpen,
    NoteNotWaiting,
    NothingRecorded,
    PhotoUnreadable,
    ReasonMissing,
    SecondPersonNeeded,
    WrongScript,
)
from pankti.pressnotes.files import split_note, write_file
from pankti.pressnotes.photos import keep_photo
from pankti.pressnotes.queries import get_note, list_editions, list_notes, list_ready
from pankti.pressnotes.scripts import is_in_script
from pankti.pressnotes.types import NoteState
from pankti.pressnotes.views.notes import compare
from tests.makers.access import english_client
from tests.makers.minutes import make_held_meeting, recorded, speech, write
from tests.makers.organisation import Cast, actor_of, make_appointment, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def meeting(cast: Cast) -> UUID:
    return recorded(cast)


@pytest.fixture
def note(cast: Cast, meeting: UUID) -> UUID:
    return compose_note(actor=actor_of(cast.officer), meeting_id=meeting)


def test_only_what_was_recorded_is_in_it(cast: Cast, meeting: UUID, note: UUID) -> None:
    text = get_note(actor_of(cast.officer), note).texts["hi"]
    assert "काम समय से हो।" in text
    assert "निर्णय लिया गया कि हर बूथ पर बैठक हो।" in text
    assert "आभार" not in text
    assert "मुख्य अतिथि" not in text


def test_inner_entries_absent_people_and_removed_words_stay_out(cast: Cast, meeting: UUID) -> None:
    actor = actor_of(cast.officer)
    change = SpeakerChange(Role.CHIEF_GUEST, {"hi": "मीरा देव", "en": "Meera Dev"}, {}, Honorific.SUSHRI)
    guest = save_speaker(actor=actor, meeting_id=meeting, change=change)
    write(actor, meeting, speech("अतिथि ने यह कहा।", "The guest said so.", speaker_id=guest))
    gone = write(actor, meeting, speech("यह हटाया गया।"))
    remove_entry(actor=actor, meeting_id=meeting, entry_id=gone)
    text = get_note(actor, compose_note(actor=actor, meeting_id=meeting)).texts["hi"]
    assert "सुश्री मीरा देव ने कहा कि अतिथि ने यह कहा।" in text
    assert "हटाया" not in text
    absent = SpeakerChange(Role.CHIEF_GUEST, {"hi": "मीरा देव"}, {}, Honorific.SUSHRI, is_absent=True, id=guest)
    save_speaker(actor=actor, meeting_id=meeting, change=absent)
    compose_note(actor=actor, meeting_id=meeting, afresh=True)
    text = get_note(actor, compose_note(actor=actor, meeting_id=meeting)).texts["hi"]
    assert "मीरा" not in text
    assert "अतिथि ने" not in text


def test_an_addition_stands_in_place_of_what_it_corrects(cast: Cast, meeting: UUID) -> None:
    actor = actor_of(cast.officer)
    first = get_record(actor, meeting).entries[0]
    add_entry(actor=actor, meeting_id=meeting, entry_id=new_id(), said=speech("काम कल तक हो।"), corrects_id=first.id)
    text = get_note(actor, compose_note(actor=actor, meeting_id=meeting)).texts["hi"]
    assert "काम कल तक हो।" in text
    assert "काम समय से हो।" not in text


def test_without_a_record_there_is_no_note(cast: Cast) -> None:
    empty = make_held_meeting(unit=cast.middle, by=cast.officer)
    with pytest.raises(NothingRecorded):
        compose_note(actor=actor_of(cast.officer), meeting_id=empty)


def test_who_may_write_and_who_may_not(cast: Cast, meeting: UUID, note: UUID) -> None:
    for other in (cast.stranger, cast.worker, make_appointment(unit=cast.other_middle)):
        with pytest.raises(OutOfReach):
            compose_note(actor=actor_of(other), meeting_id=meeting)
        with pytest.raises(OutOfReach):
            get_note(actor_of(other), note)
        with pytest.raises(OutOfReach):
            approve_note(actor=actor_of(other), note_id=note)
    assert compose_note(actor=actor_of(cast.chief), meeting_id=meeting) == note


def test_edits_are_kept_and_nothing_is_overwritten_unseen(cast: Cast, note: UUID) -> None:
    first, second = actor_of(cast.officer), actor_of(cast.colleague)
    edit_note(actor=first, note_id=note, base=1, texts={"en": "PRESS NOTE\n\nShorter now."})
    with pytest.raises(EditedMeanwhile):
        edit_note(actor=second, note_id=note, base=1, texts={"en": "Another text."})
    shown = get_note(first, note)
    assert shown.texts["en"] == "PRESS NOTE\n\nShorter now.\n"
    assert ("new", "Shorter now.") in compare(shown.given["en"], shown.texts["en"])
    assert [one.number for one in list_editions(note, "en")] == [2, 1]


def test_a_second_person_approves(cast: Cast, note: UUID) -> None:
    writer, approver = actor_of(cast.officer), actor_of(cast.colleague)
    with pytest.raises(NoteNotWaiting):
        approve_note(actor=approver, note_id=note)
    propose_note(actor=writer, note_id=note)
    propose_note(actor=writer, note_id=note)
    with pytest.raises(SecondPersonNeeded):
        approve_note(actor=writer, note_id=note)
    assert list_ready() == []
    approve_note(actor=approver, note_id=note)
    approve_note(actor=approver, note_id=note)
    (ready,) = list_ready()
    assert (ready.id, ready.release) == (note, 1)
    with pytest.raises(NoteNotOpen):
        edit_note(actor=writer, note_id=note, base=3, texts={"en": "Too late."})


def test_whoever_edited_does_not_approve_either(cast: Cast, note: UUID) -> None:
    edit_note(actor=actor_of(cast.colleague), note_id=note, base=1, texts={"en": "PRESS NOTE\n\nA new text."})
    propose_note(actor=actor_of(cast.officer), note_id=note)
    with pytest.raises(SecondPersonNeeded):
        approve_note(actor=actor_of(cast.colleague), note_id=note)
    approve_note(actor=actor_of(cast.chief), note_id=note)


def test_sent_back_taken_back_and_corrected(cast: Cast, note: UUID) -> None:
    writer, approver = actor_of(cast.officer), actor_of(cast.colleague)
    propose_note(actor=writer, note_id=note)
    with pytest.raises(ReasonMissing):
        send_back(actor=approver, note_id=note, reason=" ")
    send_back(actor=approver, note_id=note, reason="नाम जाँचें")
    assert get_note(writer, note).reason == "नाम जाँचें"
    propose_note(actor=writer, note_id=note)
    approve_note(actor=approver, note_id=note)
    withdraw_note(actor=approver, note_id=note, reason="एक नाम ग़लत है")
    assert list_ready() == []
    reopen_note(actor=writer, note_id=note)
    propose_note(actor=writer, note_id=note)
    approve_note(actor=approver, note_id=note)
    assert list_ready()[0].release == 2
    assert [row.state for row in list_notes(approver)] == [NoteState.READY]
    assert list_notes(actor_of(cast.stranger)) == []


def test_texts_that_changed_places_are_found(cast: Cast, note: UUID) -> None:
    texts = get_note(actor_of(cast.officer), note).texts
    edit_note(actor=actor_of(cast.officer), note_id=note, base=1, texts={"hi": texts["en"], "en": texts["hi"]})
    with pytest.raises(WrongScript):
        propose_note(actor=actor_of(cast.officer), note_id=note)
    assert is_in_script("IT", "hi")


def test_entries_without_words_in_a_language_are_told(cast: Cast, meeting: UUID) -> None:
    actor = actor_of(cast.officer)
    write(actor, meeting, speech("केवल हिन्दी में।"))
    note = get_note(actor, compose_note(actor=actor, meeting_id=meeting))
    assert note.missing == {"hi": 0, "en": 1}
    assert "केवल" not in note.texts["en"]


def a_photo(**save: object) -> bytes:
    body = io.BytesIO()
    picture = Image.new("RGB", (3000, 2000), "teal")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Some camera"
    picture.save(body, "JPEG", exif=exif)
    return body.getvalue()


def test_a_photo_loses_what_the_camera_wrote(settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path
    sha256 = keep_photo(chunks=[a_photo()], name="hall.jpg")
    with Image.open(path_of(sha256)) as kept:
        assert not kept.getexif()
        assert kept.size == (1600, 2400)  # upright, and smaller
    with pytest.raises(FileTooLarge):
        keep_photo(chunks=(b"x" * 1_000_000 for _ in range(90)), name="huge.jpg")
    with pytest.raises(PhotoUnreadable):
        keep_photo(chunks=[b"no picture"], name="note.txt")


def test_files(cast: Cast, note: UUID, settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path
    client = english_client(cast.officer.person)
    upload = SimpleUploadedFile("hall.jpg", a_photo(), "image/jpeg")
    sent = {"photo": upload, "caption_hi": "सभागार", "caption_en": "The hall"}
    assert client.post(f"/console/press-notes/{note}/photos/", sent).status_code == 302
    shown = get_note(actor_of(cast.officer), note)
    assert len(shown.photos) == 1
    assert write_file(shown, "hi", "txt", organisation="संघ").decode() == shown.texts["hi"]
    with zipfile.ZipFile(io.BytesIO(write_file(shown, "hi", "docx", organisation="संघ"))) as word:
        said = word.read("word/document.xml").decode()
        assert "काम समय से हो।" in said
        assert any(name.startswith("word/media/") for name in word.namelist())
    assert write_file(shown, "en", "pdf", organisation="Sangh").startswith(b"%PDF")
    for kind in ("txt", "docx", "pdf"):
        assert client.get(f"/console/press-notes/{note}/hi.{kind}").status_code == 200
    client.post(f"/console/press-notes/{note}/photos/", {"remove": shown.photos[0].sha256})
    assert get_note(actor_of(cast.officer), note).photos == ()


def test_a_note_comes_apart_into_headline_and_paragraphs() -> None:
    assert split_note("H\n\nHeadline\n\nOne.\n\nTwo:\n1. a\n2. b\n") == (
        "H",
        "Headline",
        [["One."], ["Two:", "1. a", "2. b"]],
    )
    assert split_note("H\n\nOnly.") == ("H", "", [["Only."]])
    assert split_note("") == ("", "", [])


def test_pages(cast: Cast, meeting: UUID) -> None:
    writer, approver = english_client(cast.officer.person), english_client(cast.colleague.person)
    assert "Write it from the record" in writer.get(f"/console/meetings/{meeting}/press-note/").content.decode()
    at = writer.post(f"/console/meetings/{meeting}/press-note/").headers["Location"]
    page = writer.get(at).content.decode()
    assert "PRESS NOTE" in page
    answer = writer.post(at, {"base": "1", "text_hi": "प्रेस विज्ञप्ति\n\nनया पाठ", "text_en": "PRESS NOTE\n\nNew words"})
    assert answer.status_code == 302
    late = approver.post(at, {"base": "1", "text_hi": "प्रेस", "text_en": "Mine was different"})
    assert late.status_code == 422
    assert "Mine was different" in late.content.decode()
    assert "New words" in late.content.decode()
    writer.post(f"{at}propose/")
    assert "Approve" in approver.get(at).content.decode()
    assert "somebody else approves it" in writer.get(at).content.decode()
    approver.post(f"{at}approve/")
    assert "Ready for the press" in writer.get("/console/press-notes/").content.decode()
    assert writer.get(f"{at}editions/").status_code == 200
