from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from pankti.base.shell import NavItem, register_facts, register_nav


class ConsoleConfig(AppConfig):
    name = "pankti.console"
    label = "console"

    def ready(self) -> None:
        from pankti.console.queries import read_shell  # noqa: PLC0415 - models are ready only now

        register_facts(read_shell)
        register_nav(NavItem(_("Who did what"), "console:audit", order=70, right="audit.view", icon="history"))
        register_nav(
            NavItem(_("Start"), "console:home", order=0, icon="layout-dashboard"),
            NavItem(_("People"), "console:people", order=30, right="people.view", icon="users"),
            NavItem(_("Teams"), "console:teams", order=32, right="people.view", within="console:people"),
            NavItem(
                _("Posts and wings"),
                "console:posts",
                order=70,
                right="organisation.manage",
                icon="list-tree",
                at_top=True,
            ),
            NavItem(
                _("Reorganise"),
                "console:reorganise",
                order=75,
                right="organisation.manage",
                icon="network",
                within="console:posts",
            ),
        )
