"""Django's command line with our settings: ``./pankti manage …``."""

import os
import sys

from django.core.management import execute_from_command_line

from pankti.base.sight import begin_as_system

AS_OWNER = {"migrate", "prepare_database", "sqlmigrate", "showmigrations", "makemigrations", "flush"}


def main() -> None:
    name = "".join(sys.argv[1:2])
    if not name.startswith("-"):  # group-units is group_units
        sys.argv[1:2] = [name.replace("-", "_")] if name else []
    if AS_OWNER & set(sys.argv[1:2]):
        os.environ["PANKTI_AS_OWNER"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pankti.project.settings")
    begin_as_system()
    execute_from_command_line(["./pankti manage", *sys.argv[1:]])


if __name__ == "__main__":
    main()
