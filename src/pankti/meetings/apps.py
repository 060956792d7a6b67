from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from pankti.audit.types import register, register_subjects
from pankti.base.personal import register_room
from pankti.base.shell import NavItem, register_nav
from pankti.meetings.events import EVENTS
from pankti.organisation.reorganising.kept_paths import register_kept_paths


class MeetingsConfig(AppConfig):
    name = "pankti.meetings"
    label = "meetings"

    def ready(self) -> None:
        from pankti.fieldsync.registry import register_source  # noqa: PLC0415 - models are ready only now
        from pankti.meetings.actions.follow_moves import ComingMeetings  # noqa: PLC0415 - models are ready only now
        from pankti.meetings.audited import SUBJECTS  # noqa: PLC0415 - models are ready only now
        from pankti.meetings.personal import ROOM  # noqa: PLC0415 - models are ready only now
        from pankti.meetings.queries.sessions import SOURCE  # noqa: PLC0415 - models are ready only now
        from pankti.organisation.reorganising.following import register_follower  # noqa: PLC0415

        register(*EVENTS)
        register_follower(ComingMeetings)
        register_kept_paths("meetings_meeting", "path")
        register_kept_paths("meetings_agendatemplate", "path")
        register_subjects(*SUBJECTS)
        register_room(ROOM)
        register_source(SOURCE)
        register_nav(NavItem(_("Meetings"), "meetings:list", order=15, right="meeting.view", icon="calendar"))
