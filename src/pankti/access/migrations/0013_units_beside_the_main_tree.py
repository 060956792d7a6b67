"""A unit that hangs in another tree alone lies where the nearest unit above it in the main tree lies."""

from importlib import import_module

from django.db import migrations

_sight = import_module("pankti.access.migrations.0007_sight")

FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION access_sees_unit(unit uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  place text := organisation_reach_path(unit);
BEGIN
  RETURN place <> '' AND EXISTS (
      SELECT 1 FROM unnest(string_to_array(current_setting('pankti.roots', true), ' ')) AS r(root)
      WHERE {_sight.WITHIN.format(path="place")});
END $$;

CREATE FUNCTION access_place_of_unit(unit uuid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  found_path text := nullif(organisation_reach_path(unit), '');
BEGIN
  IF found_path IS NULL THEN
    SELECT p.path INTO found_path
    FROM organisation_placement p JOIN organisation_tree t ON t.code = p.tree_id AND t.is_main
    WHERE p.unit_id = unit ORDER BY p.ended_on DESC LIMIT 1;
  END IF;
  RETURN coalesce(found_path, '');
END $$;

CREATE OR REPLACE FUNCTION access_place_of(kind text, subject uuid) RETURNS text
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
    RETURN access_place_of_unit(where_at);
  END IF;
  RETURN '';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0012_reconstitutions_in_reach"),
        ("organisation", "0013_beside_the_main_tree"),
    ]
    operations = [migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop)]
