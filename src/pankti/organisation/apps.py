from django.apps import AppConfig

from pankti.audit.types import register
from pankti.organisation.events import TYPES


class OrganisationConfig(AppConfig):
    name = "pankti.organisation"
    label = "organisation"

    def ready(self) -> None:
        register(*TYPES)
