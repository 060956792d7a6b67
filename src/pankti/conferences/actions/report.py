from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from pankti.audit.actions.record import record
from pankti.base.actor import SYSTEM, Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.models import StoredFile
from pankti.base.sight import acting_as
from pankti.conferences.errors import (
    HeadsMissing,
    HeadsUnbelievable,
    NotBegun,
    NothingToRegister,
    NotYourSession,
    PhotoMissing,
    SessionCalledOff,
    WordsTooLong,
)
from pankti.conferences.models import Head, Session
from pankti.conferences.types import ORIGIN, Report, SessionState
from pankti.meetings.actions.plant import settle_meetings
from pankti.meetings.types import CALL
from pankti.organisation.models import Appointment, Placement
from pankti.organisation.tenure import forceful

WORDS_LIMIT = 1000
HEADS_LIMIT = 1_000_000


@transaction.atomic
def report_session(*, actor: Actor, report: Report, made_at: datetime | None = None) -> None:
    """What became of a session: held or not, how many came, a few words, a photo, heads by unit below.

    By its host, by who answers for its unit, or by an office that may call meetings there. The latest word stands;
    repeating one changes nothing. Raises OutOfReach, NotYourSession, NotBegun, SessionCalledOff, HeadsMissing,
    HeadsUnbelievable, WordsTooLong, PhotoMissing.
    """
    at = min(made_at or now(), now())
    with acting_as(SYSTEM):  # the host may stand in another branch of the tree than the row's reader would see
        row = _lock(report.session_id)
        _require_reporter(actor, row)
        _check(report, row, at)
        if row.reported_at is not None and row.reported_at >= at:
            return
        counts = _below(row, report.counts)
        row.state = SessionState.HELD if report.is_held else SessionState.NOT_HELD
        row.heads = _heads(report, counts) if report.is_held else None
        row.words, row.reported_at, row.reported_by = report.words.strip(), at, actor.person_id
        row.photo = report.photo or row.photo
        row.save(update_fields=["state", "heads", "words", "photo", "reported_at", "reported_by"])
        _note(row, counts, "came")
        record(
            actor=actor, type="conferences.session.reported", subject_kind="conference", subject_id=row.plan_id,
            path=row.path, heads=row.heads or 0,
        )  # fmt: skip
        settle_meetings(
            origin=ORIGIN,
            origin_id=row.plan_id,
            held=[row.id] if report.is_held else [],
            not_held=[] if report.is_held else [row.id],
        )


@transaction.atomic
def register_people(*, actor: Actor, session_id: UUID, counts: Sequence[tuple[UUID, int]]) -> int:
    """So many people of these units are coming. Returns how many are registered now.

    The host and the session's offices register any unit at or below it; a unit's own holder that unit.
    Raises OutOfReach, NotYourSession, SessionCalledOff, NothingToRegister, HeadsUnbelievable.
    """
    with acting_as(SYSTEM):
        row = _lock(session_id)
        if not row.plan.takes_registration:
            raise NothingToRegister
        if row.state == SessionState.CANCELLED:
            raise SessionCalledOff
        if any(not 0 <= n <= HEADS_LIMIT for _unit, n in counts):
            raise HeadsUnbelievable
        own = _own_units(actor)
        if not (_reports(actor, row) or {unit for unit, _n in counts} <= own):
            raise NotYourSession
        known = _below(row, counts)
        if len(known) != len(counts):
            raise OutOfReach
        _note(row, known, "registered")
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE conferences_session SET registered = (SELECT coalesce(sum(registered), 0) FROM conferences_head"
                " WHERE session_id = %(id)s) WHERE id = %(id)s RETURNING registered",
                {"id": row.id},
            )
            total = int(cursor.fetchone()[0])
        record(
            actor=actor, type="conferences.session.registered", subject_kind="conference", subject_id=row.plan_id,
            path=row.path, n=sum(n for _unit, n in counts),
        )  # fmt: skip
    return total


def _lock(session_id: UUID) -> Session:
    row = Session.objects.select_for_update(of=("self",)).select_related("plan").filter(id=session_id).first()
    if row is None:
        raise OutOfReach
    return row


def _require_reporter(actor: Actor, row: Session) -> None:
    if not _reports(actor, row):
        if actor.may("meeting.view", row.path) or row.unit_id in _own_units(actor):
            raise NotYourSession
        raise OutOfReach


def _reports(actor: Actor, row: Session) -> bool:
    """Its host now, who answers for its unit, or an office over it."""
    if actor.may(CALL, row.path):
        return True
    if actor.person_id is None:
        return False
    is_host = Q(id=row.host_id) if row.host_id else Q(pk__in=[])
    held = Appointment.objects.filter(forceful(now()), person_id=actor.person_id)
    return held.filter(is_host | Q(post__is_lead=True, unit_id=row.unit_id)).exists()


def _own_units(actor: Actor) -> set[UUID]:
    """Units for which this person answers."""
    if actor.person_id is None:
        return set()
    held = Appointment.objects.filter(
        forceful(now()), person_id=actor.person_id, post__rights__contains=["answer.give"]
    )
    return set(held.values_list("unit_id", flat=True))


def _check(report: Report, row: Session, at: datetime) -> None:
    if row.state == SessionState.CANCELLED:
        raise SessionCalledOff
    if row.starts_at > at and report.is_held:
        raise NotBegun
    if report.is_held and report.heads is None and not report.counts:
        raise HeadsMissing
    numbers = [report.heads or 0, *(n for _unit, n in report.counts)]
    if any(not 0 <= n <= HEADS_LIMIT for n in numbers):
        raise HeadsUnbelievable
    if len(report.words) > WORDS_LIMIT:
        raise WordsTooLong
    if report.photo and not StoredFile.objects.filter(sha256=report.photo).exists():
        raise PhotoMissing


def _heads(report: Report, counts: Sequence[tuple[UUID, int]]) -> int:
    counted = sum(n for _unit, n in counts)
    return counted if report.heads is None else max(report.heads, counted)


def _below(row: Session, counts: Sequence[tuple[UUID, int]]) -> list[tuple[UUID, int]]:
    """Of these counts those whose unit hangs at or below the session's."""
    places = Placement.objects.filter(
        tree__is_main=True, ended_on=None, unit__in=[unit for unit, _n in counts],
        path__gte=row.path, path__lt=row.path + "g",
    )  # fmt: skip
    known = set(places.values_list("unit_id", flat=True))
    return [(unit, n) for unit, n in counts if unit in known]


def _note(row: Session, counts: Sequence[tuple[UUID, int]], field: str) -> None:
    Head.objects.bulk_create(
        [Head(session=row, unit_id=unit, **{field: n}) for unit, n in dict(counts).items()],
        update_conflicts=True,
        unique_fields=["session", "unit"],
        update_fields=[field],
    )
