from __future__ import annotations

from uuid import UUID

from django.db import connection, transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor, require_right
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.people.models import Lookalike, PersonMark
from pankti.people.types import MANAGE, Decision

MOST_AT_ONCE = 20_000

_PAIRS = """
WITH alive AS NOT MATERIALIZED (
  SELECT id, name_keys, home_path FROM people_person WHERE erased_at IS NULL AND merged_into_id IS NULL
), changed AS NOT MATERIALIZED (
  {changed}
), pairs AS (
  SELECT least(a.person_id, b.person_id) AS first_id, greatest(a.person_id, b.person_id) AS second_id, 'number' AS why
  FROM changed p JOIN people_contactpoint a ON a.person_id = p.id
  JOIN people_contactpoint b ON b.kind = a.kind AND b.blind_index = a.blind_index AND b.person_id <> a.person_id
  JOIN alive q ON q.id = b.person_id
  WHERE p.name_keys && q.name_keys
  UNION ALL
  SELECT least(p.id, q.id), greatest(p.id, q.id), 'name_and_place'
  FROM changed p JOIN alive q ON q.home_path = p.home_path AND q.id <> p.id
  WHERE p.home_path <> '' AND cardinality(p.name_keys) > 1
    AND p.name_keys @> q.name_keys AND q.name_keys @> p.name_keys
), fresh AS (
  SELECT first_id, second_id, array_agg(DISTINCT why ORDER BY why DESC) AS reasons
  FROM pairs
  WHERE NOT EXISTS (
    SELECT FROM people_lookalike l WHERE l.first_id = pairs.first_id AND l.second_id = pairs.second_id
  )
  GROUP BY first_id, second_id LIMIT %(most)s
)
INSERT INTO people_lookalike (id, first_id, second_id, reasons, path, found_at, decision)
SELECT gen_random_uuid(), f.first_id, f.second_id, f.reasons, coalesce((
    SELECT max(left(p.home_path, n) COLLATE "C") FROM generate_series(5, length(p.home_path), 5) AS n
    WHERE left(p.home_path, n) = left(q.home_path, n)
  ), ''), %(now)s, ''
FROM fresh f JOIN people_person p ON p.id = f.first_id JOIN people_person q ON q.id = f.second_id
ON CONFLICT DO NOTHING
"""


_EVERYBODY = _PAIRS.format(changed="SELECT * FROM alive")
_CHANGED = _PAIRS.format(changed="SELECT alive.* FROM unnest(%(changed)s::uuid[]) AS c(id) JOIN alive USING (id)")
_TAKE = """
WITH taken AS (DELETE FROM people_personmark RETURNING person_id)
SELECT coalesce(bool_or(person_id IS NULL), false), array_remove(array_agg(DISTINCT person_id), NULL) FROM taken
"""


def find_lookalikes(*, most: int = MOST_AT_ONCE) -> int:
    """Find persons who may be one: the same number and a name in common, or the same names in one unit.

    Looks at those in whom something has changed since the last time, beside all others. Repeat-safe: a pair is told
    once, and what was decided of it stays decided. How many new pairs; when there are more than ``most``, the same
    persons are looked at again the next time.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TAKE)
        everybody, changed = cursor.fetchone()
        if not everybody and not changed:
            return 0
        params = {"most": most, "now": now(), "changed": changed}
        cursor.execute(_EVERYBODY if everybody else _CHANGED, params)
        found = int(cursor.rowcount)
        if found >= most:
            cursor.execute("SELECT people_mark(%s::uuid[])", [changed])
            if everybody:
                mark_everybody()
    return found


def mark_everybody() -> None:
    """Let the next search for likely duplicates look at everybody."""
    PersonMark.objects.create(person_id=None)


def part_pair(*, actor: Actor, pair_id: UUID) -> None:
    """Say that two who look alike are two persons; remembered, so that nobody asks again. Repeat-safe; OutOfReach."""
    with transaction.atomic():
        pair = Lookalike.objects.select_for_update().filter(pk=pair_id).first()
        if pair is None:
            raise OutOfReach
        require_right(actor, MANAGE, pair.path)
        if pair.decision:
            return
        Lookalike.objects.filter(pk=pair_id).update(
            decision=Decision.DIFFERENT, decided_at=now(), decided_by=actor.person_id
        )
        for person_id in (pair.first_id, pair.second_id):
            record(actor=actor, type="people.pair.parted", subject_kind="person", subject_id=person_id)
