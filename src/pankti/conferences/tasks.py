"""The clock door of this room. Each job may run twice."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from pankti.conferences.actions import carry_out as doing
from pankti.conferences.actions.tend import tend_plans


@app.task(name="conferences.carry_out", pass_context=False)
def carry_out_job(plan_id: str) -> None:
    doing.carry_out(UUID(plan_id))


@app.periodic(cron="*/5 * * * *")
@app.task(name="conferences.tend", queueing_lock="conferences.tend", pass_context=False)
def tend_job(timestamp: int) -> None:
    tend_plans()
