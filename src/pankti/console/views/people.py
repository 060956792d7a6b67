"""People: who is where. A list that is searched as one types, and one person's page."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from pankti.access.doors import signed_in
from pankti.access.queries import may_look_after
from pankti.base.actor import Actor
from pankti.base.errors import OutOfReach
from pankti.base.files import sign_url
from pankti.base.http import ActorRequest
from pankti.console.forms import SPOKEN
from pankti.organisation.queries import (
    find_unit_at,
    get_unit,
    list_ancestors,
    list_children,
    list_held,
    list_homes,
    list_people,
    search_people,
)
from pankti.organisation.types import UnitView
from pankti.people.queries import (
    count_lookalikes,
    get_person,
    list_contacts,
    list_merges,
    list_persons,
    list_skills,
    roots_of,
)
from pankti.people.types import EXPORT, MANAGE

CHILDREN_SHOWN = 60


@signed_in
@require_GET
def people(request: ActorRequest) -> HttpResponse:
    """The people of a unit and below, or those whose name was typed. With htmx only the list is answered."""
    here = unit_in_reach(request.actor, request.GET.get("unit", ""))
    typed = request.GET.get("q", "").strip()[:100]
    is_whole = here.path in roots_of(request.actor)
    if typed:
        page = search_people(request.actor, typed, within="" if is_whole else here.path)
    else:
        page = list_people(request.actor, within=here.path, after=request.GET.get("after", ""))
    context = {"here": here, "typed": typed, "page": page, "may_manage": request.actor.may(MANAGE, here.path)}
    if is_htmx(request):
        return render(request, "console/people/_rows.html", context)
    above = [unit for unit in list_ancestors(here.id) if _reaches(request.actor, unit.path)]
    context |= {
        "above": above,
        "tops": [unit for root in roots_of(request.actor) if (unit := find_unit_at(root)) is not None],
        "children": list_children(here.id, limit=CHILDREN_SHOWN),
        "waiting": count_lookalikes(request.actor),
        "may_export": request.actor.may(EXPORT, here.path),
    }
    return render(request, "console/people/list.html", context)


@signed_in
@require_GET
def person(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """What is known of one person: posts now and earlier, home, numbers, and the histories joined to theirs."""
    shown = get_person(request.actor, person_id)
    may_manage = may_manage_person(request.actor, person_id)
    held = list_held([person_id]).get(person_id, [])
    merges = list_merges(person_id)
    skills = list_skills(keep=shown.skills)
    context = {
        "person": shown,
        "photo": sign_url(shown.photo) if shown.photo else "",
        "held": [post for post in held if not post.is_over],
        "earlier": [post for post in held if post.is_over],
        "homes": list_homes(person_id),
        "entered_at": find_unit_at(shown.home_path) if shown.home_path else None,
        "contacts": list_contacts(person_id),
        "spoken": SPOKEN,
        "skills": [skills[code] for code in shown.skills if code in skills],
        "merges": [merge for merge in merges if merge.kept_id == person_id],
        "kept": next(iter(list_persons([shown.merged_into])), None) if shown.merged_into else None,
        "may_manage": may_manage,
        "may_look_after": may_manage and may_look_after(request.actor, person_id),
        "is_me": request.actor.person_id == person_id,
    }
    return render(request, "console/people/person.html", context)


def unit_in_reach(actor: Actor, wanted: str, right: str = "") -> UnitView:
    """The unit of that id, or the first of the actor's own; OutOfReach without the right to see people there."""
    roots = roots_of(actor, right) if right else roots_of(actor)
    if not roots:
        raise OutOfReach
    if not wanted:
        unit = next((found for root in roots if (found := find_unit_at(root)) is not None), None)
        if unit is None:
            raise OutOfReach
        return unit
    try:
        unit = get_unit(UUID(wanted))
    except ValueError:
        raise OutOfReach from None
    if not unit.path or not any(unit.path.startswith(root) for root in roots):
        raise OutOfReach
    return unit


def may_manage_person(actor: Actor, person_id: UUID) -> bool:
    """Whether the buttons that change the person are shown; the actions ask for themselves."""
    try:
        get_person(actor, person_id, MANAGE)
    except OutOfReach:
        return False
    return True


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _reaches(actor: Actor, path: str) -> bool:
    return any(path.startswith(root) for root in roots_of(actor))
