"""An office invites: by link or QR, for one post at one unit; sees what became of it, takes it back, undoes it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from pankti.access.actions.invitations import (
    get_invitable,
    has_room,
    make_invitation,
    revoke_invitation,
    undo_invitation,
)
from pankti.access.doors import signed_in
from pankti.access.errors import InvitationTaken
from pankti.access.factors import draw_qr
from pankti.access.forms import InvitationForm
from pankti.access.invitations import (
    invitations_of,
    list_invitable_posts,
    list_lines,
    search_invitable_units,
)
from pankti.access.queries import PEOPLE
from pankti.access.types import InvitationState
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.http import ActorRequest
from pankti.base.words import in_language
from pankti.organisation.queries import get_unit, list_ancestors
from pankti.people.errors import PhoneUnreadable

PAGE = 50


@signed_in
@require_http_methods(["GET"])
def invitations(request: ActorRequest) -> HttpResponse:
    """All invitations to units where one fills posts, and what became of them."""
    _require_somewhere(request)
    wanted = request.GET.get("state", "")
    state = InvitationState(wanted) if wanted in set(InvitationState) else None
    rows = invitations_of(request.actor, state).select_related("post", "unit", "made_by", "taken_by")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": list_lines(list(page.object_list)), "state": wanted if state else ""}
    return render(request, "access/invitations.html", context)


@sensitive_variables()
@sensitive_post_parameters("phone")
@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def invite(request: ActorRequest) -> HttpResponse:
    """Choose the unit, then the post; POST makes the invitation and shows its link, once."""
    _require_somewhere(request)
    unit_id = _unit_of(request)
    if unit_id is None:
        text = request.GET.get("find", "").strip()
        found = search_invitable_units(request.actor, text) if text else []
        return render(request, "access/invite_where.html", {"text": text, "found": found})
    get_invitable(request.actor, unit_id)
    unit = get_unit(unit_id)
    posts = list_invitable_posts(request.actor, unit_id)
    form = InvitationForm(request.POST or None, posts=[(post, has_room(post, unit_id)) for post in posts])
    context = {"form": form, "unit": unit, "above": list_ancestors(unit_id), "posts": posts}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = make_invitation(actor=request.actor, unit_id=unit_id, **form.values)
            except PhoneUnreadable as error:
                form.add_error("phone", str(error))
            except OutOfReach:
                raise
            except DomainError as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                return _show_link(request, made.token, form.values["post"], unit.names)
    return render(request, "access/invite.html", context, status=status)


@require_POST
@signed_in
def revoke(request: ActorRequest, invitation_id: UUID) -> HttpResponse:
    try:
        revoke_invitation(actor=request.actor, invitation_id=invitation_id)
    except InvitationTaken:
        messages.error(request, _("It has been used already. Look who used it, and undo that if it was somebody else."))
    else:
        messages.success(request, _("The invitation is taken back: its link opens nothing any more."))
    return HttpResponseRedirect(reverse("access:invitations"))


@signed_in
@require_http_methods(["GET", "POST"])
def undo(request: ActorRequest, invitation_id: UUID) -> HttpResponse:
    """The wrong person took it: end their appointment, after one more look."""
    row = invitations_of(request.actor).filter(pk=invitation_id).select_related("post", "unit", "made_by", "taken_by")
    line = next(iter(list_lines(list(row))), None)
    if line is None or line.taken_at is None:
        raise OutOfReach
    if request.method == "POST":
        reason = request.POST.get("reason", "").strip()[:300] or _("The invitation was used by somebody else.")
        try:
            undo_invitation(actor=request.actor, invitation_id=invitation_id, reason=reason)
        except OutOfReach:
            raise
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The appointment is ended. Invite again, best for one number alone."))
            return HttpResponseRedirect(f"{reverse('access:invite')}?{urlencode({'unit': str(line.unit_id)})}")
    return render(request, "access/invitation_undo.html", {"line": line})


def _show_link(request: ActorRequest, token: str, post: str, unit: dict[str, str]) -> HttpResponse:
    address = request.build_absolute_uri(reverse("access:invitation-link", args=[token]))
    posts = {one.code: one.names for one in list_invitable_posts(request.actor, _unit_of(request) or UUID(int=0))}
    text = _("You are invited to the post “%(post)s” at %(unit)s. Open this link and confirm with your number:") % {
        "post": in_language(posts.get(post, {}), request.actor.language),
        "unit": in_language(unit, request.actor.language),
    }
    context = {"address": address, "qr": draw_qr(address), "post": posts.get(post, {}), "unit": unit, "text": text}
    return render(request, "access/invitation_made.html", context)


def _unit_of(request: ActorRequest) -> UUID | None:
    written = request.POST.get("unit") or request.GET.get("unit") or ""
    if not written:
        return None
    try:
        return UUID(written)
    except ValueError:
        raise OutOfReach from None


def _require_somewhere(request: ActorRequest) -> None:
    """Whoever fills no posts anywhere has no such page."""
    if not request.actor.roots(PEOPLE):
        raise OutOfReach
