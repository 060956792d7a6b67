from __future__ import annotations

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from pankti.base.actor import SYSTEM
from pankti.base.errors import DomainError
from pankti.privacy.actions.open_hold import open_hold


class Command(BaseCommand):
    help = "Shows what the law wants kept for a year of a person who was erased. Each time is written into the audit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("person", type=UUID)
        parser.add_argument("--why", required=True, help="which authority asked, and under which reference")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(open_hold(actor=SYSTEM, person_id=options["person"], why=options["why"]))
        except DomainError as error:
            raise CommandError(_("There is nothing sealed for this person (any more).")) from error
