from __future__ import annotations

from django.http import HttpRequest

from pankti.base.actor import Actor
from pankti.base.http import ANONYMOUS
from pankti.base.shell import ShellFacts
from pankti.organisation.models import Organisation
from pankti.people.models import Person


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
