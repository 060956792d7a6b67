"""Rights that are lent, and who can see me."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pankti.access.actions.delegate import LONGEST, delegate_right, end_delegation
from pankti.access.doors import signed_in
from pankti.access.lending import list_loans, list_watchers
from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.http import ActorRequest
from pankti.base.words import in_language
from pankti.organisation.queries import find_unit_at, search_units
from pankti.organisation.rights import RIGHTS
from pankti.organisation.types import UnitView
from pankti.people.errors import PhoneUnreadable
from pankti.people.models import Person
from pankti.people.phones import read_phone
from pankti.people.queries import find_person_by_phone

WORDS = {right.code: right for right in RIGHTS}


class LoanForm(forms.Form):
    """Who gets what, where and until when. Choices are what the giver has."""

    phone = forms.CharField(
        label=gettext_lazy("Their phone number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "class": "short", "autocomplete": "off"}),
    )
    right = forms.ChoiceField(label=gettext_lazy("Which right"), widget=forms.RadioSelect)
    unit = forms.ChoiceField(label=gettext_lazy("Over which unit and all below"))
    until = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date", "class": "short"})
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("The person reads it, and it stays in the record."),
    )


@signed_in
@require_GET
def delegations(request: ActorRequest) -> HttpResponse:
    """What I have lent and what is lent to me."""
    loans = [(loan, WORDS.get(loan.right)) for loan in list_loans(request.actor)]
    return render(
        request,
        "access/delegations.html",
        {
            "given": [pair for pair in loans if pair[0].is_given],
            "held": [pair for pair in loans if not pair[0].is_given],
            "may_lend": bool(request.actor.appointments and request.actor.grants),
        },
    )


@signed_in
@require_http_methods(["GET", "POST"])
def delegate(request: ActorRequest) -> HttpResponse:
    """Lend one right: to the person that ``?person=`` names, or to whoever has the number."""
    actor = request.actor
    rights = [right for right in RIGHTS if any(grant.right == right.code for grant in actor.grants)]
    if not rights:
        raise OutOfReach
    person = _given(request)
    text = request.GET.get("q", "").strip()
    units, found = _units(actor, text)
    initial = {"until": timezone.localdate() + timedelta(days=30), "right": request.GET.get("right", "")}
    form = LoanForm(request.POST or None, initial=initial)
    form.fields["right"].choices = [(right.code, right.name) for right in rights]  # type: ignore[attr-defined]
    form.fields["unit"].choices = [(str(unit.id), _title(unit)) for unit in units]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            who = person or _by_number(said["phone"])
            delegate_right(
                actor=actor,
                person_id=who.id,
                right=said["right"],
                unit_id=UUID(said["unit"]),
                until=timezone.make_aware(datetime.combine(said["until"], time(23, 59, 59))),
                reason=said["reason"],
            )
        except PhoneUnreadable as error:
            form.add_error("phone", str(error))
        except OutOfReach:
            form.add_error(
                None if person else "phone",
                _("Nobody within your reach has this number. Add the person first, or check the number."),
            )
        except DomainError as error:
            form.add_error("until" if error.code.startswith("delegation") else None, str(error))
        else:
            messages.success(request, _("The right is lent. It ends by itself on its last day."))
            return HttpResponseRedirect(reverse("access:delegations"))
    latest = (now() + LONGEST).date()
    context = {"form": form, "person": person, "text": text, "latest": latest, "rights": rights, "found": found}
    return render(request, "access/delegate.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def take_back(request: ActorRequest, delegation_id: UUID) -> HttpResponse:
    end_delegation(actor=request.actor, delegation_id=delegation_id)
    messages.success(request, _("The right has ended."))
    return HttpResponseRedirect(reverse("access:delegations"))


@signed_in
@require_GET
def who_sees_me(request: ActorRequest) -> HttpResponse:
    """Everybody whose right reaches me, by name and post, and what each may see or do."""
    assert request.actor.person_id is not None  # noqa: S101 - the door saw to it
    watchers = [
        (one, [WORDS[right] for right in one.rights if right in WORDS])
        for one in list_watchers(request.actor.person_id)
    ]
    return render(request, "access/who_sees_me.html", {"watchers": watchers})


def _given(request: ActorRequest) -> Person | None:
    wanted = request.GET.get("person", "")
    if not wanted:
        return None
    try:
        person = Person.objects.filter(pk=UUID(wanted), erased_at=None).first()
    except ValueError:
        person = None
    if person is None:
        raise OutOfReach
    return person


def _by_number(phone: str) -> Person:
    person = find_person_by_phone(read_phone(phone))
    if person is None:
        raise OutOfReach
    return person


def _units(actor: Actor, text: str) -> tuple[list[UnitView], int]:
    """The units of one's own grants after those below whose name holds ``text``, and how many those are."""
    tops = sorted({grant.path for grant in actor.grants})
    own = [unit for unit in (find_unit_at(path) for path in tops) if unit is not None]
    found = [unit for top in tops if text for unit in search_units(text, within=top, limit=20)]
    return list({unit.id: unit for unit in [*found, *own]}.values()), len(found)


def _title(unit: UnitView) -> str:
    language = get_language() or "hi"
    return f"{in_language(unit.names, language)} · {in_language(unit.level_names, language)}"
