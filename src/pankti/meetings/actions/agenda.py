from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor, require_right
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.words import Words
from pankti.meetings.errors import AgendaTooLong, TemplateUnnamed
from pankti.meetings.models import AgendaTemplate
from pankti.meetings.queries.callers import require_over_unit
from pankti.meetings.types import AGENDA_LIMIT, CALL, AgendaItem


@transaction.atomic
def save_template(*, actor: Actor, template_id: UUID, unit_id: UUID, names: Words, items: Sequence[AgendaItem]) -> None:
    """Keep an agenda for the unit and those below to begin from. Raises OutOfReach, TemplateUnnamed, AgendaTooLong."""
    path = require_over_unit(actor, unit_id)
    if not items or not any(name.strip() for name in names.values()):
        raise TemplateUnnamed
    if len(items) > AGENDA_LIMIT:
        raise AgendaTooLong(items=len(items), limit=AGENDA_LIMIT)
    kept = AgendaTemplate.objects.select_for_update().filter(id=template_id).first()
    if kept is not None:
        require_right(actor, CALL, kept.path)
    AgendaTemplate.objects.update_or_create(
        id=template_id,
        defaults={
            "names": names,
            "path": path,
            "items": [{"titles": item.titles, "minutes": item.minutes} for item in items],
        },
    )
    record(actor=actor, type="meetings.template.saved", subject_kind="template", subject_id=template_id, path=path)


@transaction.atomic
def retire_template(*, actor: Actor, template_id: UUID) -> None:
    """Offer it no more; meetings that began from it keep their agenda. Repeat-safe. Raises OutOfReach."""
    kept = AgendaTemplate.objects.select_for_update().filter(id=template_id).first()
    if kept is None:
        raise OutOfReach
    require_right(actor, CALL, kept.path)
    if kept.retired_at is None:
        kept.retired_at = now()
        kept.save(update_fields=["retired_at"])
        record(
            actor=actor,
            type="meetings.template.retired",
            subject_kind="template",
            subject_id=template_id,
            path=kept.path,
        )
