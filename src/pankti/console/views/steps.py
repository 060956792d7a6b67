"""One step of a reorganisation, put together by clicking: everything chosen so far stands in the address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from pankti.access.doors import signed_in
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.http import ActorRequest
from pankti.base.ids import new_id
from pankti.base.words import Words
from pankti.console.reorganising import pick
from pankti.organisation.actions.reorganise.codes import find_by_codes
from pankti.organisation.actions.reorganise.drafts import PlanDraft, save_plan
from pankti.organisation.errors import PlanNotOpen
from pankti.organisation.models import Unit
from pankti.organisation.queries import get_main_tree, list_children
from pankti.organisation.queries.plans import PlanView, get_plan
from pankti.organisation.reorganising.steps import Holders, Part, Step, Verb

MOST_PARTS = 6
HEADS: dict[Verb, str | Promise] = {
    Verb.MOVE: gettext_lazy("Move units"),
    Verb.MERGE: gettext_lazy("Merge a unit into another"),
    Verb.SPLIT: gettext_lazy("Split a unit"),
    Verb.RENAME: gettext_lazy("Rename a unit"),
    Verb.OPEN: gettext_lazy("Open a new unit"),
    Verb.CLOSE: gettext_lazy("Close a unit"),
}
NEEDS_UNDER = frozenset({Verb.MOVE, Verb.MERGE, Verb.OPEN})
NEEDS_UNIT = frozenset(Verb) - {Verb.OPEN}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What has been chosen so far. ``asking``: which choice a click on the tree makes."""

    verb: Verb
    tree: str
    units: tuple[UUID, ...] = ()
    under: UUID | None = None
    here: UUID | None = None
    find: str = ""
    parts: int = 1

    @property
    def asking(self) -> str:
        if self.verb in NEEDS_UNIT and not self.units:
            return "unit"
        return "under" if self.verb in NEEDS_UNDER and self.under is None else ""

    @property
    def query(self) -> str:
        pairs: list[tuple[str, str]] = [("verb", self.verb.value), ("tree", self.tree)]
        pairs += [("unit", str(unit)) for unit in self.units]
        pairs += [("under", str(self.under))] if self.under else []
        pairs += [("here", str(self.here))] if self.here else []
        pairs += [("parts", str(self.parts))] if self.parts != 1 else []
        return urlencode(pairs)


@signed_in
@require_http_methods(["GET", "POST"])
def step(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """GET: choose; POST: add the step to the plan and go back to it."""
    shown = get_plan(request.actor, plan_id)
    if not shown.is_open:
        raise PlanNotOpen
    chosen = _read(request.GET)
    error = ""
    if request.method == "POST":
        chosen = _read(request.POST)
        try:
            made = _make(request, chosen)
            steps = (*shown.steps, made)
            draft = PlanDraft(plan_id, shown.row.title, shown.row.on, steps, shown.row.is_backdated)
            save_plan(actor=request.actor, draft=draft)
        except OutOfReach:
            raise
        except DomainError as refused:
            error = str(refused)
        else:
            messages.success(request, _("The step is added."))
            return HttpResponseRedirect(reverse("console:reorganise-plan", args=[plan_id]))
    return _page(request, shown, chosen, error)


def _page(request: ActorRequest, shown: PlanView, chosen: Chosen, error: str) -> HttpResponse:
    picker = pick(request.actor, chosen.tree, chosen.here, chosen.find, shown.steps)
    names: dict[UUID, Words] = dict(
        Unit.objects.filter(id__in=[*chosen.units, *([chosen.under] if chosen.under else [])]).values_list(
            "id", "names"
        )
    )
    names |= dict(picker.coming)
    context = {
        "plan": shown,
        "chosen": chosen,
        "head": HEADS[chosen.verb],
        "picker": picker,
        "units": [
            (names.get(unit, {}), replace(chosen, units=tuple(one for one in chosen.units if one != unit)).query)
            for unit in chosen.units
        ],
        "under": names.get(chosen.under, {}) if chosen.under else {},
        "without_under": replace(chosen, under=None).query,
        "another_part": replace(chosen, parts=min(MOST_PARTS, chosen.parts + 1)).query,
        "children": list_children(chosen.units[0], chosen.tree) if chosen.verb is Verb.SPLIT and chosen.units else [],
        "parts": range(1, chosen.parts + 1),
        "languages": settings.LANGUAGES,
        "is_many": chosen.verb is Verb.MOVE,
        "error": error,
        "said": request.POST,
    }
    return render(request, "console/reorganise/step.html", context, status=422 if error else 200)


def _read(said: QueryDict) -> Chosen:
    """What the address carries; a word that is none falls away."""
    verb = said.get("verb", "")
    tree = said.get("tree", "") or get_main_tree().code
    under, here = _ids([said.get("under", "")]), _ids([said.get("here", "")])
    parts = said.get("parts", "1")
    return Chosen(
        verb=Verb(verb) if verb in {one.value for one in Verb} else Verb.MOVE,
        tree=tree,
        units=_ids(said.getlist("unit")),
        under=under[0] if under else None,
        here=here[0] if here else None,
        find=said.get("find", "")[:80],
        parts=min(MOST_PARTS, max(1, int(parts))) if parts.isdecimal() and len(parts) < 3 else 1,
    )


def _ids(texts: list[str]) -> tuple[UUID, ...]:
    found: list[UUID] = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))


def _make(request: ActorRequest, chosen: Chosen) -> Step:
    """The step that the page says. What is missing in it the plan's own check tells."""
    verb, unit = chosen.verb, chosen.units[0] if chosen.units else None
    if verb is Verb.MOVE:
        listed = request.POST.get("codes", "")
        for file in request.FILES.getlist("file"):
            listed += "\n" + file.read(2_000_000).decode("utf-8-sig", errors="replace")
        more = find_by_codes(actor=request.actor, tree=chosen.tree, text=listed)
        units = tuple(dict.fromkeys((*chosen.units, *more)))
        return Step(new_id(), verb, units=units, tree=chosen.tree, parent_id=chosen.under)
    if verb is Verb.OPEN:
        return Step(
            new_id(),
            verb,
            unit_id=new_id(),
            tree=chosen.tree,
            parent_id=chosen.under,
            level=request.POST.get("level", ""),
            code=request.POST.get("code", "").strip()[:80],
            names=_names(request, "name"),
        )
    if verb is Verb.SPLIT:
        parts = []
        for number in range(1, chosen.parts + 1):
            children = _ids(
                [k.removeprefix("to_") for k, v in request.POST.items() if k[:3] == "to_" and v == str(number)]
            )
            code = request.POST.get(f"code_{number}", "").strip()[:80]
            parts.append(Part(new_id(), code, _names(request, f"name_{number}"), children))
        return Step(new_id(), verb, unit_id=unit, tree=chosen.tree, parts=tuple(parts))
    holders = Holders.MOVE if request.POST.get("holders") == Holders.MOVE else Holders.END
    return Step(
        new_id(),
        verb,
        unit_id=unit,
        parent_id=chosen.under if verb is Verb.MERGE else None,
        names=_names(request, "name") if verb is Verb.RENAME else None,
        holders=holders,
    )


def _names(request: ActorRequest, prefix: str) -> Words:
    said = {code: request.POST.get(f"{prefix}_{code}", "").strip()[:200] for code, _label in settings.LANGUAGES}
    return {code: text for code, text in said.items() if text}
