from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from pankti.audit.types import register
from pankti.base.personal import register_room
from pankti.base.shell import NavItem, register_nav
from pankti.channels.events import EVENTS
from pankti.organisation.reorganising.kept_paths import register_kept_paths


class ChannelsConfig(AppConfig):
    name = "pankti.channels"
    label = "channels"

    def ready(self) -> None:
        from pankti.channels.personal import ROOM  # noqa: PLC0415 - models are ready only now

        register(*EVENTS)
        register_room(ROOM)
        register_kept_paths("channels_room", "path")
        register_nav(
            NavItem(
                _("Video services"),
                "channels:services",
                order=85,
                right="organisation.manage",
                icon="video",
                within="console:posts",
                at_top=True,
            )
        )
