from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from pankti.audit.types import register, register_subjects
from pankti.base.personal import register_room
from pankti.base.shell import NavItem, register_nav
from pankti.conferences.events import EVENTS
from pankti.organisation.reorganising.kept_paths import register_kept_paths


class ConferencesConfig(AppConfig):
    name = "pankti.conferences"
    label = "conferences"

    def ready(self) -> None:
        from pankti.conferences.audited import SUBJECTS  # noqa: PLC0415 - models are ready only now
        from pankti.conferences.personal import ROOM  # noqa: PLC0415 - models are ready only now
        from pankti.conferences.queries.notices import SOURCE  # noqa: PLC0415 - models are ready only now
        from pankti.conferences.sync import take_registrations, take_reports  # noqa: PLC0415
        from pankti.fieldsync.registry import register_command, register_source  # noqa: PLC0415

        register(*EVENTS)
        register_subjects(*SUBJECTS)
        register_source(SOURCE)
        register_command("session.report", take_reports)
        register_command("session.register", take_registrations)
        register_nav(
            NavItem(
                _("Conferences"),
                "conferences:list",
                order=24,
                right="meeting.view",
                icon="users",
                within="meetings:list",
            )
        )
        register_room(ROOM)
        register_kept_paths("conferences_plan", "path")
        register_kept_paths("conferences_session", "path")
