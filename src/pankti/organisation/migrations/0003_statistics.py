"""The application's role may not analyze the owner's tables; this function does it for it after a bulk change."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("organisation", "0002_unchecked_keys")]

    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION organisation_refresh_statistics() RETURNS void
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
            BEGIN
                ANALYZE organisation_unit, organisation_placement, organisation_appointment, people_person, people_contactpoint;
            END $$;
            """,
            "DROP FUNCTION organisation_refresh_statistics();",
        ),
    ]
