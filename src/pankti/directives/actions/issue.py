from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor, require_right
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.cascade.actions.dispatch import issue_dispatch
from pankti.cascade.audience import audience_from_json
from pankti.cascade.types import DispatchOrder, Proof
from pankti.directives.content import build_content
from pankti.directives.errors import NothingSaid
from pankti.directives.models import Directive, DirectiveVersion
from pankti.directives.queries.senders import get_sender, path_of_unit, person_of
from pankti.directives.types import ISSUE, DirectiveState


@transaction.atomic
def issue_directive(*, actor: Actor, directive_id: UUID) -> None:
    """Send a draft down: one dispatch with the directive's id, its first version, one audit record.

    Repeat-safe: what is already issued stays as it is. Raises OutOfReach (somebody else's
    draft, a unit beyond the actor's right), NothingSaid, and what the cascade refuses:
    NobodyAddressed, RootsOverlap, DeadlinePassed.
    """
    directive = Directive.objects.select_for_update().filter(id=directive_id, author_id=actor.person_id).first()
    if directive is None or directive.by_appointment_id is None:
        raise OutOfReach
    sender = get_sender(actor, directive.by_appointment_id)
    if directive.state != DirectiveState.DRAFT:
        return
    require_right(actor, ISSUE, path_of_unit(sender.unit_id))
    if not any(text.strip() for text in directive.titles.values()):
        raise NothingSaid
    at = now()
    directive.state, directive.version, directive.issued_at, directive.changed_at = DirectiveState.ISSUED, 1, at, at
    directive.save(update_fields=["state", "version", "issued_at", "changed_at"])
    version = DirectiveVersion.objects.create(
        directive=directive,
        version=1,
        titles=directive.titles,
        texts=directive.texts,
        deadline_at=directive.deadline_at,
        attachments=directive.attachments,
        issued_at=at,
        author_id=person_of(actor),
    )
    audience = audience_from_json(directive.audience)
    record(
        actor=actor,
        type="directives.directive.issued",
        subject_kind="directive",
        subject_id=directive.id,
        path=sender.path,
        roots=len(audience.roots),
    )
    issue_dispatch(
        actor=actor,
        order=DispatchOrder(
            id=directive.id,
            kind="directive",
            audience=audience,
            proof=Proof(directive.proof),
            payload=build_content(directive, version, sender.post_names, sender.unit_names),
            by_unit_id=sender.unit_id,
            by_appointment_id=sender.appointment_id,
            deadline_at=directive.deadline_at,
        ),
    )
