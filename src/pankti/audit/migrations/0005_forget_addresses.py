"""Addresses and phones from which people acted are traffic data: after the law's year they go, in batches."""

from django.db import migrations

FORGET = """
CREATE FUNCTION audit_forget_addresses(before timestamptz, most integer)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  emptied bigint;
  gone timestamptz := least(before, now() - interval '365 days');  -- whoever asks for more gets no more than this
BEGIN
  PERFORM set_config('pankti.erasing', 'on', true);
  UPDATE audit_event SET address = '', device_id = NULL WHERE id IN (
    SELECT id FROM audit_event WHERE at < gone AND (address <> '' OR device_id IS NOT NULL) ORDER BY at LIMIT most);
  GET DIAGNOSTICS emptied = ROW_COUNT;
  PERFORM set_config('pankti.erasing', 'off', true);
  RETURN emptied;
END $$;
REVOKE EXECUTE ON FUNCTION audit_forget_addresses(timestamptz, integer) FROM PUBLIC;
CREATE INDEX audit_addressed ON audit_event (at) WHERE address <> '' OR device_id IS NOT NULL;
"""

KEEP = """
DROP INDEX audit_addressed;
DROP FUNCTION audit_forget_addresses(timestamptz, integer);
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_read_in_order")]

    operations = [migrations.RunSQL(FORGET, KEEP)]
