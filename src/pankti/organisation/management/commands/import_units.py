from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from pankti.base.actor import SYSTEM
from pankti.base.errors import DomainError
from pankti.organisation.actions.import_units import ImportResult, import_units
from pankti.organisation.errors import ForbiddenColumn, ListRefused
from pankti.organisation.importing.mapping import FOLDER, Mapping, MappingFault, list_mappings, read_mapping
from pankti.organisation.importing.mapping_file import write_mapping
from pankti.organisation.importing.plan import ColumnForbidden, Plan, Wishes, make_plan
from pankti.organisation.importing.reject import RejectFile
from pankti.organisation.importing.tables import FileRefused
from pankti.organisation.queries import find_unit_by, get_shape


class Command(BaseCommand):
    help = "Imports lists of units (CSV or GeoJSON, gzip too). The same list again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="lists, and files to look names up in")
        parser.add_argument("--mapping", help="a mapping file, or the name of one that comes with the product")
        parser.add_argument("--map", action="append", default=[], metavar="FIELD=COLUMN", dest="columns",
                            help="settle one column by hand, for example booth.code=“Part No”")  # fmt: skip
        parser.add_argument("--set", action="append", default=[], metavar="COLUMN=VALUE", dest="constants",
                            help="give every row a column with this value")  # fmt: skip
        parser.add_argument("--level", default="", help="what every row is, where no column says so")
        parser.add_argument("--source", default="", help="where the list comes from; part of a unit's import key")
        parser.add_argument("--under", help="the unit (id, code or level:code) under which the top units hang")
        parser.add_argument("--tree", action="append", default=[], help="only this tree; may be given again")
        parser.add_argument("--encoding", default="", help="only where it is not found by itself")
        parser.add_argument("--reject-file", type=Path, help="where rows go that cannot be taken")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--save-mapping", type=Path, metavar="FILE",
                            help="write the columns' meaning into a file to edit, and import nothing")  # fmt: skip
        parser.add_argument("--yes", action="store_true", help="do not ask whether the columns are understood")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            plan = self._plan(options)
            self._show(plan)
            if options["save_mapping"]:
                self._save(plan, options["save_mapping"])
                return
            if not options["yes"] and not options["dry_run"] and not self._confirmed():
                raise CommandError(_("Nothing was imported."))
            path = options["reject_file"] or Path(f"{options['files'][0].name.split('.')[0]}.rejected.csv")
            with RejectFile(path) as rejects:
                result = import_units(
                    actor=SYSTEM, plan=plan, dry_run=options["dry_run"], report=rejects.add, progress=self._progress
                )
        except FileRefused as error:
            raise CommandError(str(ListRefused(why=str(error)))) from error
        except ColumnForbidden as error:
            raise CommandError(str(ForbiddenColumn(**error.fields))) from error
        except (DomainError, MappingFault) as error:
            raise CommandError(str(error)) from error
        self._tell(result, options["dry_run"], rejects)

    def _plan(self, options: dict[str, Any]) -> Plan:
        under = None
        if options["under"]:
            unit = find_unit_by(options["under"])
            if unit is None:
                raise CommandError(_("There is no single unit “%(unit)s”.") % {"unit": options["under"]})
            under = unit.id
        wishes = Wishes(
            mapping=self._mapping(options["mapping"]) if options["mapping"] else None,
            columns=_pairs(options["columns"]),
            settings=_pairs(options["constants"]),
            level=options["level"],
            source=options["source"],
            under=under,
            trees=tuple(options["tree"]),
            encoding=options["encoding"],
        )
        shape = get_shape()
        for name in options["tree"]:
            if name not in {tree.code for tree in shape.trees}:
                raise CommandError(_("There is no tree “%(tree)s”.") % {"tree": name})
        if options["level"] and options["level"] not in shape.levels:
            raise CommandError(_("There is no level “%(level)s”.") % {"level": options["level"]})
        return make_plan(options["files"], shape=shape, mappings=list_mappings(), wishes=wishes)

    def _mapping(self, name: str) -> Mapping:
        path = Path(name)
        return read_mapping(path if path.exists() else FOLDER / f"{path.stem}.toml")

    def _show(self, plan: Plan) -> None:
        """How the columns are understood, once for each kind of list."""
        shown: set[tuple[str, tuple[str, ...]]] = set()
        for source in plan.sources:
            kind = (source.mapping.code, tuple(source.table.columns))
            if kind in shown:
                continue
            shown.add(kind)
            files = sum(1 for other in plan.sources if (other.mapping.code, tuple(other.table.columns)) == kind)
            self.stderr.write(
                _("%(file)s (%(files)d files of this kind): mapping “%(mapping)s”, source “%(source)s”")
                % {
                    "file": source.table.path.name,
                    "files": files,
                    "mapping": source.mapping.code,
                    "source": source.mapping.source,
                }
            )
            for spec in source.mapping.units:
                names = "; ".join(f"{lang} = {' | '.join(t.text for t in texts)}" for lang, texts in spec.names.items())
                self.stderr.write(f"  {spec.level or '*'}: {spec.code.text}   {names}")
            for lookup in source.lookups:
                self.stderr.write(f"  + {', '.join(lookup.join.take)} ({len(lookup.entries)})")

    def _save(self, plan: Plan, path: Path) -> None:
        """The mapping of the one kind of list that was given; what stands in ``path`` already is left alone."""
        texts = {write_mapping(source.mapping, source.table.columns) for source in plan.sources}
        if len(texts) > 1:
            raise CommandError(_("These lists are of different kinds. Save the mapping of one at a time."))
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(texts.pop())
        except FileExistsError as error:
            raise CommandError(_("%(file)s stands already; name another file.") % {"file": str(path)}) from error
        self.stdout.write(_("Written to %(file)s. Edit it, and import with --mapping %(file)s.") % {"file": str(path)})

    def _confirmed(self) -> bool:
        if not sys.stdin.isatty():
            raise CommandError(_("Add --yes to import without being asked, or --dry-run to look first."))
        return input(_("Import it so? [y/N] ")).strip().lower() in {"y", "yes", "j", "h", "हाँ", "ह"}

    def _progress(self, stage: str, count: int) -> None:
        end = "\r" if self.stderr.isatty() and stage == "rows" else "\n"
        if end == "\n" and stage == "rows" and count % 200_000:
            return
        self.stderr.write(f"{stage}: {count}", ending=end)

    def _tell(self, result: ImportResult, is_dry: bool, rejects: RejectFile) -> None:
        head = _("Would change") if is_dry else _("Imported")
        self.stdout.write(
            _(
                "%(head)s: %(rows)d rows read; %(new)d new, %(changed)d changed, %(moved)d moved,"
                " %(unchanged)d unchanged, %(missing)d missing, %(rejected)d rejected."
            )
            % {
                "head": head,
                "rows": result.rows,
                "new": result.new,
                "changed": result.changed,
                "moved": result.moved,
                "unchanged": result.unchanged,
                "missing": result.missing,
                "rejected": result.rejected,
            }
        )
        for level, count in result.by_level.items():
            self.stdout.write(f"  {level}: {count}")
        if rejects.count:
            self.stdout.write(
                _("%(count)d remarks are in %(file)s.") % {"count": rejects.count, "file": str(rejects.path)}
            )


def _pairs(texts: list[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals:
            raise CommandError(_("“%(text)s” must be written as NAME=VALUE.") % {"text": text})
        pairs[key.strip()] = value.strip()
    return pairs
