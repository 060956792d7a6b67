"""Agendas to begin from: templates, and the agenda of an earlier meeting."""

from __future__ import annotations

from uuid import UUID

from pankti.base.actor import Actor
from pankti.base.errors import OutOfReach
from pankti.base.ids import new_id
from pankti.meetings.models import AgendaTemplate
from pankti.meetings.queries.pages import get_meeting
from pankti.meetings.types import CALL, VIEW, AgendaItem, TemplateView
from pankti.organisation.types import prefixes_of


def list_templates(actor: Actor) -> list[TemplateView]:
    """Templates of the units within the actor's reach and above them."""
    reach = {path for right in (CALL, VIEW) for path in actor.roots(right)}
    above = {prefix for path in reach for prefix in prefixes_of(path)}
    rows = AgendaTemplate.objects.filter(retired_at=None).order_by("path", "id")
    return [_view(actor, row) for row in rows if row.path in above or any(row.path.startswith(path) for path in reach)]


def get_template(actor: Actor, template_id: UUID) -> TemplateView:
    """One of them; else OutOfReach."""
    for template in list_templates(actor):
        if template.id == template_id:
            return template
    raise OutOfReach


def copy_agenda(actor: Actor, source_id: UUID) -> tuple[AgendaItem, ...]:
    """The items of a template or of a meeting that the actor may read, as new ones without a speaker."""
    if AgendaTemplate.objects.filter(id=source_id).exists():
        items = get_template(actor, source_id).items
    else:
        items = get_meeting(actor, source_id).agenda
    return tuple(AgendaItem(new_id(), item.titles, item.minutes) for item in items)


def _view(actor: Actor, row: AgendaTemplate) -> TemplateView:
    items = tuple(AgendaItem(new_id(), one.get("titles", {}), one.get("minutes")) for one in row.items)
    return TemplateView(row.id, row.names, row.path, items, actor.may(CALL, row.path))
