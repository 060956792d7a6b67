from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction

from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.words import Words, in_language
from pankti.cascade.types import Audience, Proof
from pankti.directives.actions.drafts import save_draft
from pankti.directives.actions.issue import issue_directive
from pankti.directives.types import Draft, Source
from pankti.meetings.types import MeetingView
from pankti.minutes.actions.writing import note, open_for_writing
from pankti.minutes.errors import NothingToIssue, OwnerGone, OwnerMissing
from pankti.minutes.models import Entry
from pankti.minutes.said import write_source
from pankti.minutes.types import EntryKind, Said
from pankti.organisation.models import Appointment
from pankti.organisation.queries import get_main_tree, get_organisation
from pankti.organisation.tenure import running

TITLE_LENGTH = 120


@transaction.atomic
def turn_decisions(
    *, actor: Actor, meeting_id: UUID, appointment_id: UUID, entry_ids: Sequence[UUID] = (), at_once: bool = True
) -> list[UUID]:
    """Make directives of a meeting's decisions: all that have none yet, or these. Returns the directives' ids.

    ``appointment_id``: from which of the actor's posts they are issued; reach is that post's. ``at_once`` False
    leaves them as drafts of the actor. Each directive says which meeting it comes from. All or none; repeat-safe:
    what is turned already is passed over.

    Raises OutOfReach, NothingToIssue, OwnerMissing, OwnerGone, and what directives and the cascade refuse.
    """
    meeting, row = open_for_writing(actor, meeting_id)
    waiting = Entry.objects.filter(record=row, kind=EntryKind.DECISION, removed_at=None, directive_id=None)
    if entry_ids:
        waiting = waiting.filter(id__in=entry_ids)
    entries = list(waiting.order_by("place", "id"))
    if not entries:
        if entry_ids and Entry.objects.filter(record=row, id__in=entry_ids, directive_id__isnull=False).exists():
            return []
        raise NothingToIssue
    made = []
    for entry in entries:
        said = Said.from_json(entry.said)
        draft = _draft(meeting, entry, said, appointment_id)
        save_draft(actor=actor, draft=draft)
        if at_once:
            issue_directive(actor=actor, directive_id=draft.id)
        entry.directive_id = draft.id
        entry.save(update_fields=["directive_id"])
        made.append(draft.id)
    note(actor, meeting, "minutes.decisions.turned", n=len(made))
    return made


def _draft(meeting: MeetingView, entry: Entry, said: Said, appointment_id: UUID) -> Draft:
    source = write_source(meeting)
    return Draft(
        id=uuid5(entry.id, "directive"),
        appointment_id=appointment_id,
        audience=_audience(meeting, said),
        titles={code: shorten(text) for code, text in said.texts.items()},
        texts=said.texts,
        proof=Proof.DONE if said.target is None else Proof.NUMBER,
        number_labels=_labels(said),
        deadline_at=_deadline(said),
        source=Source("meeting", meeting.id, source),
    )


def _audience(meeting: MeetingView, said: Said) -> Audience:
    owner = said.owner
    if not owner.is_named:
        raise OwnerMissing(decision=shorten(in_language(said.texts, "hi")))
    tree = get_main_tree().code
    if owner.appointment_id is None:
        return Audience(
            tree=tree,
            roots=(meeting.unit_id, *meeting.host_units),
            levels=(owner.level,),
            posts=(owner.post,) if owner.post else (),
        )
    held = Appointment.objects.filter(running(now()), id=owner.appointment_id).select_related("unit").first()
    if held is None:
        raise OwnerGone(decision=shorten(in_language(said.texts, "hi")))
    return Audience(tree=tree, roots=(held.unit_id,), levels=(held.unit.level_id,), posts=(held.post_id,))


def _labels(said: Said) -> Words:
    """What the phone asks for: the number's name with how many are to be reached."""
    if said.target is None:
        return {}
    return {
        code: f"{label} ({'लक्ष्य' if code == 'hi' else 'to reach'}: {said.target})"
        for code, label in (said.number_labels or {"hi": "कितने", "en": "How many"}).items()
    }


def _deadline(said: Said) -> datetime | None:
    """The end of the day, where the organisation is."""
    if said.deadline_on is None:
        return None
    zone = ZoneInfo(get_organisation().time_zone)
    return datetime.combine(said.deadline_on, time(23, 59), tzinfo=zone).astimezone(UTC)


def shorten(text: str, limit: int = TITLE_LENGTH) -> str:
    """The first sentence, or as many whole words as fit."""
    first = text.split("\n")[0].strip()
    for stop in ("। ", ". "):
        first = first.split(stop)[0]
    first = first.rstrip("।. ")
    if len(first) <= limit:
        return first
    return first[: limit - 1].rsplit(" ", 1)[0] + "…"
