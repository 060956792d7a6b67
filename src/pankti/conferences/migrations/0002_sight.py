"""Row-level security on sessions: who hosts and what they reported is seen by those who reach the session's unit."""

from django.db import migrations

ALL = "(SELECT current_setting('pankti.roots', true)) = '*'"
ROOTS = "unnest(string_to_array((SELECT current_setting('pankti.roots', true)), ' ')) AS r(root)"
WITHIN = "path >= split_part(r.root, ':', 1) AND path < split_part(r.root, ':', 1) || 'g'"
REACH = f"{ALL} OR EXISTS (SELECT 1 FROM {ROOTS} WHERE {WITHIN})"

SECURE = f"""
ALTER TABLE conferences_session ENABLE ROW LEVEL SECURITY;
CREATE POLICY reach ON conferences_session USING ({REACH}) WITH CHECK ({REACH});
"""
OPEN = "DROP POLICY reach ON conferences_session; ALTER TABLE conferences_session DISABLE ROW LEVEL SECURITY;"


class Migration(migrations.Migration):
    dependencies = [("conferences", "0001_initial"), ("access", "0007_sight")]
    operations = [migrations.RunSQL(SECURE, OPEN)]
