"""Row-level security on what is personal (docs/adr/0023-row-level-security.md), and the phones' door past it.

The policies read three settings that ``pankti.base.sight`` derives from the actor: ``pankti.person``, ``pankti.roots``
(``*``, or subtrees ``path`` and ``path:wing``) and ``pankti.above`` (the units above one's own). Their owner is not
bound by them, so the functions here, which run as the owner, may look where the caller may not; each says only yes or no.
"""

from django.db import migrations, models

ALL = "(SELECT current_setting('pankti.roots', true)) = '*'"
ME = "(SELECT nullif(current_setting('pankti.person', true), '')::uuid)"
ROOTS = "unnest(string_to_array((SELECT current_setting('pankti.roots', true)), ' ')) AS r(root)"
WITHIN = "{path} >= split_part(r.root, ':', 1) AND {path} < split_part(r.root, ':', 1) || 'g'"
ABOVE = "(SELECT string_to_array(current_setting('pankti.above', true), ' '))::text[]"


def within(path: str, *, wing: str = "") -> str:
    """Whether ``path`` lies in a subtree that the caller reaches; ``wing`` narrows what a wing's rights open."""
    return f"EXISTS (SELECT 1 FROM {ROOTS} WHERE {WITHIN.format(path=path)}{wing})"


WHOLE = " AND strpos(r.root, ':') = 0"

FUNCTIONS = f"""
CREATE FUNCTION access_sees_person(who uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  roots text[] := string_to_array(current_setting('pankti.roots', true), ' ');
BEGIN
  RETURN EXISTS (
      SELECT 1 FROM organisation_appointment a JOIN organisation_post po ON po.code = a.post_id, unnest(roots) AS r(root)
      WHERE a.person_id = who AND {WITHIN.format(path="a.path")}
        AND (a.ended_at IS NULL OR a.ended_at > now())
        AND split_part(r.root, ':', 2) IN ('', po.wing_id))
    OR EXISTS (
      SELECT 1 FROM people_person p, unnest(roots) AS r(root)
      WHERE p.id = who AND {WITHIN.format(path="p.home_path")}{WHOLE});
END $$;

CREATE FUNCTION access_knows_person(who uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  roots text[] := string_to_array(current_setting('pankti.roots', true), ' ');
  above text[] := string_to_array(current_setting('pankti.above', true), ' ');
BEGIN
  RETURN EXISTS (
      SELECT 1 FROM organisation_appointment a JOIN organisation_post po ON po.code = a.post_id, unnest(roots) AS r(root)
      WHERE a.person_id = who AND {WITHIN.format(path="a.path")} AND split_part(r.root, ':', 2) IN ('', po.wing_id))
    OR EXISTS (
      SELECT 1 FROM organisation_appointment a
      WHERE a.person_id = who AND a.path = ANY (above) AND (a.ended_at IS NULL OR a.ended_at > now()));
END $$;

CREATE FUNCTION access_sees_unit(unit uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN EXISTS (
      SELECT 1 FROM organisation_placement p JOIN organisation_tree t ON t.code = p.tree_id AND t.is_main,
           unnest(string_to_array(current_setting('pankti.roots', true), ' ')) AS r(root)
      WHERE p.unit_id = unit AND p.ended_on IS NULL AND {WITHIN.format(path="p.path")});
END $$;

CREATE FUNCTION access_find_device(token bytea, at timestamptz) RETURNS TABLE (
  device_id uuid, person_id uuid, language text, is_revoked boolean, clock_offset_ms bigint, first_pull_at timestamptz,
  seen_at timestamptz, is_fresh boolean, digest text, ancestors uuid[], units uuid[], leads uuid[], holdings uuid[],
  roots text, above text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT d.id, d.person_id, p.language, d.revoked_at IS NOT NULL OR p.erased_at IS NOT NULL,
           d.clock_offset_ms, d.first_pull_at, d.seen_at,
           s.tree_epoch = o.tree_epoch AND (s.valid_until IS NULL OR s.valid_until > at),
           s.digest, s.ancestors, s.units, s.leads, s.holdings, s.roots, s.above
    FROM access_device d
    JOIN people_person p ON p.id = d.person_id
    LEFT JOIN organisation_organisation o ON true
    LEFT JOIN access_scope s ON s.person_id = d.person_id
    WHERE d.token_hash = token;
END $$;

ALTER FUNCTION access_forget_holders() SECURITY DEFINER SET search_path = public, pg_temp;
ALTER FUNCTION access_forget_all() SECURITY DEFINER SET search_path = public, pg_temp;
ALTER FUNCTION organisation_fill_path() SECURITY DEFINER SET search_path = public, pg_temp;
"""

NO_FUNCTIONS = """
ALTER FUNCTION organisation_fill_path() SECURITY INVOKER RESET search_path;
ALTER FUNCTION access_forget_all() SECURITY INVOKER RESET search_path;
ALTER FUNCTION access_forget_holders() SECURITY INVOKER RESET search_path;
DROP FUNCTION access_find_device(bytea, timestamptz);
DROP FUNCTION access_sees_unit(uuid);
DROP FUNCTION access_knows_person(uuid);
DROP FUNCTION access_sees_person(uuid);
"""

OF_PERSON = f"{ALL} OR person_id = {ME} OR access_sees_person(person_id)"
OF_ACCOUNT = f"{ALL} OR EXISTS (SELECT 1 FROM access_account a WHERE a.id = account_id"
POLICIES = {
    "people_person": (
        f"{ALL} OR id = {ME} OR {within('home_path', wing=WHOLE)} OR access_knows_person(id)",
        f"{ALL} OR id = {ME} OR {within('home_path')} OR access_sees_person(id)",
    ),
    "people_contactpoint": (OF_PERSON, OF_PERSON),
    "organisation_appointment": (
        f"{ALL} OR person_id = {ME} OR {within('path')} OR path = ANY ({ABOVE})",
        f"{ALL} OR {within('path')}",
    ),
    "access_account": (OF_PERSON, OF_PERSON),
    "access_device": (OF_PERSON, OF_PERSON),
    "access_scope": (OF_PERSON, OF_PERSON),
    "access_knownbrowser": (OF_PERSON, OF_PERSON),
    "access_officesession": (f"{OF_ACCOUNT})", f"{OF_ACCOUNT})"),
    "access_invitation": (
        f"{ALL} OR made_by_id = {ME} OR taken_by_id = {ME} OR access_sees_unit(unit_id)",
        f"{ALL} OR made_by_id = {ME} OR access_sees_unit(unit_id)",
    ),
    # What opens an account is its holder's alone.
    "access_passkey": (f"{OF_ACCOUNT} AND a.person_id = {ME})",) * 2,
    "access_codeapp": (f"{OF_ACCOUNT} AND a.person_id = {ME})",) * 2,
    "access_recoverycode": (f"{OF_ACCOUNT} AND a.person_id = {ME})",) * 2,
}

SECURE = "".join(
    f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
    f"CREATE POLICY reach ON {table} USING ({using}) WITH CHECK ({check});\n"
    for table, (using, check) in POLICIES.items()
)
OPEN = "".join(f"DROP POLICY reach ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;\n" for table in POLICIES)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0006_holdings"),
        ("organisation", "0004_appointment_path"),
        ("people", "0002_home_path"),
    ]

    operations = [
        migrations.AddField(model_name="scope", name="roots", field=models.TextField(default="")),
        migrations.AddField(model_name="scope", name="above", field=models.TextField(default="")),
        migrations.RunSQL("DELETE FROM access_scope", migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(SECURE, OPEN),
    ]
