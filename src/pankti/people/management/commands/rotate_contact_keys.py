from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pankti.base.actor import SYSTEM
from pankti.people.actions.rotate_keys import rotate_keys
from pankti.people.vault import Unopenable, present_key_id


class Command(BaseCommand):
    help = "Seal all phone numbers under the last key of PANKTI_FIELD_KEYS; may be stopped and started again."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = rotate_keys(actor=SYSTEM, progress=lambda n: self.stdout.write(f"{n} sealed"))
        except Unopenable as error:
            raise CommandError(f"A stored number cannot be opened ({error}). Put its key back into the ring.") from None
        self.stdout.write(f"Done: {done} sealed anew; all are under key {present_key_id()}. Older keys may go.")
