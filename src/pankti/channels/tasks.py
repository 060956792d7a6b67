"""The queue and clock doors of this room. Each job may run twice."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from pankti.channels.actions.drive_room import drive_room, sweep_rooms
from pankti.channels.actions.services import check_service


@app.task(name="channels.drive")
def drive_job(room_id: str) -> None:
    drive_room(room_id=UUID(room_id))


@app.periodic(cron="* * * * *")
@app.task(name="channels.sweep", queueing_lock="channels.sweep", pass_context=False)
def sweep_job(timestamp: int) -> None:
    """Rooms that wait: after patience was asked for, after a worker died, after a job was lost."""
    sweep_rooms()


@app.task(name="channels.check")
def check_job(service_id: str) -> None:
    check_service(service_id=UUID(service_id))
