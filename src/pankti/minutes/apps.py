from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from pankti.audit.types import register
from pankti.base.personal import register_room
from pankti.meetings.tabs import Tab, register_tab
from pankti.meetings.types import MeetingState
from pankti.minutes.events import EVENTS


class MinutesConfig(AppConfig):
    name = "pankti.minutes"
    label = "minutes"

    def ready(self) -> None:
        from pankti.minutes.personal import ROOM  # noqa: PLC0415 - models are ready only now

        register(*EVENTS)
        register_room(ROOM)
        register_tab(
            Tab(_("Record"), "minutes:record", order=40, is_for=lambda meeting: meeting.state is not MeetingState.DRAFT)
        )
