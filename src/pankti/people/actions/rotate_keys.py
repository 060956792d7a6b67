from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db import connection, transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor
from pankti.people.models import ContactPoint
from pankti.people.vault import encrypt_phones, present_key_id, unseal

BATCH = 2_000

_WRITE = """
UPDATE people_contactpoint p
SET ciphertext = n.ciphertext, key_id = %s, blind_index = n.blind_index,
    shared_reason = CASE WHEN p.shared_reason = '' AND EXISTS (
      SELECT FROM people_contactpoint o
      WHERE o.kind = p.kind AND o.blind_index = n.blind_index AND o.shared_reason = '' AND o.id <> p.id
    ) THEN 'rotation' ELSE p.shared_reason END
FROM unnest(%s::uuid[], %s::bytea[], %s::bytea[]) AS n(id, ciphertext, blind_index)
WHERE p.id = n.id
"""
"""Two writers who read different rings may each have taken the same number as the first: one becomes a sharer."""


def rotate_keys(*, actor: Actor, batch: int = BATCH, progress: Callable[[int], None] = lambda _done: None) -> int:
    """Seal every number and address under the ring's last key, in committed batches, while people read and write.

    Repeat-safe and resumable: a row says which key sealed it. Returns how many were
    sealed anew. Raises Unopenable when a row's key is missing from the ring.
    """
    key_id, done = present_key_id(), 0
    after = UUID(int=0)
    while True:
        with transaction.atomic():
            rows = list(
                ContactPoint.objects.select_for_update()
                .filter(pk__gt=after)
                .exclude(key_id=key_id)
                .order_by("pk")[:batch]
            )
            if not rows:
                break
            sealed = encrypt_phones([(row.id, unseal(row.id, bytes(row.ciphertext), row.key_id)) for row in rows])
            with connection.cursor() as cursor:
                cursor.execute(
                    _WRITE,
                    [
                        key_id,
                        [row.id for row in rows],
                        [one.ciphertext for one in sealed],
                        [one.blind_index for one in sealed],
                    ],
                )
        after = rows[-1].id
        done += len(rows)
        progress(done)
    if done:
        with transaction.atomic():
            record(actor=actor, type="people.keys.rotated", count=done, key=key_id)
    return done
