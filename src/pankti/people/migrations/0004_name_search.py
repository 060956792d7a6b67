"""Names are found by what they sound like, at the cost of the answer: see docs/adr/0070-search-by-sound.md."""

from django.db import migrations

ROWS = """
CREATE FUNCTION people_name_rows(keys text[]) RETURNS SETOF text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT k FROM unnest(keys) AS k
  UNION ALL
  SELECT a || ' ' || b FROM unnest(keys) AS a, unnest(keys) AS b WHERE a COLLATE "C" < b COLLATE "C"
$$;

-- Where else than at home a person is found. The room of appointments puts its own in this place.
CREATE FUNCTION people_other_places(person uuid) RETURNS SETOF text LANGUAGE sql STABLE AS $$
  SELECT NULL::text WHERE false
$$;

CREATE FUNCTION people_learn_words(keys text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH added AS (
    INSERT INTO people_nameword (word)
    SELECT DISTINCT k COLLATE "C" FROM unnest(keys) AS k
    WHERE NOT EXISTS (SELECT FROM people_nameword w WHERE w.word = k) ORDER BY 1
    ON CONFLICT DO NOTHING RETURNING word
  )
  INSERT INTO people_namecut (cut, word)
  SELECT DISTINCT c.cut, a.word
  FROM added a, LATERAL (
    SELECT a.word AS cut
    UNION SELECT left(a.word, i - 1) || substr(a.word, i + 1) FROM generate_series(1, length(a.word)) AS i
  ) c
  WHERE c.cut <> ''
  ON CONFLICT DO NOTHING
$$;
"""

FOLLOW = """
CREATE FUNCTION people_name_follow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF current_setting('pankti.names_later', true) = 'on' THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'DELETE' THEN
    DELETE FROM people_nametoken t USING gone o,
      LATERAL people_name_rows(o.name_keys) AS k(token),
      LATERAL (SELECT o.home_path UNION SELECT people_other_places(o.id)) AS p(path)
    WHERE t.token = k.token AND t.path = p.path AND t.person_id = o.id;
    RETURN NULL;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF NOT EXISTS (
      SELECT FROM gone o JOIN fresh n ON n.id = o.id
      WHERE (o.name_keys, o.home_path, o.erased_at IS NULL, o.merged_into_id IS NULL)
        IS DISTINCT FROM (n.name_keys, n.home_path, n.erased_at IS NULL, n.merged_into_id IS NULL)
    ) THEN
      RETURN NULL;
    END IF;
    DELETE FROM people_nametoken t USING gone o JOIN fresh n ON n.id = o.id,
      LATERAL people_name_rows(o.name_keys) AS k(token),
      LATERAL (SELECT o.home_path UNION SELECT people_other_places(o.id)) AS p(path)
    WHERE (o.name_keys, o.home_path, o.erased_at IS NULL, o.merged_into_id IS NULL)
        IS DISTINCT FROM (n.name_keys, n.home_path, n.erased_at IS NULL, n.merged_into_id IS NULL)
      AND t.token = k.token AND t.path = p.path AND t.person_id = o.id;
  END IF;
  INSERT INTO people_nametoken (token, path, person_id)
  SELECT k.token, p.path, n.id
  FROM fresh n,
    LATERAL people_name_rows(n.name_keys) AS k(token),
    LATERAL (SELECT n.home_path UNION SELECT people_other_places(n.id)) AS p(path)
  WHERE n.erased_at IS NULL AND n.merged_into_id IS NULL AND p.path <> ''
  ON CONFLICT DO NOTHING;
  PERFORM people_learn_words(ARRAY(SELECT DISTINCT k FROM fresh n, unnest(n.name_keys) AS k));
  RETURN NULL;
END $$;
CREATE TRIGGER people_name_added AFTER INSERT ON people_person
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION people_name_follow();
CREATE TRIGGER people_name_changed AFTER UPDATE ON people_person
  REFERENCING OLD TABLE AS gone NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION people_name_follow();
CREATE TRIGGER people_name_gone AFTER DELETE ON people_person
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION people_name_follow();
"""

FIND = """
CREATE FUNCTION people_find(roots text[], probes text[], most integer)
RETURNS TABLE (probe integer, person_id uuid, path text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  reach text[] := string_to_array(current_setting('pankti.roots', true), ' ');
  allowed text[];
  wanted text;
  root text;
  found integer := 0;
  more bigint;
BEGIN
  -- Of the tops asked for, what the session's own reach (row-level security's settings) covers.
  SELECT array_agg(DISTINCT greatest(a COLLATE "C", r COLLATE "C")) INTO allowed
  FROM unnest(roots) AS a, (
    SELECT CASE WHEN e = '*' THEN '' ELSE split_part(e, ':', 1) END AS r FROM unnest(reach) AS e
  ) AS own
  WHERE starts_with(a, r) OR starts_with(r, a);
  IF allowed IS NULL THEN RETURN; END IF;
  probe := 0;
  FOREACH wanted IN ARRAY probes LOOP
    probe := probe + 1;
    FOREACH root IN ARRAY allowed LOOP
      RETURN QUERY
        SELECT probe, t.person_id, t.path FROM people_nametoken t
        WHERE t.token = wanted AND t.path >= root AND t.path < root || 'g'
        ORDER BY t.path LIMIT most - found;
      GET DIAGNOSTICS more = ROW_COUNT;
      found := found + more;
      IF found >= most THEN RETURN; END IF;
    END LOOP;
  END LOOP;
END $$;

CREATE FUNCTION people_rebuild_names() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  written bigint;
BEGIN
  LOCK TABLE people_person IN SHARE ROW EXCLUSIVE MODE;
  TRUNCATE people_nametoken, people_nameword, people_namecut;
  ALTER TABLE people_nametoken DROP CONSTRAINT people_nametoken_pkey;
  INSERT INTO people_nametoken (token, path, person_id)
  SELECT k.token, p.path, n.id
  FROM people_person n,
    LATERAL (SELECT n.home_path UNION SELECT people_other_places(n.id)) AS p(path),
    LATERAL people_name_rows(n.name_keys) AS k(token)
  WHERE n.erased_at IS NULL AND n.merged_into_id IS NULL AND p.path <> '';
  GET DIAGNOSTICS written = ROW_COUNT;
  ALTER TABLE people_nametoken ADD CONSTRAINT people_nametoken_pkey PRIMARY KEY (token, path, person_id);
  INSERT INTO people_nameword (word, n)
  SELECT k, count(*) FROM people_person p, unnest(p.name_keys) AS k
  WHERE p.erased_at IS NULL AND p.merged_into_id IS NULL GROUP BY k;
  INSERT INTO people_namecut (cut, word)
  SELECT DISTINCT c.cut, a.word
  FROM people_nameword a, LATERAL (
    SELECT a.word AS cut
    UNION SELECT left(a.word, i - 1) || substr(a.word, i + 1) FROM generate_series(1, length(a.word)) AS i
  ) c
  WHERE c.cut <> '';
  RETURN written;
END $$;
"""

LEAVE = """
DROP FUNCTION people_rebuild_names();
DROP FUNCTION people_find(text[], text[], integer);
DROP TRIGGER people_name_gone ON people_person;
DROP TRIGGER people_name_changed ON people_person;
DROP TRIGGER people_name_added ON people_person;
DROP FUNCTION people_name_follow();
DROP FUNCTION people_learn_words(text[]);
DROP FUNCTION people_other_places(uuid);
DROP FUNCTION people_name_rows(text[]);
"""

ALL = "(SELECT current_setting('pankti.roots', true)) = '*'"
WITHIN = """EXISTS (
  SELECT 1 FROM unnest(string_to_array((SELECT current_setting('pankti.roots', true)), ' ')) AS r(root)
  WHERE path >= split_part(r.root, ':', 1) AND path < split_part(r.root, ':', 1) || 'g')"""
KNOWN = "EXISTS (SELECT 1 FROM people_person p WHERE p.id = kept_id)"
SECURE = f"""
ALTER TABLE people_lookalike ENABLE ROW LEVEL SECURITY;
CREATE POLICY reach ON people_lookalike USING ({ALL} OR {WITHIN}) WITH CHECK ({ALL} OR {WITHIN});
ALTER TABLE people_merge ENABLE ROW LEVEL SECURITY;
CREATE POLICY reach ON people_merge USING ({ALL} OR {KNOWN}) WITH CHECK ({ALL} OR {KNOWN});
"""
OPEN = """
DROP POLICY reach ON people_merge;
ALTER TABLE people_merge DISABLE ROW LEVEL SECURITY;
DROP POLICY reach ON people_lookalike;
ALTER TABLE people_lookalike DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0003_persons_in_full")]

    operations = [migrations.RunSQL(ROWS + FOLLOW + FIND, LEAVE), migrations.RunSQL(SECURE, OPEN)]
