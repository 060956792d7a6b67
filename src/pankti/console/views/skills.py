"""The organisation's own list of skills: what people can be asked for."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pankti.access.doors import signed_in
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.http import ActorRequest
from pankti.console.team_forms import WingForm
from pankti.console.teaming import may_read_record
from pankti.organisation.actions.posts import require_head
from pankti.organisation.actions.skills import save_skill
from pankti.people.queries import list_all_skills


@signed_in
@require_GET
def skills(request: ActorRequest) -> HttpResponse:
    """All skills, those out of use last, each with how many have it."""
    require_head(request.actor)
    return render(request, "console/skills/list.html", {"skills": list_all_skills()})


@signed_in
@require_http_methods(["GET", "POST"])
def skill(request: ActorRequest, code: str = "") -> HttpResponse:
    """One skill, or a new one."""
    require_head(request.actor)
    kept = next((one for one in list_all_skills() if one.code == code), None)
    if code and kept is None:
        raise OutOfReach
    form = WingForm.of(kept, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            save_skill(
                actor=request.actor,
                code=code or said["code"],
                names={"hi": said["name_hi"], "en": said["name_en"]},
                is_new=kept is None,
                is_retired=said["is_retired"],
            )
        except OutOfReach:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The skill is saved."))
            return HttpResponseRedirect(reverse("console:skills"))
    context = {"form": form, "skill": kept, "may_read_record": may_read_record(request.actor)}
    return render(request, "console/skills/skill.html", context, status=422 if form.errors else 200)
