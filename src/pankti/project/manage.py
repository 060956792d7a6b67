"""Django's command line with our settings: ``./pankti manage …``."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pankti.project.settings")
    execute_from_command_line(["./pankti manage", *sys.argv[1:]])


if __name__ == "__main__":
    main()
