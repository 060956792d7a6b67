from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from pankti.access.actions.set_password import set_password
from pankti.access.management.passwords import ask_password
from pankti.base.actor import SYSTEM
from pankti.base.errors import DomainError
from pankti.people.phones import read_phone
from pankti.people.queries import find_person_by_phone


class Command(BaseCommand):
    help = "Gives a person a password for the console, or a new one; all their sessions end."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--phone", required=True, help="the person's phone number")
        parser.add_argument("--password-file", help="a file that holds the password; - reads it from standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            person = find_person_by_phone(read_phone(options["phone"]))
            if person is None:
                raise CommandError(_("Nobody here has this number."))
            set_password(actor=SYSTEM, person_id=person.id, password=ask_password(options["password_file"]))
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("The password is set."))
