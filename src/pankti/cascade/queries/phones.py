"""What one phone asks of the cascade. The question costs the same for a village as for a nation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pankti.base.clock import now
from pankti.base.files import sign_url
from pankti.cascade.inviting import addressed_sql
from pankti.cascade.models import Dispatch, FoldPosition
from pankti.cascade.queries.rows import fetch
from pankti.cascade.types import Proof, Rank
from pankti.fieldsync.types import Part, Reader

NEW_DISPATCH = """
    SELECT FROM cascade_root WHERE unit_id = ANY(d.ancestors) AND NOT is_excluded AND change_no > {since}
    UNION ALL
    SELECT FROM cascade_named WHERE appointment_id = ANY(d.holdings) AND NOT is_excepted AND change_no > {since}
"""
NEW_STANDING = """
    SELECT FROM cascade_standing WHERE fold_no > {since} AND subject_id = ANY(d.units || d.holdings)
"""
"""What a pull finds first: whether there is anything new at all (``fieldsync.types.Source``)."""

_SUBJECTS = addressed_sql(
    """jsonb_agg(jsonb_build_object('appointment_id', a.id, 'subject_id',
            CASE WHEN d.subject_kind = 'unit' THEN a.unit_id ELSE a.id END) ORDER BY a.id) AS subjects"""
)
_DISPATCHES = f"""
    SELECT d.id, d.kind, d.state, d.version, d.asked_versions[cardinality(d.asked_versions)], d.change_no,
           d.issued_at, d.deadline_at, d.proof, d.payload, m.subjects
    FROM (SELECT DISTINCT dispatch_id FROM cascade_root
          WHERE unit_id = ANY(%(ancestors)s) AND NOT is_excluded AND change_no > %(since)s
          UNION
          SELECT dispatch_id FROM cascade_named
          WHERE appointment_id = ANY(%(holdings)s) AND NOT is_excepted AND change_no > %(since)s) c
    JOIN cascade_dispatch d ON d.id = c.dispatch_id
    JOIN cascade_shape s ON s.id = d.shape_id
    LEFT JOIN LATERAL ({_SUBJECTS}) m ON true
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
            "holdings": list(reader.reach.holdings),
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
    SELECT s.dispatch_id, s.asked, s.subject_id, s.rank, s.version, s.round, s.said_at, s.appointment_id, s.fold_no,
           d.proof
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
                    "state": Proof(row[9]).word(Rank(row[3])),
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
            WHERE a.person_id = %(person)s
            UNION
            SELECT u.cell FROM organisation_appointment a JOIN cascade_named n ON n.appointment_id = a.id
            JOIN organisation_unit u ON u.id = n.unit_id WHERE a.person_id = %(person)s)
        """,
        {"ids": list(command_ids), "person": person_id},
    )
    return [row[0] for row in found]
