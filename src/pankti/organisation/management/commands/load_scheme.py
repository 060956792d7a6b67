from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from pankti.base.actor import SYSTEM
from pankti.base.errors import DomainError
from pankti.organisation.actions.load_scheme import load_scheme


class Command(BaseCommand):
    help = "Checks a level scheme and loads it: levels, trees, wings, posts. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="a file of organisation/schemes/ without its .toml")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            change = load_scheme(actor=SYSTEM, code=options["code"])
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("Loaded: %(levels)d levels, %(trees)d trees, %(wings)d wings, %(posts)d posts new or changed.")
            % {"levels": change.levels, "trees": change.trees, "wings": change.wings, "posts": change.posts}
        )
