"""Reading meetings, changing what was called, saying what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pankti.access.doors import signed_in
from pankti.base.clock import now
from pankti.base.csv import stream_csv
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.http import ActorRequest
from pankti.base.words import in_language
from pankti.base.writing import language, write_moment
from pankti.cascade.queries.invitees import list_invited
from pankti.cascade.types import Invited
from pankti.meetings.actions.change import cancel_meeting, change_meeting, hold_meeting
from pankti.meetings.forms import ROLE_NAMES, ReasonForm
from pankti.meetings.peopling import peopling_of, read_people, show_people
from pankti.meetings.queries.answers import STATES, count_answers, list_answers_below
from pankti.meetings.queries.calendars import as_called
from pankti.meetings.queries.callers import list_callers
from pankti.meetings.queries.faults import list_faults
from pankti.meetings.queries.pages import find_meetings, get_meeting, list_meetings, list_versions
from pankti.meetings.stored import draft_of
from pankti.meetings.tabs import list_tabs, show_panels
from pankti.meetings.types import CALL, VIEW, Changed, MeetingState, MeetingView
from pankti.meetings.views.compose import tell_faults
from pankti.meetings.views.said import draft_from, initial_of, languages, make_form
from pankti.organisation.queries import list_units

PAGE_SIZE = 50
CSV_LIMIT = 50_000
TABS = {
    "upcoming": gettext_lazy("Coming"),
    "past": gettext_lazy("Past"),
    "drafts": gettext_lazy("Drafts"),
    "cancelled": gettext_lazy("Cancelled"),
}


@signed_in
@require_GET
def listing(request: ActorRequest) -> HttpResponse:
    """All meetings within reach or to which one is called, fifty on a page."""
    may_call = bool(list_callers(request.actor))
    when = request.GET.get("when", "upcoming")
    when = when if when in TABS else "upcoming"
    number = request.GET.get("page", "1")
    page = max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1
    unit = _unit(request.GET.get("unit", ""))
    found = list_meetings(request.actor, when=when, unit_id=unit, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    context = {
        "rows": found.rows,
        "total": found.total,
        "page": page,
        "has_more": found.total > page * PAGE_SIZE,
        "when": when,
        "tabs": TABS.items(),
        "unit": next(iter(list_units([unit])), None) if unit else None,
        "may_call": may_call,
    }
    return render(request, "meetings/list.html", context)


@signed_in
@require_GET
def page(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """Everything about one meeting: what, when, where, who takes part, who comes."""
    shown = get_meeting(request.actor, meeting_id)
    if shown.state is MeetingState.DRAFT:
        return HttpResponseRedirect(reverse("meetings:edit", args=[meeting_id]))
    sees = _sees_answers(request, shown)
    state = request.GET.get("who", "attending")
    state = state if state in STATES else "attending"
    number = request.GET.get("page", "1")
    at = max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1
    names = _answers(request, shown, state, (at - 1) * PAGE_SIZE) if sees else []
    context = {
        "meeting": shown,
        "tabs": list_tabs(shown),
        "panels": show_panels(request.actor, shown),
        "linked": find_meetings([one for one in (shown.follows_id, *shown.next_ids) if one]),
        "versions": list_versions(meeting_id),
        "hosts": list_units(shown.host_units),
        "roles": ROLE_NAMES,
        "counts": count_answers(shown) if sees else None,
        "below": list_answers_below(shown) if sees else (),
        "people": names[:PAGE_SIZE],
        "people_page": at,
        "people_more": len(names) > PAGE_SIZE,
        "who": state,
        "states": STATES,
        "may_hold": shown.may_change and shown.starts_at is not None and shown.starts_at <= now(),
        "languages": languages(),
        "has_own_call": shown.dispatch_id == shown.id,
        "may_call": bool(list_callers(request.actor)),
        "join": _own_link(request, shown),
    }
    return render(request, "meetings/page.html", context)


@signed_in
@require_GET
def invited_csv(request: ActorRequest, meeting_id: UUID) -> StreamingHttpResponse:
    """Everybody who is called and what they say, for a spreadsheet."""
    shown = get_meeting(request.actor, meeting_id)
    if not _sees_answers(request, shown) or shown.dispatch_id is None:
        raise OutOfReach
    header = [_("Name"), _("Post"), _("Unit"), _("Answer"), _("When"), _("Who comes instead"), _("Why not")]
    rows = stream_csv(header, _csv_rows(_answers(request, shown, "all", 0, limit=CSV_LIMIT)))
    answer = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="meeting-{meeting_id}.csv"'
    return answer


@signed_in
@require_http_methods(["GET", "POST"])
def change(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """A new version: place, time, parts, agenda, words. Whom it calls stays."""
    shown = _changeable(request, meeting_id)
    senders = list_callers(request.actor)
    before = draft_of(shown)
    if request.method == "GET":
        form = make_form(senders=senders, initial=initial_of(before), asks_why=True)
        return _change_page(request, shown, form, peopling_of(shown.parts, shown.invitees))
    form = make_form(request.POST, senders=senders, asks_why=True)
    form.is_valid()
    people = read_people(request.POST, form.languages)
    after = replace(draft_from(before, form, people, None), appointment_id=before.appointment_id)
    if request.POST.get("do") == "send" and not form.errors:
        faults = list_faults(after, room_given=shown.room_id is not None)
        tell_faults(form, [f for f in faults if f.code != "in_the_past" or after.starts_at != before.starts_at])
        if not form.errors:
            try:
                stands = change_meeting(
                    actor=request.actor, meeting_id=meeting_id, changed=Changed(after, form.words("changed"))
                )
            except OutOfReach:
                raise
            except DomainError as error:
                field = f"changed_{form.languages[0]}" if error.code == "change_unsaid" else None
                form.add_error(field, str(error))
            else:
                said = _("The change is on its way; the answers stand.")
                asked = _("The change is on its way; everybody is asked again whether they come.")
                messages.success(request, said if stands else asked)
                return HttpResponseRedirect(reverse("meetings:page", args=[meeting_id]))
    return _change_page(request, shown, form, people)


@signed_in
@require_http_methods(["GET", "POST"])
def cancel(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """Call it off, with the reason that everybody reads."""
    shown = _changeable(request, meeting_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_meeting(actor=request.actor, meeting_id=meeting_id, reason=form.cleaned_data["reason"])
        except OutOfReach:
            raise
        except DomainError as error:
            form.add_error("reason", str(error))
        else:
            messages.success(request, _("It is cancelled. Phones and calendars say so when they are next online."))
            return HttpResponseRedirect(reverse("meetings:page", args=[meeting_id]))
    context = {"meeting": shown, "form": form, "counts": count_answers(shown)}
    return render(request, "meetings/cancel.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def hold(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """Say that it took place."""
    _changeable(request, meeting_id)
    try:
        hold_meeting(actor=request.actor, meeting_id=meeting_id)
    except OutOfReach:
        raise
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The meeting is marked as held."))
    return HttpResponseRedirect(reverse("meetings:page", args=[meeting_id]))


def _change_page(request: ActorRequest, shown: MeetingView, form, people) -> HttpResponse:  # type: ignore[no-untyped-def]
    context = {
        "meeting": shown,
        "id": shown.id,
        "form": form,
        "people": show_people(request.actor, people),
        "roles": [(role.value, name) for role, name in ROLE_NAMES.items()],
        "languages": languages(),
        "here": reverse("meetings:change", args=[shown.id]),
        "is_change": True,
    }
    return render(request, "meetings/change.html", context, status=422 if form.errors else 200)


def _changeable(request: ActorRequest, meeting_id: UUID) -> MeetingView:
    """The meeting, if this reader may change it; else as if it were not there."""
    shown = get_meeting(request.actor, meeting_id)
    if not request.actor.may(CALL, shown.path) or shown.state is MeetingState.DRAFT:
        raise OutOfReach
    return shown


def _own_link(request: ActorRequest, shown: MeetingView) -> str:
    """Where this reader joins by video, if they are called and it is not over."""
    return as_called(shown, request.actor.person_id).join if shown.state is MeetingState.CALLED else ""


def _sees_answers(request: ActorRequest, shown: MeetingView) -> bool:
    return request.actor.may(CALL, shown.path) or request.actor.may(VIEW, shown.path)


def _answers(
    request: ActorRequest, shown: MeetingView, state: str, offset: int, limit: int = PAGE_SIZE + 1
) -> list[Invited]:
    if shown.dispatch_id is None:
        return []
    within = None if shown.dispatch_id == shown.id else (shown.path,)
    return list_invited(request.actor, shown.dispatch_id, state, limit=limit, offset=offset, within=within)


def _csv_rows(people: list[Invited]) -> Iterator[list[object]]:
    said = language()
    for one in people:
        yield [
            in_language(one.person_names, said),
            in_language(one.post_names, said),
            in_language(one.unit_names, said),
            str(STATES.get(one.state, one.state)),
            write_moment(one.said_at) if one.said_at else "",
            one.text,
            one.reason,
        ]


def _unit(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise OutOfReach from error
