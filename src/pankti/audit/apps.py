from django.apps import AppConfig

from pankti.audit.events import EVENTS
from pankti.audit.types import register


class AuditConfig(AppConfig):
    name = "pankti.audit"
    label = "audit"

    def ready(self) -> None:
        register(*EVENTS)
