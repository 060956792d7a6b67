"""How full each team is, kept: whatever changes it marks the unit, and one function counts what is marked.

See docs/adr/0081-strength-is-kept.md.
"""

import django.contrib.postgres.fields
import pankti.base.clock
from django.db import migrations, models

FIGURES = "strength, filled, vacant, overfull"

# Teams as they are at the moment ``at``; {few} narrows to the units of the array ``units``.
TEAMS = """
  SELECT p.unit_id, p.path, p.level_id AS level, sum(s.strength)::int AS strength, sum(s.filled)::int AS filled,
         sum(greatest(s.strength - s.filled, 0))::int AS vacant, sum(greatest(s.filled - s.strength, 0))::int AS overfull,
         coalesce(array_agg(w.code ORDER BY w.code) FILTER (WHERE s.filled < s.strength), '{{}}') AS empty,
         min(h.changes_at) AS changes_at
  FROM organisation_placement p
  JOIN organisation_tree t ON t.code = p.tree_id AND t.is_main
  JOIN organisation_post w ON w.level_id = p.level_id AND w.retired_on IS NULL AND w.strength IS NOT NULL
  LEFT JOIN (
    SELECT u.unit_id, u.post_id, u.strength FROM organisation_unitstrength u{few_own}
  ) o ON o.unit_id = p.unit_id AND o.post_id = w.code
  LEFT JOIN (
    SELECT a.unit_id, a.post_id, count(*) FILTER (WHERE a.began_at <= at)::int AS n,
           min(least(CASE WHEN a.began_at > at THEN a.began_at END, a.ended_at)) AS changes_at
    FROM organisation_appointment a
    WHERE (a.ended_at IS NULL OR a.ended_at > at){few_held}
    GROUP BY 1, 2
  ) h ON h.unit_id = p.unit_id AND h.post_id = w.code
  CROSS JOIN LATERAL (SELECT coalesce(o.strength, w.strength) AS strength, coalesce(h.n, 0) AS filled) s
  WHERE p.ended_on IS NULL{few}
  GROUP BY 1, 2, 3
"""
SOME = TEAMS.format(
    few=" AND p.unit_id = ANY(units)", few_held=" AND a.unit_id = ANY(units)", few_own=" WHERE u.unit_id = ANY(units)"
)
ALL = TEAMS.format(few="", few_held="", few_own="")
TEAM = "unit_id, path, level, strength, filled, vacant, overfull, empty, changes_at"
SUMS = f"path, level, units, {FIGURES}, whole"


def replacing(table, columns, key):
    """SQL that writes what differs in ``fresh`` over the rows of ``table``."""
    names = columns.split(", ")
    old, new = (", ".join(f"{alias}.{name}" for name in names) for alias in ("c", "excluded"))
    return f"""
  INSERT INTO {table} AS c ({columns}) SELECT {columns} FROM fresh
  ON CONFLICT ({key}) DO UPDATE SET ({columns}) = ROW ({new}) WHERE ({old}) IS DISTINCT FROM ({new})
"""


REPLACE = replacing("organisation_teamcount", TEAM, "unit_id")
REPLACE_SUMS = replacing("organisation_teamsum", SUMS, "path, level")

COUNT = f"""
-- No nested loops: of how many units an array holds the planner knows nothing.
CREATE FUNCTION organisation_count_some(at timestamptz, units uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp SET enable_nestloop = off AS $$
WITH fresh AS MATERIALIZED ({SOME}
), before AS (
  SELECT * FROM organisation_teamcount WHERE unit_id = ANY(units)
), gone AS (
  DELETE FROM organisation_teamcount c
  WHERE c.unit_id = ANY(units) AND NOT EXISTS (SELECT FROM fresh f WHERE f.unit_id = c.unit_id)
), kept AS ({REPLACE}
), differences AS (
  SELECT left(d.path, n) AS path, d.level, sum(d.units) AS units, sum(d.strength) AS strength, sum(d.filled) AS filled,
         sum(d.vacant) AS vacant, sum(d.overfull) AS overfull, sum(d.whole) AS whole
  FROM (
    SELECT path, level, 1 AS units, {FIGURES}, (vacant = 0)::int AS whole FROM fresh
    UNION ALL
    SELECT path, level, -1, -strength, -filled, -vacant, -overfull, -(vacant = 0)::int FROM before
  ) d, generate_series(5, length(d.path) - 5, 5) AS n
  GROUP BY 1, 2
)
INSERT INTO organisation_teamsum AS s ({SUMS}) SELECT {SUMS} FROM differences
WHERE (units, strength, filled, vacant, overfull, whole) <> (0, 0, 0, 0, 0, 0)
ON CONFLICT (path, level) DO UPDATE SET
  units = s.units + excluded.units, strength = s.strength + excluded.strength, filled = s.filled + excluded.filled,
  vacant = s.vacant + excluded.vacant, overfull = s.overfull + excluded.overfull, whole = s.whole + excluded.whole
$$;

-- A database that has just been filled believes that a level holds one row, and would join them one by one.
CREATE FUNCTION organisation_count_all(at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp SET enable_nestloop = off SET jit = off
SET work_mem = '64MB' AS $$
WITH fresh AS MATERIALIZED ({ALL}
), gone AS (
  DELETE FROM organisation_teamcount c WHERE NOT EXISTS (SELECT FROM fresh f WHERE f.unit_id = c.unit_id)
){REPLACE};
WITH fresh AS MATERIALIZED (
  SELECT left(c.path, n) AS path, c.level, count(*)::int AS units, sum(c.strength)::int AS strength,
         sum(c.filled)::int AS filled, sum(c.vacant)::int AS vacant, sum(c.overfull)::int AS overfull,
         count(*) FILTER (WHERE c.vacant = 0)::int AS whole
  FROM organisation_teamcount c, generate_series(5, length(c.path) - 5, 5) AS n
  GROUP BY 1, 2
), gone AS (
  DELETE FROM organisation_teamsum s
  WHERE NOT EXISTS (SELECT FROM fresh f WHERE f.path = s.path AND f.level = s.level)
){REPLACE_SUMS}$$;

-- Counts what is marked and what has come due by ``at``. With ``most``, no more units than that and without waiting
-- for another who counts. Null when nothing is left uncounted; else since when something is.
CREATE FUNCTION organisation_count_teams(at timestamptz, most integer) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  weight bigint;
  everything boolean;
  marked uuid[];
BEGIN
  IF NOT EXISTS (SELECT FROM organisation_teammark)
     AND NOT EXISTS (SELECT FROM organisation_teamcount c WHERE c.changes_at <= at) THEN
    RETURN NULL;
  END IF;
  IF most IS NULL THEN
    PERFORM pg_advisory_xact_lock({{lock}});
  ELSE
    IF EXISTS (SELECT FROM organisation_teammark WHERE unit_id IS NULL) THEN
      SELECT count(*) INTO weight FROM (SELECT FROM organisation_placement LIMIT most + 1) p;
    ELSE
      SELECT (SELECT count(*) FROM (SELECT FROM organisation_teammark LIMIT most + 1) m)
           + (SELECT count(*) FROM (SELECT FROM organisation_teamcount c WHERE c.changes_at <= at LIMIT most + 1) d)
      INTO weight;
    END IF;
    IF weight > most OR NOT pg_try_advisory_xact_lock({{lock}}) THEN
      RETURN least((SELECT min(marked_at) FROM organisation_teammark),
                   (SELECT min(c.changes_at) FROM organisation_teamcount c WHERE c.changes_at <= at));
    END IF;
  END IF;
  -- Each statement from here on sees what was committed before it, so no mark goes without its change being counted.
  WITH taken AS (DELETE FROM organisation_teammark RETURNING unit_id)
  SELECT coalesce(bool_or(unit_id IS NULL), false), array_agg(DISTINCT unit_id) INTO everything, marked FROM taken;
  IF everything THEN
    PERFORM organisation_count_all(at);
  ELSE
    PERFORM organisation_count_some(at, ARRAY(
      SELECT unnest(marked) UNION SELECT c.unit_id FROM organisation_teamcount c WHERE c.changes_at <= at
    ));
  END IF;
  RETURN NULL;
END $$;
""".replace("{lock}", "hashtext('organisation.count_teams')")

FORGET = """
DROP FUNCTION organisation_count_teams(timestamptz, integer);
DROP FUNCTION organisation_count_all(timestamptz);
DROP FUNCTION organisation_count_some(timestamptz, uuid[]);
"""

MARK = """
-- Marks these units; many at once are one mark on everything.
CREATE FUNCTION organisation_mark_teams(units uuid[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO organisation_teammark (unit_id, marked_at)
  SELECT NULL, clock_timestamp() WHERE cardinality(units) > 50000
  UNION ALL
  SELECT unit, clock_timestamp() FROM unnest(units) AS unit WHERE cardinality(units) <= 50000
$$;

CREATE FUNCTION organisation_appointment_marks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM organisation_mark_teams(ARRAY(SELECT DISTINCT unit_id FROM fresh));
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM organisation_mark_teams(ARRAY(SELECT DISTINCT unit_id FROM gone));
  ELSE
    PERFORM organisation_mark_teams(ARRAY(
      SELECT o.unit_id FROM gone o JOIN fresh n USING (id)
      WHERE (o.unit_id, o.post_id, o.began_at, o.ended_at) IS DISTINCT FROM (n.unit_id, n.post_id, n.began_at, n.ended_at)
      UNION
      SELECT n.unit_id FROM gone o JOIN fresh n USING (id) WHERE n.unit_id <> o.unit_id
    ));
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION organisation_placement_marks() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  main text := (SELECT code FROM organisation_tree WHERE is_main);
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM organisation_mark_teams(ARRAY(SELECT unit_id FROM fresh WHERE tree_id = main AND ended_on IS NULL));
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM organisation_mark_teams(ARRAY(SELECT unit_id FROM gone WHERE tree_id = main AND ended_on IS NULL));
  ELSE
    PERFORM organisation_mark_teams(ARRAY(
      SELECT DISTINCT unit_id FROM (
        (SELECT unit_id, path, level_id FROM gone WHERE tree_id = main AND ended_on IS NULL
         EXCEPT SELECT unit_id, path, level_id FROM fresh WHERE tree_id = main AND ended_on IS NULL)
        UNION ALL
        (SELECT unit_id, path, level_id FROM fresh WHERE tree_id = main AND ended_on IS NULL
         EXCEPT SELECT unit_id, path, level_id FROM gone WHERE tree_id = main AND ended_on IS NULL)
      ) changed
    ));
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION organisation_unitstrength_marks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    PERFORM organisation_mark_teams(ARRAY(SELECT DISTINCT unit_id FROM gone));
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM organisation_mark_teams(ARRAY(SELECT DISTINCT unit_id FROM fresh));
  END IF;
  RETURN NULL;
END $$;

-- A post's strength holds in every unit of its level; which tree is the main one holds everywhere.
CREATE FUNCTION organisation_everything_marks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO organisation_teammark (unit_id, marked_at) VALUES (NULL, clock_timestamp());
  RETURN NULL;
END $$;
CREATE TRIGGER organisation_post_marks_added AFTER INSERT ON organisation_post
  FOR EACH ROW WHEN (NEW.strength IS NOT NULL) EXECUTE FUNCTION organisation_everything_marks();
CREATE TRIGGER organisation_post_marks_changed AFTER UPDATE ON organisation_post
  FOR EACH ROW WHEN (
    (OLD.code, OLD.level_id, OLD.strength, OLD.retired_on IS NULL)
    IS DISTINCT FROM (NEW.code, NEW.level_id, NEW.strength, NEW.retired_on IS NULL)
  ) EXECUTE FUNCTION organisation_everything_marks();
CREATE TRIGGER organisation_post_marks_gone AFTER DELETE ON organisation_post
  FOR EACH ROW WHEN (OLD.strength IS NOT NULL) EXECUTE FUNCTION organisation_everything_marks();
CREATE TRIGGER organisation_tree_marks AFTER UPDATE ON organisation_tree
  FOR EACH ROW WHEN (OLD.is_main <> NEW.is_main) EXECUTE FUNCTION organisation_everything_marks();
CREATE TRIGGER organisation_tree_marks_gone AFTER DELETE ON organisation_tree
  FOR EACH ROW WHEN (OLD.is_main) EXECUTE FUNCTION organisation_everything_marks();
CREATE TRIGGER organisation_tree_marks_added AFTER INSERT ON organisation_tree
  FOR EACH ROW WHEN (NEW.is_main) EXECUTE FUNCTION organisation_everything_marks();
""" + "".join(
    f"""
CREATE TRIGGER organisation_{table}_marks_added AFTER INSERT ON organisation_{table}
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION organisation_{table}_marks();
CREATE TRIGGER organisation_{table}_marks_changed AFTER UPDATE ON organisation_{table}
  REFERENCING OLD TABLE AS gone NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION organisation_{table}_marks();
CREATE TRIGGER organisation_{table}_marks_gone AFTER DELETE ON organisation_{table}
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION organisation_{table}_marks();
"""
    for table in ("appointment", "placement", "unitstrength")
)

UNMARK = (
    "".join(
        f"DROP TRIGGER organisation_{table}_marks_{what} ON organisation_{table};"
        for table in ("appointment", "placement", "unitstrength", "post")
        for what in ("added", "changed", "gone")
    )
    + """
DROP TRIGGER organisation_tree_marks ON organisation_tree;
DROP TRIGGER organisation_tree_marks_gone ON organisation_tree;
DROP TRIGGER organisation_tree_marks_added ON organisation_tree;
DROP FUNCTION organisation_everything_marks();
DROP FUNCTION organisation_unitstrength_marks();
DROP FUNCTION organisation_placement_marks();
DROP FUNCTION organisation_appointment_marks();
DROP FUNCTION organisation_mark_teams(uuid[]);
"""
)
FIRST = "INSERT INTO organisation_teammark (unit_id, marked_at) VALUES (NULL, now())"


class Migration(migrations.Migration):
    dependencies = [("organisation", "0013_beside_the_main_tree")]

    operations = [
        migrations.CreateModel(
            name="TeamCount",
            fields=[
                ("unit_id", models.UUIDField(primary_key=True, serialize=False)),
                ("path", models.TextField(db_collation="C")),
                ("level", models.TextField()),
                ("strength", models.IntegerField()),
                ("filled", models.IntegerField()),
                ("vacant", models.IntegerField()),
                ("overfull", models.IntegerField()),
                (
                    "empty",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("changes_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("vacant__gt", 0)), fields=["path"], name="organisation_teamcount_below"
                    ),
                    models.Index(
                        condition=models.Q(("vacant__gt", 0)),
                        fields=["level", "path"],
                        name="organisation_teamcount_level",
                    ),
                    models.Index(
                        condition=models.Q(("changes_at__isnull", False)),
                        fields=["changes_at"],
                        name="organisation_teamcount_due",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TeamMark",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("unit_id", models.UUIDField(null=True)),
                ("marked_at", models.DateTimeField(default=pankti.base.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name="TeamSum",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "path", "level", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("path", models.TextField(db_collation="C")),
                ("level", models.TextField()),
                ("units", models.IntegerField()),
                ("strength", models.IntegerField()),
                ("filled", models.IntegerField()),
                ("vacant", models.IntegerField()),
                ("overfull", models.IntegerField()),
                ("whole", models.IntegerField()),
            ],
        ),
        migrations.RunSQL(COUNT, FORGET),
        migrations.RunSQL(MARK, UNMARK),
        migrations.RunSQL(FIRST, migrations.RunSQL.noop),
    ]
