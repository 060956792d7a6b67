"""What makes a large import quick: the stamp of the row a unit came from, and indexes laid after the rows.

A stamp says that a list's row reads the same as when it was last taken, so that the same list
again is known by its stamps. Whoever changes a unit otherwise clears it.
"""

import django.db.models.deletion
from django.db import migrations, models

FORGET = """
CREATE FUNCTION organisation_forget_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.stamp := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER organisation_forget_stamp BEFORE UPDATE ON organisation_unit
    FOR EACH ROW WHEN (
        OLD.stamp IS NOT NULL AND NEW.stamp IS NOT DISTINCT FROM OLD.stamp
        AND (OLD.names, OLD.traits, OLD.latitude, OLD.longitude, OLD.entered, OLD.source, OLD.level_id, OLD.code)
            IS DISTINCT FROM
            (NEW.names, NEW.traits, NEW.latitude, NEW.longitude, NEW.entered, NEW.source, NEW.level_id, NEW.code)
    ) EXECUTE FUNCTION organisation_forget_stamp();
"""

REMEMBER = """
DROP TRIGGER organisation_forget_stamp ON organisation_unit;
DROP FUNCTION organisation_forget_stamp();
"""

# The serving role owns no tables. It may take these indexes off while there is not one unit and not one
# placement, and must lay them again in the same transaction; a test compares what stands afterwards.
LIFT = """
CREATE FUNCTION organisation_lift_indexes() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM organisation_unit) OR EXISTS (SELECT 1 FROM organisation_placement) THEN
        RETURN false;
    END IF;
    BEGIN
        LOCK TABLE organisation_unit, organisation_placement IN ACCESS EXCLUSIVE MODE NOWAIT;
    EXCEPTION WHEN lock_not_available THEN
        RETURN false;
    END;
    IF EXISTS (SELECT 1 FROM organisation_unit) OR EXISTS (SELECT 1 FROM organisation_placement) THEN
        RETURN false;
    END IF;
    ALTER TABLE organisation_unit DROP CONSTRAINT organisation_unit_import_key;
    DROP INDEX organisation_unit_level;
    ALTER TABLE organisation_placement DROP CONSTRAINT organisation_placement_pkey;
    DROP INDEX organisation_placement_path, organisation_placement_current, organisation_placement_child;
    RETURN true;
END $$;

CREATE FUNCTION organisation_lay_indexes() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET maintenance_work_mem = '256MB' AS $$
BEGIN
    ALTER TABLE organisation_unit ADD CONSTRAINT organisation_unit_import_key UNIQUE (source, level_id, code);
    CREATE INDEX organisation_unit_level ON organisation_unit (level_id);
    ALTER TABLE organisation_placement
        ADD CONSTRAINT organisation_placement_pkey PRIMARY KEY (tree_id, unit_id, began_on);
    CREATE UNIQUE INDEX organisation_placement_path ON organisation_placement (tree_id, path)
        WHERE ended_on IS NULL;
    CREATE UNIQUE INDEX organisation_placement_current ON organisation_placement (unit_id, tree_id)
        WHERE ended_on IS NULL;
    CREATE INDEX organisation_placement_child ON organisation_placement (parent_id, tree_id)
        WHERE ended_on IS NULL;
END $$;
"""

LEAVE = "DROP FUNCTION organisation_lay_indexes(); DROP FUNCTION organisation_lift_indexes();"


class Migration(migrations.Migration):
    dependencies = [("organisation", "0006_rights_over_people")]

    operations = [
        migrations.AddField(model_name="unit", name="stamp", field=models.UUIDField(null=True, editable=False)),
        migrations.AlterField(
            model_name="unit",
            name="level",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisation.level",
            ),
        ),
        migrations.AddIndex(
            model_name="unit", index=models.Index(fields=["level"], name="organisation_unit_level")
        ),
        migrations.RunSQL(FORGET, REMEMBER),
        migrations.RunSQL(LIFT, LEAVE),
    ]
