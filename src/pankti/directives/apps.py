from django.apps import AppConfig

from pankti.audit.types import register
from pankti.directives.events import EVENTS


class DirectivesConfig(AppConfig):
    name = "pankti.directives"
    label = "directives"

    def ready(self) -> None:
        from pankti.directives.sync import SOURCE  # noqa: PLC0415 - models are ready only now
        from pankti.fieldsync.registry import register_source  # noqa: PLC0415

        register(*EVENTS)
        register_source(SOURCE)
