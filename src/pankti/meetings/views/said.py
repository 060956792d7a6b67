"""Between forms and what they mean: used by composing and by changing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils import timezone

from pankti.base.writing import zone
from pankti.cascade.types import Invitees
from pankti.directives.choosing import Choosing
from pankti.directives.types import Sender
from pankti.meetings.forms import MeetingForm, agenda_text
from pankti.meetings.peopling import Peopling
from pankti.meetings.types import MeetingDraft, Mode, Place
from pankti.organisation.queries import get_organisation


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def languages() -> tuple[str, ...]:
    return get_organisation().languages or ("hi",)


def make_form(
    data: QueryDict | None = None,
    *,
    senders: Sequence[Sender],
    initial: dict[str, Any] | None = None,
    asks_why: bool = False,
) -> MeetingForm:
    organisation = get_organisation()
    return MeetingForm(
        data,
        initial=initial,
        senders=senders,
        languages=organisation.languages or ("hi",),
        time_zone=organisation.time_zone,
        asks_why=asks_why,
    )


def initial_of(draft: MeetingDraft) -> dict[str, Any]:
    """A stored meeting as the form shows it."""
    organisation = get_organisation()
    shown: dict[str, Any] = {"sender": str(draft.appointment_id), "mode": draft.mode.value, "link": draft.link}
    shown |= {"address": draft.place.address, "is_worship": draft.place.is_worship}
    for name, words in (("title", draft.titles), ("text", draft.texts), ("place", draft.place.names)):
        shown |= {f"{name}_{code}": text for code, text in words.items()}
    for code in organisation.languages:
        shown[f"agenda_{code}"] = agenda_text(draft.agenda, code)
    if draft.starts_at is not None:
        local = timezone.localtime(draft.starts_at, zone(organisation.time_zone))
        shown |= {"starts_on": local.date(), "starts_time": local.time()}
    if draft.ends_at is not None:
        shown["ends_time"] = timezone.localtime(draft.ends_at, zone(organisation.time_zone)).time()
    return shown


def draft_from(before: MeetingDraft, form: MeetingForm, people: Peopling, choosing: Choosing | None) -> MeetingDraft:
    """What stands on the page, right or not yet; what cannot be read is left out."""
    said = form.cleaned_data
    sender = said.get("sender") or str(before.appointment_id)
    invitees = before.invitees
    if choosing is not None:
        audience = choosing.audience if choosing.roots else None
        invitees = Invitees(audience, people.residents(before.unit_id), people.added, people.excepted)
    place = replace(
        before.place,
        names=form.words("place"),
        address=str(said.get("address") or ""),
        is_worship=bool(said.get("is_worship")),
    )
    return replace(
        before,
        appointment_id=UUID(sender),
        titles=form.words("title"),
        texts=form.words("text"),
        mode=Mode(said.get("mode") or Mode.IN_PERSON),
        place=place,
        link=str(said.get("link") or "").strip(),
        starts_at=said.get("starts_at"),
        ends_at=said.get("ends_at"),
        invitees=invitees,
        parts=people.parts,
        agenda=form.agenda(before.agenda),
    )


def empty_draft(meeting_id: UUID, sender: Sender) -> MeetingDraft:
    return MeetingDraft(
        id=meeting_id, appointment_id=sender.appointment_id, unit_id=sender.unit_id, wing=sender.wing, place=Place()
    )
