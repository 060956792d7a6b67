"""``./pankti manage seed_demo``: fills an empty database with the invented organisation."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from pankti.base.errors import DomainError
from pankti.project.demo.seed import SEED, seed
from pankti.project.demo.sizes import SIZES


class Command(BaseCommand):
    help = "Fill an empty database with the demo: an invented organisation, or real lists with invented people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", choices=sorted(SIZES), default="")
        parser.add_argument("--units", nargs="+", type=Path, default=[], metavar="FILE")
        parser.add_argument("--seed", type=int, default=SEED)

    def handle(self, *args: object, **options: object) -> None:
        size, number, files = options["size"], options["seed"], options["units"]
        assert isinstance(size, str)  # noqa: S101  (argparse says so)
        assert isinstance(number, int)  # noqa: S101
        assert isinstance(files, list)  # noqa: S101
        try:
            done = seed(size=size, files=files, number=number, say=self.stderr.write)
        except DomainError as error:
            raise CommandError(str(error)) from error
        if done.is_new:
            line = _("The demo is filled: %(units)s units, %(holdings)s holdings.")
            self.stdout.write(line % {"units": done.units, "holdings": done.holdings})
        else:
            self.stdout.write(_("The demo of size %(size)s is already there.") % {"size": done.size})
        for hint in done.hints:
            password = f"  {hint['password']}" if hint["password"] else ""
            self.stdout.write(f"{hint['phone']}  {hint['role']}{password}")
