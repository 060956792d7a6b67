"""The clock doors of this room. Each job may run twice."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from pankti.attendance.actions.keep_rooms import fetch_reports, keep_rooms, open_rolls, rehearse_now, rehearse_soon
from pankti.base.actor import SYSTEM
from pankti.meetings.queries import get_meeting


@app.periodic(cron="* * * * *")
@app.task(name="attendance.keep_rooms", queueing_lock="attendance.keep_rooms", pass_context=False)
def keep_rooms_job(timestamp: int) -> None:
    keep_rooms()


@app.periodic(cron="*/10 * * * *")
@app.task(name="attendance.rehearse", queueing_lock="attendance.rehearse", pass_context=False)
def rehearse_job(timestamp: int) -> None:
    """The host's check, at its hours before the meeting and as long as something is not ready."""
    rehearse_soon()


@app.periodic(cron="*/5 * * * *")
@app.task(name="attendance.open_rolls", queueing_lock="attendance.open_rolls", pass_context=False)
def open_rolls_job(timestamp: int) -> None:
    open_rolls()


@app.periodic(cron="*/10 * * * *")
@app.task(name="attendance.fetch_reports", queueing_lock="attendance.fetch_reports", pass_context=False)
def fetch_reports_job(timestamp: int) -> None:
    fetch_reports()


@app.task(name="attendance.look")
def look_job(meeting_id: str) -> None:
    """Somebody wants to know now."""
    rehearse_now(get_meeting(SYSTEM, UUID(meeting_id)))
