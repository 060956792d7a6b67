"""The audit within reach: where each event lay is filled in, and its readers are those who reach that place.

Everybody may add; nobody changes (audit 0002). Whoever acted, and the person whom an event is about, read it wherever
it lay; what lies nowhere in the tree is read by those who reach all of it.
"""

from importlib import import_module

from django.db import migrations

_sight = import_module("pankti.access.migrations.0007_sight")

FUNCTIONS = """
CREATE FUNCTION access_sees_whole() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN current_setting('pankti.roots', true) <> '' AND NOT EXISTS (
      SELECT 1 FROM organisation_placement p JOIN organisation_tree t ON t.code = p.tree_id AND t.is_main
      WHERE p.parent_id IS NULL AND p.ended_on IS NULL
        AND p.path <> ALL (string_to_array(current_setting('pankti.roots', true), ' ')));
END $$;

CREATE FUNCTION access_place_of(kind text, subject uuid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  found_path text;
  who uuid := subject;
  where_at uuid := subject;
BEGIN
  IF kind = 'appointment' THEN
    SELECT a.path INTO found_path FROM organisation_appointment a WHERE a.id = subject;
    RETURN coalesce(found_path, '');
  ELSIF kind IN ('person', 'device') THEN
    IF kind = 'device' THEN
      SELECT d.person_id INTO who FROM access_device d WHERE d.id = subject;
    END IF;
    SELECT a.path INTO found_path FROM organisation_appointment a WHERE a.person_id = who AND a.path <> ''
    ORDER BY a.ended_at IS NULL OR a.ended_at > now() DESC, length(a.path), a.path LIMIT 1;
    IF found_path IS NULL THEN
      SELECT p.home_path INTO found_path FROM people_person p WHERE p.id = who;
    END IF;
    RETURN coalesce(found_path, '');
  ELSIF kind IN ('unit', 'invitation') THEN
    IF kind = 'invitation' THEN
      SELECT i.unit_id INTO where_at FROM access_invitation i WHERE i.id = subject;
    END IF;
    SELECT p.path INTO found_path
    FROM organisation_placement p JOIN organisation_tree t ON t.code = p.tree_id AND t.is_main
    WHERE p.unit_id = where_at ORDER BY p.ended_on IS NULL DESC, p.ended_on DESC LIMIT 1;
    RETURN coalesce(found_path, '');
  END IF;
  RETURN '';
END $$;

CREATE FUNCTION access_fill_audit_path() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  NEW.path := access_place_of(NEW.subject_kind, NEW.subject_id);
  RETURN NEW;
END $$;
CREATE TRIGGER access_fill_audit_path BEFORE INSERT ON audit_event
  FOR EACH ROW WHEN (NEW.path = '' AND NEW.subject_id IS NOT NULL) EXECUTE FUNCTION access_fill_audit_path();

SELECT set_config('pankti.erasing', 'on', true);
UPDATE audit_event SET path = access_place_of(subject_kind, subject_id)
 WHERE path = '' AND subject_kind IN ('unit', 'person', 'device', 'appointment', 'invitation');
SELECT set_config('pankti.erasing', 'off', true);
"""

NO_FUNCTIONS = """
DROP TRIGGER access_fill_audit_path ON audit_event;
DROP FUNCTION access_fill_audit_path();
DROP FUNCTION access_place_of(text, uuid);
DROP FUNCTION access_sees_whole();
"""

READERS = f"""{_sight.ALL} OR actor_id = {_sight.ME} OR {_sight.within("path", wing=_sight.WHOLE)}
  OR (subject_kind = 'person' AND (subject_id = {_sight.ME} OR access_sees_person(subject_id)))
  OR (subject_kind = 'unit' AND access_sees_unit(subject_id))
  OR (path = '' AND (SELECT access_sees_whole()))"""

SECURE = f"""
ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY reach ON audit_event FOR SELECT USING ({READERS});
CREATE POLICY append ON audit_event FOR INSERT WITH CHECK (true);
"""

OPEN = """
DROP POLICY append ON audit_event;
DROP POLICY reach ON audit_event;
ALTER TABLE audit_event DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0010_newest_invitations"), ("audit", "0005_forget_addresses")]

    operations = [migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS), migrations.RunSQL(SECURE, OPEN)]
