from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from pankti.base.actor import SYSTEM
from pankti.base.errors import DomainError
from pankti.organisation.actions.import_people import import_people
from pankti.organisation.errors import ForbiddenColumn, ListRefused
from pankti.organisation.importing.people_list import FIELDS, PeoplePlan, make_people_plan
from pankti.organisation.importing.plan import ColumnForbidden
from pankti.organisation.importing.reject import RejectFile
from pankti.organisation.importing.tables import FileRefused
from pankti.organisation.queries import find_unit_by


class Command(BaseCommand):
    help = "Imports a list of people (CSV): names, numbers, units, homes, posts. The same list again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--map", action="append", default=[], metavar="FIELD=COLUMN", dest="columns",
                            help=f"settle one column by hand; fields: {', '.join(FIELDS)}")  # fmt: skip
        parser.add_argument("--under", help="the unit of rows that name none (id, code or level:code)")
        parser.add_argument("--encoding", default="", help="only where it is not found by itself")
        parser.add_argument("--reject-file", type=Path, help="where rows go that cannot be taken")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--yes", action="store_true", help="do not ask whether the columns are understood")

    def handle(self, *args: Any, **options: Any) -> None:
        under = find_unit_by(options["under"]) if options["under"] else None
        if options["under"] and under is None:
            raise CommandError(_("There is no single unit “%(unit)s”.") % {"unit": options["under"]})
        try:
            plan = make_people_plan(options["file"], columns=_pairs(options["columns"]), encoding=options["encoding"])
            self._show(plan)
            if not options["yes"] and not options["dry_run"] and not self._confirmed():
                raise CommandError(_("Nothing was imported."))
            path = options["reject_file"] or Path(f"{options['file'].name.split('.')[0]}.rejected.csv")
            with RejectFile(path) as rejects:
                result = import_people(
                    actor=SYSTEM,
                    plan=plan,
                    under=under.id if under else None,
                    dry_run=options["dry_run"],
                    report=rejects.add,
                    progress=lambda rows: self.stderr.write(f"rows: {rows}"),
                )
        except FileRefused as error:
            raise CommandError(str(ListRefused(why=str(error)))) from error
        except ColumnForbidden as error:
            raise CommandError(str(ForbiddenColumn(**error.fields))) from error
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _(
                "%(head)s: %(rows)d rows read; %(new)d people new, %(changed)d changed, %(unchanged)d unchanged,"
                " %(appointed)d appointed, %(rejected)d rejected."
            )
            % {
                "head": _("Would change") if options["dry_run"] else _("Imported"),
                "rows": result.rows,
                "new": result.new,
                "changed": result.changed,
                "unchanged": result.unchanged,
                "appointed": result.appointed,
                "rejected": result.rejected,
            }
        )
        if rejects.count:
            self.stdout.write(
                _("%(count)d remarks are in %(file)s.") % {"count": rejects.count, "file": str(rejects.path)}
            )

    def _show(self, plan: PeoplePlan) -> None:
        for field in FIELDS:
            if field in plan.columns:
                self.stderr.write(f"  {field}: {plan.column(field)}")
        if plan.left_out:
            self.stderr.write(_("Left out: %(columns)s") % {"columns": ", ".join(plan.left_out)})

    def _confirmed(self) -> bool:
        if not sys.stdin.isatty():
            raise CommandError(_("Add --yes to import without being asked, or --dry-run to look first."))
        return input(_("Import it so? [y/N] ")).strip().lower() in {"y", "yes", "j", "h", "हाँ", "ह"}


def _pairs(texts: list[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or key.strip() not in FIELDS:
            raise CommandError(_("“%(text)s” must be written as NAME=VALUE.") % {"text": text})
        pairs[key.strip()] = value.strip()
    return pairs
