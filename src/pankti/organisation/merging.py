"""What of a person's place in the organisation follows them into a merge."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from pankti.base.clock import now
from pankti.people.merging import Holding

_END_SAME = """
UPDATE organisation_appointment a SET ended_at = %(now)s, end_reason = 'merged'
WHERE a.person_id = %(merged)s AND a.ended_at IS NULL AND EXISTS (
  SELECT FROM organisation_appointment k
  WHERE k.person_id = %(kept)s AND k.post_id = a.post_id AND k.unit_id = a.unit_id AND k.ended_at IS NULL
) RETURNING id
"""
_END_HOME = """
UPDATE organisation_residence r SET ended_on = greatest(%(today)s::date, r.began_on)
WHERE r.person_id = %(merged)s AND r.ended_on IS NULL AND EXISTS (
  SELECT FROM organisation_residence k WHERE k.person_id = %(kept)s AND k.ended_on IS NULL
) RETURNING id
"""


def _end_same_posts(merged_id: UUID, kept_id: UUID) -> list[str]:
    """A post that both hold at one unit is held once: the merged person's ends, saying why."""
    return _run(_END_SAME, merged_id, kept_id)


def _reopen_posts(ids: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE organisation_appointment SET ended_at = NULL, end_reason = ''"
            " WHERE id = ANY(%s::uuid[]) AND end_reason = 'merged'",
            [ids],
        )


def _end_home(merged_id: UUID, kept_id: UUID) -> list[str]:
    """Nobody lives in two places: the kept person's home counts."""
    return _run(_END_HOME, merged_id, kept_id)


def _reopen_home(ids: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE organisation_residence SET ended_on = NULL WHERE id = ANY(%s::uuid[])", [ids])


def _run(statement: str, merged_id: UUID, kept_id: UUID) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            statement, {"merged": merged_id, "kept": kept_id, "now": now(), "today": now().date().isoformat()}
        )
        return [str(row_id) for (row_id,) in cursor.fetchall()]


HOLDINGS = (
    Holding("organisation_appointment", before=_end_same_posts, back=_reopen_posts),
    Holding("organisation_residence", before=_end_home, back=_reopen_home),
)
