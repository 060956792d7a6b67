# ruff: noqa: S608 -- the SQL names our own tables and columns; values are copied
"""Copies generated rows into the database: all of them in one transaction, or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from uuid import UUID

from django.db import connection, transaction

from pankti.organisation.models import Level, Organisation, Post, Tree, TreeLevel
from pankti.people.actions.index_names import put_off_names, rebuild_names
from pankti.people.vault import encrypt_phones
from pankti.project.demo import holders, names, sides, tree
from pankti.project.demo.shapes import polygon

UNIT_COLUMNS = "id, level_id, names, source, code, cell, latitude, longitude, opened_on, traits, entered"
PLACEMENT_COLUMNS = "tree_id, unit_id, parent_id, level_id, path, began_on"
APPOINTMENT_COLUMNS = "id, person_id, post_id, unit_id, path, began_at, end_reason"
PERSON_COLUMNS = "id, names, language, home_path, created_at, name_keys"
CONTACT_COLUMNS = "id, person_id, kind, ciphertext, key_id, blind_index"
TABLES = (
    "organisation_unit",
    "organisation_placement",
    "organisation_appointment",
    "people_person",
    "people_contactpoint",
)
CHUNK = 5_000
MAPPED = 3_000
"""Levels with at most so many units get outlines for the map."""
MANY = 100_000
"""From so many units on, foreign keys are checked once at the end instead of row by row."""


def read_scheme() -> tree.Scheme:
    """The loaded scheme as the generator needs it."""
    main = Tree.objects.get(is_main=True)
    by_tree: dict[str, list[str]] = {}
    for row in TreeLevel.objects.order_by("tree__rank", "rank"):
        by_tree.setdefault(row.tree_id, []).append(row.level_id)
    levels = {level.code: level for level in Level.objects.all()}
    order = tuple(by_tree.pop(main.code))
    cell_rank = next((rank for rank, code in enumerate(order) if levels[code].has("cell")), 0)
    groups = {code: level.group_size for code, level in levels.items() if level.group_size}
    sides_of = tuple((code, tuple(below)) for code, below in by_tree.items() if below[-1] == order[-1])
    return tree.Scheme(main.code, order, cell_rank, sides_of, groups)


def read_posts() -> dict[str, list[holders.PostPlan]]:
    """The posts of each level."""
    plans: dict[str, list[holders.PostPlan]] = {}
    for post in Post.objects.order_by("level_id", "-is_lead", "code"):
        plans.setdefault(post.level_id, []).append(holders.PostPlan(post.code, post.is_lead, post.strength or 1))
    return plans


def load_tree(forest: tree.Forest) -> int:
    """Units, placements of every tree, and outlines; how many units there are."""
    units = copy_rows("organisation_unit", UNIT_COLUMNS, _with_tail(tree.unit_rows(forest), "\t{}\t{}\n"))
    copy_rows("organisation_placement", PLACEMENT_COLUMNS, tree.placement_rows(forest))
    for position, (code, _) in enumerate(forest.scheme.sides):
        grown = list(sides.grow_side(forest, position))
        fresh = (sides.side_unit_row(forest, unit) for unit in grown if unit.is_new)
        units += copy_rows("organisation_unit", UNIT_COLUMNS, _with_tail(fresh, "\t{}\t{}\n"))
        rows = (sides.side_placement_row(code, unit) for unit in grown)
        copy_rows("organisation_placement", PLACEMENT_COLUMNS, rows)
    copy_rows("organisation_boundary", "unit_id, geometry", _outlines(forest))
    return units


def load_holders(forest: tree.Forest, posts: dict[str, list[holders.PostPlan]]) -> int:
    """People, their phone numbers and their appointments; how many holdings there are."""
    held = holders.appoint(forest, posts)
    load_people(forest.seed, held.people, holders.home_paths(forest, held))
    count = copy_rows("organisation_appointment", APPOINTMENT_COLUMNS, holders.appointment_rows(forest, held))
    rebuild_names()
    return count


def load_people(seed: int, people: int, homes: Iterable[str]) -> None:
    """``people`` invented persons with invented numbers, encrypted as every number is, living at ``homes`` (paths).

    ``rebuild_names`` must follow in the same transaction.
    """
    put_off_names()
    copy_rows("people_person", PERSON_COLUMNS, holders.person_rows(seed, homes))
    copy_rows("people_contactpoint", CONTACT_COLUMNS, _contact_rows(seed, people))


def copy_rows(table: str, columns: str, rows: Iterable[str]) -> int:
    """COPY text rows (tab-separated, newline at the end) into ``table``; how many there were."""
    count = 0
    iterator = iter(rows)
    connection.ensure_connection()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT row_security_active(%s)", [table])
        into = "brought" if cursor.fetchone()[0] else table  # PostgreSQL copies into no table whose rows it guards
        if into != table:
            cursor.execute(f"CREATE TEMP TABLE brought ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA")
        with cursor.copy(f"COPY {into} ({columns}) FROM STDIN") as copy:
            while chunk := list(islice(iterator, CHUNK)):
                copy.write("".join(chunk))
                count += len(chunk)
        if into != table:
            cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM brought")
            cursor.execute("DROP TABLE brought")
    return count


@contextmanager
def keys_checked_at_the_end(*, units: int) -> Iterator[None]:
    """For big loads: take the foreign keys of the filled tables away and put them back, checked as a whole."""
    if units < MANY or not _owns_tables():
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what was written before waits for no check
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])",
            [list(TABLES)],
        )
        keys: list[tuple[str, str, str]] = cursor.fetchall()
        for table, name, _ in keys:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        yield
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for table, name, definition in keys:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _owns_tables() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_and(pg_has_role(relowner, 'USAGE')) FROM pg_class WHERE oid = %s::regclass", [TABLES[0]]
        )
        return bool(cursor.fetchone()[0])


def create_organisation(scheme_code: str) -> Organisation:
    """The invented organisation; its word for the level above the last is its own."""
    levels = TreeLevel.objects.filter(tree__is_main=True).order_by("-rank").values_list("level_id", flat=True)
    if len(levels) > 1:
        Level.objects.filter(code=levels[1]).update(
            names={"hi": "बूथ समूह", "en": "Booth group"}, plural_names={"hi": "बूथ समूह", "en": "Booth groups"}
        )
    organisation, _ = Organisation.objects.update_or_create(
        defaults={
            "names": names.words(names.ORGANISATION),
            "actor_class": "ngo",
            "languages": ["hi", "en"],
            "scheme": scheme_code,
            "is_demo": True,
        }
    )
    return organisation


def _with_tail(rows: Iterable[str], tail: str) -> Iterator[str]:
    for row in rows:
        yield row[:-1] + tail


def _outlines(forest: tree.Forest) -> Iterator[str]:
    last = len(forest.ranks) - 1
    for rank, level in enumerate(forest.ranks):
        quads = tree.last_quads(forest) if rank == last else iter(level.quads)
        if rank and len(level) <= MAPPED:
            for index, quad in enumerate(quads):
                yield f"{tree.unit_id(forest.seed, rank, index)}\t{polygon(quad)}\n"


def _contact_rows(seed: int, people: int) -> Iterator[str]:
    for start in range(0, people, CHUNK):
        persons = range(start, min(start + CHUNK, people))
        ids = [tree.make_id(seed, holders.CONTACT, person) for person in persons]
        sealed = encrypt_phones(
            (UUID(row_id), holders.phone_of(person)) for row_id, person in zip(ids, persons, strict=True)
        )
        for row_id, person, phone in zip(ids, persons, sealed, strict=True):
            yield (
                f"{row_id}\t{tree.make_id(seed, holders.PERSON, person)}\tphone"
                f"\t\\\\x{phone.ciphertext.hex()}\t{phone.key_id}\t\\\\x{phone.blind_index.hex()}\n"
            )
