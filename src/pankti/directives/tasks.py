"""The clock door of this room. Each job may run twice."""

from __future__ import annotations

from procrastinate.contrib.django import app

from pankti.directives.actions.escalate import sweep_rules


@app.periodic(cron="* * * * *")
@app.task(name="directives.sweep", queueing_lock="directives.sweep", pass_context=False)
def sweep_job(timestamp: int) -> None:
    sweep_rules()
