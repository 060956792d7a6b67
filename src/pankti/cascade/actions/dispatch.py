from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from pankti.base.actor import Actor, require_right
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.jobs import defer
from pankti.cascade.actions.changes import next_change_no
from pankti.cascade.actions.naming import count_named, write_named
from pankti.cascade.actions.tally import tree_epoch
from pankti.cascade.audience import digest_of, main_tree, subjects_sql
from pankti.cascade.audience import params_of as audience_params
from pankti.cascade.errors import DeadlinePassed, DispatchEnded, NobodyAddressed
from pankti.cascade.inviting import Naming, Placed, name_invitees, place_rule
from pankti.cascade.models import Dispatch, Named, Root, Shape
from pankti.cascade.types import Audience, DispatchOrder, DispatchState, Invitees, SubjectKind
from pankti.organisation.models import Organisation

ISSUE = "directive.issue"
STALE = timedelta(minutes=1)
"""Holders come and go: a head count of holdings that is older is taken again when something is issued by it."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a new version changes. ``answers_stand`` False asks everybody to answer again."""

    payload: dict[str, Any]
    deadline_at: datetime | None
    answers_stand: bool = True


@transaction.atomic
def issue_dispatch(*, actor: Actor, order: DispatchOrder) -> int:
    """Send one word down: one row and its roots, whatever the number of units below. Returns its change number.

    The caller records audit. A shape that was never counted is queued to be counted. Named invitees
    are frozen here, a row for each (``types.Invitees``).

    Raises OutOfReach for a root, or a place whose residents are called, outside the actor's right,
    NobodyAddressed for an audience that holds no unit (for invitees: nobody), RootsOverlap,
    DeadlinePassed, TooManyNamed.
    """
    issued_at, main = now(), main_tree()
    if order.deadline_at is not None and order.deadline_at <= issued_at:
        raise DeadlinePassed
    invitees = order.invitees or Invitees(order.audience)
    placed = place_rule(invitees.audience, counts=None if order.invitees is None else SubjectKind.APPOINTMENT)
    audience = placed.rule or nobody(main)
    _require_right(actor, order, invitees, main)
    naming = None if invitees.is_rule_alone else name_invitees(invitees, placed)
    _require_somebody(placed, naming)
    shape = find_or_make_shape(audience, main)
    dispatch = Dispatch(
        id=order.id,
        kind=order.kind,
        shape=shape,
        subject_kind=audience.subject_kind,
        tree=audience.tree,
        by_unit_id=order.by_unit_id,
        by_appointment_id=order.by_appointment_id,
        payload=order.payload,
        proof=order.proof,
        settle_rank=order.proof.settles,
        issued_at=issued_at,
        as_of=issued_at,
        deadline_at=order.deadline_at,
        asked_versions=[1],
        asked_ats=[issued_at],
        tallied_epoch=Organisation.objects.values_list("tree_epoch", flat=True).get(),
        answers_from=_last_answer_no(),
        has_named=bool(naming and (naming.named or naming.excepted)),
        change_no=next_change_no(),
    )
    dispatch.save(force_insert=True)
    Root.objects.bulk_create(
        Root(dispatch=dispatch, unit_id=unit, is_excluded=is_excluded, change_no=dispatch.change_no)
        for units, is_excluded in ((audience.roots, False), (audience.excluded, True))
        for unit in units
    )
    if naming is not None and dispatch.has_named:
        write_named(dispatch_id=dispatch.id, naming=naming, change_no=dispatch.change_no)
        count_named(dispatch_ids=[dispatch.id])
    return dispatch.change_no


def nobody(main: str) -> Audience:
    """The rule of a dispatch that names everybody whom it addresses: no level holds it, so it has no roots."""
    return Audience(tree=main, roots=(), levels=(), subject_kind=SubjectKind.APPOINTMENT)


def _require_right(actor: Actor, order: DispatchOrder, invitees: Invitees, main: str) -> None:
    tree = invitees.audience.tree if invitees.audience else main
    roots = invitees.audience.roots if invitees.audience else ()
    require_right_over(actor, tree, main, roots, order.right)
    places = {place for one in invitees.residents for place in one.live_in}
    require_right_over(actor, main, main, places if roots else {*places, order.by_unit_id}, order.right)


def _require_somebody(placed: Placed, naming: Naming | None) -> None:
    if naming is not None and naming.named:
        return
    if placed.rule is None:
        raise NobodyAddressed
    require_somebody(placed.rule, placed.roots, placed.excluded)


@transaction.atomic
def correct_dispatch(*, actor: Actor, dispatch_id: UUID, correction: Correction, right: str = ISSUE) -> int:
    """Send a new version to the same audience. Returns the new version's number.

    It costs what its roots and its named holdings are. ``right``: the order's.

    Raises OutOfReach, DispatchEnded, DeadlinePassed (for a deadline that is new and over).
    """
    dispatch = _lock(actor, dispatch_id, right)
    at = now()
    moved = correction.deadline_at != dispatch.deadline_at
    if moved and correction.deadline_at is not None and correction.deadline_at <= at:
        raise DeadlinePassed
    dispatch.version += 1
    dispatch.payload = correction.payload
    dispatch.deadline_at = correction.deadline_at
    if not correction.answers_stand:
        dispatch.asked_versions = [*dispatch.asked_versions, dispatch.version]
        dispatch.asked_ats = [*dispatch.asked_ats, at]
    elif moved:
        defer("cascade.rebuild", lock=f"rebuild-{dispatch.id}", dispatch_id=str(dispatch.id))
    _announce(dispatch, ["version", "payload", "deadline_at", "asked_versions", "asked_ats"])
    return dispatch.version


@transaction.atomic
def withdraw_dispatch(*, actor: Actor, dispatch_id: UUID, payload: dict[str, Any], right: str = ISSUE) -> None:
    """Take it back: phones say so at their next pull; taps made before still count, later ones are refused."""
    dispatch = _lock(actor, dispatch_id, right)
    dispatch.state = DispatchState.WITHDRAWN
    dispatch.ended_at = now()
    dispatch.payload = payload
    _announce(dispatch, ["state", "ended_at", "payload"])


@transaction.atomic
def close_dispatch(*, actor: Actor, dispatch_id: UUID, right: str = ISSUE) -> None:
    """End it for good: phones drop it at their next pull, its figures stand.

    What was tapped before still counts if it arrives within ``types.GRACE``; later answers are refused
    (DispatchClosed). There is no way back. Raises OutOfReach, DispatchEnded.
    """
    dispatch = _lock(actor, dispatch_id, right)
    dispatch.state = DispatchState.CLOSED
    dispatch.ended_at = now()
    _announce(dispatch, ["state", "ended_at"])


@transaction.atomic
def rewrite_payload(*, dispatch_id: UUID, payload: dict[str, Any]) -> None:
    """Put other words in its place without a new version, whatever its state: for an erasure; the caller records it."""
    dispatch = Dispatch.objects.select_for_update().filter(id=dispatch_id).first()
    if dispatch is not None:
        dispatch.payload = payload
        _announce(dispatch, ["payload"])


def _last_answer_no() -> int:
    """A number below every answer that will be given to what is issued now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value - 1 FROM cascade_answer_no")
        return int(cursor.fetchone()[0])


def _lock(actor: Actor, dispatch_id: UUID, right: str) -> Dispatch:
    dispatch = Dispatch.objects.select_for_update().filter(id=dispatch_id).first()
    if dispatch is None:
        raise OutOfReach
    require_right_over_all(actor, dispatch, right)
    if dispatch.state != DispatchState.LIVE:
        raise DispatchEnded
    return dispatch


def _announce(dispatch: Dispatch, fields: list[str]) -> None:
    dispatch.change_no = next_change_no()
    dispatch.save(update_fields=[*fields, "change_no"])
    Root.objects.filter(dispatch=dispatch).update(change_no=dispatch.change_no)
    if dispatch.has_named:
        Named.objects.filter(dispatch=dispatch).update(change_no=dispatch.change_no)


def require_right_over_all(actor: Actor, dispatch: Dispatch, right: str = ISSUE) -> None:
    """Raise OutOfReach unless the actor has ``right`` over all roots; where everybody is named, over the sender."""
    if actor.is_system:  # a sweep ends what stands over units that are gone, too
        return
    main = main_tree()
    roots = list(Root.objects.filter(dispatch=dispatch, is_excluded=False).values_list("unit_id", flat=True))
    require_right_over(actor, dispatch.tree, main, roots, right)
    if not roots:
        require_right_over(actor, main, main, [dispatch.by_unit_id], right)


def require_right_over(actor: Actor, tree: str, main: str, unit_ids: Iterable[UUID], right: str = ISSUE) -> None:
    """Raise OutOfReach unless the actor has ``right`` over every unit.

    A unit that does not hang in the main tree (a seat, a ward) is judged by its nearest
    ancestor in ``tree`` that does.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT wanted.id, (
                SELECT m.path FROM organisation_placement p
                JOIN organisation_placement a ON a.tree_id = p.tree_id AND a.ended_on IS NULL
                     AND a.path = ANY(ARRAY(SELECT left(p.path, 5 * k) FROM generate_series(1, length(p.path) / 5) k))
                JOIN organisation_placement m ON m.unit_id = a.unit_id AND m.tree_id = %(main)s AND m.ended_on IS NULL
                WHERE p.unit_id = wanted.id AND p.tree_id = %(tree)s AND p.ended_on IS NULL
                ORDER BY a.path DESC LIMIT 1)
            FROM unnest(%(units)s::uuid[]) AS wanted(id)
            """,
            {"tree": tree, "main": main, "units": list(unit_ids)},
        )
        for _, path in cursor.fetchall():
            if path is None:
                raise OutOfReach
            require_right(actor, right, path)


def require_somebody(audience: Audience, roots: list[str], excluded: list[str]) -> None:
    """Raise NobodyAddressed unless at least one unit is in the audience; stops at the first.

    A rule of holdings may hold nobody today: who is appointed tomorrow is called.
    """
    with connection.cursor() as cursor:
        # In the order of the index: else the planner scans the table, and a nation costs more than a village.
        sql = f"SELECT 1 {subjects_sql(roots)} ORDER BY p.path LIMIT 1"
        cursor.execute(sql, audience_params(audience, roots, excluded))
        if cursor.fetchone() is None:
            raise NobodyAddressed


def find_or_make_shape(audience: Audience, main: str) -> Shape:
    """The shape of an audience; a new one is queued to be counted."""
    digest = digest_of(audience, main)
    is_direct = audience.tree != main
    is_nobody = not audience.levels
    shape, made = Shape.objects.get_or_create(
        digest=digest,
        defaults={
            "tree": audience.tree,
            "subject_kind": audience.subject_kind,
            "levels": list(audience.levels),
            "posts": list(audience.posts),
            "wings": list(audience.wings),
            "traits": dict(audience.traits),
            "roots": list(audience.roots) if is_direct else [],
            "excluded": list(audience.excluded) if is_direct else [],
        },
    )
    if is_nobody:
        if made:
            shape.counted_epoch, shape.counted_at = tree_epoch(), now()
            shape.save(update_fields=["counted_epoch", "counted_at"])
    elif made or (audience.subject_kind is SubjectKind.APPOINTMENT and _is_stale(shape)):
        defer("cascade.count_shape", lock=f"shape-{shape.id}", shape_id=str(shape.id))
    return shape


def _is_stale(shape: Shape) -> bool:
    return shape.counted_at is None or shape.counted_at < now() - STALE
