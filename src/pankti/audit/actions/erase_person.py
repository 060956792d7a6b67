from __future__ import annotations

from uuid import UUID

from django.db import connection

from pankti.audit.types import Erasure, list_types
from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.ids import new_id


def erase_person(*, actor: Actor, person_id: UUID) -> int:
    """Empty the details of this person's events whose type says so, and the addresses they acted from.

    The database allows it only through its own function, which records that it was
    done. The events themselves stay. Repeat-safe. Returns how many lost their details.
    """
    if not actor.is_system:
        raise OutOfReach
    dropping = [t.code for t in list_types() if t.erasure is Erasure.DROP_DETAILS]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT audit_erase_person(%s, %s, %s, %s, %s)", [person_id, actor.person_id, dropping, new_id(), now()]
        )
        return int(cursor.fetchone()[0])
