"""The clock and queue doors of this room. Each job may run twice."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from pankti.base.actor import SYSTEM
from pankti.organisation.actions.count_teams import count_teams, recount_teams
from pankti.organisation.actions.reorganise.apply import apply_due_plan
from pankti.organisation.queries.plans import list_due_plans


@app.periodic(cron="* * * * *")
@app.task(name="organisation.apply_plans", queueing_lock="organisation.apply_plans", pass_context=False)
def apply_plans_job(timestamp: int) -> None:
    """Apply what is due; what a dead worker left half done was taken back by the database and is done now."""
    for plan_id in list_due_plans():
        apply_due_plan(actor=SYSTEM, plan_id=plan_id)


@app.task(name="organisation.apply_plan")
def apply_plan_job(plan_id: str) -> None:
    apply_due_plan(actor=SYSTEM, plan_id=UUID(plan_id))


@app.periodic(cron="* * * * *")
@app.task(name="organisation.count_teams", queueing_lock="organisation.count_teams", pass_context=False)
def count_teams_job(timestamp: int) -> None:
    """Keep the figures of teams up to date; pages count a little themselves in between."""
    count_teams()


@app.periodic(cron="10 3 * * *")
@app.task(name="organisation.recount_teams", queueing_lock="organisation.recount_teams", pass_context=False)
def recount_teams_job(timestamp: int) -> None:
    """Every night all teams from the appointments themselves."""
    recount_teams()
