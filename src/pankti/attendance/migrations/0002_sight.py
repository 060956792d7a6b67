"""A presence is seen by its person, by who reaches their unit and by who reaches the meeting's; the rest by the latter."""

from importlib import import_module

from django.db import migrations

_sight = import_module("pankti.access.migrations.0007_sight")
AT = f"{_sight.ALL} OR {_sight.within('at_path')}"
POLICIES = {
    "attendance_presence": f"{AT} OR person_id = {_sight.ME} OR (path <> '' AND {_sight.within('path')})",
    # as its presence is seen: the policy of that table holds inside this one too
    "attendance_arrival": f"{AT} OR EXISTS (SELECT 1 FROM attendance_presence p WHERE p.id = presence_id)",
    "attendance_report": AT,
    "attendance_reportline": AT,
    "attendance_alias": f"{_sight.ALL} OR person_id = {_sight.ME} OR {_sight.within('path')}",
}
CHECKS = {"attendance_presence": AT, "attendance_arrival": AT}

SECURE = "".join(
    f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
    f"CREATE POLICY reach ON {table} USING ({who}) WITH CHECK ({CHECKS.get(table, who)});\n"
    for table, who in POLICIES.items()
)
OPEN = "".join(f"DROP POLICY reach ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;\n" for table in POLICIES)


class Migration(migrations.Migration):
    dependencies = [("attendance", "0001_initial"), ("access", "0007_sight")]

    operations = [migrations.RunSQL(SECURE, OPEN)]
