from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from pankti.base.actor import SYSTEM
from pankti.base.errors import DomainError
from pankti.organisation.actions.group_units import group_units
from pankti.organisation.queries import find_unit_by


class Command(BaseCommand):
    help = "Builds a level that the lists lack, out of neighbouring units of the level below. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--level", required=True, action="append", help="the level to build; lower levels first")
        parser.add_argument("--size", type=int, help="about how many units to a group; else the level's own size")
        parser.add_argument("--under", help="only below this unit (id, code or level:code)")

    def handle(self, *args: Any, **options: Any) -> None:
        under = find_unit_by(options["under"]) if options["under"] else None
        if options["under"] and under is None:
            raise CommandError(_("There is no single unit “%(unit)s”.") % {"unit": options["under"]})
        for level in options["level"]:
            started = time.monotonic()
            try:
                change = group_units(actor=SYSTEM, level=level, size=options["size"], under=under.id if under else None)
            except DomainError as error:
                raise CommandError(str(error)) from error
            self.stdout.write(
                _("%(level)s: %(groups)d made, %(members)d units gathered, in %(seconds).1f s.")
                % {
                    "level": level,
                    "groups": change.groups,
                    "members": change.members,
                    "seconds": time.monotonic() - started,
                }
            )
