from __future__ import annotations

from collections.abc import Callable

from django.db import connection, transaction

from pankti.people.actions.lookalikes import mark_everybody
from pankti.people.models import Person
from pankti.people.naming.sound import keys_of

BATCH = 5_000

_WRITE = """
UPDATE people_person p SET name_keys = string_to_array(n.keys, ' ')
FROM unnest(%s::uuid[], %s::text[]) AS n(id, keys) WHERE p.id = n.id
"""


def index_names(*, everyone: bool = False, progress: Callable[[int], None] = lambda _done: None) -> int:
    """Work out the keys of those who have none (or of ``everyone``) and build the places of names anew.

    Repeat-safe. How many rows people are found by now.
    """
    done, after = 0, None
    while True:
        rows = Person.objects.filter(erased_at=None).order_by("pk")
        rows = rows if everyone else rows.filter(name_keys=[])
        batch = list((rows.filter(pk__gt=after) if after else rows).values_list("pk", "names")[:BATCH])
        if not batch:
            break
        with transaction.atomic(), connection.cursor() as cursor:
            put_off_names()
            cursor.execute(_WRITE, [[pk for pk, _ in batch], [" ".join(keys_of(names)) for _, names in batch]])
        after = batch[-1][0]
        done += len(batch)
        progress(done)
    if done:
        mark_everybody()
    return rebuild_names()


def put_off_names() -> None:
    """Until this transaction ends names are not carried to their places; ``rebuild_names`` must follow."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pankti.names_later', 'on', true)")


def rebuild_names() -> int:
    """Build the places of all names anew from persons and appointments; how many rows there are. Repeat-safe."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT people_rebuild_names()")
        (rows,) = cursor.fetchone()
        return int(rows)
