"""The queue's worker: ``./pankti manage worker``."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Does what was queued, until told to stop; jobs that run are finished first."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("procrastinate", "worker", "--concurrency", "4", "--delete-jobs", "successful")
