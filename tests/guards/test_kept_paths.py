"""Whatever keeps a unit's path is carried along when the unit moves."""

from __future__ import annotations

from django.apps import apps

from pankti.organisation.reorganising.kept_paths import list_kept_paths

ON_THEIR_OWN = {"organisation", "people", "access"}
"""They carry theirs by statements of their own."""
AS_IT_WAS = {("audit_event", "path")}
"""What was done stays where it was done."""


def test_every_kept_path_follows_its_unit() -> None:
    kept = {
        (model._meta.db_table, field.column)
        for config in apps.get_app_configs()
        if config.name.startswith("pankti.") and config.label not in ON_THEIR_OWN
        for model in config.get_models()
        for field in model._meta.concrete_fields
        if field.name == "path" or field.name.endswith("_path")
    }
    assert kept - AS_IT_WAS == list_kept_paths()
