-- Every kind of object besides tables: they must come back from the file, in an order that loads, and none of them may disturb the load.
-- Covers spares "function bodies with blank lines", "/* inside strings"; shapes "views on views … non-default collations", "comments with
-- quotes"; POSTGRES 21, 24. Needs: PostgreSQL 15, contrib citext; UTF8; ICU for all of it. Makes the role sample_reader. What a superuser alone can make is in superuser.sql.
-- (c_left_over is populated although its source no longer is: it cannot be refreshed, and pg_dump leaves it empty.)
SET client_encoding = 'UTF8';
SET client_min_messages = warning;

DO $$ BEGIN
    CREATE ROLE sample_reader NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;

CREATE SCHEMA tools;
COMMENT ON SCHEMA tools IS 'It''s "tools"; -- /* not a comment';
GRANT USAGE ON SCHEMA tools TO sample_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA tools GRANT SELECT ON TABLES TO sample_reader;

CREATE EXTENSION citext SCHEMA tools;

-- Types.
CREATE TYPE colour AS ENUM ('red', 'it''s "blue"');
ALTER TYPE colour ADD VALUE 'orange' BEFORE 'it''s "blue"';
CREATE DOMAIN positive AS int DEFAULT 1 CONSTRAINT above_zero CHECK (VALUE > 0) NOT NULL;
CREATE DOMAIN small AS positive CHECK (VALUE < 1000);
CREATE TYPE money_pair AS (amount numeric(10, 2), currency char(3));
CREATE TYPE wrapped AS (inner_pair money_pair, colours colour[]);
CREATE TYPE colour_range AS RANGE (subtype = colour);
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_collation WHERE collname = 'de-x-icu') THEN
        CREATE COLLATION german (provider = icu, locale = 'de-u-co-phonebk');
        CREATE COLLATION tools.numeric_order (provider = icu, locale = 'en-u-kn-true', deterministic = true);
    ELSE
        CREATE COLLATION german (locale = 'C');
        CREATE COLLATION tools.numeric_order (locale = 'POSIX');
    END IF;
END $$;
COMMENT ON TYPE colour IS E'line one\nline ''two''\\';

CREATE TABLE item (
    id small PRIMARY KEY, name text COLLATE german NOT NULL, code text COLLATE tools.numeric_order UNIQUE, c colour DEFAULT 'red', price money_pair, w wrapped,
    range colour_range, note tools.citext, at timestamptz DEFAULT now(), CONSTRAINT "named 'check'" CHECK (length(name) < 100 AND name <> '/* ; */ $$'));
INSERT INTO item SELECT i, 'Ä' || i, 'a' || i, 'orange', ROW(i, 'EUR')::money_pair, NULL, '[red,orange]', 'n' || i, '2024-01-01 00:00+00' FROM generate_series(1, 150) AS i;
CREATE TABLE log (id int GENERATED ALWAYS AS IDENTITY, item small REFERENCES item, what text);
INSERT INTO log (item, what) SELECT 1 + i * 7 % 150, 'w' || i FROM generate_series(1, 200) AS i;
COMMENT ON TABLE item IS 'it''s a "table" \ with $$ and -- and /*';
COMMENT ON COLUMN item.name IS '';
COMMENT ON COLUMN item.code IS E'tab\there; CREATE TABLE nothing ();\n\\connect other\n';
COMMENT ON CONSTRAINT "named 'check'" ON item IS 'c''s';

-- Functions: blank lines, semicolons, nested dollar quotes, BEGIN ATOMIC, SET search_path, defaults, sets, procedures, overloads.
CREATE FUNCTION blank_lines(n int DEFAULT 5, VARIADIC words text[] DEFAULT '{}') RETURNS SETOF text LANGUAGE plpgsql AS $function$
DECLARE
    s text := $inner$ ';' -- not a comment $inner$;


BEGIN
    /* outer /* nested */ ; */
    RETURN QUERY SELECT s || E'\'' || w FROM unnest(words) AS w LIMIT n;

    -- the end;
END;
$function$;
CREATE FUNCTION atomic_total(amount numeric, OUT total numeric, OUT label text) LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT sum((i.price).amount) + atomic_total.amount AS total, 'a;b' AS label FROM item AS i WHERE i.c = 'red'::colour OR i.c = 'orange';
END;
CREATE FUNCTION atomic_return(a int, b int = 2) RETURNS int LANGUAGE sql IMMUTABLE RETURN a + CASE WHEN b > 1 THEN b ELSE 0 END;
CREATE PROCEDURE atomic_many(x text) LANGUAGE sql
BEGIN ATOMIC
    INSERT INTO log (item, what) VALUES (NULL, x || ';');
    DELETE FROM log WHERE what = 'END;';
END;
CREATE FUNCTION tools.with_path() RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = tools, "public", pg_temp SET work_mem = '8MB' COST 10 PARALLEL SAFE AS
'BEGIN RETURN (SELECT ''x''::citext::text || count(*) FROM item); END';
CREATE FUNCTION overloaded(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION overloaded(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION overloaded(colour, small) RETURNS TABLE (a colour, b int) LANGUAGE sql IMMUTABLE AS 'SELECT $1, $2::int';
CREATE FUNCTION first_char(text) RETURNS "char" LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT left($1, 1)::"char" $$;
COMMENT ON FUNCTION overloaded(text) IS 'don''t';
REVOKE ALL ON FUNCTION overloaded(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION overloaded(int) TO sample_reader;

-- Aggregates, operators, casts.
CREATE FUNCTION glue_step(text, text, text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT concat_ws($3, nullif($1, ''), $2) $$;
CREATE AGGREGATE glue(text, text) (SFUNC = glue_step, STYPE = text, INITCOND = '');
CREATE AGGREGATE tools.total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0', MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = int, MINITCOND = '0', PARALLEL = safe, COMBINEFUNC = int4pl);
CREATE FUNCTION pair_lt(money_pair, money_pair) RETURNS bool LANGUAGE sql IMMUTABLE AS $$ SELECT ($1).amount < ($2).amount $$;
CREATE FUNCTION pair_gt(money_pair, money_pair) RETURNS bool LANGUAGE sql IMMUTABLE AS $$ SELECT ($1).amount > ($2).amount $$;
CREATE FUNCTION pair_add(money_pair, money_pair) RETURNS money_pair LANGUAGE sql IMMUTABLE AS $$ SELECT ROW(($1).amount + ($2).amount, ($1).currency)::money_pair $$;
CREATE OPERATOR <% (LEFTARG = money_pair, RIGHTARG = money_pair, FUNCTION = pair_lt, COMMUTATOR = >%, RESTRICT = scalarltsel);
CREATE OPERATOR >% (LEFTARG = money_pair, RIGHTARG = money_pair, FUNCTION = pair_gt, COMMUTATOR = <%);
CREATE OPERATOR tools.+ (LEFTARG = money_pair, RIGHTARG = money_pair, FUNCTION = pair_add);
COMMENT ON OPERATOR <% (money_pair, money_pair) IS 'less; "than"';
CREATE FUNCTION pair_to_numeric(money_pair) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$ SELECT ($1).amount $$;
CREATE CAST (money_pair AS numeric) WITH FUNCTION pair_to_numeric(money_pair) AS ASSIGNMENT;
CREATE CAST (text AS money_pair) WITH INOUT;

-- Text search.
CREATE TEXT SEARCH DICTIONARY tools.plain (TEMPLATE = simple, accept = false);
CREATE TEXT SEARCH CONFIGURATION tools.my_english (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION tools.my_english ALTER MAPPING FOR asciiword, word WITH tools.plain, english_stem;
CREATE INDEX item_search ON item USING gin (to_tsvector('tools.my_english', name));
CREATE STATISTICS item_stats (ndistinct, dependencies, mcv) ON name, code FROM item;
CREATE STATISTICS tools.item_expression ON (lower(name)), (length(code)) FROM item;
ALTER STATISTICS item_stats SET STATISTICS 500;
CREATE INDEX item_lower ON item (lower(name) COLLATE "C" text_pattern_ops DESC NULLS LAST, (c = 'red')) INCLUDE (at) WITH (fillfactor = 70);
CREATE INDEX item_function ON item (first_char(code));

-- Views: on views, recursive, with check option, updatable through a trigger, with defaults, over a function, empty; they depend on each other against the alphabet.
CREATE VIEW z_first AS SELECT id, name, (price).amount AS amount, c FROM item WHERE c <> 'red' WITH LOCAL CHECK OPTION;
CREATE VIEW m_second WITH (security_barrier) AS SELECT z.*, l.what AS "w ""h"" at", atomic_return(z.id::int) AS r FROM z_first AS z LEFT JOIN log AS l ON l.item = z.id;
CREATE VIEW a_third WITH (security_invoker) AS SELECT name, glue("w ""h"" at", ', ' ORDER BY "w ""h"" at") AS whats, tools.total(r) AS total FROM m_second GROUP BY name;
CREATE RECURSIVE VIEW countdown (n) AS VALUES (5) UNION ALL SELECT n - 1 FROM countdown WHERE n > 0;
CREATE VIEW no_columns AS SELECT;
ALTER VIEW z_first ALTER COLUMN name SET DEFAULT 'new; name';
CREATE VIEW grouped AS SELECT * FROM item GROUP BY id;
COMMENT ON VIEW a_third IS 'it''s a view';
COMMENT ON COLUMN m_second."w ""h"" at" IS '"';

-- Materialized views: on a view, on each other against the alphabet, never filled, and one filled from one that was emptied later.
CREATE MATERIALIZED VIEW z_filled AS SELECT id, name, amount FROM z_first WITH DATA;
CREATE UNIQUE INDEX z_filled_key ON z_filled (id);
CREATE MATERIALIZED VIEW m_filled AS SELECT count(*) AS n, sum(amount) AS amount FROM z_filled;
CREATE MATERIALIZED VIEW a_filled (n, path) WITH (fillfactor = 80) AS SELECT n, tools.with_path() FROM m_filled;
CREATE INDEX ON a_filled USING hash (n);
CREATE MATERIALIZED VIEW b_never AS SELECT * FROM a_third WITH NO DATA;
CREATE MATERIALIZED VIEW y_emptied AS SELECT id FROM item;
CREATE MATERIALIZED VIEW c_left_over AS SELECT count(*) AS n FROM y_emptied;
REFRESH MATERIALIZED VIEW y_emptied WITH NO DATA;
CREATE VIEW over_materialized AS SELECT * FROM a_filled, m_filled AS m (n2, amount);
COMMENT ON MATERIALIZED VIEW z_filled IS 'filled; "now"';
GRANT SELECT ON z_filled, item TO sample_reader;
GRANT UPDATE (name), INSERT (id) ON item TO sample_reader WITH GRANT OPTION;

-- Rules.
CREATE TABLE ruled (id int PRIMARY KEY, v text);
INSERT INTO ruled SELECT i, 'v' FROM generate_series(1, 50) AS i;
CREATE RULE no_insert AS ON INSERT TO ruled DO INSTEAD NOTHING;
CREATE RULE "also log" AS ON UPDATE TO ruled WHERE OLD.v <> NEW.v DO ALSO (INSERT INTO log (what) VALUES ('a;b' || NEW.v); DELETE FROM log WHERE what = ';');
CREATE RULE view_insert AS ON INSERT TO m_second DO INSTEAD INSERT INTO log (what) VALUES (NEW."w ""h"" at") RETURNING NULL::small, NULL::text, NULL::numeric, NULL::colour, what, 0;
ALTER TABLE ruled DISABLE RULE no_insert;
ALTER TABLE ruled ENABLE ALWAYS RULE "also log";
COMMENT ON RULE no_insert ON ruled IS 'no "rows"';

-- Triggers that refuse: loading must not fire them. Constraint triggers, transition tables, conditions, arguments, disabled ones.
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'refused by %: %', TG_NAME, TG_ARGV;
END
$$;
CREATE TRIGGER refuse_rows BEFORE INSERT OR UPDATE OR DELETE ON item FOR EACH ROW EXECUTE FUNCTION refuse('a;b', 'it''s', '\', '');
CREATE TRIGGER refuse_statement BEFORE TRUNCATE OR INSERT ON log EXECUTE FUNCTION refuse();
CREATE TRIGGER refuse_new AFTER INSERT ON log REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION refuse();
CREATE TRIGGER refuse_some AFTER UPDATE OF name, c ON item FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name AND NEW.c <> 'red'::colour) EXECUTE FUNCTION refuse();
CREATE CONSTRAINT TRIGGER refuse_late AFTER INSERT ON log FROM item DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER refuse_view INSTEAD OF UPDATE ON a_third FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER always_refuse BEFORE INSERT ON log FOR EACH ROW EXECUTE FUNCTION refuse();
ALTER TABLE log ENABLE ALWAYS TRIGGER always_refuse;
ALTER TABLE log DISABLE TRIGGER refuse_statement;
ALTER TABLE item ENABLE REPLICA TRIGGER refuse_some;
COMMENT ON TRIGGER refuse_rows ON item IS 'r''s';

-- Row level security: for everyone, for a role, restrictive, forced on the owner; a policy that looks into another table.
ALTER TABLE item ENABLE ROW LEVEL SECURITY;
ALTER TABLE log ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- Filled before its table's row security holds for the owner, too.
CREATE MATERIALIZED VIEW log_size AS SELECT count(*) AS n FROM log;
CREATE POLICY everyone ON item USING (true);
CREATE POLICY "reader only" ON item AS RESTRICTIVE FOR SELECT TO sample_reader USING (c <> 'red' AND name <> 'a;b');
CREATE POLICY lookup ON log FOR INSERT TO PUBLIC WITH CHECK (EXISTS (SELECT FROM item AS i WHERE i.id = log.item));
COMMENT ON POLICY everyone ON item IS 'p''s';

CREATE PUBLICATION some_tables FOR TABLE ruled (id, v) WHERE (id > 5), log;
