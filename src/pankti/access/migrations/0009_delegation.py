"""Delegations; a kept reach dies with the delegation, and with the giver's post on which it rests."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import pankti.base.clock
import pankti.base.ids

ME = "(SELECT nullif(current_setting('pankti.person', true), '')::uuid)"
SEEN = f"""
  (SELECT current_setting('pankti.roots', true)) = '*'
  OR person_id = {ME} OR given_by_id = {ME} OR access_sees_unit(unit_id)
"""

SECURE = f"""
ALTER TABLE access_delegation ENABLE ROW LEVEL SECURITY;
CREATE POLICY reach ON access_delegation USING ({SEEN}) WITH CHECK ({SEEN});

CREATE OR REPLACE FUNCTION access_forget_holders() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM access_scope s USING changed c WHERE s.person_id = c.person_id;
  DELETE FROM access_scope s USING changed c, access_delegation d
  WHERE d.given_by_id = c.person_id AND d.ended_at IS NULL AND s.person_id = d.person_id;
  RETURN NULL;
END $$;

CREATE FUNCTION access_forget_lent() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM access_scope WHERE person_id = NEW.person_id;
  RETURN NULL;
END $$;
CREATE TRIGGER access_forget_lent AFTER INSERT OR UPDATE ON access_delegation
  FOR EACH ROW EXECUTE FUNCTION access_forget_lent();
"""

OPEN = """
DROP TRIGGER access_forget_lent ON access_delegation;
DROP FUNCTION access_forget_lent();
CREATE OR REPLACE FUNCTION access_forget_holders() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM access_scope s USING changed c WHERE s.person_id = c.person_id;
  RETURN NULL;
END $$;
DROP POLICY reach ON access_delegation;
"""


def person() -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")


class Migration(migrations.Migration):
    dependencies = [("access", "0008_orders_in_reach"), ("organisation", "0006_rights_over_people")]

    operations = [
        migrations.CreateModel(
            name="Delegation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=pankti.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("right", models.TextField()),
                ("reason", models.TextField(default="")),
                ("began_at", models.DateTimeField(default=pankti.base.clock.now)),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.unit"
                    ),
                ),
                ("person", person()),
                ("given_by", person()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(until__gt=F("began_at")), name="access_delegation_ends_later"),
                    models.CheckConstraint(condition=~Q(person=F("given_by")), name="access_delegation_to_another"),
                    models.UniqueConstraint(
                        fields=["person", "unit", "right", "given_by"],
                        condition=Q(ended_at__isnull=True),
                        name="access_delegation_once",
                    ),
                ],
            },
        ),
        migrations.RunSQL(SECURE, OPEN),
    ]
