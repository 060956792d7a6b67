from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from pankti.audit.actions.record import record
from pankti.base.actor import SYSTEM, Actor
from pankti.base.clock import now
from pankti.cascade.actions.dispatch import close_dispatch
from pankti.directives.actions.change import announce_notices, lock_issued
from pankti.directives.errors import ClosingUnreadable, ClosingUnsaid
from pankti.directives.models import ClosingRule, Directive
from pankti.directives.queries.pages import get_closing_rule
from pankti.directives.queries.senders import require_manager
from pankti.directives.types import ClosingView, DirectiveState

AT_ONCE = 200
DAYS_LIMIT = 730


@transaction.atomic
def close_directive(*, actor: Actor, directive_id: UUID, reason: str) -> None:
    """End it for good: its figures stand, phones drop it. Repeat-safe; there is no way back.

    Raises OutOfReach, ClosingUnsaid, DispatchEnded for one that was withdrawn.
    """
    directive = lock_issued(actor, directive_id, allow=DirectiveState.CLOSED)
    if directive.state == DirectiveState.CLOSED:
        return
    if not reason.strip():
        raise ClosingUnsaid
    record(
        actor=actor,
        type="directives.directive.closed",
        subject_kind="directive",
        subject_id=directive.id,
        reason=reason.strip(),
    )
    _close(actor, directive, reason.strip())


def close_overdue() -> int:
    """Close what the organisation's rule says is long over, each in its own transaction. Returns how many.

    Repeat-safe, however many sweep at once.
    """
    rule = get_closing_rule()
    if not rule.is_active:
        return 0
    ids = list(_overdue(rule).order_by("issued_at").values_list("id", flat=True)[:AT_ONCE])
    return sum(_close_once(directive_id, rule) for directive_id in ids)


@transaction.atomic
def _close_once(directive_id: UUID, rule: ClosingView) -> int:
    found = _overdue(rule).select_for_update(skip_locked=True).filter(id=directive_id).first()
    if found is None:
        return 0
    record(
        actor=SYSTEM,
        type="directives.directive.expired",
        subject_kind="directive",
        subject_id=found.id,
        days=rule.days_after_deadline if found.deadline_at else rule.days_without_deadline,
    )
    _close(SYSTEM, found, "")
    return 1


def _overdue(rule: ClosingView) -> QuerySet[Directive]:
    at = now()
    return Directive.objects.filter(
        Q(deadline_at__lte=at - timedelta(days=rule.days_after_deadline))
        | Q(deadline_at=None, changed_at__lte=at - timedelta(days=rule.days_without_deadline)),
        state=DirectiveState.ISSUED,
    )


def _close(actor: Actor, directive: Directive, reason: str) -> None:
    directive.state, directive.ended_at, directive.end_reason = DirectiveState.CLOSED, now(), reason
    directive.changed_at = directive.ended_at
    directive.save(update_fields=["state", "ended_at", "end_reason", "changed_at"])
    close_dispatch(actor=actor, dispatch_id=directive.id)
    announce_notices(directive.id)


@transaction.atomic
def save_closing_rule(*, actor: Actor, rule: ClosingView) -> None:
    """Set when what is running is closed by itself. Raises OutOfReach without the right, ClosingUnreadable."""
    require_manager(actor)
    if not all(1 <= days <= DAYS_LIMIT for days in (rule.days_after_deadline, rule.days_without_deadline)):
        raise ClosingUnreadable
    ClosingRule.objects.update_or_create(
        id=1,
        defaults={
            "days_after_deadline": rule.days_after_deadline,
            "days_without_deadline": rule.days_without_deadline,
            "is_active": rule.is_active,
        },
    )
    record(
        actor=actor,
        type="directives.closing.saved",
        subject_kind="rule",
        after=rule.days_after_deadline,
        without=rule.days_without_deadline,
        is_active=rule.is_active,
    )
