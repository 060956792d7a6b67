"""Where units move, the places of names go along by themselves: their paths change, nothing is written anew.

The triggers that follow persons and appointments take every key of a name away and put it in again; for a district that
was most of a move's time.
"""

from django.db import migrations

CARRY = """
-- Asked before persons and appointments get their new paths; what ended keeps its places as they are.
CREATE FUNCTION organisation_carry_names(from_paths text[], to_paths text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
WITH moves AS MATERIALIZED (
  SELECT * FROM unnest(from_paths, to_paths) AS m(from_path, to_path)
), places AS MATERIALIZED (
  SELECT m.from_path, m.to_path, x.person_id, x.path FROM moves m, LATERAL (
    SELECT p.id AS person_id, p.home_path AS path FROM people_person p
    WHERE p.home_path >= m.from_path COLLATE "C" AND p.home_path < m.from_path || 'g' COLLATE "C"
    UNION
    SELECT a.person_id, a.path FROM organisation_appointment a
    WHERE a.path >= m.from_path COLLATE "C" AND a.path < m.from_path || 'g' COLLATE "C"
  ) x
), found AS MATERIALIZED (
  SELECT k.token, l.path, l.person_id, l.to_path || substr(l.path, length(l.from_path) + 1) AS new_path
  FROM places l JOIN people_person p ON p.id = l.person_id, LATERAL people_name_rows(p.name_keys) AS k(token)
)
UPDATE people_nametoken t SET path = f.new_path FROM found f
WHERE t.token = f.token AND t.path = f.path AND t.person_id = f.person_id
$$;
"""
LEAVE = "DROP FUNCTION organisation_carry_names(text[], text[]);"


class Migration(migrations.Migration):
    dependencies = [("organisation", "0014_kept_counts"), ("people", "0004_name_search")]

    operations = [migrations.RunSQL(CARRY, LEAVE)]
