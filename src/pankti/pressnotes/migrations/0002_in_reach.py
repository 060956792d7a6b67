"""A press note is seen by whoever sees the record of its meeting; whoever approves it reaches the unit too."""

from django.db import migrations

ALL = "(SELECT current_setting('pankti.roots', true)) = '*'"
TABLES = {
    "pressnotes_pressnote": f"{ALL} OR minutes_sees(meeting_id)",
    "pressnotes_edition": f"{ALL} OR EXISTS (SELECT 1 FROM pressnotes_pressnote n WHERE n.id = note_id)",
}
SECURE = "".join(
    f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;\n"
    f"CREATE POLICY reach ON {table} USING ({test}) WITH CHECK ({test});\n"
    for table, test in TABLES.items()
)
OPEN = "".join(
    f"DROP POLICY reach ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;\n" for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [("pressnotes", "0001_initial"), ("minutes", "0002_in_reach")]
    operations = [migrations.RunSQL(SECURE, OPEN)]
