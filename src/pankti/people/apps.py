from django.apps import AppConfig

from pankti.audit.types import register
from pankti.people.events import EVENTS


class PeopleConfig(AppConfig):
    name = "pankti.people"
    label = "people"

    def ready(self) -> None:
        register(*EVENTS)
