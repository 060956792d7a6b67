from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from pankti.audit.types import register, register_subjects
from pankti.base.personal import register_room
from pankti.base.shell import NavItem, register_nav
from pankti.directives.events import EVENTS


class DirectivesConfig(AppConfig):
    name = "pankti.directives"
    label = "directives"

    def ready(self) -> None:
        from pankti.directives.actions.follow_moves import RunningDirectives  # noqa: PLC0415 - models are ready only now
        from pankti.directives.audited import SUBJECTS  # noqa: PLC0415 - models are ready only now
        from pankti.directives.personal import ROOM  # noqa: PLC0415 - models are ready only now
        from pankti.directives.sync import SOURCE  # noqa: PLC0415 - models are ready only now
        from pankti.fieldsync.registry import register_source  # noqa: PLC0415
        from pankti.organisation.reorganising.following import register_follower  # noqa: PLC0415

        register(*EVENTS)
        register_subjects(*SUBJECTS)
        register_source(SOURCE)
        register_nav(
            NavItem(_("Directives"), "directives:list", order=10, right="directive.view", icon="megaphone"),
            NavItem(
                _("Reminder rules"),
                "directives:rules",
                order=80,
                right="organisation.manage",
                icon="bell",
                at_top=True,
                within="console:posts",
            ),
        )
        register_room(ROOM)
        register_follower(RunningDirectives)
