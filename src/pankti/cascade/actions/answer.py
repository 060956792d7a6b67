from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from pankti.base.clock import now
from pankti.base.errors import DomainError
from pankti.base.models import StoredFile
from pankti.base.prepared import prepared_cursor
from pankti.cascade.errors import (
    DispatchWithdrawn,
    NotAddressed,
    PhotoMissing,
    ProofMissing,
    ReasonMissing,
    TextTooLong,
    VersionUnknown,
)
from pankti.cascade.fold import BEGIN_WRITING
from pankti.cascade.types import AnswerCommand, DispatchState, Proof, Rank

TEXT_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Giver:
    """Who answers: the person, and the device with the offset of its clock (phone minus ours) if there is one."""

    person_id: UUID
    device_id: UUID | None = None
    clock_offset: timedelta = timedelta(0)
    first_pull_at: datetime | None = None


def answer_dispatches(*, giver: Giver, commands: Sequence[AnswerCommand]) -> list[DomainError | None]:
    """Record what a post-holder's units say: one statement to judge, one to append. None: accepted.

    Repeat-safe: a phone that lost our reply sends the same id again, and the answer
    that is there stays as it is. An answer by a holder since removed counts if it was
    tapped before the removal.

    ``tapped_at`` is the phone's clock; corrected by the offset seen at sync it decides
    lateness, never before the first pull or the issue, nor after receipt.

    The errors: NotAddressed, DispatchWithdrawn, VersionUnknown, ProofMissing,
    PhotoMissing, ReasonMissing, TextTooLong.
    """
    if not commands:
        return []
    received_at = now()
    photos = {c.photo for c in commands if c.photo}
    stored = set(StoredFile.objects.filter(sha256__in=photos).values_list("sha256", flat=True)) if photos else set()
    verdicts: list[DomainError | None] = []
    rows: list[dict[str, Any]] = []
    for command, facts in zip(commands, _facts(giver, commands, received_at), strict=True):
        clock_at, tapped_at = _set_right(command.tapped_at, giver.clock_offset, received_at)
        try:
            _check(command, facts, tapped_at, stored)
        except DomainError as error:
            verdicts.append(error)
            continue
        verdicts.append(None)
        assert facts is not None  # noqa: S101 (checked just above)
        counted_at = _counted_at(tapped_at, facts, giver, received_at)
        rows.append(
            {
                "cell": facts.cell,
                "id": str(command.id),
                "dispatch_id": str(command.dispatch_id),
                "version": command.version,
                "asked": max(v for v in facts.asked_versions if v <= command.version),
                "round": _round(command.rank, facts, counted_at),
                "rank": int(command.rank),
                "subject_id": str(command.subject_id),
                "unit_id": str(facts.unit_id),
                "appointment_id": str(command.appointment_id),
                "device_id": str(giver.device_id) if giver.device_id else None,
                "tapped_at": clock_at.isoformat(),
                "counted_at": counted_at.isoformat(),
                "received_at": received_at.isoformat(),
                "body": _body(command),
            }
        )
    append_answers(rows)
    return verdicts


def append_answers(rows: Sequence[dict[str, Any]]) -> int:
    """Append answer rows (columns of Answer without seq) in one statement; those already there stay.

    It is whole by itself and needs no transaction around it. Returns how many were new.
    """
    if not rows:
        return 0
    with prepared_cursor() as cursor:
        cursor.execute(
            f"""
            WITH {BEGIN_WRITING}
            INSERT INTO cascade_answer (cell, id, dispatch_id, version, asked, round, rank, subject_id, unit_id,
                                        appointment_id, device_id, tapped_at, counted_at, received_at, body)
            SELECT cell, id, dispatch_id, version, asked, round, rank, subject_id, unit_id,
                   appointment_id, device_id, tapped_at, counted_at, received_at, nullif(body, 'null'::jsonb)
            FROM writing CROSS JOIN jsonb_to_recordset(%s::jsonb) AS r(
                cell smallint, id uuid, dispatch_id uuid, version int, asked int, round smallint, rank smallint,
                subject_id uuid, unit_id uuid, appointment_id uuid, device_id uuid, tapped_at timestamptz,
                counted_at timestamptz, received_at timestamptz, body jsonb)
            ORDER BY cell, id  -- two writers with the same answers take them in one order: no deadlock
            ON CONFLICT DO NOTHING
            """,
            [orjson.dumps(list(rows)).decode()],
        )
        return int(cursor.rowcount)


@dataclass(frozen=True, slots=True)
class _Facts:
    cell: int
    unit_id: UUID
    ended_at: datetime | None
    rests_from: datetime | None
    rests_until: datetime | None
    is_addressed: bool
    state: str
    dispatch_ended_at: datetime | None
    issued_at: datetime
    version: int
    asked_versions: list[int]
    proof: str
    round: int
    reopened_at: datetime | None

    def rested_at(self, tapped_at: datetime) -> bool:
        """Whether the holder was suspended then, as far as the latest suspension tells."""
        return (
            self.rests_from is not None
            and self.rests_from <= tapped_at
            and (self.rests_until is None or tapped_at < self.rests_until)
        )


def _facts(giver: Giver, commands: Sequence[AnswerCommand], at: datetime) -> list[_Facts | None]:
    """What the database knows of each command's dispatch, appointment and subject; None where they do not fit."""
    with prepared_cursor() as cursor:
        cursor.execute(
            """
            SELECT c.place, u.cell, u.id, a.ended_at, a.rests_from, a.rests_until,
                   u.level_id = ANY(s.levels) AND u.traits @> s.traits
                   AND (s.posts = '{}' OR a.post_id = ANY(s.posts))
                   AND (s.wings = '{}' OR o.wing_id IS NULL OR o.wing_id = ANY(s.wings))
                   AND EXISTS (SELECT 1 FROM cascade_root r JOIN organisation_placement q ON q.unit_id = r.unit_id
                               WHERE r.dispatch_id = d.id AND NOT r.is_excluded AND q.tree_id = d.tree
                                 AND q.ended_on IS NULL AND starts_with(p.path, q.path))
                   AND NOT EXISTS (SELECT 1 FROM cascade_root r JOIN organisation_placement q ON q.unit_id = r.unit_id
                                   WHERE r.dispatch_id = d.id AND r.is_excluded AND q.tree_id = d.tree
                                     AND q.ended_on IS NULL AND starts_with(p.path, q.path)),
                   d.state, d.ended_at, d.issued_at, d.version, d.asked_versions, d.proof,
                   coalesce(t.round, 1), t.reopened_at
            FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[]) WITH ORDINALITY
                 AS c(dispatch_id, appointment_id, subject_id, place)
            JOIN cascade_dispatch d ON d.id = c.dispatch_id
            JOIN cascade_shape s ON s.id = d.shape_id
            JOIN organisation_appointment a ON a.id = c.appointment_id AND a.person_id = %s AND a.began_at <= %s
                 AND c.subject_id = CASE WHEN d.subject_kind = 'unit' THEN a.unit_id ELSE a.id END
            JOIN organisation_post o ON o.code = a.post_id AND 'answer.give' = ANY(o.rights)
            JOIN organisation_unit u ON u.id = a.unit_id
            JOIN organisation_placement p ON p.unit_id = u.id AND p.tree_id = d.tree AND p.ended_on IS NULL
            LEFT JOIN LATERAL (SELECT s.round, CASE WHEN s.rank = 0 THEN s.said_at END AS reopened_at
                               FROM cascade_standing s
                               WHERE s.cell = u.cell AND s.dispatch_id = d.id AND s.subject_id = c.subject_id
                               ORDER BY s.asked DESC LIMIT 1) t ON true
            """,
            [
                [c.dispatch_id for c in commands],
                [c.appointment_id for c in commands],
                [c.subject_id for c in commands],
                giver.person_id,
                at,
            ],
        )
        found = {place: _Facts(*row) for place, *row in cursor.fetchall()}
    return [found.get(place) for place in range(1, len(commands) + 1)]


def _check(command: AnswerCommand, facts: _Facts | None, tapped_at: datetime, stored: set[str]) -> None:
    """Raise the error that refuses the command, if any does."""
    if facts is None or not facts.is_addressed:
        raise NotAddressed
    if facts.ended_at is not None and tapped_at > facts.ended_at:
        raise NotAddressed
    if facts.rested_at(tapped_at):
        raise NotAddressed
    if facts.state != DispatchState.LIVE and (facts.dispatch_ended_at is None or tapped_at > facts.dispatch_ended_at):
        raise DispatchWithdrawn
    if not 1 <= command.version <= facts.version:
        raise VersionUnknown
    if max(len(command.text), len(command.reason)) > TEXT_LIMIT:
        raise TextTooLong
    if command.rank is Rank.REFUSED and not command.reason.strip():
        raise ReasonMissing
    if command.rank is Rank.DONE:
        proof = Proof(facts.proof)
        given = {Proof.NUMBER: command.number is not None, Proof.TEXT: command.text.strip(), Proof.PHOTO: command.photo}
        if not given.get(proof, True):
            raise ProofMissing
    if command.photo and command.photo not in stored:
        raise PhotoMissing


def _set_right(clock_at: datetime, offset: timedelta, received_at: datetime) -> tuple[datetime, datetime]:
    """The tap by the phone's clock and by ours; a clock at the end of time says nothing, so the receipt stands."""
    try:
        return clock_at.astimezone(UTC), clock_at.astimezone(UTC) - offset
    except OverflowError:
        return received_at, received_at


def _round(rank: Rank, facts: _Facts, counted_at: datetime) -> int:
    """The round that an answer is for: not the one that began after its tap; and to be seen belongs to none."""
    if rank is Rank.SEEN:
        return 1
    return facts.round - (facts.reopened_at is not None and counted_at < facts.reopened_at)


def _counted_at(tapped_at: datetime, facts: _Facts, giver: Giver, received_at: datetime) -> datetime:
    floor = max(facts.issued_at, giver.first_pull_at or datetime.min.replace(tzinfo=UTC))
    return min(max(tapped_at, floor), received_at)


def _body(command: AnswerCommand) -> dict[str, Any] | None:
    body: dict[str, Any] = {}
    if command.number is not None:
        body["number"] = float(command.number)
    for key in ("text", "photo", "reason"):
        if value := getattr(command, key):
            body[key] = value
    return body or None
