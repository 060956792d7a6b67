"""One person's appointments, past and present, for judging what their phone says before the database is told who asks."""

from django.db import migrations

HELD_BY = """
CREATE FUNCTION cascade_held_by(who uuid) RETURNS TABLE (
  id uuid, unit_id uuid, post_id text, began_at timestamptz, ended_at timestamptz,
  rests_from timestamptz, rests_until timestamptz)
LANGUAGE plpgsql STABLE ROWS 3 SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT a.id, a.unit_id, a.post_id, a.began_at, a.ended_at, a.rests_from, a.rests_until
    FROM organisation_appointment a WHERE a.person_id = who;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cascade", "0003_closing_and_moving"), ("organisation", "0005_posts_as_data")]

    operations = [migrations.RunSQL(HELD_BY, "DROP FUNCTION cascade_held_by(uuid)")]
