"""Counting teams without compiling the statement first, and all of them without touching what stays the same."""

from importlib import import_module

from django.db import migrations

former = import_module("pankti.organisation.migrations.0014_kept_counts")


def write_changed(table, columns, key):
    """SQL that writes over ``table`` what in ``fresh`` is new or differs; a row that is the same is not even locked."""
    names = columns.split(", ")
    old, new, stands = (", ".join(f"{alias}.{name}" for name in names) for alias in ("c", "excluded", "k"))
    same = " AND ".join(f"k.{name} = f.{name}" for name in key.split(", "))
    fresh = ", ".join(f"f.{name}" for name in names)
    return f"""
INSERT INTO {table} AS c ({columns})
SELECT {fresh} FROM fresh f LEFT JOIN {table} k ON {same} WHERE ({stands}) IS DISTINCT FROM ({fresh})
ON CONFLICT ({key}) DO UPDATE SET ({columns}) = ROW ({new}) WHERE ({old}) IS DISTINCT FROM ({new})
"""


# Teams are added up at their parents first: what climbs from there are the few upper units' figures.
# Of a date that it does not know yet the planner believes that a third of all rows are due, and would read them all.
QUICK = f"""
ALTER FUNCTION organisation_count_some(timestamptz, uuid[]) SET jit = off;
ALTER FUNCTION organisation_count_teams(timestamptz, integer) SET jit = off;
ALTER FUNCTION organisation_count_teams(timestamptz, integer) SET enable_seqscan = off;

CREATE OR REPLACE FUNCTION organisation_count_all(at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp SET enable_nestloop = off SET jit = off
SET enable_seqscan = on SET work_mem = '64MB' AS $$
WITH fresh AS MATERIALIZED ({former.ALL}
), gone AS (
  DELETE FROM organisation_teamcount c WHERE NOT EXISTS (SELECT FROM fresh f WHERE f.unit_id = c.unit_id)
){write_changed("organisation_teamcount", former.TEAM, "unit_id")};
WITH parents AS MATERIALIZED (
  SELECT left(c.path, -5) AS path, c.level, count(*) AS units, sum(c.strength) AS strength, sum(c.filled) AS filled,
         sum(c.vacant) AS vacant, sum(c.overfull) AS overfull, count(*) FILTER (WHERE c.vacant = 0) AS whole
  FROM organisation_teamcount c WHERE length(c.path) > 5 GROUP BY 1, 2
), fresh AS MATERIALIZED (
  SELECT left(p.path, n) AS path, p.level, sum(p.units)::int AS units, sum(p.strength)::int AS strength,
         sum(p.filled)::int AS filled, sum(p.vacant)::int AS vacant, sum(p.overfull)::int AS overfull,
         sum(p.whole)::int AS whole
  FROM parents p, generate_series(5, length(p.path), 5) AS n GROUP BY 1, 2
), gone AS (
  DELETE FROM organisation_teamsum s
  WHERE NOT EXISTS (SELECT FROM fresh f WHERE f.path = s.path AND f.level = s.level)
){write_changed("organisation_teamsum", former.SUMS, "path, level")}$$;
"""
SLOW = f"""
ALTER FUNCTION organisation_count_some(timestamptz, uuid[]) RESET jit;
ALTER FUNCTION organisation_count_teams(timestamptz, integer) RESET jit;
ALTER FUNCTION organisation_count_teams(timestamptz, integer) RESET enable_seqscan;
DROP FUNCTION organisation_count_all(timestamptz);
{former.COUNT[former.COUNT.index("CREATE FUNCTION organisation_count_all") : former.COUNT.index("-- Counts what")]}
"""


class Migration(migrations.Migration):
    dependencies = [("organisation", "0015_carry_names")]

    operations = [migrations.RunSQL(QUICK, SLOW)]
