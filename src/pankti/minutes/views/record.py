"""The record of a meeting: read, written by several at once, closed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pankti.access.doors import signed_in
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.http import ActorRequest
from pankti.base.ids import new_id
from pankti.base.words import in_language
from pankti.base.writing import language
from pankti.meetings.tabs import list_tabs
from pankti.meetings.types import MeetingView
from pankti.minutes.actions.close import close_record
from pankti.minutes.actions.entries import add_entry
from pankti.minutes.actions.here import be_here
from pankti.minutes.forms import EntryForm, write_owner
from pankti.minutes.queries.owners import list_owners
from pankti.minutes.queries.records import find_change_no, get_record, get_recorded_meeting, list_present
from pankti.minutes.types import EntryKind, RecordView
from pankti.organisation.queries import get_organisation


@signed_in
@require_GET
def page(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """The record, with what the unit's earlier decisions came to first, and forms below for who may write."""
    return render(request, "minutes/record.html", frame(request, meeting_id))


@signed_in
@require_GET
def live(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """The entries as they stand now, for a page that asks again; 204 where it has them already."""
    meeting = get_recorded_meeting(request.actor, meeting_id)
    be_here(actor=request.actor, meeting_id=meeting_id, entry_id=None)
    present = list_present(meeting_id, request.actor.language)
    seen = request.GET.get("seen", "")
    mark = _mark(find_change_no(meeting_id), present)
    if seen == mark:
        return HttpResponse(status=204)
    record = get_record(request.actor, meeting_id)
    context = {"meeting": meeting, "record": record, "present": _others(request, present), "mark": mark}
    return render(request, "minutes/_entries.html", context | _told(record))


@signed_in
@require_POST
def add(request: ActorRequest, meeting_id: UUID, kind: str) -> HttpResponse:
    """A new entry of one kind."""
    meeting = get_recorded_meeting(request.actor, meeting_id)
    record = get_record(request.actor, meeting_id)
    if not record.may_write or kind not in set(EntryKind):
        raise OutOfReach
    form = make_form(EntryKind(kind), meeting, record, request.POST)
    if form.is_valid():
        try:
            add_entry(
                actor=request.actor,
                meeting_id=meeting_id,
                entry_id=_read_id(request.POST.get("id", "")) or new_id(),
                said=form.said(),
                corrects_id=_read_id(request.POST.get("corrects", "")),
            )
        except OutOfReach:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return HttpResponseRedirect(f"{reverse('minutes:record', args=[meeting_id])}#add-{kind}")
    context = frame(request, meeting_id) | {"open": kind}
    context["forms"] = [(form if each.kind == form.kind else each, key) for each, key in context["forms"]]
    return render(request, "minutes/record.html", context, status=422)


@signed_in
@require_http_methods(["GET", "POST"])
def close(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """One question, then the record is closed."""
    meeting = get_recorded_meeting(request.actor, meeting_id)
    record = get_record(request.actor, meeting_id)
    if not record.may_write:
        raise OutOfReach
    error = ""
    if request.method == "POST":
        try:
            close_record(actor=request.actor, meeting_id=meeting_id)
        except OutOfReach:
            raise
        except DomainError as refused:
            error = str(refused)
        else:
            messages.success(request, _("The record is closed. What is written now stands as an addition."))
            return HttpResponseRedirect(reverse("minutes:record", args=[meeting_id]))
    context = {"meeting": meeting, "record": record, "error": error}
    return render(request, "minutes/close.html", context, status=422 if error else 200)


@signed_in
@require_GET
def printed(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """What goes on the table: what became of the last decisions first, then the agenda, then the record."""
    meeting = get_recorded_meeting(request.actor, meeting_id)
    record = get_record(request.actor, meeting_id)
    return render(request, "minutes/printed.html", {"meeting": meeting, "record": record} | _told(record))


def frame(request: ActorRequest, meeting_id: UUID) -> dict[str, Any]:
    """All that the record's page shows."""
    meeting = get_recorded_meeting(request.actor, meeting_id)
    record = get_record(request.actor, meeting_id)
    present = list_present(meeting_id, request.actor.language)
    return {
        "meeting": meeting,
        "record": record,
        "tabs": list_tabs(meeting),
        "here": "minutes:record",
        "present": _others(request, present),
        "mark": _mark(record.change_no, present),
        "forms": [(make_form(kind, meeting, record), new_id()) for kind in EntryKind] if record.may_write else [],
        "open": "",
        "to_turn": sum(1 for one in record.decisions if one.directive_id is None),
    } | _told(record)


def make_form(kind: EntryKind, meeting: MeetingView, record: RecordView, data: Any = None, **more: Any) -> EntryForm:
    owners = list_owners(meeting, record.speakers) if kind is EntryKind.DECISION else []
    return EntryForm(
        data,
        kind=kind,
        languages=get_organisation().languages or ("hi",),
        speakers=record.speakers,
        owners=[(write_owner(owner), in_language(names, language())) for owner, names in owners],
        **more,
    )


def _told(record: RecordView) -> dict[str, Any]:
    return {"speaker_of": {one.id: one for one in record.speakers}}


def _others(request: ActorRequest, present: list[Any]) -> list[Any]:
    return [one for one in present if one.person_id != request.actor.person_id]


def _mark(change_no: int, present: list[Any]) -> str:
    """What a page has seen: how often the record was written in, and who was there."""
    return "-".join([str(change_no), *(f"{str(p.person_id)[-6:]}{str(p.entry_id or '')[-6:]}" for p in present)])


def _read_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
