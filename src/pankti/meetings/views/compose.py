"""Calling a meeting: one form that works by plain posts, made pleasant by htmx."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pankti.access.doors import signed_in
from pankti.base.clock import now
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.http import ActorRequest
from pankti.base.ids import new_id
from pankti.directives.choosing import Choosing, begin, choosing_of, read_choosing, show_panel
from pankti.directives.queries.browse import find_units, list_answering_levels
from pankti.directives.types import Sender
from pankti.meetings.actions.call import call_meeting
from pankti.meetings.actions.drafts import delete_draft, save_meeting
from pankti.meetings.errors import MeetingFault, NoPostToCall
from pankti.meetings.forms import ROLE_NAMES, MeetingForm
from pankti.meetings.peopling import Peopling, peopling_of, read_people, show_people
from pankti.meetings.queries.agendas import copy_agenda, list_templates
from pankti.meetings.queries.callers import list_callers, names_of_unit
from pankti.meetings.queries.clashes import find_clashes
from pankti.meetings.queries.faults import is_political, list_faults, looks_like_worship
from pankti.meetings.queries.pages import find_meeting, get_meeting, list_meetings
from pankti.meetings.reached import Reached, reach
from pankti.meetings.stored import draft_of
from pankti.meetings.types import CALL, MeetingDraft, MeetingState
from pankti.meetings.views.said import draft_from, empty_draft, initial_of, is_htmx, languages, make_form
from pankti.organisation.queries import get_main_tree, get_unit, list_posts

PEOPLE = ("part", "guest", "precede", "off", "up", "down", "invite", "leave", "forget", "who", "live")


@signed_in
@require_GET
def new(request: ActorRequest) -> HttpResponse:
    """An empty page under a fresh id; ``follows``: the meeting after which it comes. Nothing is stored yet."""
    senders = _senders(request)
    draft = empty_draft(new_id(), senders[0])
    follows = request.GET.get("follows", "")
    if follows:
        before = get_meeting(request.actor, _id(follows))
        draft = replace(draft, follows_id=before.id, titles=before.titles, invitees=before.invitees, place=before.place)
        draft = replace(draft, mode=before.mode, parts=tuple(replace(p, id=new_id()) for p in before.parts))
        if request.actor.may(CALL, before.path):
            draft = replace(draft, unit_id=before.unit_id)
    form = make_form(senders=senders, initial=initial_of(draft))
    return _page(request, draft, form, _choosing(draft), peopling_of(draft.parts, draft.invitees))


@signed_in
@require_http_methods(["GET", "POST"])
def edit(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """The draft; every button of the page posts here and keeps what was entered."""
    senders = _senders(request)
    shown = find_meeting(request.actor, meeting_id)
    if shown is not None and shown.state is not MeetingState.DRAFT:
        return HttpResponseRedirect(reverse("meetings:page", args=[meeting_id]))
    if request.method == "GET":
        if shown is None:
            raise OutOfReach
        draft = draft_of(shown)
        form = make_form(senders=senders, initial=initial_of(draft))
        return _page(request, draft, form, _choosing(draft), peopling_of(draft.parts, draft.invitees))
    form = make_form(request.POST, senders=senders)
    form.is_valid()
    choosing = read_choosing(request.actor, request.POST, CALL)
    people = read_people(request.POST, form.languages)
    draft = draft_from(_before(request, meeting_id, senders), form, people, choosing)
    do = request.POST.get("do", "save")
    if do == "copy" and request.POST.get("source"):
        draft = replace(draft, agenda=copy_agenda(request.actor, _id(request.POST["source"])))
    save_meeting(actor=request.actor, draft=draft)
    if is_htmx(request):
        return _part(request, draft, form, choosing, people, do)
    if do == "copy" or do.startswith("unit:"):
        return HttpResponseRedirect(reverse("meetings:edit", args=[meeting_id]))
    if do == "review" and _is_ready(request, draft, form):
        return HttpResponseRedirect(reverse("meetings:call", args=[meeting_id]))
    if do == "save" and not form.errors:
        messages.success(request, _("The draft is saved."))
        return HttpResponseRedirect(reverse("meetings:edit", args=[meeting_id]))
    return _page(request, draft, form, choosing, people, tried=do == "review")


@signed_in
@require_POST
def count(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """How many the rule on the page would call now, and the first of them."""
    senders = _senders(request)
    form = make_form(request.POST, senders=senders)
    form.is_valid()
    choosing = read_choosing(request.actor, request.POST, CALL)
    people = read_people(request.POST, form.languages)
    draft = draft_from(_before(request, meeting_id, senders), form, people, choosing)
    context = {**_addresses(meeting_id), "reached": reach(request.actor, draft.invitees), "counted": True}
    return render(request, "directives/_count.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def call(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """The last look before people are called, and the one button that calls them."""
    shown = get_meeting(request.actor, meeting_id)
    if not shown.may_change:
        raise OutOfReach
    if shown.state is not MeetingState.DRAFT:
        return HttpResponseRedirect(reverse("meetings:page", args=[meeting_id]))
    if request.method == "POST":
        try:
            call_meeting(actor=request.actor, meeting_id=meeting_id)
        except OutOfReach:
            raise
        except DomainError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("meetings:edit", args=[meeting_id]))
        messages.success(request, _("They are called. Phones fetch it when they are next online."))
        return HttpResponseRedirect(reverse("meetings:page", args=[meeting_id]))
    draft = draft_of(shown)
    context = {
        "meeting": shown,
        "reached": reach(request.actor, shown.invitees),
        "faults": list_faults(draft, room_given=shown.room_id is not None),
        "clashes": find_clashes(draft),
        "roles": ROLE_NAMES,
    }
    return render(request, "meetings/confirm.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def delete(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """Throw a draft away, after one question."""
    shown = get_meeting(request.actor, meeting_id)
    if not shown.may_change:
        raise OutOfReach
    if request.method == "POST":
        delete_draft(actor=request.actor, meeting_id=meeting_id)
        messages.success(request, _("The draft is thrown away."))
        return HttpResponseRedirect(reverse("meetings:list") + "?when=drafts")
    return render(request, "meetings/delete.html", {"meeting": shown})


def _before(request: ActorRequest, meeting_id: UUID, senders: list[Sender]) -> MeetingDraft:
    """What is stored so far, under the unit and the earlier meeting that the page names."""
    shown = find_meeting(request.actor, meeting_id)
    draft = draft_of(shown) if shown else empty_draft(meeting_id, senders[0])
    pressed = request.POST.get("do", "")
    unit = pressed.partition(":")[2] if pressed.startswith("unit:") else request.POST.get("unit", "")
    if unit:
        draft = replace(draft, unit_id=_id(unit))
    if "follows" in request.POST:
        said = request.POST["follows"]
        draft = replace(draft, follows_id=get_meeting(request.actor, _id(said)).id if said else None)
    return draft


def _senders(request: ActorRequest) -> list[Sender]:
    senders = list_callers(request.actor)
    if not senders:
        raise NoPostToCall
    return senders


def _choosing(draft: MeetingDraft) -> Choosing:
    """As it was chosen; at first the level right below the meeting's unit."""
    if draft.invitees.audience:
        return choosing_of(draft.invitees.audience)
    empty = begin()
    codes = [level.code for level in list_answering_levels(empty.tree, CALL)]
    own = get_unit(draft.unit_id).level
    below = codes[codes.index(own) + 1 :] if own in codes else codes
    return replace(empty, levels=tuple(below[:1] or codes[-1:]))


def _is_ready(request: ActorRequest, draft: MeetingDraft, form: MeetingForm) -> bool:
    """Whether it may go to the last look; what stands in the way is written beside its field."""
    shown = get_meeting(request.actor, draft.id)
    tell_faults(form, list_faults(draft, room_given=shown.room_id is not None))
    return not form.errors and not reach(request.actor, draft.invitees, sample=0).refusal


def tell_faults(form: MeetingForm, faults: list[MeetingFault]) -> None:
    """Write each beside its field; what has none stands on top."""
    for fault in faults:
        name = next((one for one in (fault.field, f"{fault.field}_{form.languages[0]}") if one in form.fields), None)
        form.add_error(name, str(fault))


def _addresses(meeting_id: UUID) -> dict[str, object]:
    return {
        "id": meeting_id,
        "here": reverse("meetings:edit", args=[meeting_id]),
        "count_at": reverse("meetings:count", args=[meeting_id]),
        "count_part": "meetings/_count_inner.html",
    }


def _context(
    request: ActorRequest, draft: MeetingDraft, form: MeetingForm, choosing: Choosing, people: Peopling
) -> dict[str, object]:
    find_unit = request.POST.get("unit_find", "")[:80]
    main = get_main_tree().code
    return {
        **_addresses(draft.id),
        "form": form,
        "draft": draft,
        "unit_names": names_of_unit(draft.unit_id),
        "unit_find": find_unit,
        "units": find_units(request.actor, main, find_unit, CALL)[:8] if find_unit.strip() else (),
        "panel": show_panel(request.actor, choosing, CALL),
        "choosing": choosing,
        "people": show_people(request.actor, people),
        "posts": [post for post in list_posts() if not post.is_retired],
        "roles": [(role.value, name) for role, name in ROLE_NAMES.items()],
        "languages": languages(),
        "templates": list_templates(request.actor),
        "earlier": list_meetings(request.actor, when="past", unit_id=draft.unit_id, limit=10).rows,
        "worship_hint": looks_like_worship(draft.place) and is_political(),
        "is_political": is_political(),
        "at": now(),
    }


def _page(
    request: ActorRequest,
    draft: MeetingDraft,
    form: MeetingForm,
    choosing: Choosing,
    people: Peopling,
    *,
    tried: bool = False,
) -> HttpResponse:
    context = _context(request, draft, form, choosing, people)
    somebody = draft.invitees.audience is not None or not draft.invitees.is_rule_alone
    reached = reach(request.actor, draft.invitees) if somebody or tried else Reached()
    context |= {
        "reached": reached,
        "counted": somebody or tried,
        "tried": tried,
        "clashes": find_clashes(draft) if draft.starts_at else None,
    }
    return render(request, "meetings/compose.html", context, status=422 if tried or form.errors else 200)


def _part(
    request: ActorRequest, draft: MeetingDraft, form: MeetingForm, choosing: Choosing, people: Peopling, do: str
) -> HttpResponse:
    """The part of the page that the pressed button changes."""
    context = _context(request, draft, form, choosing, people)
    if do == "autosave":
        context["clashes"] = find_clashes(draft)
        return render(request, "meetings/_saved.html", context)
    if do.partition(":")[0] in PEOPLE:
        return render(request, "meetings/_people.html", {**context, "count_again": True})
    return render(request, "directives/_audience.html", context)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise OutOfReach from error
