from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor
from pankti.base.errors import OutOfReach
from pankti.base.ids import new_id
from pankti.directives.errors import RuleUnknown
from pankti.directives.models import ReminderRule
from pankti.directives.queries.senders import require_manager
from pankti.directives.types import RuleKind, RuleView

HOURS_LIMIT = 720


@transaction.atomic
def save_rule(
    *, actor: Actor, rule: RuleView | None, kind: RuleKind, hours: int, levels_up: int, is_active: bool
) -> UUID:
    """Add a rule (``rule`` None) or change one; it holds for every directive from now on.

    Raises OutOfReach without ``organisation.manage`` over the whole tree, RuleUnknown for
    hours that make no sense. A rule that fired keeps its row: it is switched off, never deleted.
    """
    require_manager(actor)
    right = -HOURS_LIMIT <= hours < 0 if kind is RuleKind.REMINDER else 0 <= hours <= HOURS_LIMIT
    if not right or not 0 <= levels_up <= 9 or (kind is RuleKind.ESCALATION and levels_up == 0):
        raise RuleUnknown
    kept = ReminderRule.objects.select_for_update().filter(id=rule.id).first() if rule else ReminderRule(id=new_id())
    if kept is None:
        raise OutOfReach
    kept.kind, kept.hours, kept.is_active = kind.value, hours, is_active
    kept.levels_up = levels_up if kind is RuleKind.ESCALATION else 0
    kept.save()
    record(
        actor=actor,
        type="directives.rule.saved",
        subject_kind="rule",
        subject_id=kept.id,
        kind=kept.kind,
        hours=kept.hours,
        is_active=kept.is_active,
    )
    return kept.id
