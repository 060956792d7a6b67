"""What pages read of invitations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, TextField

from pankti.access.models import Invitation
from pankti.access.queries import PEOPLE, hash_token
from pankti.access.types import InvitationLine, InvitationPage, InvitationState, office_rights
from pankti.base.actor import PATH_END, SYSTEM, Actor
from pankti.base.clock import now
from pankti.base.sight import acting_as
from pankti.organisation.authority import may_fill
from pankti.organisation.models import Organisation, Placement, Post
from pankti.organisation.queries import find_reach, get_unit, search_units
from pankti.organisation.types import UnitView


def find_invitation_page(token: str) -> InvitationPage | None:
    """What the link says to whoever opens it; None for a link that was never made. Its holder is nobody yet."""
    with acting_as(SYSTEM):
        row = (
            Invitation.objects.select_related("post", "unit", "made_as__post", "made_as__unit")
            .filter(token_hash=hash_token(token))
            .first()
        )
        organisation = Organisation.objects.first()
        if row is None or organisation is None:
            return None
        return InvitationPage(
            id=row.id,
            state=state_of(row, now()),
            organisation=organisation.names,
            post=row.post.names,
            unit=row.unit.names,
            maker_post=row.made_as.post.names if row.made_as else {},
            maker_unit=row.made_as.unit.names if row.made_as else {},
            is_bound=row.number_hash is not None,
            is_office=bool(office_rights(row.post.rights)),
            expires_at=row.expires_at,
        )


def invitations_of(actor: Actor, state: InvitationState | None = None) -> QuerySet[Invitation]:
    """Invitations to units where the actor fills posts, the newest first; ``list_lines`` reads a page of them."""
    covered, beside = Q(), Q()
    for root in actor.roots(PEOPLE):
        covered |= Q(path__gte=root, path__lt=root + PATH_END)
        beside |= Q(reach__startswith=root)
    if not covered:
        return Invitation.objects.none()
    main = Placement.objects.filter(unit_id=OuterRef("unit_id"), tree__is_main=True, ended_on=None)
    reach = Func(F("unit_id"), function="organisation_reach_path", output_field=TextField())
    rows = Invitation.objects.alias(reach=reach).filter(Exists(main.filter(covered)) | ~Exists(main) & beside)
    rows = rows.order_by("-made_at", "-id")
    return rows if state is None else rows.filter(_in_state(state))


def _in_state(state: InvitationState) -> Q:
    waiting = Q(taken_at=None, revoked_at=None)
    return {
        InvitationState.OPEN: waiting & Q(expires_at__gt=now()),
        InvitationState.EXPIRED: waiting & Q(expires_at__lte=now()),
        InvitationState.TAKEN: Q(taken_at__isnull=False, undone_at=None),
        InvitationState.UNDONE: Q(undone_at__isnull=False),
        InvitationState.REVOKED: Q(revoked_at__isnull=False),
    }[state]


def list_lines(rows: Sequence[Invitation] | QuerySet[Invitation]) -> list[InvitationLine]:
    """Rows as their office sees them; the names of people are those that the database shows the reader."""
    if isinstance(rows, QuerySet):
        rows = list(rows.select_related("post", "unit", "made_by", "taken_by"))
    at = now()
    return [
        InvitationLine(
            id=row.id,
            state=state_of(row, at),
            post=row.post.names,
            unit=row.unit.names,
            unit_id=row.unit_id,
            made_by=row.made_by.names,
            note=row.note,
            is_bound=row.number_hash is not None,
            made_at=row.made_at,
            expires_at=row.expires_at,
            taken_at=row.taken_at,
            taken_by=row.taken_by.names if row.taken_by else {},
        )
        for row in rows
    ]


def state_of(row: Invitation, at: datetime) -> InvitationState:
    """What has become of an invitation."""
    if row.undone_at is not None:
        return InvitationState.UNDONE
    if row.taken_at is not None:
        return InvitationState.TAKEN
    if row.revoked_at is not None:
        return InvitationState.REVOKED
    return InvitationState.EXPIRED if row.expires_at <= at else InvitationState.OPEN


def list_invitable_posts(actor: Actor, unit_id: UUID) -> list[Post]:
    """The posts of a unit that the actor may fill."""
    unit, path = get_unit(unit_id), find_reach(unit_id)
    posts = Post.objects.filter(level_id=unit.level, retired_on=None).order_by("-is_lead", "code")
    return [post for post in posts if may_fill(actor, post, path)]


def search_invitable_units(actor: Actor, text: str, limit: int = 20) -> list[UnitView]:
    """Units where the actor fills posts, by name or code, upper ones first."""
    found = [unit for root in actor.roots(PEOPLE) for unit in search_units(text, within=root, limit=limit)]
    return sorted(found, key=lambda unit: (len(unit.path), unit.path))[:limit]
