"""A meeting's attendance: heads, the roll, names that wait for a decision, the door."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pankti.access.doors import signed_in
from pankti.attendance.actions.come import add_guest, tick
from pankti.attendance.actions.decide_line import decide_line, remove_report
from pankti.attendance.actions.note_arrival import take_back
from pankti.attendance.actions.open_roll import open_roll
from pankti.attendance.actions.read_report import check_size, read_report
from pankti.attendance.actions.rule import rule_presence
from pankti.attendance.codes import door_code
from pankti.attendance.errors import MinutesUnreadable
from pankti.attendance.hosts import check_open
from pankti.attendance.queries import count_by_unit, count_present
from pankti.attendance.queries.present import PAGE, get_row, list_evidence, list_roll
from pankti.attendance.queries.reports import list_lines, list_reports
from pankti.attendance.types import LineState
from pankti.attendance.views.opening import context_of, open_meeting
from pankti.attendance.words import HOWS, WHYS
from pankti.audit.actions.record import record
from pankti.base.clock import now
from pankti.base.csv import stream_csv
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.http import ActorRequest
from pankti.base.ids import new_id
from pankti.base.words import in_language
from pankti.base.writing import language, write_moment
from pankti.meetings.types import MeetingView
from pankti.people.queries import name_people

HERE = "attendance:page"


@signed_in
@require_GET
def page(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """How many came, of which units, who, and whose names wait."""
    meeting, hosts = open_meeting(request.actor, meeting_id)
    if hosts:
        open_roll(meeting)
    at = request.GET.get("page", "1")
    number = int(at) if at.isascii() and at.isdigit() and len(at) < 5 else 1
    rows = list_roll(meeting_id, limit=PAGE + 1, offset=PAGE * (max(number, 1) - 1))
    units = count_by_unit([meeting_id])
    lines = list_lines(meeting_id, states=(LineState.DOUBTFUL,)) if hosts else []
    context = context_of(
        meeting,
        HERE,
        hosts=hosts,
        heads=count_present([meeting_id])[meeting_id],
        units=units if len(units) <= PAGE else units[:PAGE],
        rows=[(row, [HOWS[how] for how in row.hows]) for row in rows[:PAGE]],
        more=number + 1 if len(rows) > PAGE else None,
        lines=_with_names(lines),
        reports=list_reports(meeting_id) if hosts else [],
        keys=[new_id(), new_id()],
        is_open=_is_open(meeting),
    )
    return render(request, "attendance/page.html", context)


@signed_in
@require_GET
def door(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """The code for the door on a laptop or a screen; the page comes again by itself before the code is old."""
    meeting, _hosts = open_meeting(request.actor, meeting_id, to_take=True)
    open_roll(meeting)
    address = request.build_absolute_uri(f"{reverse('console:app')}?at={door_code(meeting.id, now())}")
    context = context_of(
        meeting, HERE, heads=count_present([meeting_id])[meeting_id], code=qr(address), is_open=_is_open(meeting)
    )
    return render(request, "attendance/door.html", context)


@signed_in
@require_POST
def mark(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """Tap a name in the list."""
    person, key = read_id(request.POST.get("person", "")), read_id(request.POST.get("key", ""))

    def take() -> None:
        tick(actor=request.actor, command_id=key, meeting_id=meeting_id, person_id=person, came_at=now())

    return _do(request, meeting_id, take)


@signed_in
@require_POST
def guest(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """Write down a guest."""
    name, key = request.POST.get("name", ""), read_id(request.POST.get("key", ""))

    def take() -> None:
        add_guest(actor=request.actor, command_id=key, meeting_id=meeting_id, name=name, came_at=now())

    return _do(request, meeting_id, take)


@signed_in
@require_POST
def undo(request: ActorRequest, meeting_id: UUID, arrival_id: UUID) -> HttpResponse:
    """Take one sign back."""
    meeting, _hosts = open_meeting(request.actor, meeting_id, to_take=True)
    return _do(request, meeting_id, lambda: take_back(actor=request.actor, meeting=meeting, arrival_id=arrival_id))


@signed_in
@require_http_methods(["GET", "POST"])
def one(request: ActorRequest, meeting_id: UUID, presence_id: UUID) -> HttpResponse:
    """One person at this meeting: how it is known, each sign with who noted it; correct it by hand."""
    meeting, hosts = open_meeting(request.actor, meeting_id)
    row = get_row(meeting_id, presence_id)
    error = ""
    if request.method == "POST":
        said = request.POST.get("minutes", "").strip()
        try:
            if said and not (said.isascii() and said.isdigit() and len(said) < 5):
                raise MinutesUnreadable
            rule_presence(
                actor=request.actor,
                meeting=meeting,
                presence_id=presence_id,
                is_here=request.POST.get("here") == "1",
                minutes=int(said) if said else None,
                reason=request.POST.get("reason", ""),
            )
        except OutOfReach:
            raise
        except DomainError as found:
            error = str(found)
        else:
            messages.success(request, _("Corrected. Your name stands with it."))
            return _back(meeting_id)
    signs = list_evidence([presence_id]).get(presence_id, [])
    names = name_people({sign.by_person_id for sign in signs if sign.by_person_id}, language())
    told = [(sign, HOWS[sign.how], names.get(sign.by_person_id, "") if sign.by_person_id else "") for sign in signs]
    context = context_of(meeting, HERE, row=row, signs=told, hosts=hosts, error=error, said=request.POST)
    return render(request, "attendance/one.html", context, status=422 if error else 200)


@signed_in
@require_POST
def report(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """Take in a video service's list."""
    meeting, _hosts = open_meeting(request.actor, meeting_id, to_take=True)
    file = request.FILES.get("list")
    if file is None:
        messages.error(request, _("Choose the file first."))
        return _back(meeting_id)

    def take() -> None:
        check_size(file.name or "", file.size or 0)
        read_report(actor=request.actor, meeting=meeting, name=file.name or "", content=file.read())

    return _do(request, meeting_id, take, done=_("The list is read. Names that are not sure wait below."))


@signed_in
@require_POST
def drop_report(request: ActorRequest, meeting_id: UUID, report_id: UUID) -> HttpResponse:
    """Take a list back with all that it said."""
    meeting, _hosts = open_meeting(request.actor, meeting_id, to_take=True)
    return _do(
        request, meeting_id, lambda: remove_report(actor=request.actor, meeting=meeting, report_id=report_id),
        done=_("The list is gone, with all that it said."),
    )  # fmt: skip


@signed_in
@require_POST
def decide(request: ActorRequest, meeting_id: UUID, line_id: UUID) -> HttpResponse:
    """Say whom a written name means."""
    meeting, _hosts = open_meeting(request.actor, meeting_id, to_take=True)
    said = request.POST.get("who", "")
    states = {"guest": LineState.GUEST, "nobody": LineState.IGNORED}
    state = states.get(said, LineState.DECIDED)
    person = read_id(said) if state is LineState.DECIDED else None
    return _do(request, meeting_id, lambda: decide_line(
        actor=request.actor, meeting=meeting, line_id=line_id, state=state, person_id=person
    ))  # fmt: skip


@signed_in
@require_GET
def export(request: ActorRequest, meeting_id: UUID) -> StreamingHttpResponse:
    """The roll as a table: everybody who was called or came."""
    meeting, _hosts = open_meeting(request.actor, meeting_id)
    record(actor=request.actor, type="attendance.roll.exported", path=meeting.path)
    head = [_("Name"), _("Post"), _("Unit"), _("Invited"), _("Came"), _("From"), _("Minutes"), _("How it is known")]
    spoken = language()
    rows = [
        (
            in_language(row.names, spoken),
            in_language(row.post_names, spoken) or (_("Guest") if row.is_guest else ""),
            in_language(row.unit_names, spoken),
            _("yes") if row.is_invited else _("no"),
            _("yes") if row.is_present else _("no"),
            write_moment(row.came_at) if row.came_at else "",
            row.minutes,
            ", ".join(str(HOWS[how]) for how in row.hows),
        )
        for row in list_roll(meeting_id, limit=100_000)
    ]
    answer = StreamingHttpResponse(stream_csv(head, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="attendance-{meeting_id}.csv"'
    return answer


def _with_names(lines: list[Any]) -> list[Any]:
    names = name_people({c.person_id for line in lines for c in line.candidates}, language())
    return [
        (line, [(c, names.get(c.person_id, "–"), [WHYS[w] for w in c.why if w in WHYS]) for c in line.candidates])
        for line in lines
    ]


def _do(request: ActorRequest, meeting_id: UUID, what: Callable[[], object], *, done: str = "") -> HttpResponse:
    """Do it, and back to the page with what came of it."""
    try:
        what()
    except OutOfReach:
        raise
    except DomainError as error:
        if error.status == 404:
            raise OutOfReach from error
        messages.error(request, str(error))
    else:
        if done:
            messages.success(request, done)
    return _back(meeting_id)


def _back(meeting_id: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse(HERE, args=[meeting_id]))


def _is_open(meeting: MeetingView) -> bool:
    try:
        check_open(meeting)
    except DomainError:
        return False
    return True


def read_id(written: str) -> UUID:
    """Raises OutOfReach for what is no id."""
    try:
        return UUID(written)
    except ValueError:
        raise OutOfReach from None


def qr(address: str) -> str:
    """The address as a QR code in SVG, drawn by us."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", scale=8, border=4, xmldecl=False, svgns=True, svgclass="qr")
    return out.getvalue().decode()
