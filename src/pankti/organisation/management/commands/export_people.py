from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from pankti.base.actor import SYSTEM
from pankti.base.csv import write_csv
from pankti.organisation.actions.export_people import export_people
from pankti.organisation.queries import find_unit_by
from pankti.organisation.queries.people_export import PEOPLE_HEADER


class Command(BaseCommand):
    help = "Writes the people of a unit and below as CSV, with their numbers; no cell can run as a formula. Audited."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="where to; without it, standard output")
        parser.add_argument("--under", required=True, help="this unit and those below it (id, code or level:code)")

    def handle(self, *args: Any, **options: Any) -> None:
        under = find_unit_by(options["under"])
        if under is None:
            raise CommandError(_("There is no single unit “%(unit)s”.") % {"unit": options["under"]})
        rows = export_people(actor=SYSTEM, unit_id=under.id)
        if options["file"] is None:
            write_csv(sys.stdout, PEOPLE_HEADER, rows)
            return
        with options["file"].open("w", encoding="utf-8", newline="") as file:
            count = write_csv(file, PEOPLE_HEADER, rows)
        self.stderr.write(_("%(count)d lines written to %(file)s.") % {"count": count, "file": str(options["file"])})
