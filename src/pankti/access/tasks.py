"""Jobs of access. Each may run twice."""

from __future__ import annotations

from procrastinate.contrib.django import app

from pankti.access.actions.code_app import reseal_apps
from pankti.access.actions.sweep import sweep_sign_in


@app.periodic(cron="23 * * * *")
@app.task(name="access.sweep", queueing_lock="access.sweep")
def sweep_job(timestamp: int) -> None:
    sweep_sign_in()


@app.periodic(cron="53 * * * *")
@app.task(name="access.reseal", queueing_lock="access.reseal")
def reseal_job(timestamp: int) -> None:
    reseal_apps()
