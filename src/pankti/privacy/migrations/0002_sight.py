"""A copy is its person's alone; an erasure is seen by the person and those who reach them; a hold by nobody."""

from importlib import import_module

from django.db import migrations

_sight = import_module("pankti.access.migrations.0007_sight")
MINE = f"{_sight.ALL} OR person_id = {_sight.ME}"
REACH = f"{MINE} OR access_sees_person(person_id) OR access_knows_person(person_id)"
POLICIES = {"privacy_dataexport": MINE, "privacy_erasure": REACH, "privacy_hold": _sight.ALL}

SECURE = "".join(
    f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; CREATE POLICY reach ON {table} USING ({who}) WITH CHECK ({who});\n"
    for table, who in POLICIES.items()
)
OPEN = "".join(f"DROP POLICY reach ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;\n" for table in POLICIES)


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial"), ("access", "0007_sight")]

    operations = [migrations.RunSQL(SECURE, OPEN)]
