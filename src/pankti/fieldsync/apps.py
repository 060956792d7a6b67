from django.apps import AppConfig

from pankti.base.personal import register_room


class FieldsyncConfig(AppConfig):
    name = "pankti.fieldsync"
    label = "fieldsync"

    def ready(self) -> None:
        from pankti.fieldsync.personal import ROOM  # noqa: PLC0415 - models are ready only now

        register_room(ROOM)
