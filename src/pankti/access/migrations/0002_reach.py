import django.contrib.postgres.fields
from django.db import migrations, models

# A kept reach dies in the transaction that writes appointments or posts, whoever writes them.
FORGET = """
CREATE FUNCTION access_forget_holders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM access_scope s USING changed c WHERE s.person_id = c.person_id;
  RETURN NULL;
END $$;
CREATE TRIGGER access_forget_appointed AFTER INSERT ON organisation_appointment
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION access_forget_holders();
CREATE TRIGGER access_forget_reappointed AFTER UPDATE ON organisation_appointment
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION access_forget_holders();
CREATE TRIGGER access_forget_removed AFTER DELETE ON organisation_appointment
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION access_forget_holders();

CREATE FUNCTION access_forget_all() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM access_scope;
  RETURN NULL;
END $$;
CREATE TRIGGER access_forget_post AFTER UPDATE OF rights, is_lead ON organisation_post
  FOR EACH STATEMENT EXECUTE FUNCTION access_forget_all();
"""

REMEMBER = """
DROP TRIGGER access_forget_post ON organisation_post;
DROP TRIGGER access_forget_removed ON organisation_appointment;
DROP TRIGGER access_forget_reappointed ON organisation_appointment;
DROP TRIGGER access_forget_appointed ON organisation_appointment;
DROP FUNCTION access_forget_all();
DROP FUNCTION access_forget_holders();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
        ("organisation", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="scope",
            name="leads",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
        ),
        migrations.AddField(
            model_name="scope",
            name="valid_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(FORGET, REMEMBER),
    ]
