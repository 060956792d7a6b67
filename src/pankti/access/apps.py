from django.apps import AppConfig
from django.core.checks import register as register_check
from django.utils.translation import gettext_lazy as _

from pankti.access.checks import check_second_factor, check_sender
from pankti.access.events import EVENTS
from pankti.audit.types import register
from pankti.base.personal import register_room
from pankti.base.shell import NavItem, register_nav
from pankti.people.merging import register_holding


class AccessConfig(AppConfig):
    name = "pankti.access"
    label = "access"

    def ready(self) -> None:
        from pankti.access.merging import HOLDINGS  # noqa: PLC0415 - models are ready only now
        from pankti.access.personal import ROOM  # noqa: PLC0415 - models are ready only now

        register(*EVENTS)
        register_check(check_sender, deploy=True)
        register_check(check_second_factor, deploy=True)
        register_nav(
            NavItem(
                _("Invitations"),
                "access:invitations",
                order=40,
                right="people.manage",
                icon="user-plus",
                within="console:people",
            )
        )
        register_holding(*HOLDINGS)
        register_room(ROOM)
