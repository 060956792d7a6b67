"""Proposed teams, and what those who go have said, are seen by whoever reaches the unit."""

from django.db import migrations

ALL = "(SELECT current_setting('pankti.roots', true)) = '*'"
OF_UNIT = f"{ALL} OR access_sees_unit(unit_id)"
OF_LINE = f"{ALL} OR EXISTS (SELECT 1 FROM organisation_reconstitution r WHERE r.id = reconstitution_id)"

SECURE = f"""
ALTER TABLE organisation_reconstitution ENABLE ROW LEVEL SECURITY;
CREATE POLICY reach ON organisation_reconstitution USING ({OF_UNIT}) WITH CHECK ({OF_UNIT});
ALTER TABLE organisation_reconstitutionline ENABLE ROW LEVEL SECURITY;
CREATE POLICY reach ON organisation_reconstitutionline USING ({OF_LINE}) WITH CHECK ({OF_LINE});
"""
OPEN = """
DROP POLICY reach ON organisation_reconstitutionline;
ALTER TABLE organisation_reconstitutionline DISABLE ROW LEVEL SECURITY;
DROP POLICY reach ON organisation_reconstitution;
ALTER TABLE organisation_reconstitution DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0011_audit_in_reach"), ("organisation", "0011_reconstitution")]
    operations = [migrations.RunSQL(SECURE, OPEN)]
