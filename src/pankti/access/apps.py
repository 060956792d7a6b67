from django.apps import AppConfig
from django.core.checks import register as register_check

from pankti.access.checks import check_second_factor, check_sender
from pankti.access.events import EVENTS
from pankti.audit.types import register


class AccessConfig(AppConfig):
    name = "pankti.access"
    label = "access"

    def ready(self) -> None:
        register(*EVENTS)
        register_check(check_sender, deploy=True)
        register_check(check_second_factor, deploy=True)
