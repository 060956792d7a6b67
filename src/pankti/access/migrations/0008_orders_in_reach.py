"""Orders are seen by whom they concern and by whoever reaches the unit; never by those below, who may see the holder."""

from django.db import migrations

ME = "(SELECT nullif(current_setting('pankti.person', true), '')::uuid)"
SEEN = f"""
  (SELECT current_setting('pankti.roots', true)) = '*' OR EXISTS (
    SELECT 1 FROM organisation_appointment a WHERE a.id = appointment_id AND (a.person_id = {ME} OR EXISTS (
      SELECT 1 FROM unnest(string_to_array((SELECT current_setting('pankti.roots', true)), ' ')) AS r(root)
      WHERE a.path >= split_part(r.root, ':', 1) AND a.path < split_part(r.root, ':', 1) || 'g')))
"""

SECURE = f"""
ALTER TABLE organisation_order ENABLE ROW LEVEL SECURITY;
CREATE POLICY reach ON organisation_order USING ({SEEN}) WITH CHECK ({SEEN});
"""
OPEN = """
DROP POLICY reach ON organisation_order;
ALTER TABLE organisation_order DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0007_sight"), ("organisation", "0006_rights_over_people")]
    operations = [migrations.RunSQL(SECURE, OPEN)]
