"""Migrate as the owner, then let the serving role in: ``./pankti manage prepare_database``."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from pankti.project.rights import give_rights


class Command(BaseCommand):
    help = "Brings the database up to date and gives the serving role its rights. Safe to run at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stderr.write("pankti: bringing the database up to date")
            call_command("migrate", interactive=False, verbosity=0)
        role = urlsplit(settings.APP_DATABASE_URL).username
        if role and role != connection.settings_dict["USER"]:
            give_rights(connection, role)
        call_command("collectstatic", interactive=False, verbosity=0)
