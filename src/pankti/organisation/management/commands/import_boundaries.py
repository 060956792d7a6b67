from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from pankti.base.actor import SYSTEM
from pankti.base.errors import DomainError
from pankti.organisation.actions.import_outlines import import_outlines
from pankti.organisation.importing.tables import FileRefused


class Command(BaseCommand):
    help = "Gives known units their outlines for the map, from GeoJSON (gzip too). Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = import_outlines(actor=SYSTEM, files=options["files"])
        except (FileRefused, DomainError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("%(matched)d outlines found their unit, %(changed)d changed; %(empty)d were empty.")
            % {"matched": result.matched, "changed": result.changed, "empty": result.empty}
        )
        if result.unmatched:
            self.stdout.write(
                _("%(count)d have no unit here: %(names)s")
                % {"count": len(result.unmatched), "names": ", ".join(result.unmatched[:40])}
            )
