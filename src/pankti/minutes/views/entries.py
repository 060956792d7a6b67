"""One entry: its form, its history, and the choice between two versions of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pankti.access.doors import signed_in
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.http import ActorRequest
from pankti.meetings.types import MeetingView
from pankti.minutes.actions.entries import (
    change_entry,
    move_entry,
    remove_entry,
    restore_entry,
    settle_aside,
)
from pankti.minutes.actions.here import be_here
from pankti.minutes.forms import EntryForm
from pankti.minutes.queries.history import list_entry_versions
from pankti.minutes.queries.records import get_record, get_recorded_meeting, list_present
from pankti.minutes.types import EntryView, Outcome, RecordView
from pankti.minutes.views.record import make_form

SAID = {
    Outcome.MERGED: gettext_lazy("Somebody changed this entry meanwhile; both changes are in it now."),
    Outcome.ASIDE: gettext_lazy(
        "Somebody wrote the same words differently meanwhile. Both are kept below: choose one."
    ),
}


@signed_in
@require_http_methods(["GET", "POST"])
def edit(request: ActorRequest, meeting_id: UUID, entry_id: UUID) -> HttpResponse:
    """Change an entry, from the version that the page shows."""
    meeting, record, entry = _find(request, meeting_id, entry_id)
    kind = entry.said.kind
    back = HttpResponseRedirect(f"{reverse('minutes:record', args=[meeting_id])}#e-{entry_id}")
    base = request.POST.get("base", "")
    if request.method == "GET":
        be_here(actor=request.actor, meeting_id=meeting_id, entry_id=entry_id)
        form = make_form(kind, meeting, record, initial=EntryForm.initial_of(entry.said))
    else:
        form = make_form(kind, meeting, record, request.POST)
        if form.is_valid() and base.isdecimal() and len(base) < 9:
            try:
                done = change_entry(
                    actor=request.actor, meeting_id=meeting_id, entry_id=entry_id, base=int(base), said=form.said()
                )
            except OutOfReach:
                raise
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                if done in SAID:
                    messages.warning(request, str(SAID[done]))
                return back
    context = {
        "meeting": meeting,
        "record": record,
        "entry": entry,
        "form": form,
        "base": base if base.isdecimal() else entry.version,
        "versions": list_entry_versions(meeting_id, entry_id, request.actor.language),
        "speaker_of": {one.id: one for one in record.speakers},
    }
    return render(request, "minutes/entry.html", context, status=422 if form.errors else 200)


@signed_in
@require_GET
def beside(request: ActorRequest, meeting_id: UUID, entry_id: UUID) -> HttpResponse:
    """While somebody writes an entry: who else does, and whether it was changed since they began."""
    meeting, _record, entry = _find(request, meeting_id, entry_id)
    be_here(actor=request.actor, meeting_id=meeting_id, entry_id=entry_id)
    others = [
        one
        for one in list_present(meeting_id, request.actor.language)
        if one.entry_id == entry_id and one.person_id != request.actor.person_id
    ]
    base = request.GET.get("base", "")[:9]
    context = {
        "meeting": meeting,
        "entry": entry,
        "others": others,
        "base": base,
        "is_older": base != str(entry.version),
    }
    return render(request, "minutes/_beside.html", context)


@signed_in
@require_POST
def do(request: ActorRequest, meeting_id: UUID, entry_id: UUID, doing: str) -> HttpResponse:
    """Take an entry out, bring it back, or move it by one place."""
    _meeting, record, _entry = _find(request, meeting_id, entry_id)
    try:
        if doing == "remove":
            remove_entry(actor=request.actor, meeting_id=meeting_id, entry_id=entry_id)
            messages.success(request, _("Taken out. It stands at the end of the page, to be brought back."))
        elif doing == "restore":
            said = request.POST.get("version", "")
            version = int(said) if said.isdecimal() and len(said) < 9 else 0
            restore_entry(actor=request.actor, meeting_id=meeting_id, entry_id=entry_id, version=version)
        elif doing in ("up", "down"):
            _move(request, record, entry_id, by=-1 if doing == "up" else 1)
        else:
            raise OutOfReach
    except OutOfReach:
        raise
    except DomainError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(f"{reverse('minutes:record', args=[meeting_id])}#e-{entry_id}")


@signed_in
@require_POST
def settle(request: ActorRequest, meeting_id: UUID, aside_id: UUID) -> HttpResponse:
    """Choose between what stands and what stands aside."""
    try:
        settle_aside(
            actor=request.actor,
            meeting_id=meeting_id,
            aside_id=aside_id,
            is_taken=request.POST.get("choice") == "take",
        )
    except OutOfReach:
        raise
    except DomainError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("minutes:record", args=[meeting_id]))


def _find(request: ActorRequest, meeting_id: UUID, entry_id: UUID) -> tuple[MeetingView, RecordView, EntryView]:
    """The entry, for whoever may write in its record."""
    meeting = get_recorded_meeting(request.actor, meeting_id)
    record = get_record(request.actor, meeting_id)
    entry = next((one for one in record.entries if one.id == entry_id), None)
    if entry is None or not record.may_write:
        raise OutOfReach
    return meeting, record, entry


def _move(request: ActorRequest, record: RecordView, entry_id: UUID, *, by: int) -> None:
    shown = [entry.id for entry in record.standing]
    at = shown.index(entry_id) if entry_id in shown else 0
    to = at + by
    if not 0 <= to < len(shown):
        return
    after = shown[to] if by > 0 else (shown[to - 1] if to > 0 else None)
    move_entry(actor=request.actor, meeting_id=record.meeting_id, entry_id=entry_id, after_id=after)
