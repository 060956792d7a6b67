"""Each appointment carries its unit's path in the main tree; whoever writes one without gets it filled in."""

from django.db import migrations, models

FILL = """
CREATE FUNCTION organisation_fill_path() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT pl.path INTO NEW.path
  FROM organisation_placement pl JOIN organisation_tree t ON t.code = pl.tree_id AND t.is_main
  WHERE pl.unit_id = NEW.unit_id AND pl.ended_on IS NULL;
  NEW.path := coalesce(NEW.path, '');
  RETURN NEW;
END $$;
CREATE TRIGGER organisation_fill_path BEFORE INSERT ON organisation_appointment
  FOR EACH ROW WHEN (NEW.path = '') EXECUTE FUNCTION organisation_fill_path();
"""

LEAVE = """
DROP TRIGGER organisation_fill_path ON organisation_appointment;
DROP FUNCTION organisation_fill_path();
"""

NOW = """
UPDATE organisation_appointment a SET path = pl.path
FROM organisation_placement pl JOIN organisation_tree t ON t.code = pl.tree_id AND t.is_main
WHERE pl.unit_id = a.unit_id AND pl.ended_on IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("organisation", "0003_statistics"), ("people", "0002_home_path")]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="path",
            field=models.TextField(db_collation="C", db_default="", default=""),
        ),
        migrations.RunSQL(NOW, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["path"], name="organisation_appointment_path"),
        ),
        migrations.RunSQL(FILL, LEAVE),
    ]
