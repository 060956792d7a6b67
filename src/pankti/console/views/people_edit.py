"""Adding and changing a person, with hints about those who may be the same."""

from __future__ import annotations

from contextlib import suppress
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
from pankti.base.files import store_file
from pankti.base.http import ActorRequest
from pankti.base.writing import in_zone
from pankti.console.forms import ContactForm, HomeForm, PersonForm
from pankti.console.views.people import may_manage_person, unit_in_reach
from pankti.organisation.actions.enter_person import enter_person
from pankti.organisation.actions.settle import settle
from pankti.organisation.queries import find_unit_by, search_people, search_units
from pankti.organisation.types import PersonRow, UnitView
from pankti.people.actions.add_contact import add_contact, remove_contact
from pankti.people.actions.change_person import change_person
from pankti.people.naming.script import suggest_name
from pankti.people.phones import read_phone
from pankti.people.queries import count_others, get_person, list_skills, roots_of
from pankti.people.types import MANAGE, ContactKind, Details

PHOTO_MB = 5
HINTS_SHOWN = 6
UNITS_SHOWN = 12


@signed_in
@require_http_methods(["GET", "POST"])
def add(request: ActorRequest) -> HttpResponse:
    """A new person at a unit that the actor manages."""
    here = unit_in_reach(request.actor, request.POST.get("unit", "") or request.GET.get("unit", ""), MANAGE)
    form = PersonForm(request.POST or None, request.FILES or None, skills=list_skills())
    if request.method == "POST" and form.is_valid():
        names, suggested = form.names()
        try:
            details = form.details(suggested=suggested, photo=_kept_photo(request))
            person_id = enter_person(
                actor=request.actor,
                unit_id=here.id,
                names=names,
                language=form.cleaned_data["language"],
                details=details,
                lives_there_from=in_zone(now()).date() if form.cleaned_data["lives_there"] else None,
            )
        except OutOfReach:
            raise
        except DomainError as error:
            form.add_error(_field_of(error), str(error))
        else:
            messages.success(request, _("The person is added."))
            return HttpResponseRedirect(reverse("console:person", args=[person_id]))
    context = {"form": form, "here": here, **_hints(request, here)}
    return render(request, "console/people/add.html", context, status=422 if form.errors else 200)


@signed_in
@require_GET
def hints(request: ActorRequest) -> HttpResponse:
    """Who may be the same as what is typed so far; a part of the form's page."""
    here = unit_in_reach(request.actor, request.GET.get("unit", ""), MANAGE)
    return render(request, "console/people/_hints.html", _hints(request, here))


@signed_in
@require_http_methods(["GET", "POST"])
def change(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """A person's names and what is known of them."""
    if request.actor.person_id != person_id:
        get_person(request.actor, person_id, MANAGE)
    person = get_person(request.actor, person_id)
    form = PersonForm(
        request.POST or None, request.FILES or None, skills=list_skills(keep=person.skills), person=person
    )
    if request.method == "POST" and form.is_valid():
        names, suggested = form.names()
        try:
            change_person(
                actor=request.actor,
                person_id=person_id,
                names={**person.names, **names},
                language=form.cleaned_data["language"],
                details=form.details(suggested=suggested, photo=_kept_photo(request) or person.photo),
            )
        except OutOfReach:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("console:person", args=[person_id]))
    context = {"form": form, "person": person}
    return render(request, "console/people/change.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def contacts(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """One more number or address; ``take`` takes one away."""
    if request.actor.person_id != person_id:
        get_person(request.actor, person_id, MANAGE)
    person = get_person(request.actor, person_id)
    back = HttpResponseRedirect(reverse("console:person", args=[person_id]))
    if request.method == "POST" and (taken := request.POST.get("take")):
        try:
            remove_contact(actor=request.actor, person_id=person_id, contact_id=UUID(taken))
        except ValueError:
            raise OutOfReach from None
        messages.success(request, _("It is taken away."))
        return back
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_contact(actor=request.actor, person_id=person_id, contact=form.contact())
        except OutOfReach:
            raise
        except DomainError as error:
            form.add_error("value", str(error))
        else:
            messages.success(request, _("Saved."))
            return back
    context = {"form": form, "person": person}
    return render(request, "console/people/contact.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def home(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """Where somebody lives from a day on: find the unit, choose it, say since when."""
    person = get_person(request.actor, person_id, MANAGE)
    find = (request.POST.get("find") or request.GET.get("find") or "").strip()[:100]
    form = HomeForm(request.POST or None)
    units = _find_units(request, find) if find else []
    if request.method == "POST" and "unit" in request.POST:
        unit = unit_in_reach(request.actor, request.POST["unit"], MANAGE)
        units = units or [unit]
    if form.is_valid() and "unit" in request.POST:
        try:
            settle(actor=request.actor, person_id=person_id, unit_id=unit.id, on=form.cleaned_data["on"])
        except OutOfReach:
            raise
        except DomainError as error:
            form.add_error("on", str(error))
        else:
            messages.success(request, _("Their home is entered."))
            return HttpResponseRedirect(reverse("console:person", args=[person_id]))
    context = {"person": person, "form": form, "find": find, "units": units}
    return render(request, "console/people/home.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def confirm_name(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """Say that a suggested spelling is right."""
    person = get_person(request.actor, person_id)
    if request.actor.person_id != person_id and not may_manage_person(request.actor, person_id):
        raise OutOfReach
    change_person(
        actor=request.actor,
        person_id=person_id,
        names=person.names,
        language=person.language,
        details=Details(languages=person.languages, skills=person.skills, photo=person.photo),
    )
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("console:person", args=[person_id]))


def _hints(request: ActorRequest, here: UnitView) -> dict[str, object]:
    """Similar names in this unit, whose number it is if the actor may know, and the other spelling."""
    asked = request.POST or request.GET
    hindi, english = (asked.get(f"name_{code}", "").strip()[:200] for code in ("hi", "en"))
    alike: dict[UUID, PersonRow] = {}
    for name in filter(None, (hindi, english)):
        for row in search_people(request.actor, name, within=here.path, limit=HINTS_SHOWN).rows:
            alike.setdefault(row.id, row)
    number, others = "", 0
    owners: tuple[PersonRow, ...] = ()
    with suppress(DomainError):
        number = read_phone(asked.get("phone", ""))
    if number:
        owners = search_people(request.actor, number).rows
        others = count_others(ContactKind.PHONE, number)
    return {
        "alike": list(alike.values())[:HINTS_SHOWN],
        "owners": owners,
        "is_taken_elsewhere": others > 0 and not owners,
        "made": {
            "hi": suggest_name(english, "hi") if english and not hindi else "",
            "en": suggest_name(hindi, "en") if hindi and not english else "",
        },
    }


def _find_units(request: ActorRequest, find: str) -> list[UnitView]:
    """Units that the actor manages, by code or by a part of their name."""
    exact = find_unit_by(find)
    roots = roots_of(request.actor, MANAGE)
    found = [exact] if exact is not None else []
    for root in roots:
        found += search_units(find, within=root, limit=UNITS_SHOWN)
    inside = [unit for unit in found if unit.path and any(unit.path.startswith(root) for root in roots)]
    return list({unit.id: unit for unit in inside}.values())[:UNITS_SHOWN]


def _kept_photo(request: ActorRequest) -> str:
    """The uploaded photo's hash, kept; empty without one."""
    photo = request.FILES.get("photo")
    if photo is None:
        return ""
    return store_file(chunks=photo.chunks(), name=photo.name or "", limit_mb=PHOTO_MB).sha256


_FIELDS = {
    "phone_unreadable": "phone",
    "phone_taken": "phone",
    "email_unreadable": "email",
    "name_missing": "name_hi",
    "photo_unknown": "photo",
    "file_unreadable": "photo",
    "file_too_large": "photo",
}


def _field_of(error: DomainError) -> str | None:
    """The field beside which the sentence stands."""
    return _FIELDS.get(error.code)
