"""Who has changed since likely duplicates were last looked for, so that the night reads these alone."""

from django.db import migrations, models

MARK = """
-- Marks these persons; many at once are one mark on everybody.
CREATE FUNCTION people_mark(persons uuid[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO people_personmark (person_id)
  SELECT NULL WHERE cardinality(persons) > 50000
  UNION ALL
  SELECT person FROM unnest(persons) AS person WHERE cardinality(persons) <= 50000
$$;

CREATE FUNCTION people_person_marks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM people_mark(ARRAY(SELECT id FROM fresh));
  ELSIF current_setting('pankti.names_later', true) IS DISTINCT FROM 'on' THEN
    -- Whose home went along with a unit that moved lives with the same people as before.
    PERFORM people_mark(ARRAY(
      SELECT n.id FROM gone o JOIN fresh n USING (id)
      WHERE (o.name_keys, o.home_path, o.erased_at IS NULL, o.merged_into_id IS NULL)
        IS DISTINCT FROM (n.name_keys, n.home_path, n.erased_at IS NULL, n.merged_into_id IS NULL)
    ));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER people_person_marks_added AFTER INSERT ON people_person
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION people_person_marks();
CREATE TRIGGER people_person_marks_changed AFTER UPDATE ON people_person
  REFERENCING OLD TABLE AS gone NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION people_person_marks();

CREATE FUNCTION people_contactpoint_marks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM people_mark(ARRAY(SELECT DISTINCT person_id FROM fresh));
  ELSE
    PERFORM people_mark(ARRAY(
      SELECT DISTINCT n.person_id FROM gone o JOIN fresh n USING (id)
      WHERE (o.person_id, o.kind, o.blind_index) <> (n.person_id, n.kind, n.blind_index)
    ));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER people_contactpoint_marks_added AFTER INSERT ON people_contactpoint
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION people_contactpoint_marks();
CREATE TRIGGER people_contactpoint_marks_changed AFTER UPDATE ON people_contactpoint
  REFERENCING OLD TABLE AS gone NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION people_contactpoint_marks();

INSERT INTO people_personmark (person_id) VALUES (NULL);
"""
UNMARK = """
DROP TRIGGER people_contactpoint_marks_changed ON people_contactpoint;
DROP TRIGGER people_contactpoint_marks_added ON people_contactpoint;
DROP TRIGGER people_person_marks_changed ON people_person;
DROP TRIGGER people_person_marks_added ON people_person;
DROP FUNCTION people_contactpoint_marks();
DROP FUNCTION people_person_marks();
DROP FUNCTION people_mark(uuid[]);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0005_skill_retired_on")]

    operations = [
        migrations.CreateModel(
            name="PersonMark",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("person_id", models.UUIDField(null=True)),
            ],
        ),
        migrations.RunSQL(MARK, UNMARK),
    ]
