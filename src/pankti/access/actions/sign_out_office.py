from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pankti.access.models import OfficeSession
from pankti.audit.actions.record import record
from pankti.base.actor import Actor
from pankti.base.clock import now


def sign_out_office(*, actor: Actor, session_id: UUID) -> None:
    """End the actor's console session and note that they left; the caller closes the browser's own. Repeat-safe."""
    with transaction.atomic():
        if OfficeSession.objects.filter(pk=session_id, ended_at=None).update(ended_at=now()):
            record(actor=actor, type="access.session.closed", subject_kind="person", subject_id=actor.person_id)
