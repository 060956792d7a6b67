"""Which units have a simulated phone, and the tokens those phones speak with."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from random import Random
from uuid import UUID

from django.db import connection, transaction

from pankti.access.models import Device
from pankti.access.queries import hash_token
from pankti.project.demo.simulator.habits import born
from pankti.project.demo.simulator.phone import Phone

NAME = "simulated phone"
NEAR = 500
"""So many phones stand in the cast's own neighbourhood; the rest are spread over the land."""

_LEADS = """
SELECT DISTINCT ON (pl.path) pl.path, u.id, a.person_id
FROM organisation_placement pl
JOIN organisation_tree t ON t.code = pl.tree_id AND t.is_main
JOIN organisation_level l ON l.code = pl.level_id AND 'acknowledges' = ANY(l.traits)
JOIN organisation_unit u ON u.id = pl.unit_id AND u.closed_on IS NULL
JOIN organisation_appointment a ON a.unit_id = u.id AND a.ended_at IS NULL
JOIN organisation_post po ON po.code = a.post_id AND 'answer.give' = ANY(po.rights)
WHERE pl.ended_on IS NULL
ORDER BY pl.path, po.is_lead DESC, a.id
"""


def sign_in(limit: int, seed: int, spared: Sequence[UUID] = ()) -> list[Phone]:
    """At most ``limit`` phones, one for each last unit; ``spared`` persons (the cast) keep theirs to themselves.

    Phones of an earlier run are signed out first.
    """
    chosen = choose(limit, spared)
    tokens = [secrets.token_urlsafe(32) for _ in chosen]
    with transaction.atomic():
        Device.objects.filter(name=NAME).delete()
        Device.objects.bulk_create(
            (
                Device(person_id=person, token_hash=hash_token(token), name=NAME)
                for (_, person), token in zip(chosen, tokens, strict=True)
            ),
            batch_size=2_000,
        )
    rng = Random(seed)  # noqa: S311  (invented people, not a secret)
    return [Phone(token, unit, born(rng)) for (unit, _), token in zip(chosen, tokens, strict=True)]


def choose(limit: int, spared: Sequence[UUID] = ()) -> list[tuple[UUID, UUID]]:
    """(unit, person) for each phone: the first ones, where the cast is, and the rest evenly over the tree."""
    with connection.cursor() as cursor:
        cursor.execute(_LEADS)
        rows = [(unit, person) for _, unit, person in cursor.fetchall() if person not in set(spared)]
    if len(rows) <= limit:
        return rows
    near, far = rows[: min(NEAR, limit)], rows[NEAR:]
    wanted = limit - len(near)
    return near + [far[at * len(far) // wanted] for at in range(wanted)] if wanted else near


def newest_change() -> int:
    """The number of the latest change of any dispatch: when it grows, phones have something to fetch.

    Called in a thread of its own, which gives its connection back each time.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(max(change_no), 0) FROM cascade_dispatch")
            return int(cursor.fetchone()[0])
    finally:
        connection.close()
