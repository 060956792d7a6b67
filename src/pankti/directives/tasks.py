"""The clock door of this room. Each job may run twice."""

from __future__ import annotations

from procrastinate.contrib.django import app

from pankti.directives.actions.close import close_overdue
from pankti.directives.actions.escalate import sweep_rules


@app.periodic(cron="* * * * *")
@app.task(name="directives.sweep", queueing_lock="directives.sweep", pass_context=False)
def sweep_job(timestamp: int) -> None:
    sweep_rules()


@app.periodic(cron="*/10 * * * *")
@app.task(name="directives.close", queueing_lock="directives.close", pass_context=False)
def close_job(timestamp: int) -> None:
    close_overdue()
