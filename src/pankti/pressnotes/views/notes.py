"""The press note of a meeting: written from the record, edited, approved, saved as a file."""

from __future__ import annotations

from difflib import SequenceMatcher
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
from pankti.base.files import sign_url
from pankti.base.http import ActorRequest
from pankti.base.words import in_language
from pankti.meetings.tabs import list_tabs
from pankti.minutes.queries import may_write
from pankti.organisation.queries import get_organisation
from pankti.pressnotes.actions.approve import approve_note, propose_note, reopen_note, send_back, withdraw_note
from pankti.pressnotes.actions.write import add_photo, compose_note, edit_note, remove_photo
from pankti.pressnotes.errors import EditedMeanwhile
from pankti.pressnotes.files import KINDS, write_file
from pankti.pressnotes.forms import NoteForm, PhotoForm, ReasonForm
from pankti.pressnotes.photos import keep_photo
from pankti.pressnotes.queries.notes import find_note, get_note, get_noted_meeting, list_editions, list_notes
from pankti.pressnotes.types import APPROVE, LANGUAGES, NoteState, NoteView, Photo

NAMES = {"hi": "हिंदी", "en": "English"}


@signed_in
@require_GET
def listing(request: ActorRequest) -> HttpResponse:
    """What waits for approval first, then what is ready, then the others."""
    if not request.actor.roots(APPROVE) and not request.actor.roots("meeting.view"):
        raise OutOfReach
    rows = list_notes(request.actor)
    order = {NoteState.PROPOSED: 0, NoteState.READY: 1, NoteState.DRAFT: 2, NoteState.WITHDRAWN: 3}
    return render(request, "pressnotes/list.html", {"rows": sorted(rows, key=lambda row: order[row.state])})


@signed_in
@require_http_methods(["GET", "POST"])
def of_meeting(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """The press note of a meeting, or the button that writes it from the record."""
    meeting = get_noted_meeting(request.actor, meeting_id)
    if request.method == "POST":
        try:
            note_id = compose_note(
                actor=request.actor, meeting_id=meeting_id, afresh=request.POST.get("afresh") == "yes"
            )
        except OutOfReach:
            raise
        except DomainError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("pressnotes:of-meeting", args=[meeting_id]))
        return HttpResponseRedirect(reverse("pressnotes:note", args=[note_id]))
    note = find_note(request.actor, meeting_id)
    if note is not None:
        return HttpResponseRedirect(reverse("pressnotes:note", args=[note.id]))
    context = {
        "meeting": meeting,
        "tabs": list_tabs(meeting),
        "here": "pressnotes:of-meeting",
        "may_write": may_write(request.actor, meeting),
    }
    return render(request, "pressnotes/none.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def page(request: ActorRequest, note_id: UUID) -> HttpResponse:
    """Read and edit it; below, what was changed against the record."""
    note = get_note(request.actor, note_id)
    form = NoteForm(initial={f"text_{code}": note.texts.get(code, "") for code in LANGUAGES})
    base = str(note.edition)
    if request.method == "POST":
        form, base = NoteForm(request.POST), request.POST.get("base", "")
        if form.is_valid() and base.isdecimal() and len(base) < 9:
            try:
                edit_note(actor=request.actor, note_id=note_id, base=int(base), texts=form.texts())
            except OutOfReach:
                raise
            except EditedMeanwhile as error:
                form.add_error(None, str(error))
                base = str(note.edition)
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Kept as a new edition."))
                return HttpResponseRedirect(reverse("pressnotes:note", args=[note_id]))
    status = 422 if form.errors else 200
    return render(request, "pressnotes/note.html", _frame(request, note) | {"form": form, "base": base}, status=status)


@signed_in
@require_POST
def do(request: ActorRequest, note_id: UUID, doing: str) -> HttpResponse:
    """One step: propose, approve, send back, take back, open again."""
    note = get_note(request.actor, note_id)
    reason = request.POST.get("reason", "")
    try:
        if doing == "propose":
            propose_note(actor=request.actor, note_id=note_id)
        elif doing == "approve":
            approve_note(actor=request.actor, note_id=note_id)
            messages.success(request, _("Approved: it may go to the press."))
        elif doing == "send-back":
            send_back(actor=request.actor, note_id=note_id, reason=reason)
        elif doing == "withdraw":
            withdraw_note(actor=request.actor, note_id=note_id, reason=reason)
        elif doing == "reopen":
            reopen_note(actor=request.actor, note_id=note_id)
        else:
            raise OutOfReach
    except OutOfReach:
        raise
    except DomainError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("pressnotes:note", args=[note.id]))


@signed_in
@require_POST
def photos(request: ActorRequest, note_id: UUID) -> HttpResponse:
    """Add a photo, or take one out. What cannot go along is told; the text is not touched."""
    note = get_note(request.actor, note_id)
    if not note.may_write:
        raise OutOfReach
    try:
        if gone := request.POST.get("remove", ""):
            remove_photo(actor=request.actor, note_id=note_id, sha256=gone)
        else:
            form = PhotoForm(request.POST, request.FILES)
            if form.is_valid():
                upload = form.cleaned_data["photo"]
                sha256 = keep_photo(chunks=upload.chunks(), name=(upload.name or "photo")[-80:])
                add_photo(actor=request.actor, note_id=note_id, photo=Photo(sha256, form.captions()))
            else:
                messages.error(request, _("Choose a photo first."))
    except OutOfReach:
        raise
    except DomainError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("pressnotes:note", args=[note_id]) + "#photos")


@signed_in
@require_GET
def editions(request: ActorRequest, note_id: UUID) -> HttpResponse:
    """Every edition: who, when, what step, and the words of that time."""
    note = get_note(request.actor, note_id)
    context = {"note": note, "editions": list_editions(note_id, request.actor.language)}
    return render(request, "pressnotes/editions.html", context)


@signed_in
@require_GET
def file(request: ActorRequest, note_id: UUID, tongue: str, kind: str) -> HttpResponse:
    """The note in one language as text, Word or PDF."""
    note = get_note(request.actor, note_id)
    if tongue not in LANGUAGES or kind not in KINDS:
        raise OutOfReach
    body = write_file(note, tongue, kind, organisation=in_language(get_organisation().names, tongue))
    response = HttpResponse(body, content_type=KINDS[kind])
    day = f"-{note.held_at:%Y-%m-%d}" if note.held_at else ""
    response["Content-Disposition"] = f'attachment; filename="press-note{day}-{tongue}.{kind}"'
    return response


def _frame(request: ActorRequest, note: NoteView) -> dict[str, Any]:
    meeting = get_noted_meeting(request.actor, note.meeting_id)
    return {
        "note": note,
        "meeting": meeting,
        "tabs": list_tabs(meeting),
        "here": "pressnotes:of-meeting",
        "photos": [(photo, sign_url(photo.sha256)) for photo in note.photos],
        "photo_form": PhotoForm(),
        "reason_form": ReasonForm(),
        "changes": [
            (code, NAMES[code], found)
            for code in LANGUAGES
            if (found := compare(note.given.get(code, ""), note.texts.get(code, "")))
        ],
        "missing": [(NAMES[code], n) for code, n in note.missing.items() if n],
        "names": NAMES,
    }


def compare(given: str, text: str) -> list[tuple[str, str]]:
    """What the record gave against what stands now, by lines: ("gone" or "new", line). Empty: nothing was changed."""
    before, after = given.splitlines(), text.splitlines()
    found: list[tuple[str, str]] = []
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what != "equal":
            found += [("gone", line) for line in before[a:b] if line.strip()]
            found += [("new", line) for line in after[c:d] if line.strip()]
    return found
