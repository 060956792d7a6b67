"""Jobs of the phones' protocol. Each may run twice."""

from __future__ import annotations

from procrastinate.contrib.django import app

from pankti.fieldsync.actions.upload import sweep_uploads


@app.periodic(cron="17 3 * * *")
@app.task(name="fieldsync.sweep_uploads")
def sweep_uploads_job(timestamp: int) -> None:
    sweep_uploads()
