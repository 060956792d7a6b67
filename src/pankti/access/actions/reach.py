from __future__ import annotations

import hashlib
from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from pankti.access.models import Scope
from pankti.access.queries import actor_for_person
from pankti.access.types import Reach
from pankti.base.clock import now
from pankti.base.sight import sight_of
from pankti.organisation.tenure import in_force

_WORK_OUT = f"""
WITH held AS (
  SELECT a.id, a.unit_id, po.is_lead, 'answer.give' = ANY(po.rights) AS may_answer
  FROM organisation_appointment a JOIN organisation_post po ON po.code = a.post_id
  WHERE a.person_id = %(person)s AND {in_force("a")}
), stood AS (
  SELECT DISTINCT pl.tree_id, pl.path
  FROM organisation_placement pl JOIN held ON held.unit_id = pl.unit_id
  WHERE pl.ended_on IS NULL
), asked AS (
  SELECT DISTINCT tree_id, left(path, n) COLLATE "C" AS path
  FROM stood, generate_series(5, length(path), 5) AS n
)
SELECT
  coalesce((SELECT max(tree_epoch) FROM organisation_organisation), 0),
  (SELECT array_agg(id ORDER BY id) FROM held),
  (SELECT array_agg(DISTINCT pl.unit_id ORDER BY pl.unit_id)
     FROM asked JOIN organisation_placement pl
       ON pl.tree_id = asked.tree_id AND pl.path = asked.path AND pl.ended_on IS NULL),
  (SELECT array_agg(DISTINCT unit_id ORDER BY unit_id) FROM held WHERE may_answer),
  (SELECT array_agg(DISTINCT unit_id ORDER BY unit_id) FROM held WHERE is_lead),
  (SELECT min(moment) FROM (
     SELECT unnest(ARRAY[a.began_at, a.ended_at, a.rests_from, a.rests_until]) AS moment
     FROM organisation_appointment a WHERE a.person_id = %(person)s) AS turns
   WHERE moment > %(now)s)
"""  # noqa: S608 - only our own constants are put together


def work_out_reach(person_id: UUID) -> Reach:
    """Work out anew what the person's phones may ask with, and keep it until it may have changed.

    Kept reaches die by themselves: when the tree's epoch moves, when a dated
    appointment begins or ends, and (by a trigger) when appointments or posts are written.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WORK_OUT, {"person": person_id, "now": now()})
        epoch, held, ancestors, units, leads, until = cursor.fetchone()
    may_see = sight_of(actor_for_person(person_id))
    reach = Reach(
        digest=_digest(held or (), ancestors or (), units or (), leads or ()),
        ancestors=tuple(ancestors or ()),
        units=tuple(units or ()),
        leads=tuple(leads or ()),
        holdings=tuple(held or ()),
        sight=may_see,
    )
    Scope.objects.update_or_create(
        person_id=person_id,
        defaults={
            "tree_epoch": epoch,
            "digest": reach.digest,
            "ancestors": list(reach.ancestors),
            "units": list(reach.units),
            "leads": list(reach.leads),
            "holdings": list(reach.holdings),
            "roots": may_see.roots,
            "above": may_see.above,
            "valid_until": until,
        },
    )
    return reach


def forget_reach(person_ids: Sequence[UUID]) -> None:
    """Drop what was kept for these persons; their next pull works it out anew."""
    Scope.objects.filter(person_id__in=person_ids).delete()


def _digest(*parts: Sequence[UUID]) -> str:
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        digest.update(len(part).to_bytes(4, "big"))
        for each in part:
            digest.update(each.bytes)
    return digest.hexdigest()
