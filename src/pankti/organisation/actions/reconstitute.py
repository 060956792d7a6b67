from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.audit.types import EventType
from pankti.base.actor import Actor, require_right
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.organisation.actions.appoint import check_fits, get_post, lock_unit
from pankti.organisation.authority import check_may_fill
from pankti.organisation.errors import (
    NotHeard,
    NothingProposed,
    PersonUnknown,
    ReasonNeeded,
    ReconstitutionClosed,
    TeamDoesNotFit,
)
from pankti.organisation.events import (
    HOLDER_HEARD,
    RECONSTITUTION_DROPPED,
    RECONSTITUTION_PROPOSED,
)
from pankti.organisation.models import Appointment, Reconstitution, ReconstitutionLine
from pankti.organisation.queries.reconstitutions import list_findings
from pankti.organisation.rights import PEOPLE_MANAGE
from pankti.organisation.tenure import running
from pankti.people.models import Person

OPEN = ("draft", "proposed")
HEARD_LIMIT = 2000


def open_reconstitution(*, actor: Actor, unit_id: UUID) -> UUID:
    """Put today's team on the table, everybody to stay; returns the one that is open when there is one already.

    Raises OutOfReach without people.manage over the unit.
    """
    with transaction.atomic():
        unit, path = lock_unit(unit_id)
        require_right(actor, PEOPLE_MANAGE, path)
        row = Reconstitution.objects.filter(unit=unit, state__in=OPEN).first()
        if row is None:
            row = Reconstitution.objects.create(unit=unit, made_by=actor.person_id)
        _take_up_today(row)
        return row.id


def keep_holder(*, actor: Actor, line_id: UUID) -> None:
    """The holder stays. Raises OutOfReach, ReconstitutionClosed."""
    with transaction.atomic():
        line = _draft_line(actor, line_id)
        if line.appointment_id is None:
            raise OutOfReach
        line.kind, line.heard_on, line.heard = "keep", None, ""
        line.save(update_fields=["kind", "heard_on", "heard"])


def remove_holder(*, actor: Actor, line_id: UUID, heard_on: date | None, heard: str) -> None:
    """The holder goes, and was heard on that day. Raises OutOfReach, ReconstitutionClosed, NotHeard."""
    with transaction.atomic():
        line = _draft_line(actor, line_id)
        if line.appointment_id is None:
            raise OutOfReach
        words = heard.strip()[:HEARD_LIMIT]
        if heard_on is None or not words or heard_on > now().date():
            raise NotHeard
        line.kind, line.heard_on, line.heard = "remove", heard_on, words
        line.save(update_fields=["kind", "heard_on", "heard"])
        record(
            actor=actor,
            type=HOLDER_HEARD.code,
            subject_kind="person",
            subject_id=line.person_id,
            unit=str(line.reconstitution.unit_id),
            heard_on=heard_on.isoformat(),
        )


def add_member(*, actor: Actor, reconstitution_id: UUID, person_id: UUID, post: str) -> UUID:
    """Somebody comes, to that post; returns the line. Repeat-safe.

    Raises OutOfReach, ReconstitutionClosed, PersonUnknown, and as ``appoint`` does for the post.
    """
    with transaction.atomic():
        row, path = get_open(actor, reconstitution_id, "draft")
        wanted = get_post(post)
        check_may_fill(actor, wanted, path)
        check_fits(wanted, row.unit)
        if not Person.objects.filter(id=person_id, erased_at=None).exists():
            raise PersonUnknown
        line, _is_new = ReconstitutionLine.objects.get_or_create(
            reconstitution=row, post=wanted, person_id=person_id, defaults={"kind": "add"}
        )
        return line.id


def drop_member(*, actor: Actor, line_id: UUID) -> None:
    """Take somebody who was to come off again. Raises OutOfReach, ReconstitutionClosed."""
    with transaction.atomic():
        line = _draft_line(actor, line_id)
        if line.kind != "add":
            raise OutOfReach
        line.delete()


def propose_reconstitution(*, actor: Actor, reconstitution_id: UUID, note: str) -> None:
    """Hand the team to whoever decides above. What cannot be is refused now, not there.

    Raises OutOfReach, ReconstitutionClosed, ReasonNeeded, NothingProposed, TeamDoesNotFit, and as ``check_may_fill``.
    """
    with transaction.atomic():
        row, path = get_open(actor, reconstitution_id, "draft")
        if not note.strip():
            raise ReasonNeeded
        lines = list(row.lines.select_related("post"))
        if all(line.kind == "keep" for line in lines):
            raise NothingProposed
        for line in lines:
            if line.kind != "keep":
                check_may_fill(actor, line.post, path)
        check_whole(row)
        row.state, row.note = "proposed", note.strip()[:HEARD_LIMIT]
        row.proposed_by, row.proposed_at = actor.person_id, now()
        row.save(update_fields=["state", "note", "proposed_by", "proposed_at"])
        tell(actor, RECONSTITUTION_PROPOSED, row)


def drop_reconstitution(*, actor: Actor, reconstitution_id: UUID) -> None:
    """Give it up; nothing changes. Raises OutOfReach, ReconstitutionClosed."""
    with transaction.atomic():
        row, _path = get_open(actor, reconstitution_id, *OPEN)
        row.state, row.decided_by, row.decided_at = "dropped", actor.person_id, now()
        row.save(update_fields=["state", "decided_by", "decided_at"])
        tell(actor, RECONSTITUTION_DROPPED, row)


def get_open(actor: Actor, reconstitution_id: UUID, *states: str) -> tuple[Reconstitution, str]:
    """The reconstitution in one of ``states``, its unit locked, for an actor who may fill posts there."""
    found = Reconstitution.objects.filter(id=reconstitution_id).values_list("unit_id", flat=True).first()
    if found is None:
        raise OutOfReach
    _unit, path = lock_unit(found)
    require_right(actor, PEOPLE_MANAGE, path)
    row = Reconstitution.objects.select_related("unit").get(id=reconstitution_id)
    if row.state not in states:
        raise ReconstitutionClosed
    return row, path


def check_whole(row: Reconstitution) -> None:
    """Raise TeamDoesNotFit with the first finding that forbids the team."""
    for finding in list_findings(row):
        if finding.forbids:
            raise TeamDoesNotFit(why=str(finding.sentence))


def tell(actor: Actor, event: EventType, row: Reconstitution, **details: Any) -> None:
    """Record what was done to a reconstitution."""
    record(
        actor=actor,
        type=event.code,
        subject_kind="unit",
        subject_id=row.unit_id,
        unit=str(row.unit_id),
        reconstitution_id=str(row.id),
        **details,
    )


def _draft_line(actor: Actor, line_id: UUID) -> ReconstitutionLine:
    found = ReconstitutionLine.objects.filter(id=line_id).values_list("reconstitution_id", flat=True).first()
    if found is None:
        raise OutOfReach
    get_open(actor, found, "draft")
    line = ReconstitutionLine.objects.select_related("reconstitution__unit").filter(id=line_id).first()
    if line is None:
        raise OutOfReach
    return line


def _take_up_today(row: Reconstitution) -> None:
    """While it is a draft, the lines follow today's holders: new ones to stay, those who left fall out."""
    if row.state != "draft":
        return
    at = now()
    held = {one.id: one for one in Appointment.objects.filter(running(at), unit=row.unit_id)}
    row.lines.filter(appointment__isnull=False).exclude(appointment__in=list(held)).delete()
    known = set(row.lines.filter(appointment__isnull=False).values_list("appointment_id", flat=True))
    for one in held.values():
        if one.id not in known:
            row.lines.filter(kind="add", post=one.post_id, person=one.person_id).delete()
            ReconstitutionLine.objects.create(
                reconstitution=row, kind="keep", post_id=one.post_id, person_id=one.person_id, appointment=one
            )
