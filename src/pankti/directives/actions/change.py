from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor, require_right
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.cascade.actions.changes import next_change_no
from pankti.cascade.actions.dispatch import Correction, correct_dispatch, withdraw_dispatch
from pankti.cascade.actions.reopen import reopen_subject
from pankti.cascade.errors import DispatchEnded
from pankti.cascade.queries import get_dispatch
from pankti.directives.actions.drafts import check_files
from pankti.directives.content import build_content
from pankti.directives.errors import ChangeUnsaid, NothingChanged, NothingSaid, ReopenUnsaid, WithdrawalUnsaid
from pankti.directives.models import Directive, DirectiveVersion, Escalation
from pankti.directives.queries.senders import path_of_unit, person_of, post_names_of
from pankti.directives.types import ISSUE, Corrected, DirectiveState


@transaction.atomic
def correct_directive(*, actor: Actor, directive_id: UUID, corrected: Corrected) -> int:
    """Send a new version that says what changed; the audience and what counts as done stay. Returns its number.

    Raises OutOfReach, DispatchEnded, NothingSaid, NothingChanged, ChangeUnsaid, DeadlinePassed, TooManyFiles.
    """
    directive = lock_issued(actor, directive_id)
    check_files(corrected.attachments)
    if not any(text.strip() for text in corrected.titles.values()):
        raise NothingSaid
    attachments = [one.to_json() for one in corrected.attachments]
    after = (corrected.titles, corrected.texts, corrected.deadline_at, attachments)
    if after == (directive.titles, directive.texts, directive.deadline_at, directive.attachments):
        raise NothingChanged
    if not any(text.strip() for text in corrected.what_changed.values()):
        raise ChangeUnsaid
    moved = corrected.deadline_at != directive.deadline_at
    directive.version += 1
    directive.titles, directive.texts = corrected.titles, corrected.texts
    directive.deadline_at, directive.attachments, directive.changed_at = corrected.deadline_at, attachments, now()
    directive.save(update_fields=["version", "titles", "texts", "deadline_at", "attachments", "changed_at"])
    version = DirectiveVersion.objects.create(
        directive=directive,
        version=directive.version,
        titles=directive.titles,
        texts=directive.texts,
        deadline_at=directive.deadline_at,
        attachments=attachments,
        what_changed=corrected.what_changed,
        answers_stand=corrected.answers_stand,
        issued_at=now(),
        author_id=person_of(actor),
    )
    record(
        actor=actor,
        type="directives.directive.corrected",
        subject_kind="directive",
        subject_id=directive.id,
        path=path_of_unit(directive.by_unit_id),
        version=directive.version,
    )
    correct_dispatch(
        actor=actor,
        dispatch_id=directive.id,
        correction=Correction(
            payload=build_content(
                directive, version, post_names_of(directive.by_appointment_id), _unit_names(directive)
            ),
            deadline_at=corrected.deadline_at,
            answers_stand=corrected.answers_stand,
        ),
    )
    if moved or not corrected.answers_stand:
        announce_notices(directive.id)
    return directive.version


@transaction.atomic
def withdraw_directive(*, actor: Actor, directive_id: UUID, reason: str) -> None:
    """Take it back, with the reason that everybody reads. Repeat-safe.

    Raises OutOfReach, WithdrawalUnsaid, DispatchEnded for one that was closed.
    """
    directive = lock_issued(actor, directive_id, allow=DirectiveState.WITHDRAWN)
    if directive.state == DirectiveState.WITHDRAWN:
        return
    if not reason.strip():
        raise WithdrawalUnsaid
    directive.state, directive.ended_at, directive.end_reason = DirectiveState.WITHDRAWN, now(), reason.strip()
    directive.changed_at = directive.ended_at
    directive.save(update_fields=["state", "ended_at", "end_reason", "changed_at"])
    record(
        actor=actor,
        type="directives.directive.withdrawn",
        subject_kind="directive",
        subject_id=directive.id,
        path=path_of_unit(directive.by_unit_id),
        reason=directive.end_reason,
    )
    content = get_dispatch(directive.id).payload
    withdraw_dispatch(actor=actor, dispatch_id=directive.id, payload={**content, "end_reason": directive.end_reason})
    announce_notices(directive.id)


@transaction.atomic
def reject_proof(*, actor: Actor, directive_id: UUID, subject_id: UUID, reason: str) -> None:
    """Send one subject's proof back: a new round begins for it.

    Raises OutOfReach, ReopenUnsaid, DispatchEnded.
    """
    directive = lock_issued(actor, directive_id)
    if not reason.strip():
        raise ReopenUnsaid
    record(
        actor=actor,
        type="directives.proof.rejected",
        subject_kind="unit",
        subject_id=subject_id,
        directive=str(directive.id),
        reason=reason.strip(),
    )
    reopen_subject(actor=actor, dispatch_id=directive.id, subject_id=subject_id, reason=reason.strip())


def lock_issued(actor: Actor, directive_id: UUID, *, allow: DirectiveState | None = None) -> Directive:
    """The issued directive, locked, if the actor may issue over the unit that issued it."""
    directive = (
        Directive.objects.select_for_update(of=("self",)).select_related("by_unit").filter(id=directive_id).first()
    )
    if directive is None or directive.state == DirectiveState.DRAFT:
        raise OutOfReach
    require_right(actor, ISSUE, path_of_unit(directive.by_unit_id))
    if directive.state not in (DirectiveState.ISSUED, allow):
        raise DispatchEnded
    return directive


def _unit_names(directive: Directive) -> dict[str, str]:
    return dict(directive.by_unit.names)


def announce_notices(directive_id: UUID) -> None:
    """Give the notices that fired before a new change number, so that phones learn that they are over."""
    fired = Escalation.objects.filter(dispatch_id=directive_id)
    if fired.exists():
        fired.update(change_no=next_change_no())
