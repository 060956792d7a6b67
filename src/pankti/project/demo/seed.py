"""Fills an empty database with the demo, once; the second time it only says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from pankti.base.actor import SYSTEM
from pankti.base.errors import DomainError
from pankti.organisation.actions.count_teams import count_teams
from pankti.organisation.actions.load_scheme import load_scheme
from pankti.organisation.actions.refresh_statistics import refresh_statistics
from pankti.organisation.models import Organisation, Unit
from pankti.project.demo import cast, gatherings, imported, load, samples, tree
from pankti.project.demo.sizes import SIZES, size_of_last

SCHEME = "in-organisation"
SEED = 7

Say = Callable[[str], None]


class NotADemo(DomainError):
    code = "not_a_demo"
    sentence = _("This database holds a real organisation. The demo leaves it alone: give it a database of its own.")


class OtherSize(DomainError):
    code = "other_size"
    sentence = _(
        "This database already holds the demo of size %(there)s. Start the demo without --size, "
        "or give --data another folder."
    )


@dataclass(frozen=True, slots=True)
class Seeded:
    """What the database holds. ``is_new``: it was filled just now."""

    size: str
    units: int
    holdings: int
    is_new: bool
    hints: list[dict[str, object]]


def seed(
    *,
    size: str = "",
    files: Sequence[Path] = (),
    number: int = SEED,
    say: Say = lambda line: None,
    with_samples: bool = True,
) -> Seeded:
    """Fill the database with ``size`` (default: whatever is there, else small), or with the lists in ``files``.

    Raises NotADemo and OtherSize.
    """
    there = _find_seeded()
    if there is not None:
        wanted = "lists" if files else size or there
        if wanted != there:
            raise OtherSize(there=there)
        return Seeded(there, 0, 0, is_new=False, hints=cast.read_hints() or cast.give_cast())
    with transaction.atomic():
        if files:
            units, holdings = imported.fill(files, number, SCHEME, say)
        else:
            units, holdings = _fill(size or "small", number, say)
        refresh_statistics()
        hints = cast.give_cast()
    count_teams()
    if with_samples:
        samples.issue_samples()
        gatherings.plan_samples()
    return Seeded("lists" if files else size or "small", units, holdings, is_new=True, hints=hints)


def _fill(size: str, number: int, say: Say) -> tuple[int, int]:
    load_scheme(actor=SYSTEM, code=SCHEME)
    load.create_organisation(SCHEME)
    forest = tree.grow(load.read_scheme(), SIZES[size], number)
    with load.keys_checked_at_the_end(units=SIZES[size].units):
        units = load.load_tree(forest)
        say(f"units {units}")
        holdings = load.load_holders(forest, load.read_posts())
        say(f"holdings {holdings}")
    Organisation.objects.update(is_demo=True)
    return units, holdings


def _find_seeded() -> str | None:
    """The size that is there, ``lists`` for imported ones, None for an empty database."""
    organisation = Organisation.objects.first()
    if organisation is None or not Unit.objects.exists():
        return None
    if not organisation.is_demo:
        raise NotADemo
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM organisation_unit u JOIN organisation_level l ON l.code = u.level_id "
            "WHERE u.source = %s AND 'acknowledges' = ANY(l.traits)",
            [tree.SOURCE],
        )
        (count,) = cursor.fetchone()
    found = size_of_last(count)
    return found.name if found else "lists"
