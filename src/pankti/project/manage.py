"""Django's command line with our settings: ``./pankti manage …``."""

import os
import sys

from django.core.management import execute_from_command_line

AS_OWNER = {"migrate", "prepare_database", "sqlmigrate", "showmigrations", "makemigrations", "flush"}


def main() -> None:
    if AS_OWNER & set(sys.argv[1:2]):
        os.environ["PANKTI_AS_OWNER"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pankti.project.settings")
    execute_from_command_line(["./pankti manage", *sys.argv[1:]])


if __name__ == "__main__":
    main()
