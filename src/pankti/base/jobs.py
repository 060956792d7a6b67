"""Jobs for later, written by name into the caller's own transaction: both happen or neither does."""

from __future__ import annotations

from datetime import datetime

from procrastinate.contrib.django import app


def defer(name: str, *, at: datetime | None = None, lock: str | None = None, **ids: str | int) -> None:
    """Queue the job ``name`` (``room.verb``) with plain ids.

    ``lock``: jobs that share it run one after another. Every job may run twice, and two
    that ask for the same thing may both wait.
    """
    app.configure_task(name, schedule_at=at, lock=lock).defer(**ids)
