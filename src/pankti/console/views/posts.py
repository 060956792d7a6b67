"""Posts and wings as data: what an organisation has, changed in a minute."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pankti.access.doors import signed_in
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.http import ActorRequest
from pankti.base.words import in_language
from pankti.base.writing import language
from pankti.console.team_forms import PostForm, WingForm
from pankti.console.teaming import may_read_record
from pankti.organisation.actions.posts import (
    PostWish,
    allow_overfull,
    require_head,
    restore_post,
    retire_post,
    save_post,
    save_wing,
)
from pankti.organisation.models import Organisation
from pankti.organisation.queries import get_post, list_levels, list_posts, list_trees, list_wings
from pankti.organisation.rights import RIGHTS
from pankti.organisation.types import LevelView, PostView


@signed_in
@require_GET
def posts(request: ActorRequest) -> HttpResponse:
    """All posts by level with what they carry, and the wings."""
    require_head(request.actor)
    names = {right.code: right.name for right in RIGHTS}
    rows = [(post, [names.get(code, code) for code in post.rights]) for post in list_posts(with_retired=True)]
    levels: dict[str, list[tuple[PostView, list[object]]]] = {}
    for post, rights in rows:
        levels.setdefault(post.level, []).append((post, list(rights)))
    context = {
        "levels": [
            {
                "names": entries[0][0].level_names,
                "posts": entries,
                "strength": sum(p.strength or 0 for p, _rights in entries if not p.is_retired),
            }
            for entries in levels.values()
        ],
        "wings": list_wings(),
        "allows_overfull": Organisation.objects.filter(allows_overfull=True).exists(),
    }
    return render(request, "console/posts/posts.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def post(request: ActorRequest, code: str = "") -> HttpResponse:
    """One post, or a new one."""
    require_head(request.actor)
    kept = get_post(code) if code else None
    form = _post_form(request, kept)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        wish = PostWish(
            names={"hi": said["name_hi"], "en": said["name_en"]},
            level=said["level"],
            wing=said["wing"] or None,
            rights=tuple(said["rights"]),
            is_lead=said["is_lead"],
            is_single=said["is_single"],
            strength=said["strength"],
            term_months=said["term_months"],
            rank=10 if said["rank"] is None else said["rank"],
        )
        try:
            save_post(actor=request.actor, code=code or said["code"], wish=wish, is_new=kept is None)
        except OutOfReach:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The post is saved. It can be filled at once."))
            return HttpResponseRedirect(reverse("console:posts"))
    context = {"form": form, "post": kept, "rights": RIGHTS, "chosen": form["rights"].value() or []}
    context["may_read_record"] = may_read_record(request.actor)
    return render(request, "console/posts/post.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def retire(request: ActorRequest, code: str) -> HttpResponse:
    """Take a post out of use, or bring it back."""
    try:
        if "back" in request.POST:
            restore_post(actor=request.actor, code=code)
            messages.success(request, _("The post is back in use."))
        else:
            retire_post(actor=request.actor, code=code)
            messages.success(request, _("The post is out of use. Its history stays."))
    except OutOfReach:
        raise
    except DomainError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("console:posts"))


@signed_in
@require_http_methods(["GET", "POST"])
def wing(request: ActorRequest, code: str = "") -> HttpResponse:
    """One wing, or a new one."""
    require_head(request.actor)
    kept = next((one for one in list_wings() if one.code == code), None)
    if code and kept is None:
        raise OutOfReach
    form = WingForm.of(kept, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            save_wing(
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
            messages.success(request, _("The wing is saved."))
            return HttpResponseRedirect(reverse("console:posts"))
    context = {"form": form, "wing": kept, "may_read_record": may_read_record(request.actor)}
    return render(request, "console/posts/wing.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def overfull(request: ActorRequest) -> HttpResponse:
    """Whether a post may have more holders than its strength."""
    allow_overfull(actor=request.actor, allowed="allowed" in request.POST)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("console:posts"))


def _post_form(request: ActorRequest, kept: PostView | None) -> PostForm:
    tongue = language()
    initial = (
        {
            "code": kept.code,
            "name_hi": kept.names.get("hi"),
            "name_en": kept.names.get("en"),
            "level": kept.level,
            "wing": kept.wing or "",
            "strength": kept.strength,
            "is_single": kept.is_single,
            "term_months": kept.term_months,
            "is_lead": kept.is_lead,
            "rank": kept.rank,
            "rights": list(kept.rights),
        }
        if kept
        else {"level": request.GET.get("level", ""), "rank": 10}
    )
    form = PostForm(
        request.POST or None,
        initial=initial,
        levels=[(one.code, in_language(one.names, tongue)) for one in _levels()],
        wings=[("", _("All wings"))]
        + [(one.code, in_language(one.names, tongue)) for one in list_wings() if not one.is_retired],
        rights=[(right.code, str(right.name)) for right in RIGHTS],
    )
    if kept:
        form.fields["code"].required = False
        form.fields["code"].widget = forms.HiddenInput()
    return form


def _levels() -> list[LevelView]:
    """Every level once: the main tree's from the top down, then those of other trees."""
    found: dict[str, LevelView] = {}
    for tree in sorted(list_trees(), key=lambda tree: not tree.is_main):
        for level in list_levels(tree.code):
            found.setdefault(level.code, level)
    return list(found.values())
