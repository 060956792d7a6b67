from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from pankti.audit.types import register
from pankti.base.personal import register_room
from pankti.fieldsync.registry import register_command
from pankti.meetings.tabs import Panel, Tab, register_panel, register_tab
from pankti.meetings.types import MeetingState
from pankti.minutes.events import EVENTS


class MinutesConfig(AppConfig):
    name = "pankti.minutes"
    label = "minutes"

    def ready(self) -> None:
        from pankti.minutes.personal import ROOM  # noqa: PLC0415 - models are ready only now
        from pankti.minutes.queries.records import find_before  # noqa: PLC0415
        from pankti.minutes.sync import add_entries, change_entries  # noqa: PLC0415

        register(*EVENTS)
        register_room(ROOM)
        register_command("minute.add", add_entries)
        register_command("minute.change", change_entries)
        register_panel(Panel("minutes/_followed.html", find_before))
        register_tab(
            Tab(
                _("The record"),
                "minutes:record",
                order=40,
                is_for=lambda meeting: meeting.state is not MeetingState.DRAFT,
            )
        )
