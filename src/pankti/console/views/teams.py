"""A unit's team: who sits where, who is appointed, how a post and a person got here."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pankti.access.doors import signed_in
from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.http import ActorRequest
from pankti.base.words import in_language
from pankti.base.writing import language
from pankti.console.team_forms import AppointForm, StrengthForm
from pankti.console.teaming import Place, find_people, find_top, may_see, moment_of, open_place
from pankti.organisation.actions.appoint import appoint
from pankti.organisation.actions.posts import set_unit_strength
from pankti.organisation.authority import may_fill
from pankti.organisation.models import Post
from pankti.organisation.queries import (
    get_post,
    get_team,
    list_children_beside,
    list_history_of_person,
    list_history_of_post,
    list_orders,
)
from pankti.organisation.queries.teams import holder_of
from pankti.organisation.rights import ORGANISATION_MANAGE, PEOPLE_MANAGE
from pankti.people.queries import list_persons, name_people

BESIDE_PER_PAGE = 60


@signed_in
@require_GET
def teams(request: ActorRequest) -> HttpResponse:
    """The reader's own upper unit."""
    return HttpResponseRedirect(reverse("console:team", args=[find_top(request.actor).id]))


@signed_in
@require_GET
def team(request: ActorRequest, unit_id: UUID) -> HttpResponse:
    """All seats of one unit with their holders, vacancies and what can be done about them."""
    place = open_place(request.actor, unit_id, beside=True)
    fillable = _fillable(request.actor, place)
    context = {
        "place": place,
        "here": "team",
        "team": get_team(unit_id),
        "fillable": [post.code for post in fillable],
        **_beside(request, place),
    }
    return render(request, "console/teams/team.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def appoint_page(request: ActorRequest, unit_id: UUID) -> HttpResponse:
    """Find the person, choose the post, say from when and why: one page, one button."""
    place = open_place(request.actor, unit_id, rights=(PEOPLE_MANAGE,), beside=True)
    said = request.POST if request.method == "POST" else request.GET
    posts = [(post.code, in_language(post.names, language())) for post in _fillable(request.actor, place)]
    form = AppointForm(
        request.POST or None, posts=posts, initial={"post": request.GET.get("post", ""), "person": said.get("person")}
    )
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data
        try:
            appointment = appoint(
                actor=request.actor,
                person_id=wish["person"],
                post=wish["post"],
                unit_id=unit_id,
                began_at=moment_of(wish["began_on"]),
                until=wish["until"],
                reason=wish["reason"],
            )
        except OutOfReach:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Appointed. The order and its letter stand below."))
            return HttpResponseRedirect(reverse("console:appointment", args=[appointment]))
    found = find_people(request.actor, said.get("q", ""), _chosen(said.get("person")))
    context = {
        "place": place,
        "here": "team",
        "form": form,
        "found": found,
        "typed": said.get("q", ""),
        "has_posts": bool(posts),
        "kept": [("post", said.get("post", ""))] if said.get("post") else [],
    }
    return render(request, "console/teams/appoint.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def strength_of_seat(request: ActorRequest, unit_id: UUID, post: str) -> HttpResponse:
    """How many holders this unit should have of a post."""
    place = open_place(request.actor, unit_id, rights=(ORGANISATION_MANAGE,), beside=True)
    form = StrengthForm(request.POST)
    if form.is_valid():
        try:
            set_unit_strength(actor=request.actor, unit_id=unit_id, post=post, strength=form.cleaned_data["strength"])
        except OutOfReach:
            raise
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The strength is set for this unit."))
    else:
        messages.error(request, _("Give a whole number, or leave it empty for the strength that holds everywhere."))
    return HttpResponseRedirect(reverse("console:team-post", args=[place.unit.id, post]))


@signed_in
@require_GET
def post_history(request: ActorRequest, unit_id: UUID, post: str) -> HttpResponse:
    """Everybody who held one post at this unit, with each order."""
    place = open_place(request.actor, unit_id, beside=True)
    holders = list_history_of_post(unit_id, post)
    seat = next((one for one in get_team(unit_id).seats if one.post.code == post), None)
    if seat is None and not holders:
        raise OutOfReach
    orders = list_orders(holder.appointment_id for holder in holders)
    context = {
        "place": place,
        "here": "team",
        "post": get_post(post),
        "seat": seat,
        "holders": holders,
        "orders": orders,
        "givers": name_people({o.ordered_by for o in orders if o.ordered_by}, language()),
    }
    return render(request, "console/teams/post_history.html", context)


@signed_in
@require_GET
def person_history(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """All posts of one person that the reader may see: now, before, to come."""
    own = request.actor.person_id == person_id
    rows = [row for row in list_history_of_person(person_id) if own or may_see(request.actor, row.path)]
    person = next(iter(list_persons([person_id])), None)
    if person is None or not (own or rows or may_see(request.actor, person.home_path)):
        raise OutOfReach
    at = now()
    orders = list_orders(row.id for row in rows)
    context = {
        "person": person,
        "rows": [(row, holder_of(row, at)) for row in rows],
        "orders": orders,
        "own": own,
        "givers": name_people({o.ordered_by for o in orders if o.ordered_by}, language()),
    }
    return render(request, "console/teams/person_history.html", context)


def _beside(request: ActorRequest, place: Place) -> dict[str, object]:
    """A page of the units right under this one that hang in other trees alone."""
    typed = request.GET.get("beside", "")
    offset = int(typed) if typed.isdecimal() and len(typed) < 6 else 0
    found = list_children_beside(place.unit.id, BESIDE_PER_PAGE + 1, offset)
    return {
        "beside": found[:BESIDE_PER_PAGE],
        "beside_next": offset + BESIDE_PER_PAGE if found[BESIDE_PER_PAGE:] else 0,
    }


def _fillable(actor: Actor, place: Place) -> list[Post]:
    """The posts of this unit's level that the actor may fill, the lead's first."""
    if not place.may_fill:
        return []
    rows = Post.objects.filter(level=place.unit.level, retired_on=None).order_by("-is_lead", "rank", "code")
    return [post for post in rows if may_fill(actor, post, place.path)]


def _chosen(person: str | None) -> list[UUID]:
    try:
        return [UUID(person)] if person else []
    except ValueError:
        return []
