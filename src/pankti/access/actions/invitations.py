from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from pankti.access import limits
from pankti.access.actions.throttle import take
from pankti.access.errors import InvitationTaken, TooManyInvitations
from pankti.access.marks import keyed_hash
from pankti.access.models import Invitation
from pankti.access.queries import PEOPLE, hash_token
from pankti.audit.actions.record import record
from pankti.base.actor import Actor, require_right
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.organisation.actions.appoint import check_fits, check_room, get_post, term_of
from pankti.organisation.actions.end_appointment import end_appointment
from pankti.organisation.authority import check_may_fill
from pankti.organisation.errors import PostFilled, TeamFull
from pankti.organisation.models import Appointment, Post, Unit
from pankti.organisation.queries import find_reach
from pankti.people.phones import read_phone

LIVES = {1: timedelta(days=1), 7: timedelta(days=7), 30: timedelta(days=30)}
LONGEST_NOTE = 120


@dataclass(frozen=True, slots=True)
class Invited:
    """A fresh invitation; the token of its link is told this once."""

    id: UUID
    token: str


def make_invitation(
    *, actor: Actor, unit_id: UUID, post: str, phone: str = "", note: str = "", days: int = 7
) -> Invited:
    """Invite somebody to a post at a unit, by a link that is good once. With ``phone`` only that number may take it.

    Raises OutOfReach, NotYoursToFill, MoreThanOwnRights, PostOfOtherLevel, PostRetired, UnitClosed,
    PostFilled, TeamFull, PhoneUnreadable, TooManyInvitations.
    """
    if actor.person_id is None:
        raise OutOfReach
    unit, path = get_invitable(actor, unit_id)
    wanted = get_post(post)
    check_may_fill(actor, wanted, path)
    check_fits(wanted, unit)
    check_room(wanted, unit, term_of(wanted, now(), None))  # and once more when it is taken
    number = read_phone(phone) if phone.strip() else ""
    if minutes := take(limits.INVITATIONS_OF_PERSON, actor.person_id.bytes):
        raise TooManyInvitations(minutes=minutes)
    token, at = secrets.token_urlsafe(18), now()
    with transaction.atomic():
        row = Invitation.objects.create(
            token_hash=hash_token(token),
            post=wanted,
            unit=unit,
            made_by_id=actor.person_id,
            made_as=_made_as(actor, path),
            number_hash=hash_number(number) if number else None,
            note=" ".join(note.split())[:LONGEST_NOTE],
            made_at=at,
            expires_at=at + LIVES.get(days, LIVES[7]),
        )
        record(
            actor=actor,
            type="access.invitation.made",
            subject_kind="invitation",
            subject_id=row.id,
            unit=str(unit.id),
            post=wanted.code,
        )
    return Invited(row.id, token)


def revoke_invitation(*, actor: Actor, invitation_id: UUID) -> None:
    """Take an invitation back before it is taken. Repeat-safe. Raises OutOfReach, InvitationTaken."""
    with transaction.atomic():
        row = _get(actor, invitation_id)
        if row.taken_at is not None:
            raise InvitationTaken
        if row.revoked_at is None:
            row.revoked_at = now()
            row.save(update_fields=["revoked_at"])
            record(actor=actor, type="access.invitation.revoked", subject_kind="invitation", subject_id=row.id)


def undo_invitation(*, actor: Actor, invitation_id: UUID, reason: str) -> None:
    """The wrong person took it: end their appointment. Repeat-safe.

    Raises OutOfReach, and what ending an appointment raises.
    """
    with transaction.atomic():
        row = _get(actor, invitation_id)
        if row.appointment_id is None:
            raise OutOfReach
        if row.undone_at is not None:
            return
        end_appointment(actor=actor, appointment_id=row.appointment_id, reason=reason)
        row.undone_at = now()
        row.save(update_fields=["undone_at"])
        record(actor=actor, type="access.invitation.undone", subject_kind="invitation", subject_id=row.id)


def get_invitable(actor: Actor, unit_id: UUID) -> tuple[Unit, str]:
    """The unit and its path of reach, for an actor who fills posts there; OutOfReach for anybody else."""
    path = find_reach(unit_id)
    if not path:
        raise OutOfReach
    require_right(actor, PEOPLE, path)
    return Unit.objects.get(pk=unit_id), path


def has_room(post: Post, unit_id: UUID) -> bool:
    """Whether the unit has a free place for one more holder of this post."""
    try:
        check_room(post, Unit.objects.get(pk=unit_id), term_of(post, now(), None))
    except (PostFilled, TeamFull):
        return False
    return True


def hash_number(number: str) -> bytes:
    """What is stored of the only number that may take an invitation."""
    return keyed_hash("number of an invitation", number.encode())


def _get(actor: Actor, invitation_id: UUID) -> Invitation:
    row = Invitation.objects.select_for_update().filter(pk=invitation_id).first()
    if row is None:
        raise OutOfReach
    get_invitable(actor, row.unit_id)
    return row


def _made_as(actor: Actor, path: str) -> Appointment | None:
    """The nearest of the actor's posts that lets them invite here: the page names it."""
    held = Appointment.objects.filter(pk__in=actor.appointments, post__rights__contains=[PEOPLE])
    return max((one for one in held if path.startswith(one.path)), key=lambda one: len(one.path), default=None)
