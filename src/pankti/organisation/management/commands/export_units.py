from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from pankti.base.csv import write_csv
from pankti.organisation.queries import EXPORT_HEADER, find_unit_by, get_main_tree, iterate_export


class Command(BaseCommand):
    help = "Writes the units of a tree as CSV for spreadsheets; no cell can run as a formula."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="where to; without it, standard output")
        parser.add_argument("--under", help="only this unit and those below it (id, code or level:code)")
        parser.add_argument("--tree", help="another tree than the main one")

    def handle(self, *args: Any, **options: Any) -> None:
        under = find_unit_by(options["under"]) if options["under"] else None
        if options["under"] and under is None:
            raise CommandError(_("There is no single unit “%(unit)s”.") % {"unit": options["under"]})
        header = _header(options["tree"])
        rows = iterate_export(tree=options["tree"], under=under.id if under else None)
        if options["file"] is None:
            write_csv(sys.stdout, header, rows)
            return
        with options["file"].open("w", encoding="utf-8", newline="") as file:
            count = write_csv(file, header, rows)
        self.stderr.write(_("%(count)d units written to %(file)s.") % {"count": count, "file": str(options["file"])})


def _header(tree: str | None) -> tuple[str, ...]:
    """Parents in another tree say so, lest an import take them for those of the main tree."""
    if tree is None or tree == get_main_tree().code:
        return EXPORT_HEADER
    return tuple(f"{tree} {column}" if column.startswith("parent") else column for column in EXPORT_HEADER)
