from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from pankti.access.actions.sign_in_device import remember_browser
from pankti.access.models import Account, OfficeSession
from pankti.access.queries import actor_for_person, may_look_after
from pankti.access.types import DEMANDED, Factor, OfficeLine, is_office
from pankti.audit.actions.record import record
from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach

SEEN_EVERY = timedelta(minutes=5)


def is_demanded(actor: Actor) -> bool:
    """Whether this actor must take a second step: an office, on a server that demands it (all but the demo)."""
    return settings.SECOND_FACTOR == DEMANDED and is_office(actor.grants)


def open_office_session(*, actor: Actor, account: Account, factor: Factor, name: str, browser: bytes) -> UUID:
    """Note a console session; the caller binds a browser to it. HALF opens the second step and nothing else.

    Only a whole one makes the browser known to its person.
    """
    with transaction.atomic():
        session = OfficeSession.objects.create(account=account, name=name[:100], factor=factor)
        if factor is Factor.HALF:
            record(actor=actor, type="access.session.half_opened", subject_kind="person", subject_id=account.person_id)
        else:
            _note_whole(actor, account, browser, factor)
    return session.id


def complete_office_session(*, actor: Actor, session: OfficeLine, factor: Factor, browser: bytes) -> None:
    """The second step is taken. Raises OutOfReach when the session was ended meanwhile."""
    with transaction.atomic():
        if not OfficeSession.objects.filter(pk=session.id, ended_at=None).update(factor=factor, seen_at=now()):
            raise OutOfReach
        if session.factor is Factor.HALF:
            _note_whole(actor, Account.objects.get(pk=session.account_id), browser, factor)


def _note_whole(actor: Actor, account: Account, browser: bytes, factor: Factor) -> None:
    Account.objects.filter(pk=account.pk).update(last_login=now())
    remember_browser(person_id=account.person_id, browser=browser)
    opened = actor_for_person(account.person_id, address=actor.address)
    record(
        actor=opened,
        type="access.session.opened",
        subject_kind="person",
        subject_id=account.person_id,
        factor=factor.value,
    )


def end_office_session(*, actor: Actor, session_id: UUID) -> None:
    """End one console session of one's own, or of a person whom the actor looks after.

    Repeat-safe. Raises OutOfReach for anybody else's.
    """
    with transaction.atomic():
        session = OfficeSession.objects.select_related("account").select_for_update(of=("self",)).filter(pk=session_id)
        row = session.first()
        if row is None or not _is_theirs(actor, row.account.person_id):
            raise OutOfReach
        if row.ended_at is None:
            _end(actor, row)


def end_other_sessions(*, actor: Actor, keep: UUID) -> int:
    """End all one's own console sessions but this one. Returns how many."""
    if actor.person_id is None:
        raise OutOfReach
    with transaction.atomic():
        rows = OfficeSession.objects.filter(account__person_id=actor.person_id, ended_at=None).exclude(pk=keep)
        others = list(rows.select_for_update())
        for row in others:
            _end(actor, row)
    return len(others)


def note_seen(session: OfficeLine) -> None:
    """Keep when a session was last used, to within five minutes."""
    at = now()
    if at - session.seen_at >= SEEN_EVERY:
        OfficeSession.objects.filter(pk=session.id).update(seen_at=at)


def _end(actor: Actor, row: OfficeSession) -> None:
    row.ended_at = now()
    row.save(update_fields=["ended_at"])
    record(actor=actor, type="access.session.ended", subject_kind="session", subject_id=row.id)


def _is_theirs(actor: Actor, person_id: UUID) -> bool:
    return actor.person_id == person_id or may_look_after(actor, person_id)
