"""Reconstitution: the proposed team beside today's, its checks, the decision, the letters."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from pankti.access.doors import signed_in
from pankti.base.actor import Actor
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.http import ActorRequest
from pankti.base.ids import new_id
from pankti.base.words import in_language
from pankti.base.writing import language
from pankti.cascade.types import Audience
from pankti.console.teaming import find_people, open_place
from pankti.directives.actions.drafts import save_draft
from pankti.directives.queries.senders import list_senders
from pankti.directives.types import Draft
from pankti.organisation.actions.decide_reconstitution import approve_reconstitution, return_reconstitution
from pankti.organisation.actions.reconstitute import (
    add_member,
    drop_member,
    drop_reconstitution,
    keep_holder,
    open_reconstitution,
    propose_reconstitution,
    remove_holder,
)
from pankti.organisation.authority import may_decide, may_fill
from pankti.organisation.errors import PersonUnknown
from pankti.organisation.models import Order, Post, Reconstitution, ReconstitutionLine
from pankti.organisation.queries import get_main_tree, list_levels
from pankti.organisation.queries.reconstitutions import (
    get_reconstitution,
    list_findings,
    list_lines,
    list_reconstitutions,
)
from pankti.organisation.rights import PEOPLE_MANAGE
from pankti.people.queries import name_people


@signed_in
@require_http_methods(["GET", "POST"])
def reconstitutions(request: ActorRequest, unit_id: UUID) -> HttpResponse:
    """All of one unit; posting opens a new one, or the one that is open."""
    place = open_place(request.actor, unit_id, rights=(PEOPLE_MANAGE,), beside=True)
    if request.method == "POST":
        found = open_reconstitution(actor=request.actor, unit_id=unit_id)
        return HttpResponseRedirect(reverse("console:reconstitution", args=[found]))
    rows = list_reconstitutions(unit_id)
    context = {
        "place": place,
        "here": "reconstitution",
        "rows": rows,
        "names": _names(rows),
        "has_open": any(row.state in ("draft", "proposed") for row in rows),
    }
    return render(request, "console/teams/reconstitutions.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def reconstitution(request: ActorRequest, reconstitution_id: UUID) -> HttpResponse:
    """One proposed team; each button of the page posts here with what it does."""
    row = get_reconstitution(reconstitution_id)
    place = open_place(request.actor, row.unit_id, rights=(PEOPLE_MANAGE,), beside=True)
    error = ""
    if request.method == "POST":
        try:
            _do(request, row)
        except OutOfReach:
            raise
        except DomainError as refused:
            error = str(refused)
        else:
            return HttpResponseRedirect(reverse("console:reconstitution", args=[row.id]))
    lines = list_lines(row.id)
    posts = Post.objects.filter(level=place.unit.level, retired_on=None).order_by("-is_lead", "rank", "code")
    typed = (request.POST if request.method == "POST" else request.GET).get("q", "")
    context = {
        "place": place,
        "here": "reconstitution",
        "row": row,
        "lines": lines,
        "counts": {kind: sum(line.kind == kind for line in lines) for kind in ("keep", "remove", "add")},
        "findings": list_findings(row) if row.state in ("draft", "proposed") else [],
        "posts": [post for post in posts if may_fill(request.actor, post, place.path)],
        "found": find_people(request.actor, typed) if row.state == "draft" else [],
        "typed": typed,
        "error": error,
        "may_decide": row.state == "proposed"
        and row.proposed_by != request.actor.person_id
        and may_decide(request.actor, place.path),
        "names": _names([row]),
        "letters": _letters(row, lines),
        "may_announce": row.state == "applied" and bool(list_senders(request.actor)),
    }
    return render(request, "console/teams/reconstitution.html", context, status=422 if error else 200)


@signed_in
@require_POST
def announce(request: ActorRequest, reconstitution_id: UUID) -> HttpResponse:
    """A directive to all below the unit that says who leads now, as a draft to look at."""
    row = get_reconstitution(reconstitution_id)
    place = open_place(request.actor, row.unit_id, rights=(PEOPLE_MANAGE,), beside=True)
    senders = [one for one in list_senders(request.actor) if place.path.startswith(one.path)]
    if row.state != "applied" or not senders:
        raise OutOfReach
    draft_id = new_id()
    titles, texts = {}, {}
    for tongue in ("hi", "en"):
        with override(tongue):
            unit = in_language(place.unit.names, tongue)
            titles[tongue] = _("New team of %(unit)s") % {"unit": unit}
            texts[tongue] = "\n".join(
                f"{in_language(line.post.names, tongue)}: {in_language(line.person.names, tongue)}"
                for line in list_lines(row.id)
                if line.kind != "remove"
            )
    last = [level.code for level in list_levels() if level.has("acknowledges")]
    audience = Audience(tree=get_main_tree().code, roots=(place.unit.id,), excluded=(), levels=tuple(last))
    save_draft(
        actor=request.actor,
        draft=Draft(
            id=draft_id, appointment_id=senders[0].appointment_id, audience=audience, titles=titles, texts=texts
        ),
    )
    messages.success(request, _("A draft to announce the team. Look at it, then issue it."))
    return HttpResponseRedirect(reverse("directives:edit", args=[draft_id]))


def _do(request: ActorRequest, row: Reconstitution) -> None:
    """What one button asks for."""
    said, actor = request.POST, request.actor
    doing = said.get("do", "")
    if doing in ("keep", "remove", "drop-line"):
        _change_line(actor, row, doing, said.get("line", ""), said.get("heard_on", ""), said.get("heard", ""))
    elif doing == "add":
        person = said.get("person", "")
        if not person:
            raise PersonUnknown
        add_member(actor=actor, reconstitution_id=row.id, person_id=_id(person), post=said.get("post", ""))
        messages.success(request, _("Added to the proposed team."))
    elif doing == "propose":
        propose_reconstitution(actor=actor, reconstitution_id=row.id, note=said.get("note", ""))
        messages.success(request, _("Proposed. Somebody above decides."))
    elif doing == "approve":
        n = approve_reconstitution(actor=actor, reconstitution_id=row.id, decision=said.get("decision", ""))
        said_so = _("The new team is in office. %(n)s orders were given; their letters stand below.")
        messages.success(request, said_so % {"n": n})
    elif doing == "return":
        return_reconstitution(actor=actor, reconstitution_id=row.id, why=said.get("decision", ""))
        messages.success(request, _("Sent back to be drafted anew."))
    elif doing == "drop":
        drop_reconstitution(actor=actor, reconstitution_id=row.id)
        messages.success(request, _("Dropped. Nothing changed."))
    elif doing == "refresh":
        open_reconstitution(actor=actor, unit_id=row.unit_id)
    else:
        raise OutOfReach


def _change_line(actor: Actor, row: Reconstitution, doing: str, line: str, heard_on: str, heard: str) -> None:
    line_id = _id(line)
    if not any(one.id == line_id for one in list_lines(row.id)):
        raise OutOfReach
    if doing == "keep":
        keep_holder(actor=actor, line_id=line_id)
    elif doing == "remove":
        remove_holder(actor=actor, line_id=line_id, heard_on=_day(heard_on), heard=heard)
    else:
        drop_member(actor=actor, line_id=line_id)


def _letters(row: Reconstitution, lines: list[ReconstitutionLine]) -> list[Order]:
    """The orders that applying it gave, for their letters."""
    if row.state != "applied" or row.decided_at is None:
        return []
    people = [line.person_id for line in lines if line.kind != "keep"]
    return list(
        Order.objects.filter(
            appointment__unit=row.unit_id,
            appointment__person__in=people,
            takes_effect_at=row.decided_at,
        )
        .select_related("appointment__person", "appointment__post")
        .order_by("number")
    )


def _names(rows: list[Reconstitution]) -> dict[UUID, str]:
    who = {one for row in rows for one in (row.made_by, row.proposed_by, row.decided_by) if one}
    return name_people(who, language())


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise OutOfReach from error


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
