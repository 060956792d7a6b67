from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from pankti.people.actions.index_names import index_names


class Command(BaseCommand):
    help = "Builds anew what people are found by when their name is searched. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--everyone", action="store_true", help="work out every name's sound again, too")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = index_names(everyone=options["everyone"])
        self.stdout.write(_("People are found by %(rows)d rows now.") % {"rows": rows})
