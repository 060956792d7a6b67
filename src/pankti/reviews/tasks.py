"""The clock door of this room. Each job may run twice."""

from __future__ import annotations

from procrastinate.contrib.django import app

from pankti.reviews.actions.tend import fill_all, settle_reviews


@app.periodic(cron="20 1 * * *")
@app.task(name="reviews.fill", queueing_lock="reviews.fill", pass_context=False)
def fill_job(timestamp: int) -> None:
    fill_all()


@app.periodic(cron="*/10 * * * *")
@app.task(name="reviews.settle", queueing_lock="reviews.settle", pass_context=False)
def settle_job(timestamp: int) -> None:
    settle_reviews()
