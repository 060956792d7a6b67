from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor
from pankti.base.errors import OutOfReach
from pankti.base.ids import new_id
from pankti.directives.errors import RuleUnknown
from pankti.directives.models import ReminderRule
from pankti.directives.queries.senders import require_manager
from pankti.directives.types import RuleKind

HOURS_LIMIT = 720


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What a rule shall say: so many hours from the deadline (before it: negative), who is told."""

    kind: RuleKind
    hours: int
    levels_up: int = 0
    is_active: bool = True


@transaction.atomic
def save_rule(*, actor: Actor, rule_id: UUID | None, change: RuleChange) -> UUID:
    """Add a rule (``rule_id`` None) or change one; it holds for everything that is running.

    Raises OutOfReach without ``organisation.manage`` over the whole tree, RuleUnknown for
    hours that make no sense. A rule that fired keeps its row: it is switched off, never deleted.
    """
    require_manager(actor)
    is_reminder = change.kind is RuleKind.REMINDER
    is_right = -HOURS_LIMIT <= change.hours < 0 if is_reminder else 0 <= change.hours <= HOURS_LIMIT
    if not is_right or not (is_reminder or 1 <= change.levels_up <= 9):
        raise RuleUnknown
    kept = ReminderRule(id=new_id())
    if rule_id is not None:
        found = ReminderRule.objects.select_for_update().filter(id=rule_id).first()
        if found is None:
            raise OutOfReach
        kept = found
    kept.kind, kept.hours, kept.is_active = change.kind.value, change.hours, change.is_active
    kept.levels_up = 0 if is_reminder else change.levels_up
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
