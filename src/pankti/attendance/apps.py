from django.apps import AppConfig

from pankti.attendance.events import EVENTS
from pankti.audit.types import register
from pankti.base.personal import register_room


class AttendanceConfig(AppConfig):
    name = "pankti.attendance"
    label = "attendance"

    def ready(self) -> None:
        from pankti.attendance.personal import ROOM  # noqa: PLC0415 - models are ready only now

        register(*EVENTS)
        register_room(ROOM)
