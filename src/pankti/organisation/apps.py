from django.apps import AppConfig

from pankti.audit.types import register, register_subjects
from pankti.base.personal import register_room
from pankti.organisation.events import TYPES
from pankti.organisation.merging import HOLDINGS
from pankti.organisation.reorganising.following import register_follower
from pankti.organisation.reorganising.kept_paths import KeptPaths
from pankti.people.merging import register_holding


class OrganisationConfig(AppConfig):
    name = "pankti.organisation"
    label = "organisation"

    def ready(self) -> None:
        from pankti.organisation.audited import SUBJECTS  # noqa: PLC0415 - models are ready only now
        from pankti.organisation.personal import ROOM  # noqa: PLC0415 - models are ready only now

        register(*TYPES)
        register_subjects(*SUBJECTS)
        register_holding(*HOLDINGS)
        register_room(ROOM)
        register_follower(KeptPaths)
