from django.db import migrations

# Nobody changes an event, the owner neither; only the erasure of a person empties details, and says so itself.
GUARD = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND current_setting('pankti.erasing', true) = 'on'
     AND current_user = (SELECT relowner::regrole::text FROM pg_class WHERE oid = TG_RELID) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'audit events are only ever added' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_event
  FOR EACH ROW EXECUTE FUNCTION audit_refuse();

CREATE FUNCTION audit_erase_person(person uuid, eraser uuid, dropping text[], event_id uuid, moment timestamptz)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  emptied bigint;
BEGIN
  PERFORM set_config('pankti.erasing', 'on', true);
  UPDATE audit_event SET details = '{}'
   WHERE type = ANY(dropping) AND (actor_id = person OR subject_id = person) AND details <> '{}';
  GET DIAGNOSTICS emptied = ROW_COUNT;
  UPDATE audit_event SET address = '' WHERE actor_id = person AND address <> '';
  PERFORM set_config('pankti.erasing', 'off', true);
  INSERT INTO audit_event (id, at, type, actor_id, device_id, address, subject_kind, subject_id, details)
  VALUES (event_id, moment, 'audit.person.erased', eraser, NULL, '', 'person', person,
          jsonb_build_object('count', emptied));
  RETURN emptied;
END $$;
REVOKE EXECUTE ON FUNCTION audit_erase_person(uuid, uuid, text[], uuid, timestamptz) FROM PUBLIC;
"""

OPEN = """
DROP FUNCTION audit_erase_person(uuid, uuid, text[], uuid, timestamptz);
DROP TRIGGER audit_append_only ON audit_event;
DROP FUNCTION audit_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, OPEN)]
