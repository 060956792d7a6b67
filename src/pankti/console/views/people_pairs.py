"""Two persons who may be one: the queue, the choice, and the way back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pankti.access.doors import signed_in
from pankti.base.errors import OutOfReach
from pankti.base.http import ActorRequest
from pankti.organisation.queries import list_held, list_homes, rows_of
from pankti.people.actions.lookalikes import part_pair
from pankti.people.actions.merge import merge_people, undo_merge
from pankti.people.queries import count_lookalikes, get_person, list_contacts, list_lookalikes, roots_of
from pankti.people.types import MANAGE, PersonView

SHOWN = 20


@signed_in
@require_GET
def pairs(request: ActorRequest) -> HttpResponse:
    """Pairs that wait for a decision, the oldest find first."""
    if not roots_of(request.actor, MANAGE):
        raise OutOfReach
    waiting = list_lookalikes(request.actor, limit=SHOWN)
    rows = {row.id: row for row in rows_of([one for pair in waiting for one in (pair.first, pair.second)])}
    shown = [(pair, rows[pair.first.id], rows[pair.second.id]) for pair in waiting]
    context = {"pairs": shown, "waiting": count_lookalikes(request.actor)}
    return render(request, "console/people/pairs.html", context)


@signed_in
@require_POST
def part(request: ActorRequest, pair_id: UUID) -> HttpResponse:
    """Two persons, and nobody asks again."""
    part_pair(actor=request.actor, pair_id=pair_id)
    messages.success(request, _("Remembered: these are two persons."))
    return HttpResponseRedirect(reverse("console:people-pairs"))


@signed_in
@require_http_methods(["GET", "POST"])
def merge(request: ActorRequest, person_id: UUID, other_id: UUID) -> HttpResponse:
    """Both side by side; the first is kept. Nothing is deleted, and it can be undone."""
    kept = get_person(request.actor, person_id, MANAGE)
    merged = get_person(request.actor, other_id, MANAGE)
    if request.method == "POST":
        merge_people(actor=request.actor, kept_id=person_id, merged_id=other_id)
        messages.success(request, _("Joined. On this page it can be undone."))
        return HttpResponseRedirect(reverse("console:person", args=[person_id]))
    context = {"kept": kept, "merged": merged, "sides": [_side(kept), _side(merged)]}
    return render(request, "console/people/merge.html", context)


@signed_in
@require_POST
def undo(request: ActorRequest, person_id: UUID, merge_id: UUID) -> HttpResponse:
    """Both persons stand apart again."""
    undo_merge(actor=request.actor, merge_id=merge_id)
    messages.success(request, _("Undone: they are two persons again."))
    return HttpResponseRedirect(reverse("console:person", args=[person_id]))


def _side(person: PersonView) -> dict[str, object]:
    return {
        "person": person,
        "held": list_held([person.id]).get(person.id, []),
        "homes": list_homes(person.id),
        "contacts": list_contacts(person.id),
    }
