"""The register of personal data is whole: each field of each table is in it, as personal or as impersonal."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import translation

from pankti.base.personal import Kept, Table, list_rooms, list_sweeps, list_tables

MODELS: list[Any] = [
    model for config in apps.get_app_configs() if config.name.startswith("pankti.") for model in config.get_models()
]
REGISTER = {table.model: table for table in list_tables()}


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_every_field_is_in_the_register(model: Any) -> None:
    label = model._meta.label
    room = label.split(".")[0]
    assert label in REGISTER, (
        f"{label} is not in the register: add a Table to src/pankti/{room}/personal.py. List what it keeps of persons"
        " as Kept (what, why, how long, who sees it, what erasure does), and the other fields as impersonal."
    )
    table = REGISTER[label]
    fields = {field.name for field in model._meta.concrete_fields}
    missing = fields - table.names
    assert not missing, (
        f"{label}: {sorted(missing)} are new. Does one tell anything of a person? Then a Kept in"
        f" src/pankti/{room}/personal.py, and a line in its export and erase; else add it to impersonal."
    )
    assert not table.names - fields, f"{label}: {sorted(table.names - fields)} are gone, take them out"
    listed = " ".join([table.impersonal, *(kept.fields for kept in table.personal)]).split()
    assert len(listed) == len(set(listed)), f"{label}: a field is listed twice"


def test_the_register_lists_nothing_that_is_gone() -> None:
    gone = REGISTER.keys() - {model._meta.label for model in MODELS}
    assert not gone, f"These tables are no more: {sorted(gone)}"


@pytest.mark.parametrize(
    "kept",
    [pytest.param(kept, id=f"{table.model} {kept.fields}") for table in list_tables() for kept in table.personal],
)
def test_every_entry_says_all_of_it(kept: Kept) -> None:
    with translation.override("en"):
        for text in (kept.what, kept.why, kept.how_long, kept.seen_by, kept.at_erasure):
            assert str(text).strip(), kept.fields


@pytest.mark.django_db
@pytest.mark.parametrize("table", [t for t in list_tables() if t.personal], ids=lambda t: t.model)
def test_the_database_guards_what_is_personal(table: Table) -> None:
    name = apps.get_model(table.model)._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT relrowsecurity FROM pg_class WHERE oid = to_regclass(%s)", [name])
        is_guarded = cursor.fetchone()[0]
    assert is_guarded or table.open_because, (
        f"{name} keeps something of persons and has no row-level security: add a policy (see access migration 0007),"
        " or say in the register why not (open_because)"
    )
    assert not (is_guarded and table.open_because), f"{name} is guarded: its open_because is out of date"


def test_what_has_to_be_kept_of_a_person_can_be_given_to_them() -> None:
    """A room with personal fields exports them, unless all of them are marks that nobody can read."""
    silent = [
        room.code
        for room in list_rooms()
        if room.export is None and any(table.personal and not table.open_because for table in room.tables)
    ]
    assert not silent, f"These rooms keep something of persons and export nothing: {silent}"


def test_sweeps_have_names_of_their_own() -> None:
    codes = [sweep.code for sweep in list_sweeps()]
    assert len(codes) == len(set(codes))
