"""Who did what: within one's reach, about one thing, by one person, by oneself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pankti.access.doors import signed_in
from pankti.access.queries import place_of
from pankti.audit.actions.export_events import export_events
from pankti.audit.queries import has_events, list_page
from pankti.audit.types import Asked, find_subject_kind, list_types, read_place
from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.csv import stream_csv
from pankti.base.errors import OutOfReach
from pankti.base.http import ActorRequest
from pankti.base.words import Words, in_language
from pankti.base.writing import in_zone, language
from pankti.organisation.queries import list_posts, list_roots, list_wings
from pankti.people.queries import list_all_skills

VIEW = "audit.view"
ROWS = 50
_FIELD = re.compile(r"%\(\w+\)s")
PAGES = {
    "unit": "/console/units/{}/",
    "person": "/console/people/{}/",
    "directive": "/console/directives/{}/",
    "plan": "/console/reorganise/{}/",
}
DEFINED = {
    "post": ("post", ("organisation.post.saved", "organisation.post.retired", "organisation.post.restored")),
    "wing": ("code", ("organisation.wing.saved",)),
    "skill": ("code", ("organisation.skill.saved",)),
}
"""What is known by a code and holds for the whole organisation: the detail that names it, and its events."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What a page is about. ``query``: what the CSV link needs to ask the same."""

    title: str
    query: str
    page: str = ""


@require_GET
@signed_in
def whole(request: ActorRequest) -> HttpResponse:
    """Everything within the reader's reach."""
    return _page(request, Heading("", ""), _whole(request.actor))


@require_GET
@signed_in
def mine(request: ActorRequest) -> HttpResponse:
    """What one did, and what was done with one's own entry; everybody may read that."""
    is_about = request.GET.get("of") == "me"
    me = request.actor.person_id
    asked = Asked(subject_id=me) if is_about else Asked(actor_id=me)
    return _page(request, Heading(_("What you did"), f"of={'me' if is_about else 'mine'}"), asked)


@require_GET
@signed_in
def about(request: ActorRequest, kind: str, subject_id: UUID) -> HttpResponse:
    """What was done to one unit, person, directive, …"""
    asked = _about(request.actor, kind, subject_id)
    known = find_subject_kind(kind)
    name = known.name([str(subject_id)], language()).get(str(subject_id), "") if known else ""
    page = PAGES.get(kind, "").format(subject_id)
    return _page(request, Heading(name or _("One thing"), f"kind={kind}&subject={subject_id}", page), asked)


@require_GET
@signed_in
def of(request: ActorRequest, kind: str, code: str) -> HttpResponse:
    """What was done to one post, wing or skill as such, by its code."""
    asked = _of(request.actor, kind, code)
    name = next((one for one in _names_by_code(kind) if one[0] == code), (code, {}))[1]
    title = in_language(name, language()) or code
    return _page(request, Heading(title, f"kind={kind}&code={code}", reverse(f"console:{kind}", args=[code])), asked)


@require_GET
@signed_in
def by(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """What one person did, as far as it lies within the reader's reach."""
    asked = _by(request.actor, person_id)
    known = find_subject_kind("person")
    name = known.name([str(person_id)], language()).get(str(person_id), "") if known else ""
    return _page(request, Heading(name, f"by={person_id}", PAGES["person"].format(person_id)), asked)


@require_GET
@signed_in
def csv(request: ActorRequest) -> StreamingHttpResponse:
    """The same, all of it, as a spreadsheet opens it; that it was taken is recorded."""
    given, actor = request.GET, request.actor
    subject, person = _uuid(given.get("subject")), _uuid(given.get("by"))
    if given.get("of"):
        me = actor.person_id
        asked = Asked(subject_id=me) if given["of"] == "me" else Asked(actor_id=me)
    elif given.get("code"):
        asked = _of(actor, given.get("kind", ""), given["code"])
    elif subject is not None:
        asked = _about(actor, given.get("kind", ""), subject)
    else:
        asked = _by(actor, person) if person is not None else _whole(actor)
    asked, _values = _filtered(request, asked)
    header = [_("When"), _("Who"), _("What"), _("Kind"), _("About"), _("From where")]
    lines = export_events(actor=actor, asked=asked)

    def cells() -> Iterator[list[object]]:
        for line in lines:
            when = in_zone(line.at).strftime("%Y-%m-%d %H:%M:%S")
            yield [when, line.actor, line.sentence, line.kind_label, line.subject, line.address]

    response = StreamingHttpResponse(stream_csv(header, cells()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="who-did-what-{now():%Y%m%d-%H%M}.csv"'
    return response


def _page(request: ActorRequest, heading: Heading, asked: Asked) -> HttpResponse:
    asked, values = _filtered(request, asked)
    after = read_place(request.GET.get("after", ""))
    lines, more = list_page(asked, limit=ROWS, after=after)
    kinds = sorted(((t.code, _FIELD.sub("…", str(t.sentence))) for t in list_types()), key=lambda pair: pair[1].lower())
    context = {
        "heading": heading,
        "lines": lines,
        "more": str(more) if more else "",
        "after": after,
        "kinds": kinds,
        "values": values,
        "is_mine": heading.query.startswith("of="),
        "me": request.actor.person_id,
    }
    return render(request, "console/audit/list.html", context)


def _filtered(request: ActorRequest, asked: Asked) -> tuple[Asked, dict[str, str]]:
    """Narrowed by the page's form; what cannot be read narrows nothing."""
    since, until = _day(request.GET.get("since")), _day(request.GET.get("until"))
    kind = request.GET.get("type", "")
    known = kind if any(kind == one.code for one in list_types()) else ""
    narrowed = replace(
        asked,
        since=_midnight(since) if since else None,
        until=_midnight(until + timedelta(days=1)) if until else None,
        kinds=(known,) if known and (not asked.kinds or known in asked.kinds) else asked.kinds,
    )
    values = {"since": since.isoformat() if since else "", "until": until.isoformat() if until else "", "type": known}
    return narrowed, values


def _tops(actor: Actor) -> tuple[str, ...]:
    """Where the reader may read: rights of a wing open no record, as in the database. Raises OutOfReach."""
    grants = tuple(grant for grant in actor.grants if grant.right == VIEW and grant.wing is None)
    tops = replace(actor, grants=grants).roots(VIEW)
    if not tops:
        raise OutOfReach
    return tops


def _whole(actor: Actor) -> Asked:
    """Whoever reaches the whole tree also reads what lies nowhere in it."""
    tops = _tops(actor)
    return Asked(tops=None if {root.path for root in list_roots()} <= set(tops) else tops)


def _about(actor: Actor, kind: str, subject_id: UUID) -> Asked:
    tops = _tops(actor)
    place = place_of(kind, subject_id)
    if not (place and place.startswith(tops)) and not has_events(Asked(tops=_whole(actor).tops, subject_id=subject_id)):
        raise OutOfReach
    return Asked(subject_id=subject_id)


def _of(actor: Actor, kind: str, code: str) -> Asked:
    """What holds for the whole organisation is told to who reads the whole record."""
    whole = _whole(actor)
    if kind not in DEFINED or whole.tops is not None or all(one[0] != code for one in _names_by_code(kind)):
        raise OutOfReach
    detail, kinds = DEFINED[kind]
    return Asked(kinds=kinds, detail=(detail, code))


def _names_by_code(kind: str) -> list[tuple[str, Words]]:
    if kind == "post":
        return [(one.code, one.names) for one in list_posts(with_retired=True)]
    if kind == "wing":
        return [(one.code, one.names) for one in list_wings()]
    return [(one.code, one.names) for one in list_all_skills()]


def _by(actor: Actor, person_id: UUID) -> Asked:
    if person_id == actor.person_id:
        return Asked(actor_id=person_id)
    tops = _tops(actor)
    asked = Asked(actor_id=person_id, tops=tops)
    if not (place_of("person", person_id) or "-").startswith(tops) and not has_events(asked):
        raise OutOfReach
    return asked


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written or "")
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_current_timezone())


def _uuid(written: str | None) -> UUID | None:
    try:
        return UUID(written or "")
    except ValueError:
        return None
