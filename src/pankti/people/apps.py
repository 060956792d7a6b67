from django.apps import AppConfig
from django.core.checks import register as register_check

from pankti.audit.types import register, register_subjects
from pankti.base.personal import register_room
from pankti.people.checks import check_field_keys
from pankti.people.events import EVENTS


class PeopleConfig(AppConfig):
    name = "pankti.people"
    label = "people"

    def ready(self) -> None:
        from pankti.people.audited import SUBJECTS  # noqa: PLC0415 - models are ready only now
        from pankti.people.personal import ROOM  # noqa: PLC0415 - models are ready only now

        register(*EVENTS)
        register_subjects(*SUBJECTS)
        register_check(check_field_keys, deploy=True)
        register_room(ROOM)
