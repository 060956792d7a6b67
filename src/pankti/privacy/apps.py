from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from pankti.audit.types import register
from pankti.base.personal import register_room
from pankti.base.shell import NavItem, register_nav
from pankti.privacy.events import EVENTS


class PrivacyConfig(AppConfig):
    name = "pankti.privacy"
    label = "privacy"

    def ready(self) -> None:
        from pankti.privacy.personal import ROOM  # noqa: PLC0415 - models are ready only now

        register(*EVENTS)
        register_room(ROOM)
        register_nav(
            NavItem(
                _("Erasures"),
                "privacy:erasures",
                order=85,
                right="people.manage",
                icon="trash-2",
                within="console:people",
            )
        )
