from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from pankti.access.actions.reset_step import reset_step
from pankti.base.actor import SYSTEM
from pankti.base.errors import DomainError
from pankti.people.phones import read_phone
from pankti.people.queries import find_person_by_phone


class Command(BaseCommand):
    help = "Takes the second step off a person's account when phone, key and recovery codes are all lost."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--phone", required=True, help="the person's phone number")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            person = find_person_by_phone(read_phone(options["phone"]))
            if person is None:
                raise CommandError(_("Nobody here has this number."))
            reset_step(actor=SYSTEM, person_id=person.id)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("The second step is taken off. It is set up anew at the next sign-in."))
