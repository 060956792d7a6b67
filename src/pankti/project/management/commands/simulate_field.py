"""``./pankti manage simulate_field --url …``: invented people answer through the real API, until the parent ends."""

from __future__ import annotations

import asyncio
import os
import signal
from argparse import ArgumentParser
from random import Random
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from pankti.organisation.models import Organisation
from pankti.people.queries import find_person_by_phone
from pankti.project.demo import cast
from pankti.project.demo.simulator import roster
from pankti.project.demo.simulator.field import Field
from pankti.project.demo.simulator.wire import Server

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
MOST = 3_000


class Command(BaseCommand):
    help = "Let one simulated phone for each last unit (at most 3,000) answer through the real API. Demo only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--url", default="http://127.0.0.1:8000/")
        parser.add_argument("--phones", type=int, default=MOST)
        parser.add_argument("--speed", type=float, default=60.0, help="minutes of human time in one real minute")
        parser.add_argument("--rate", type=float, default=40.0, help="calls a second, at most")
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--once", action="store_true", help="end when nobody has anything left to do")

    def handle(self, *args: object, **options: Any) -> None:
        organisation = Organisation.objects.first()
        if organisation is None or not organisation.is_demo:
            raise CommandError(_("The field is simulated for the demo only: here is a real organisation, or none."))
        server = Server.at(options["url"])
        if server.host not in LOOPBACK:
            raise CommandError(_("Simulated phones call this machine only: give --url with 127.0.0.1."))
        people = [find_person_by_phone(str(hint["phone"])) for hint in cast.read_hints()]
        spared = [person.id for person in people if person]
        phones = roster.sign_in(options["phones"], options["seed"], spared)
        rng = Random(options["seed"] + 1)  # noqa: S311  (invented people, not a secret)
        field = Field(server, phones, rng, speed=options["speed"], rate=options["rate"])
        parent = os.getppid()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: field.stop())
        asyncio.run(field.run(roster.newest_change, lambda: os.getppid() == parent, once=options["once"]))
        if options["once"]:
            self.stdout.write(" ".join(f"{name}={count}" for name, count in sorted(field.counts.items())))
