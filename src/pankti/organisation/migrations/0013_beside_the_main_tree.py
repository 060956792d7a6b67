"""Units that hang in another tree alone get a path of reach: that of the nearest unit above in the main tree, and "/".

The "/" sorts before every digit: such a path lies in the subtree of the unit above and of nobody else, no unit's path
begins with it, and no right over a unit's subtree can come from it (docs/adr/0024-units-beside-the-main-tree.md).
"""

from django.db import migrations, models

REACH = """
CREATE FUNCTION organisation_reach_path(asked uuid) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  found_path text;
BEGIN
  SELECT pl.path INTO found_path
  FROM organisation_placement pl JOIN organisation_tree t ON t.code = pl.tree_id AND t.is_main
  WHERE pl.unit_id = asked AND pl.ended_on IS NULL;
  IF found_path IS NOT NULL THEN
    RETURN found_path;
  END IF;
  SELECT m.path || '/' INTO found_path
  FROM organisation_placement s
  JOIN organisation_tree t ON t.code = s.tree_id AND NOT t.is_main
  CROSS JOIN LATERAL generate_series(5, length(s.path) - 5, 5) AS n
  JOIN organisation_placement above
    ON above.tree_id = s.tree_id AND above.ended_on IS NULL AND above.path = left(s.path, n)
  JOIN organisation_placement m
    ON m.unit_id = above.unit_id AND m.ended_on IS NULL
   AND m.tree_id = (SELECT code FROM organisation_tree WHERE is_main)
  WHERE s.unit_id = asked AND s.ended_on IS NULL
  ORDER BY t.rank, t.code, n DESC LIMIT 1;
  RETURN coalesce(found_path, '');
END $$;

CREATE OR REPLACE FUNCTION organisation_fill_path() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  NEW.path := organisation_reach_path(NEW.unit_id);
  RETURN NEW;
END $$;

UPDATE organisation_appointment SET path = organisation_reach_path(unit_id)
 WHERE path = '' AND organisation_reach_path(unit_id) <> '';
"""

LEAVE = """
CREATE OR REPLACE FUNCTION organisation_fill_path() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  SELECT pl.path INTO NEW.path
  FROM organisation_placement pl JOIN organisation_tree t ON t.code = pl.tree_id AND t.is_main
  WHERE pl.unit_id = NEW.unit_id AND pl.ended_on IS NULL;
  NEW.path := coalesce(NEW.path, '');
  RETURN NEW;
END $$;
UPDATE organisation_appointment SET path = '' WHERE path LIKE '%/';
DROP FUNCTION organisation_reach_path(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("organisation", "0012_rights_over_meetings")]

    operations = [
        migrations.RunSQL(REACH, LEAVE),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                fields=["unit"],
                condition=models.Q(path="") | models.Q(path__endswith="/"),
                name="organisation_appointment_aside",
            ),
        ),
    ]
