from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from pankti.audit.actions.record import record
from pankti.base.actor import SYSTEM, Actor
from pankti.base.errors import OutOfReach
from pankti.base.ids import new_id
from pankti.base.sight import acting_as
from pankti.people.contact_points import read_contact
from pankti.people.errors import PhoneTaken, TooManyContacts
from pankti.people.models import ContactPoint
from pankti.people.queries import get_person
from pankti.people.types import MANAGE, Contact, ContactKind
from pankti.people.vault import indexes_of, seal

MOST = 8


def add_contact(*, actor: Actor, person_id: UUID, contact: Contact) -> UUID:
    """Give a person one more number or address; the id of its row.

    A number that another has is taken only with a stated reason (``shared_reason``), which is kept and audited.
    Repeat-safe. Raises PhoneUnreadable, EmailUnreadable, PhoneTaken, TooManyContacts, OutOfReach.
    """
    require_self_or_manager(actor, person_id)
    value = read_contact(contact.kind, contact.value)
    reason = " ".join(contact.shared_reason.split())
    with transaction.atomic(), acting_as(SYSTEM):  # a number may be taken by somebody whom the actor may not see
        same = list(ContactPoint.objects.filter(kind=contact.kind, blind_index__in=indexes_of(value)))
        for point in same:
            if point.person_id == person_id:
                return point.id
        if same and not reason:
            raise PhoneTaken
        held = ContactPoint.objects.filter(person_id=person_id).count()
        if held >= MOST:
            raise TooManyContacts(most=MOST)
        return _keep(actor, person_id, contact.kind, value, reason if same else "", held)


def _keep(actor: Actor, person_id: UUID, kind: ContactKind, value: str, reason: str, rank: int) -> UUID:
    row_id = new_id()
    sealed = seal(row_id, value)
    try:
        with transaction.atomic():
            ContactPoint.objects.create(
                id=row_id,
                person_id=person_id,
                kind=kind,
                ciphertext=sealed.ciphertext,
                key_id=sealed.key_id,
                blind_index=sealed.blind_index,
                shared_reason=reason,
                rank=rank,
            )
    except IntegrityError:
        raise PhoneTaken from None
    record(actor=actor, type="people.contact.added", subject_kind="person", subject_id=person_id, kind=kind.value)
    if reason:
        record(actor=actor, type="people.contact.shared", subject_kind="person", subject_id=person_id, reason=reason)
    return row_id


def remove_contact(*, actor: Actor, person_id: UUID, contact_id: UUID) -> None:
    """Take a number or address away. Repeat-safe; raises OutOfReach.

    Where others share the number, one of them becomes its owner.
    """
    require_self_or_manager(actor, person_id)
    with transaction.atomic(), acting_as(SYSTEM):  # its heir may be beyond the actor's reach
        point = ContactPoint.objects.select_for_update().filter(pk=contact_id, person_id=person_id).first()
        if point is None:
            return
        point.delete()
        if not point.shared_reason:
            heir = (
                ContactPoint.objects.select_for_update()
                .filter(kind=point.kind, blind_index=bytes(point.blind_index))
                .order_by("id")
                .first()
            )
            if heir is not None:
                ContactPoint.objects.filter(pk=heir.pk).update(shared_reason="")
        record(actor=actor, type="people.contact.removed", subject_kind="person", subject_id=person_id, kind=point.kind)


def require_self_or_manager(actor: Actor, person_id: UUID) -> None:
    """Raise OutOfReach unless ``actor`` is that person or manages people where they are."""
    if actor.person_id is None and not actor.is_system:
        raise OutOfReach
    if actor.person_id != person_id:
        get_person(actor, person_id, MANAGE)
