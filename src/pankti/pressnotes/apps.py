from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from pankti.audit.types import register
from pankti.base.personal import register_room
from pankti.base.shell import NavItem, register_nav
from pankti.meetings.tabs import Tab, register_tab
from pankti.meetings.types import MeetingState
from pankti.pressnotes.events import EVENTS
from pankti.pressnotes.types import APPROVE


class PressNotesConfig(AppConfig):
    name = "pankti.pressnotes"
    label = "pressnotes"

    def ready(self) -> None:
        from pankti.pressnotes.personal import ROOM  # noqa: PLC0415 - models are ready only now

        register(*EVENTS)
        register_room(ROOM)
        register_nav(
            NavItem(
                _("Press notes"), "pressnotes:list", order=16, right=APPROVE, icon="file-text", within="meetings:list"
            )
        )
        register_tab(
            Tab(
                _("Press note"),
                "pressnotes:of-meeting",
                order=50,
                is_for=lambda meeting: meeting.state in (MeetingState.CALLED, MeetingState.HELD),
            )
        )
