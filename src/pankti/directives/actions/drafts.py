from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.cascade.audience import audience_to_json
from pankti.directives.errors import AlreadyIssued, TooManyFiles
from pankti.directives.models import Directive
from pankti.directives.queries.senders import find_path, get_sender, person_of
from pankti.directives.types import Attached, DirectiveState, Draft

FILE_LIMIT = 5


@transaction.atomic
def save_draft(*, actor: Actor, draft: Draft) -> None:
    """Keep what was written so far, under the id that the page chose. Nothing is judged but who writes.

    Repeat-safe. Raises OutOfReach for somebody else's draft or a post that may not
    issue, AlreadyIssued, TooManyFiles.
    """
    sender = get_sender(actor, draft.appointment_id)
    check_files(draft.attachments)
    kept = Directive.objects.select_for_update().filter(id=draft.id).first()
    if kept is None:
        kept = Directive(id=draft.id, author_id=person_of(actor), created_at=now())
        kept.source = draft.source.to_json() if draft.source else {}
        record(
            actor=actor,
            type="directives.draft.begun",
            subject_kind="directive",
            subject_id=draft.id,
            path=sender.path,
        )
    elif kept.author_id != actor.person_id:
        raise OutOfReach
    elif kept.state != DirectiveState.DRAFT:
        raise AlreadyIssued
    kept.by_unit_id, kept.by_appointment_id = sender.unit_id, sender.appointment_id
    kept.titles, kept.texts = draft.titles, draft.texts
    kept.audience = audience_to_json(draft.audience) | {"wings": [sender.wing] if sender.wing else []}
    kept.proof, kept.number_labels = draft.proof.value, draft.number_labels
    kept.deadline_at = draft.deadline_at
    kept.attachments = [one.to_json() for one in draft.attachments]
    kept.changed_at = now()
    kept.save()


@transaction.atomic
def delete_draft(*, actor: Actor, directive_id: UUID) -> None:
    """Throw one's own draft away. Raises OutOfReach, AlreadyIssued."""
    kept = Directive.objects.select_for_update().filter(id=directive_id, author_id=actor.person_id).first()
    if kept is None:
        raise OutOfReach
    if kept.state != DirectiveState.DRAFT:
        raise AlreadyIssued
    kept.delete()
    record(
        actor=actor,
        type="directives.draft.deleted",
        subject_kind="directive",
        subject_id=directive_id,
        path=find_path(kept.by_unit_id),
    )


def check_files(attachments: tuple[Attached, ...]) -> None:
    """Raise TooManyFiles for more than phones on a slow network should load."""
    if len(attachments) > FILE_LIMIT:
        raise TooManyFiles(limit=FILE_LIMIT)
