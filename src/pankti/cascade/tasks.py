"""Jobs of the cascade. Each may run twice."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from pankti.cascade.actions.headcount import count_shape
from pankti.cascade.actions.retain import delete_old_answers
from pankti.cascade.actions.tally import rebuild_tallies


@app.task(name="cascade.count_shape")
def count_shape_job(shape_id: str) -> None:
    count_shape(shape_id=UUID(shape_id))


@app.task(name="cascade.rebuild")
def rebuild_job(dispatch_id: str) -> None:
    rebuild_tallies(dispatch_id=UUID(dispatch_id))


@app.periodic(cron="47 2 * * *")
@app.task(name="cascade.delete_answers", queueing_lock="cascade.delete_answers", pass_context=False)
def delete_answers_job(timestamp: int) -> None:
    delete_old_answers()
