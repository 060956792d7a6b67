"""Jobs of people. Each may run twice."""

from __future__ import annotations

from procrastinate.contrib.django import app

from pankti.people.actions.lookalikes import find_lookalikes


@app.periodic(cron="40 2 * * *")
@app.task(name="people.find_lookalikes")
def find_lookalikes_job(timestamp: int = 0) -> None:
    """Every night; its finds wait in the review queue."""
    find_lookalikes()
