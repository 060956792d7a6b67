"""What one phone asks of the cascade. The question costs the same for a village as for a nation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pankti.base.clock import now
from pankti.base.files import sign_url
from pankti.cascade.models import Dispatch, FoldPosition
from pankti.cascade.queries.rows import fetch
from pankti.cascade.types import Rank
from pankti.fieldsync.types import Part, Reader
from pankti.organisation.tenure import in_force

NEW_DISPATCH = """
    SELECT FROM cascade_root WHERE unit_id = ANY(d.ancestors) AND NOT is_excluded AND change_no > {since}
"""
NEW_STANDING = """
    SELECT FROM cascade_standing WHERE fold_no > {since} AND subject_id = ANY(d.units || d.holdings)
"""
"""What a pull finds first: whether there is anything new at all (``fieldsync.types.Source``)."""

_INSIDE = """
    SELECT 1 FROM cascade_root r JOIN organisation_placement q ON q.unit_id = r.unit_id
    WHERE r.dispatch_id = d.id AND q.tree_id = d.tree AND q.ended_on IS NULL AND starts_with(p.path, q.path)
"""
_ADDRESSED = f"""
    SELECT jsonb_agg(jsonb_build_object('appointment_id', a.id, 'subject_id',
                     CASE WHEN d.subject_kind = 'unit' THEN a.unit_id ELSE a.id END) ORDER BY a.id) AS subjects
    FROM organisation_appointment a
    JOIN organisation_post o ON o.code = a.post_id AND 'answer.give' = ANY(o.rights)
    JOIN organisation_unit u ON u.id = a.unit_id
    JOIN organisation_placement p ON p.unit_id = u.id AND p.tree_id = d.tree AND p.ended_on IS NULL
    WHERE a.person_id = %(person)s AND {in_force("a")}
      AND u.level_id = ANY(s.levels) AND u.traits @> s.traits
      AND (s.posts = '{{}}' OR a.post_id = ANY(s.posts))
      AND (s.wings = '{{}}' OR o.wing_id IS NULL OR o.wing_id = ANY(s.wings))
      AND EXISTS ({_INSIDE} AND NOT r.is_excluded) AND NOT EXISTS ({_INSIDE} AND r.is_excluded)
"""
_DISPATCHES = f"""
    SELECT d.id, d.kind, d.state, d.version, d.asked_versions[cardinality(d.asked_versions)], d.change_no,
           d.issued_at, d.deadline_at, d.proof, d.payload, m.subjects
    FROM (SELECT DISTINCT dispatch_id FROM cascade_root
          WHERE unit_id = ANY(%(ancestors)s) AND NOT is_excluded AND change_no > %(since)s) c
    JOIN cascade_dispatch d ON d.id = c.dispatch_id
    JOIN cascade_shape s ON s.id = d.shape_id
    LEFT JOIN LATERAL ({_ADDRESSED}) m ON true
    WHERE d.state = 'live' OR NOT %(full)s
    ORDER BY d.change_no
"""


def pull_dispatches(reader: Reader, since: int | None) -> Part:
    """Dispatches that address one of the reader's own holdings and changed after ``since``; None: all live ones."""
    full = since is None
    position = 0 if since is None else since
    if full:  # read before the rows: what is committed in between comes twice, never not at all
        position = Dispatch.objects.order_by("-change_no").values_list("change_no", flat=True).first() or 0
    found = fetch(
        _DISPATCHES,
        {
            "ancestors": list(reader.reach.ancestors),
            "person": reader.device.person_id,
            "now": now(),
            "since": since or 0,
            "full": full,
        },
        hot=True,
    )
    if not found:
        return Part(position)
    return Part(
        max(position, *(row[5] for row in found)),
        {"dispatches": [_dispatch(row) for row in found if row[10]]},
    )


def _dispatch(row: tuple[Any, ...]) -> dict[str, Any]:
    names = ("id", "kind", "state", "version", "asked", "change_no", "issued_at", "deadline_at", "proof")
    content = {
        **row[9],
        "attachments": [{**one, "url": sign_url(one["sha256"])} for one in row[9].get("attachments", ())],
    }
    return {**dict(zip(names, row, strict=False)), "content": content, "subjects": row[10]}


_STANDINGS = """
    SELECT s.dispatch_id, s.asked, s.subject_id, s.rank, s.version, s.round, s.said_at, s.appointment_id, s.fold_no
    FROM cascade_standing s JOIN cascade_dispatch d ON d.id = s.dispatch_id
    WHERE s.subject_id = ANY(%(subjects)s) AND s.fold_no > %(since)s AND d.state = 'live'
      AND s.asked = d.asked_versions[cardinality(d.asked_versions)]
    ORDER BY s.fold_no
"""


def pull_standings(reader: Reader, since: int | None) -> Part:
    """What the reader's own subjects' answers have come to since fold ``since``; None: in all live dispatches."""
    position = since
    if position is None:
        position = FoldPosition.objects.values_list("fold_no", flat=True).first() or 0
    found = fetch(
        _STANDINGS,
        {"subjects": [*reader.reach.units, *reader.reach.holdings], "since": since or 0},
        hot=True,
    )
    if not found:
        return Part(position)
    own = {
        row[0]
        for row in fetch(
            "SELECT id FROM organisation_appointment WHERE person_id = %(person)s", {"person": reader.device.person_id}
        )
    }
    return Part(
        max(position, *(row[8] for row in found)),
        {
            "standings": [
                {
                    "dispatch_id": row[0],
                    "asked": row[1],
                    "subject_id": row[2],
                    "state": Rank(row[3]).word,
                    "version": row[4],
                    "round": row[5],
                    "said_at": row[6],
                    "by_me": row[7] in own,
                }
                for row in found
            ]
        },
    )


def is_answered(person_id: UUID, command_ids: Sequence[UUID]) -> list[UUID]:
    """Which of these commands were accepted before."""
    found = fetch(
        """
        SELECT id FROM cascade_answer
        WHERE id = ANY(%(ids)s) AND cell IN (
            SELECT u.cell FROM organisation_appointment a JOIN organisation_unit u ON u.id = a.unit_id
            WHERE a.person_id = %(person)s)
        """,
        {"ids": list(command_ids), "person": person_id},
    )
    return [row[0] for row in found]
