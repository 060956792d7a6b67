"""The clock and queue doors of this room. Each job may run twice."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from pankti.privacy.actions.erase import carry_out, redo_undone
from pankti.privacy.actions.export import make_export, redo_unmade
from pankti.privacy.actions.forget import apply_retention
from pankti.privacy.actions.open_hold import reseal_holds


@app.task(name="privacy.make_export")
def make_export_job(export_id: str) -> None:
    make_export(export_id=UUID(export_id))


@app.task(name="privacy.erase")
def erase_job(erasure_id: str) -> None:
    carry_out(erasure_id=UUID(erasure_id))


@app.periodic(cron="*/10 * * * *")
@app.task(name="privacy.redo", queueing_lock="privacy.redo", pass_context=False)
def redo_job(timestamp: int) -> None:
    """What a dead worker left: confirmed and not done."""
    redo_undone()
    redo_unmade()


@app.periodic(cron="17 * * * *")
@app.task(name="privacy.retain", queueing_lock="privacy.retain", pass_context=False)
def retain_job(timestamp: int) -> None:
    apply_retention()
    reseal_holds()
