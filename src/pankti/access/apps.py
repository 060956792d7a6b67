from django.apps import AppConfig

from pankti.access.events import EVENTS
from pankti.audit.types import register


class AccessConfig(AppConfig):
    name = "pankti.access"
    label = "access"

    def ready(self) -> None:
        register(*EVENTS)
