"""A person is found by name where they hold a post, too: the tokens follow appointments by trigger."""

from django.db import migrations

FOLLOW = """
CREATE OR REPLACE FUNCTION people_other_places(person uuid) RETURNS SETOF text LANGUAGE sql STABLE AS $$
  SELECT a.path FROM organisation_appointment a
  WHERE a.person_id = person AND a.path <> '' AND (a.ended_at IS NULL OR a.ended_at > clock_timestamp())
$$;

CREATE FUNCTION organisation_names_follow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF current_setting('pankti.names_later', true) = 'on' THEN
    RETURN NULL;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM people_nametoken t USING gone o JOIN people_person p ON p.id = o.person_id,
      LATERAL people_name_rows(p.name_keys) AS k(token)
    WHERE t.token = k.token AND t.path = o.path AND t.person_id = p.id AND o.path <> p.home_path
      AND NOT EXISTS (SELECT FROM people_other_places(p.id) AS other(path) WHERE other.path = o.path);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO people_nametoken (token, path, person_id)
    SELECT k.token, n.path, p.id
    FROM fresh n JOIN people_person p ON p.id = n.person_id, LATERAL people_name_rows(p.name_keys) AS k(token)
    WHERE n.path <> '' AND (n.ended_at IS NULL OR n.ended_at > clock_timestamp())
      AND p.erased_at IS NULL AND p.merged_into_id IS NULL
    ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER organisation_names_appointed AFTER INSERT ON organisation_appointment
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION organisation_names_follow();
CREATE TRIGGER organisation_names_reappointed AFTER UPDATE ON organisation_appointment
  REFERENCING OLD TABLE AS gone NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION organisation_names_follow();
CREATE TRIGGER organisation_names_removed AFTER DELETE ON organisation_appointment
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION organisation_names_follow();
"""

LEAVE = """
DROP TRIGGER organisation_names_removed ON organisation_appointment;
DROP TRIGGER organisation_names_reappointed ON organisation_appointment;
DROP TRIGGER organisation_names_appointed ON organisation_appointment;
DROP FUNCTION organisation_names_follow();
CREATE OR REPLACE FUNCTION people_other_places(person uuid) RETURNS SETOF text LANGUAGE sql STABLE AS $$
  SELECT NULL::text WHERE false
$$;
"""

ALL = "(SELECT current_setting('pankti.roots', true)) = '*'"
ME = "(SELECT nullif(current_setting('pankti.person', true), '')::uuid)"
WITHIN = """EXISTS (
  SELECT 1 FROM unnest(string_to_array((SELECT current_setting('pankti.roots', true)), ' ')) AS r(root)
  WHERE path >= split_part(r.root, ':', 1) AND path < split_part(r.root, ':', 1) || 'g' AND strpos(r.root, ':') = 0)"""
SECURE = f"""
ALTER TABLE organisation_residence ENABLE ROW LEVEL SECURITY;
CREATE POLICY reach ON organisation_residence
  USING ({ALL} OR person_id = {ME} OR {WITHIN}) WITH CHECK ({ALL} OR {WITHIN});
"""
OPEN = """
DROP POLICY reach ON organisation_residence;
ALTER TABLE organisation_residence DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("organisation", "0008_residence"), ("people", "0004_name_search")]

    operations = [migrations.RunSQL(FOLLOW, LEAVE), migrations.RunSQL(SECURE, OPEN)]
