from django.apps import AppConfig

from pankti.audit.types import register
from pankti.organisation.events import TYPES
from pankti.organisation.merging import HOLDINGS
from pankti.people.merging import register_holding


class OrganisationConfig(AppConfig):
    name = "pankti.organisation"
    label = "organisation"

    def ready(self) -> None:
        register(*TYPES)
        register_holding(*HOLDINGS)
