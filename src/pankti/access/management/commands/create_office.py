from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from pankti.access.actions.create_office import FirstOffice, create_office
from pankti.access.management.passwords import ask_password
from pankti.base.actor import SYSTEM
from pankti.base.errors import DomainError
from pankti.organisation.models import ActorClass


class Command(BaseCommand):
    help = "Founds the organisation on a fresh server and gives its first manager an account for the console."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organisation-hi", default="", help="the organisation's name in Hindi")
        parser.add_argument("--organisation-en", default="", help="the organisation's name in English")
        parser.add_argument("--kind", choices=ActorClass.values, default="other", help="what kind of body it is")
        parser.add_argument("--scheme", default="in-organisation", help="a file of organisation/schemes/")
        parser.add_argument("--level", default="", help="the level of the top unit; the scheme's highest by default")
        parser.add_argument("--name-hi", default="", help="the manager's name in Hindi")
        parser.add_argument("--name-en", default="", help="the manager's name in English")
        parser.add_argument("--phone", required=True, help="the manager's phone number")
        parser.add_argument("--language", choices=["hi", "en"], default="hi")
        parser.add_argument("--password-file", help="a file that holds the password; - reads it from standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        wish = FirstOffice(
            organisation={"hi": options["organisation_hi"], "en": options["organisation_en"]},
            person={"hi": options["name_hi"], "en": options["name_en"]},
            phone=options["phone"],
            password=ask_password(options["password_file"]),
            kind=options["kind"],
            scheme=options["scheme"],
            level=options["level"],
            language=options["language"],
        )
        try:
            create_office(actor=SYSTEM, wish=wish)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("The office is ready. Sign in at /console/ with this number and password."))
