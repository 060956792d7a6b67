from __future__ import annotations

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor


def sign_out_office(*, actor: Actor) -> None:
    """Note that the actor left the console; the caller closes the session."""
    with transaction.atomic():
        record(actor=actor, type="access.session.closed", subject_kind="person", subject_id=actor.person_id)
