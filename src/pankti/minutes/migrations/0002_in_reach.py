"""The record is seen by whoever reaches the unit, and by whoever has a part in the meeting or called it."""

from django.db import migrations

ALL = "(SELECT current_setting('pankti.roots', true)) = '*'"
SEES = f"{ALL} OR minutes_sees(%s)"
OF_ENTRY = f"{ALL} OR EXISTS (SELECT 1 FROM minutes_entry e WHERE e.id = entry_id)"

FUNCTION = """
CREATE FUNCTION minutes_sees(meeting uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  me uuid := nullif(current_setting('pankti.person', true), '')::uuid;
BEGIN
  RETURN EXISTS (SELECT 1 FROM meetings_meeting m
                 WHERE m.id = meeting AND (m.author_id = me OR access_sees_unit(m.unit_id)))
      OR EXISTS (SELECT 1 FROM meetings_part p JOIN organisation_appointment a ON a.id = p.appointment_id
                 WHERE p.meeting_id = meeting AND a.person_id = me);
END $$;
"""
TABLES = {
    "minutes_record": SEES % "meeting_id",
    "minutes_speaker": SEES % "record_id",
    "minutes_entry": SEES % "record_id",
    "minutes_entryversion": OF_ENTRY,
    "minutes_writer": SEES % "record_id",
}
SECURE = FUNCTION + "".join(
    f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;\n"
    f"CREATE POLICY reach ON {table} USING ({test}) WITH CHECK ({test});\n"
    for table, test in TABLES.items()
)
OPEN = (
    "".join(f"DROP POLICY reach ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;\n" for table in TABLES)
    + "DROP FUNCTION minutes_sees(uuid);"
)


class Migration(migrations.Migration):
    dependencies = [("minutes", "0001_initial"), ("access", "0012_reconstitutions_in_reach")]
    operations = [migrations.RunSQL(SECURE, OPEN)]
