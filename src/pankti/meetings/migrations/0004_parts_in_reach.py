"""Who takes part in a meeting is seen by who reaches its unit, who is called to it, and who takes part.

A phone's idle question is asked before it is known who asks, so that it reads the parts by a function that says only yes or no.
"""

from importlib import import_module

from django.db import migrations

_sight = import_module("pankti.access.migrations.0007_sight")

CALLED = f"""
    EXISTS (SELECT 1 FROM cascade_root r JOIN organisation_placement q ON q.unit_id = r.unit_id AND q.ended_on IS NULL
            JOIN organisation_tree t ON t.code = q.tree_id AND t.is_main
            WHERE r.dispatch_id = m.dispatch_id AND NOT r.is_excluded AND q.path = ANY ({_sight.ABOVE}))
    OR EXISTS (SELECT 1 FROM cascade_named n JOIN organisation_appointment a ON a.id = n.appointment_id
               WHERE n.dispatch_id = m.dispatch_id AND NOT n.is_excepted AND a.person_id = {_sight.ME})
"""
MEETING = f"""
    EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.id = meeting_id
            AND (m.author_id = {_sight.ME} OR {_sight.within("m.path")}{{called}}))
"""
MINE = f"EXISTS (SELECT 1 FROM organisation_appointment a WHERE a.id = appointment_id AND a.person_id = {_sight.ME})"
USING = f"{_sight.ALL} OR {MEETING.format(called=f' OR m.path = ANY ({_sight.ABOVE}) OR {CALLED}')} OR {MINE}"
CHECK = f"{_sight.ALL} OR {MEETING.format(called='')}"

SECURE = f"""
CREATE FUNCTION meetings_has_new_part(holdings uuid[], since bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM meetings_part q JOIN meetings_meeting m ON m.id = q.meeting_id
                 WHERE q.appointment_id = ANY (holdings) AND m.change_no > since AND m.origin <> '');
END $$;
ALTER TABLE meetings_part ENABLE ROW LEVEL SECURITY;
CREATE POLICY reach ON meetings_part USING ({USING}) WITH CHECK ({CHECK});
"""
OPEN = """
DROP POLICY reach ON meetings_part;
ALTER TABLE meetings_part DISABLE ROW LEVEL SECURITY;
DROP FUNCTION meetings_has_new_part(uuid[], bigint);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0003_versions_and_feeds"),
        ("access", "0007_sight"),
        ("cascade", "0005_named"),
    ]

    operations = [migrations.RunSQL(SECURE, OPEN)]
