from django.apps import AppConfig

from pankti.audit.types import register
from pankti.base.personal import register_room
from pankti.cascade.events import EVENTS


class CascadeConfig(AppConfig):
    name = "pankti.cascade"
    label = "cascade"

    def ready(self) -> None:
        from pankti.cascade.actions.follow_moves import OpenDispatches  # noqa: PLC0415 (models are not ready before)
        from pankti.cascade.personal import ROOM  # noqa: PLC0415 - models are ready only now
        from pankti.cascade.sync import SOURCES, give_answers  # noqa: PLC0415 (models are not ready before)
        from pankti.fieldsync.registry import register_command, register_source  # noqa: PLC0415
        from pankti.organisation.reorganising.following import register_follower  # noqa: PLC0415

        register(*EVENTS)
        for source in SOURCES:
            register_source(source)
        register_command("answer.give", give_answers, is_whole=True)
        register_follower(OpenDispatches)
        register_room(ROOM)
