"""The demo over real lists: they are imported as ``./pankti import`` does it, then invented people get the posts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from pankti.base.actor import SYSTEM
from pankti.organisation.actions.group_units import group_units
from pankti.organisation.actions.load_scheme import load_scheme
from pankti.organisation.actions.refresh_statistics import refresh_statistics
from pankti.organisation.models import TreeLevel, Unit
from pankti.people.actions.index_names import rebuild_names
from pankti.project.demo import holders, load, tree

SECONDS = 0.3


def fill(files: Sequence[Path], number: int, scheme: str, say: Callable[[str], None]) -> tuple[int, int]:
    """Import all files together (some only help to look names up), then appoint; (units, holdings)."""
    load_scheme(actor=SYSTEM, code=scheme)
    load.create_organisation(scheme)
    rejects = Path(settings.DATA_DIR) / "rejected.csv"
    call_command("import_units", *map(str, files), "--yes", "--reject-file", str(rejects))
    for level in _missing_levels():
        group_units(actor=SYSTEM, level=level, size=None, under=None)
    say(f"units {Unit.objects.count()}")
    refresh_statistics()
    with load.keys_checked_at_the_end(units=Unit.objects.count()):
        return Unit.objects.count(), appoint_all(number)


def _missing_levels() -> list[str]:
    """Levels of the main tree that the lists lack and that are built of neighbours; the lowest first."""
    rows = TreeLevel.objects.filter(tree__is_main=True, level__group_size__isnull=False).order_by("-rank")
    return [row.level_id for row in rows if not Unit.objects.filter(level_id=row.level_id).exists()]


def appoint_all(number: int) -> int:
    """Invented holders for the posts of every unit of the main tree; how many holdings."""
    rng = Random(number)  # noqa: S311  (invented data, not a secret)
    plans = load.read_posts()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT u.id, p.path, u.level_id, 'acknowledges' = ANY(l.traits) FROM organisation_placement p "
            "JOIN organisation_tree t ON t.code = p.tree_id AND t.is_main "
            "JOIN organisation_unit u ON u.id = p.unit_id JOIN organisation_level l ON l.code = u.level_id "
            "WHERE p.ended_on IS NULL ORDER BY p.path"
        )
        units = cursor.fetchall()
    held = [
        (unit, path, post)
        for unit, path, level, is_last in units
        for post in _posts(plans.get(level, []), rng, is_last=is_last)
    ]
    load.load_people(number, len(held), (path for _unit, path, _post in held))
    load.copy_rows(
        "organisation_appointment",
        load.APPOINTMENT_COLUMNS,
        (
            f"{tree.make_id(number, holders.APPOINTMENT, at)}\t{tree.make_id(number, holders.PERSON, at)}\t{post}"
            f"\t{unit}\t{path}\t{holders.BEGAN_AT}\t\n"
            for at, (unit, path, post) in enumerate(held)
        ),
    )
    rebuild_names()
    return len(held)


def _posts(plans: list[holders.PostPlan], rng: Random, *, is_last: bool) -> list[str]:
    if not is_last:
        return [
            plan.code
            for plan in plans
            for _ in range(plan.strength)
            if plan.is_lead or rng.random() < holders.TEAM_FILLED
        ]
    if not plans or rng.random() < holders.VACANT_LAST:
        return []
    return [plan.code for plan in plans[:2] if plan.is_lead or rng.random() < SECONDS]
