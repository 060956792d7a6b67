from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Q

from pankti.audit.types import ERASED, SOMEONE
from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.personal import BASES, Kept, Text, list_sweeps, list_tables
from pankti.base.writing import language
from pankti.people.queries import name_people
from pankti.privacy.models import DataExport, Erasure
from pankti.privacy.types import ErasureLine, ErasureState, ExportLine

SHOWN = timedelta(days=90)
_ROWS = 200


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One entry of the register as the page shows it."""

    table: str
    kept: Kept
    basis: Text
    open_because: Text


def list_register() -> list[RegisterLine]:
    """Everything that is kept of persons: who they are first, the record of what was done last."""
    tables = sorted(list_tables(), key=lambda table: table.model.startswith("audit."))
    return [
        RegisterLine(table.model, kept, BASES[kept.basis], table.open_because)
        for table in tables
        for kept in table.personal
    ]


def list_retention() -> list[tuple[Text, int]]:
    """What goes by itself, and after how many days."""
    return [(sweep.what, sweep.after.days) for sweep in list_sweeps()]


def list_exports(person_id: UUID) -> list[ExportLine]:
    """The person's own copies, the latest first."""
    rows = DataExport.objects.filter(person_id=person_id).filter(Q(expires_at=None) | Q(expires_at__gt=now()))
    return [
        ExportLine(r.id, r.asked_at, r.confirmed_at, r.made_at, r.expires_at)
        for r in rows.defer("ciphertext").order_by("-asked_at")
    ]


def find_open_erasure(actor: Actor, person_id: UUID) -> ErasureLine | None:
    """The wish that waits for this person, if any. The caller has made sure that the reader may know."""
    row = Erasure.objects.filter(person_id=person_id, done_at=None, called_off_at=None).first()
    return _lines(actor, [row])[0] if row else None


def find_erasure(actor: Actor, erasure_id: UUID) -> ErasureLine | None:
    """As above, by its id; open or over."""
    row = Erasure.objects.filter(id=erasure_id).first()
    return _lines(actor, [row])[0] if row else None


def list_erasures(actor: Actor) -> list[ErasureLine]:
    """Those that the database lets this reader see: open ones first, then what ended in the last 90 days."""
    recent = Q(done_at=None, called_off_at=None) | Q(asked_at__gt=now() - SHOWN)
    rows = Erasure.objects.filter(recent).order_by("-asked_at")[:_ROWS]
    lines = _lines(actor, rows)
    over = (ErasureState.DONE, ErasureState.CALLED_OFF)
    return sorted(lines, key=lambda line: line.state in over)


def _lines(actor: Actor, rows: Iterable[Erasure]) -> list[ErasureLine]:
    erasures = list(rows)
    names = name_people({i for e in erasures for i in (e.person_id, e.asked_by)}, language())
    return [
        ErasureLine(
            id=e.id,
            person_id=e.person_id,
            name=str(ERASED) if e.done_at else names.get(e.person_id, str(SOMEONE)),
            asked_by=names.get(e.asked_by, str(ERASED) if e.done_at else str(SOMEONE)),
            asked_by_id=e.asked_by,
            asked_at=e.asked_at,
            note=e.note,
            confirm_from=e.confirm_from,
            confirmed_at=e.confirmed_at,
            done_at=e.done_at,
            state=_state(e),
            is_own=e.person_id == actor.person_id,
        )
        for e in erasures
    ]


def _state(erasure: Erasure) -> ErasureState:
    if erasure.done_at:
        return ErasureState.DONE
    if erasure.called_off_at:
        return ErasureState.CALLED_OFF
    if erasure.confirmed_at:
        return ErasureState.CONFIRMED
    return ErasureState.CONFIRMABLE if now() >= erasure.confirm_from else ErasureState.WAITING
