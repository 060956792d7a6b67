from __future__ import annotations

from django.http import HttpRequest

from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.http import ANONYMOUS
from pankti.base.shell import ShellFacts
from pankti.cascade.queries import find_dispatches
from pankti.console.types import Holding, Home, Running
from pankti.directives.queries.pages import list_directives
from pankti.directives.queries.progress import list_progress
from pankti.directives.queries.senders import board_units_of, list_senders
from pankti.directives.types import ISSUE, VIEW, DirectiveState
from pankti.organisation.models import Appointment, Organisation
from pankti.organisation.tenure import forceful
from pankti.people.models import Person

RUNNING_SHOWN, DRAFTS_SHOWN = 8, 5


def read_shell(request: HttpRequest) -> ShellFacts:
    """Whose installation this is and who is signed in: two queries, none for the person when nobody is."""
    organisation = Organisation.objects.first()
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    person = Person.objects.filter(pk=actor.person_id).first() if actor.person_id else None
    return ShellFacts(
        organisation=organisation.names if organisation else {},
        is_demo=organisation.is_demo if organisation else False,
        time_zone=organisation.time_zone if organisation else "Asia/Kolkata",
        person=person.names if person else {},
    )


def read_home(actor: Actor) -> Home:
    """An office's start page: as many queries for many running directives as for one."""
    running = list_directives(actor, states=(DirectiveState.ISSUED,), limit=RUNNING_SHOWN)
    drafts = list_directives(actor, states=(DirectiveState.DRAFT,), limit=DRAFTS_SHOWN)
    sent = {one.id for one in find_dispatches([row.id for row in running.rows])}
    shown = [row for row in running.rows if row.id in sent]
    places = board_units_of(actor, [row.by_unit_id for row in shown])
    progress = list_progress(actor, [(row.id, places[row.by_unit_id]) for row in shown])
    return Home(
        holdings=tuple(_holdings(actor)),
        running=tuple(Running(row, *how_far) for row, how_far in zip(shown, progress, strict=True)),
        running_total=running.total,
        drafts=drafts.rows,
        may_issue=bool(list_senders(actor)),
    )


def _holdings(actor: Actor) -> list[Holding]:
    rows = (
        Appointment.objects.filter(forceful(now()), id__in=actor.appointments)
        .select_related("post", "unit__level")
        .order_by("-post__is_lead", "began_at")
    )
    return [
        Holding(
            post_names=row.post.names,
            unit_id=row.unit_id,
            unit_names=row.unit.names,
            level_names=row.unit.level.names,
            may_look=bool({ISSUE, VIEW} & set(row.post.rights)),
        )
        for row in rows
    ]
