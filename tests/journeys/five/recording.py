"""The record by two writers at once, its decisions as directives on phones, and the press note of a second person."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.test import Client

from pankti.access.queries import actor_for_person
from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.cascade.actions.sweep import recount_shapes
from pankti.cascade.models import Dispatch
from pankti.minutes.models import Entry, Record
from pankti.minutes.queries import get_record
from pankti.minutes.types import EntryView, RecordView
from pankti.organisation.models import Appointment
from tests.journeys.five.calling import ZONE, Guest, office, phone_of
from tests.makers.cascade import fold_all
from tests.makers.phone import Phone

Voice = Appointment | Guest


@dataclass(frozen=True)
class Said:
    """What somebody said; ``by``: who, as the meeting's module calls them."""

    by: str
    hi: str
    en: str
    manner: str = "said"


@dataclass(frozen=True)
class Decided:
    """A decision; ``owner`` as the page's choice: a level, or a post of it."""

    hi: str
    en: str
    owner: str
    post: str = ""
    target: int | None = None
    label: tuple[str, str] = ("", "")
    days: int | None = 14


def record_of(meeting_id: UUID, by: Appointment) -> RecordView:
    return get_record(actor_for_person(by.person_id), meeting_id)


def write_record(
    meeting_id: UUID,
    first: Appointment,
    second: Appointment,
    voices: Mapping[str, Voice],
    speeches: Sequence[Said],
    decisions: Sequence[Decided],
) -> None:
    """Two write in turn, on one page each; where both touch one entry nothing is overwritten."""
    writers = [office(first), office(second)]
    here = f"/console/meetings/{meeting_id}/record/"
    lines: list[Said | Decided] = [*speeches, *decisions]
    for n, line in enumerate(lines):
        form = _form(writers[n % 2], here, line, voices)
        for _again in range(2):  # the network lost our reply: the browser sends it once more
            sent = writers[n % 2].post(f"{here}add/{_kind(line)}/", form)
            assert sent.status_code == 302, sent.context and [f.errors for f, _key in sent.context["forms"]]
    assert Entry.objects.filter(record=meeting_id).count() == len(lines)
    _write_at_once(meeting_id, first, writers, speeches[0])
    refused = office(second).post(f"{here}close/")
    assert refused.status_code in (302, 422)
    if refused.status_code == 422:  # the second is not in the chair, and is told who is
        assert "chair" in refused.content.decode().lower()
        assert office(first).post(f"{here}close/").status_code == 302
    assert Record.objects.get(meeting=meeting_id).closed_at


def _kind(line: Said | Decided) -> str:
    return "speech" if isinstance(line, Said) else "decision"


def _name(voice: Voice) -> str:
    return voice.person.names["en"] if isinstance(voice, Appointment) else voice.en


def _form(client: Client, here: str, line: Said | Decided, voices: Mapping[str, Voice]) -> dict[str, Any]:
    """What stands in the page's own form, filled as a person would."""
    page = client.get(here)
    assert page.status_code == 200
    form = next(form for form, _key in page.context["forms"] if form.kind == _kind(line))
    said = {"id": str(new_id()), f"{form.prefix}-text_hi": line.hi, f"{form.prefix}-text_en": line.en}
    if isinstance(line, Said):
        name = _name(voices[line.by])
        who = next(one.id for one in page.context["record"].speakers if one.names["en"] == name)
        assert str(who) in {value for value, _label in form.fields["speaker"].choices}
        return said | {"speech-speaker": str(who), "speech-manner": line.manner}
    owner = f"level:{line.owner}:{line.post}"
    assert owner in {value for value, _label in form.fields["owner"].choices}
    until = (now().astimezone(ZONE) + timedelta(days=line.days)).date().isoformat() if line.days else ""
    return said | {
        "decision-owner": owner,
        "decision-target": "" if line.target is None else str(line.target),
        "decision-label_hi": line.label[0],
        "decision-label_en": line.label[1],
        "decision-deadline_on": until,
    }


def _write_at_once(meeting_id: UUID, first: Appointment, writers: list[Client], said: Said) -> None:
    """Both change the first speech from the same version: other languages are put together, the same words wait."""
    entry = record_of(meeting_id, first).speeches[0]
    here = f"/console/meetings/{meeting_id}/record/entries/{entry.id}/"
    same = {"base": str(entry.version), "speech-speaker": str(entry.said.speaker_id), "speech-manner": said.manner}
    for client in writers:
        assert client.get(here).status_code == 200
    hindi, english = said.hi.rstrip("।") + ", यही तय हुआ।", said.en.rstrip(".") + ", and so it was agreed."
    for client, words in zip(writers, ((hindi, said.en), (said.hi, english)), strict=True):
        client.post(here, same | {"speech-text_hi": words[0], "speech-text_en": words[1]})
    entry = record_of(meeting_id, first).speeches[0]
    assert entry.said.texts == {"hi": hindi, "en": english}

    same["base"] = str(entry.version)
    for client, text in zip(writers, (said.hi, "किसी ने कुछ और लिखा।"), strict=True):
        client.post(here, same | {"speech-text_hi": text, "speech-text_en": said.en})
    entry = record_of(meeting_id, first).speeches[0]
    assert entry.said.texts["hi"] == said.hi
    (aside,) = entry.asides
    assert aside.said.texts["hi"] == "किसी ने कुछ और लिखा।"
    writers[0].post(f"/console/meetings/{meeting_id}/record/asides/{aside.id}/", {"choice": "keep"})
    assert record_of(meeting_id, first).speeches[0].asides == ()


def turn(meeting_id: UUID, by: Appointment, n: int) -> list[EntryView]:
    """One click: every decision is a directive now, and the record leads to each."""
    client, here = office(by), f"/console/meetings/{meeting_id}/record/"
    assert client.get(f"{here}turn/").status_code == 200
    for _again in range(2):
        client.post(f"{here}turn/", {"sender": str(by.id), "how": "issue"})
    recount_shapes()
    decisions = list(record_of(meeting_id, by).decisions)
    assert len(decisions) == n
    assert Dispatch.objects.filter(id__in=[one.directive_id for one in decisions]).count() == n
    return decisions


def expect_on_phone(decision: EntryView, held: Appointment, titles: dict[str, str]) -> Phone:
    """The directive has come to this holder's phone, and says of which meeting it is."""
    phone = phone_of(held)
    told = phone.dispatches[str(decision.directive_id)]["content"]
    assert told["texts"] == decision.said.texts
    for code, title in titles.items():
        assert title in told["source"][code]
    return phone


def do(phone: Phone, decision: EntryView, held: Appointment, number: int | None = None) -> None:
    assert decision.directive_id is not None
    said = {} if number is None else {"number": number}
    assert [one["status"] for one in phone.sync(phone.command(decision.directive_id, held, "done", **said))] == [
        "accepted"
    ]


PROGRESS = """
SELECT count(*), coalesce(sum((body ->> 'number')::numeric), 0) FROM (
    SELECT DISTINCT ON (subject_id) subject_id, body FROM cascade_answer WHERE dispatch_id = %s AND rank = 4
    ORDER BY subject_id, tapped_at DESC) done"""
EXPECTED = """
SELECT count(*) FROM organisation_placement p JOIN organisation_placement r ON starts_with(p.path, r.path)
WHERE p.tree_id = 'organisation' AND r.tree_id = 'organisation' AND p.ended_on IS NULL AND r.ended_on IS NULL
  AND p.level_id = %s AND r.unit_id = ANY(%s)"""


def assert_progress(meeting_id: UUID, by: Appointment, at: int, *, roots: Sequence[UUID]) -> EntryView:
    """What the record shows of decision ``at``, counted again from the answers themselves."""
    fold_all()
    decision = record_of(meeting_id, by).decisions[at]
    with connection.cursor() as cursor:
        cursor.execute(PROGRESS, [decision.directive_id])
        done, reached = cursor.fetchone()
        cursor.execute(EXPECTED, [decision.said.owner.level, list(roots)])
        (expected,) = cursor.fetchone()
    counts = decision.progress.counts
    assert counts is not None
    assert (counts.done, counts.expected) == (done, expected)
    assert decision.progress.reached == (None if decision.said.target is None else int(reached))
    page = office(by).get(f"/console/meetings/{meeting_id}/record/")
    assert page.status_code == 200
    return decision


def release(meeting_id: UUID, writer: Appointment, second: Appointment, expected: Sequence[tuple[str, str]]) -> None:
    """The press note: what was recorded and nothing else, approved by somebody who wrote no word of it."""
    client = office(writer)
    made = client.post(f"/console/meetings/{meeting_id}/press-note/")
    here = made["Location"]
    note = client.get(here).context["note"]
    for hindi, english in expected:
        assert hindi in note.texts["hi"]
        assert english.casefold() in note.texts["en"].casefold(), note.texts["en"]
    spoken = [said.said.texts["hi"] for said in record_of(meeting_id, writer).speeches]
    assert all(text.rstrip("।") in note.texts["hi"] for text in spoken)
    assert note.missing == {"hi": 0, "en": 0}
    client.post(f"{here}propose/")
    told = client.post(f"{here}approve/", follow=True)
    assert client.get(here).context["note"].state == "proposed"
    assert "Whoever wrote in a note does not approve it" in html.unescape(told.content.decode())
    other = office(second)
    assert any(row.id == note.id for row in other.get("/console/press-notes/").context["rows"])
    assert other.post(f"{here}approve/").status_code == 302
    assert other.get(here).context["note"].state == "ready"
    for language in ("hi", "en"):
        for kind, begins in (("txt", note.texts[language][:20].encode()), ("docx", b"PK"), ("pdf", b"%PDF")):
            assert client.get(f"{here}{language}.{kind}").content.startswith(begins)
