from django.apps import AppConfig

from pankti.audit.events import EVENTS
from pankti.audit.types import register
from pankti.base.personal import register_room


class AuditConfig(AppConfig):
    name = "pankti.audit"
    label = "audit"

    def ready(self) -> None:
        from pankti.audit.personal import ROOM  # noqa: PLC0415 - models are ready only now

        register(*EVENTS)
        register_room(ROOM)
