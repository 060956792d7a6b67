"""After a restore to an earlier moment: make every phone pull afresh."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from pankti.fieldsync.actions.epoch import begin_epoch


class Command(BaseCommand):
    help = "Begin a new sync epoch: every phone pulls everything anew at its next contact."

    def handle(self, *args: Any, **options: Any) -> None:
        begin_epoch()
        self.stdout.write("A new epoch has begun: phones pull everything anew.")
