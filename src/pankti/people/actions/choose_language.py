from __future__ import annotations

from django.conf import settings
from django.db import transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor
from pankti.base.errors import OutOfReach
from pankti.people.models import Person


def choose_language(*, actor: Actor, language: str) -> None:
    """The actor is written to in ``language`` from now on. Repeat-safe; raises OutOfReach for a language we lack."""
    if actor.person_id is None or language not in dict(settings.LANGUAGES):
        raise OutOfReach
    with transaction.atomic():
        if Person.objects.filter(pk=actor.person_id).exclude(language=language).update(language=language):
            record(
                actor=actor,
                type="people.language.chosen",
                subject_kind="person",
                subject_id=actor.person_id,
                language=language,
            )
