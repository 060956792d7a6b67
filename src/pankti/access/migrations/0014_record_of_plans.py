"""What is recorded of a plan lies where the plan reaches: above all that it names."""

from django.db import migrations

FUNCTIONS = """
ALTER FUNCTION access_place_of(text, uuid) RENAME TO access_place_of_others;

CREATE FUNCTION access_place_of(kind text, subject uuid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  found_path text;
BEGIN
  IF kind = 'plan' THEN
    SELECT p.path INTO found_path FROM organisation_plan p WHERE p.id = subject;
    RETURN coalesce(found_path, '');
  END IF;
  RETURN access_place_of_others(kind, subject);
END $$;

SELECT set_config('pankti.erasing', 'on', true);
UPDATE audit_event SET path = access_place_of(subject_kind, subject_id)
 WHERE path = '' AND subject_kind = 'plan' AND subject_id IS NOT NULL;
SELECT set_config('pankti.erasing', 'off', true);
"""

NO_FUNCTIONS = """
DROP FUNCTION access_place_of(text, uuid);
ALTER FUNCTION access_place_of_others(text, uuid) RENAME TO access_place_of;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0013_units_beside_the_main_tree"), ("organisation", "0010_plans")]
    operations = [migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS)]
