"""One import in a process of its own, so that its memory can be told: ``python -m benchmarks.import_once FILE``."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
import time
from pathlib import Path


def main(file: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pankti.project.settings")
    import django  # noqa: PLC0415  (settings first)

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from pankti.project.demo.load import create_organisation  # noqa: PLC0415

    with contextlib.redirect_stdout(sys.stderr):
        call_command("migrate", verbosity=0)
        call_command("load_scheme", "in-organisation")
        create_organisation("in-organisation")
        began = time.perf_counter()
        call_command("import_units", str(file), "--yes", "--reject-file", str(file.with_suffix(".rejected.csv")))
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM organisation_unit")
            (units,) = cursor.fetchone()
            seconds = time.perf_counter() - began
            cursor.execute("SELECT count(*) FROM organisation_placement")
            (placements,) = cursor.fetchone()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "units": units, "placements": placements, "peak_mb": peak}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
