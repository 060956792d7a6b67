from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from pankti.audit.actions.record import record
from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.cascade.actions.changes import next_change_no
from pankti.directives.models import Directive, Escalation, ReminderRule
from pankti.directives.queries.senders import find_path
from pankti.directives.types import DirectiveState, RuleKind

STALE = timedelta(days=7)
"""A rule that comes due while nobody sweeps, or is made later, is not fired for what is long over."""


def sweep_rules() -> int:
    """Fire every rule that has come due for a running directive; one row each. Returns how many fired.

    Repeat-safe: a rule fires once for one directive and one moment, however many sweep at once.
    """
    return sum(_fire(rule) for rule in ReminderRule.objects.filter(is_active=True))


def _fire(rule: ReminderRule) -> int:
    at, lead = now(), timedelta(hours=rule.hours)
    due = Directive.objects.filter(
        state=DirectiveState.ISSUED, deadline_at__lte=at - lead, deadline_at__gt=at - lead - STALE
    )
    if rule.kind == RuleKind.REMINDER:
        due = due.filter(deadline_at__gt=at)  # too late to remind
    due = due.filter(issued_at__lt=F("deadline_at") + lead)  # the moment lay before the issue
    fired = 0
    for directive in due.only("id", "deadline_at", "by_unit_id").order_by("deadline_at")[:1000]:
        if directive.deadline_at is not None:
            fired += _fire_once(rule, directive, at_due=directive.deadline_at + lead)
    return fired


@transaction.atomic
def _fire_once(rule: ReminderRule, directive: Directive, *, at_due: datetime) -> int:
    if Escalation.objects.filter(Q(dispatch_id=directive.id, rule=rule, due_at=at_due)).exists():
        return 0
    # The number's lock makes sweepers take turns; whoever comes second finds the row.
    change_no = next_change_no()
    _row, made = Escalation.objects.get_or_create(
        dispatch_id=directive.id,
        rule=rule,
        due_at=at_due,
        defaults={"fired_at": now(), "change_no": change_no},
    )
    if made:
        record(
            actor=SYSTEM,
            type="directives.rule.fired",
            subject_kind="directive",
            subject_id=directive.id,
            path=find_path(directive.by_unit_id),
            kind=rule.kind,
            hours=rule.hours,
        )
    return int(made)
