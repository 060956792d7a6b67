from django.apps import AppConfig

from pankti.base.personal import Room, Table, register_room


class BaseConfig(AppConfig):
    name = "pankti.base"
    label = "base"

    def ready(self) -> None:
        # Whose photo a file is, its owner's row says.
        register_room(Room("base", (Table("base.StoredFile", impersonal="sha256 size media_type stored_at"),)))
