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
    """Import as the role that serves; the database stands ready, migrated by its owner."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pankti.project.settings")
    import django  # noqa: PLC0415  (settings first)

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    with contextlib.redirect_stdout(sys.stderr):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (backend,) = cursor.fetchone()
        began, busy, own = time.perf_counter(), _busy(backend), time.process_time()
        call_command("import_units", str(file), "--yes", "--reject-file", str(file.with_suffix(".rejected.csv")))
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM organisation_unit")
            (units,) = cursor.fetchone()
            seconds, busy, own = time.perf_counter() - began, _busy(backend) - busy, time.process_time() - own
            cursor.execute("SELECT count(*) FROM organisation_placement")
            (placements,) = cursor.fetchone()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    done = {"seconds": seconds, "units": units, "placements": placements, "peak_mb": peak}
    print(json.dumps(done | {"python": own, "postgresql": busy}))


def _busy(backend: int) -> float:
    """Processor seconds of the server's process, where it runs on this machine; else 0."""
    try:
        fields = Path(f"/proc/{backend}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
