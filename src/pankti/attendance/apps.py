from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from pankti.attendance.events import EVENTS
from pankti.audit.types import register
from pankti.base.personal import register_room
from pankti.fieldsync.registry import register_command
from pankti.meetings.tabs import Tab, register_tab
from pankti.meetings.types import MeetingState
from pankti.organisation.reorganising.kept_paths import register_kept_paths
from pankti.people.merging import register_holding


class AttendanceConfig(AppConfig):
    name = "pankti.attendance"
    label = "attendance"

    def ready(self) -> None:
        from pankti.attendance.merging import HOLDINGS  # noqa: PLC0415 - models are ready only now
        from pankti.attendance.personal import ROOM  # noqa: PLC0415 - models are ready only now
        from pankti.attendance.sync import COMMANDS  # noqa: PLC0415 - models are ready only now

        register(*EVENTS)
        register_room(ROOM)
        register_holding(*HOLDINGS)
        register_kept_paths("attendance_presence", "path", "at_path")
        register_kept_paths("attendance_alias", "path")
        for table in ("arrival", "report", "reportline", "rehearsal"):
            register_kept_paths(f"attendance_{table}", "at_path")
        for name, handler in COMMANDS.items():
            register_command(name, handler)
        register_tab(
            Tab(
                _("Attendance"),
                "attendance:page",
                order=30,
                is_for=lambda meeting: meeting.state is not MeetingState.DRAFT,
            )
        )
        register_tab(
            Tab(_("Ready?"), "attendance:ready", order=20, is_for=lambda meeting: meeting.state is MeetingState.CALLED)
        )
