from __future__ import annotations

import base64
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import translation

from pankti.access.actions.own_code import check_own_code
from pankti.access.actions.set_password import check_own_password
from pankti.audit.actions.record import record
from pankti.base.actor import SYSTEM, Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.jobs import defer
from pankti.base.personal import Section, list_rooms
from pankti.base.sight import acting_as
from pankti.people.models import Person
from pankti.people.vault import seal, unseal
from pankti.privacy.actions.forget import A_WEEK
from pankti.privacy.errors import ExportNotReady, ExportUnderWay
from pankti.privacy.models import DataExport
from pankti.privacy.packing import pack


def ask_export(*, actor: Actor) -> UUID:
    """The first step: note the wish. Raises ExportUnderWay while an earlier one waits or is being made."""
    if actor.person_id is None:
        raise OutOfReach
    try:
        with transaction.atomic():
            export = DataExport.objects.create(person_id=actor.person_id)
            record(actor=actor, type="privacy.export.asked", subject_kind="person", subject_id=actor.person_id)
    except IntegrityError:
        raise ExportUnderWay from None
    return export.id


def confirm_export(*, actor: Actor, export_id: UUID, password: str) -> None:
    """The second step: the password once more, then a job makes the copy. Repeat-safe.

    Raises OutOfReach, PasswordRefused, TooManyTries.
    """
    _own(actor, export_id)
    check_own_password(actor=actor, present=password)
    _confirm(actor, export_id)


def confirm_export_by_code(*, actor: Actor, export_id: UUID, code: str) -> None:
    """The same for a phone, which has no password: the code sent to the person's own number. Repeat-safe.

    Raises OutOfReach, CodeWrong, CodeExpired.
    """
    if _own(actor, export_id).confirmed_at is None:
        check_own_code(actor=actor, code=code)
        _confirm(actor, export_id)


def _confirm(actor: Actor, export_id: UUID) -> None:
    with transaction.atomic():
        if DataExport.objects.filter(id=export_id, confirmed_at=None).update(confirmed_at=now()):
            record(actor=actor, type="privacy.export.confirmed", subject_kind="person", subject_id=actor.person_id)
            defer("privacy.make_export", export_id=str(export_id))


def gather(person_id: UUID, language: str) -> list[Section]:
    """What every room keeps of the person, the record of what was done last.

    For the person themself: other people in it are out of their own reach.
    """
    rooms = sorted(list_rooms(), key=lambda room: room.code == "audit")
    with acting_as(SYSTEM):
        return [section for room in rooms if room.export for section in room.export(person_id, language)]


def make_export(*, export_id: UUID) -> None:
    """Gather what every room keeps of the person, seal it, keep it for a week. Repeat-safe."""
    with transaction.atomic():
        export = DataExport.objects.select_for_update().filter(id=export_id, made_at=None).first()
        if export is None or export.confirmed_at is None:
            return
        person = Person.objects.get(pk=export.person_id)
        with translation.override(person.language):
            sections = gather(person.id, person.language)
            packed = pack(sections, language=person.language, at=now())
        sealed = seal(export.id, base64.b64encode(packed).decode())
        export.ciphertext, export.key_id = sealed.ciphertext, sealed.key_id
        export.made_at = now()
        export.expires_at = export.made_at + A_WEEK
        export.save(update_fields=["ciphertext", "key_id", "made_at", "expires_at"])
        record(actor=SYSTEM, type="privacy.export.made", subject_kind="person", subject_id=person.id)


def open_export(*, actor: Actor, export_id: UUID) -> bytes:
    """The copy as a ZIP, for the person alone. Raises OutOfReach, ExportNotReady."""
    export = _own(actor, export_id)
    if export.ciphertext is None or export.key_id is None:
        raise ExportNotReady
    with transaction.atomic():
        record(actor=actor, type="privacy.export.downloaded", subject_kind="person", subject_id=actor.person_id)
    return base64.b64decode(unseal(export.id, bytes(export.ciphertext), export.key_id))


def redo_unmade() -> int:
    """Queue again what was confirmed and not made: a worker died between. Returns how many."""
    waiting = list(DataExport.objects.filter(made_at=None, confirmed_at__isnull=False).values_list("id", flat=True))
    for export_id in waiting:
        make_export(export_id=export_id)
    return len(waiting)


def _own(actor: Actor, export_id: UUID) -> DataExport:
    export = DataExport.objects.filter(id=export_id, person_id=actor.person_id).first() if actor.person_id else None
    if export is None or (export.expires_at is not None and export.expires_at < now()):
        raise OutOfReach
    return export
