-- The source of the dumps beside this file. As a superuser of PostgreSQL 15:
--   psql -X -d postgres -f source.sql
--   pg_dump --schema-only --no-owner --no-privileges nasty > postgresql-15.sql
--   pg_dump --schema-only nasty > postgresql-15-with-owners.sql
-- postgresql-15-by-pg_dump-18.sql is the first of them written by pg_dump 18.4.
\set ON_ERROR_STOP 1
DROP DATABASE IF EXISTS nasty; DROP ROLE IF EXISTS reader; DROP ROLE IF EXISTS "wri;ter -- x"; DROP ROLE IF EXISTS "no""quote"; CREATE ROLE reader; CREATE ROLE "wri;ter -- x"; CREATE ROLE "no""quote";
CREATE DATABASE nasty TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
\connect nasty
ALTER DATABASE nasty SET search_path = public;
CREATE SCHEMA app; CREATE SCHEMA "we.ird; \ ""x"""; CREATE SCHEMA domain; CREATE SCHEMA language; CREATE SCHEMA ext; CREATE SCHEMA "if";
COMMENT ON SCHEMA app IS E'it''s; \\ -- not a comment\n/* nor this';
CREATE EXTENSION citext WITH SCHEMA ext; CREATE EXTENSION hstore; CREATE EXTENSION btree_gist; CREATE EXTENSION file_fdw; CREATE EXTENSION postgres_fdw; CREATE EXTENSION unaccent; CREATE EXTENSION bloom;
CREATE FUNCTION app.handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION app.validator(oid) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE TRUSTED PROCEDURAL LANGUAGE my_lang HANDLER app.handler VALIDATOR app.validator;
COMMENT ON LANGUAGE my_lang IS 'mine';
-- types
CREATE TYPE app.mood AS ENUM ('sad', 'o''k', 'ha;ppy', E'back\\slash', 'new
line');
CREATE TYPE app.pair AS (a integer, "B;" text COLLATE "C");
COMMENT ON TYPE app.mood IS 'mood'; COMMENT ON COLUMN app.pair.a IS 'first';
CREATE TYPE app.floatrange AS RANGE (subtype = float8, subtype_diff = float8mi, multirange_type_name = app.floatmulti);
CREATE TYPE app.shell;
CREATE TYPE app.base;
CREATE FUNCTION app.base_in(cstring) RETURNS app.base IMMUTABLE STRICT LANGUAGE internal AS 'int4in';
CREATE FUNCTION app.base_out(app.base) RETURNS cstring IMMUTABLE STRICT LANGUAGE internal AS 'int4out';
CREATE TYPE app.base (INPUT = app.base_in, OUTPUT = app.base_out, LIKE = int4);
CREATE DOMAIN app.posint AS integer DEFAULT 1 NOT NULL CONSTRAINT "pos;itive" CHECK (VALUE > 0);
COMMENT ON DOMAIN app.posint IS 'd'; COMMENT ON CONSTRAINT "pos;itive" ON DOMAIN app.posint IS 'dc';
CREATE DOMAIN app.later AS text; ALTER DOMAIN app.later ADD CONSTRAINT short CHECK (length(VALUE) < 9) NOT VALID;
CREATE DOMAIN domain.domain AS text;
CREATE COLLATION app.german (provider = icu, locale = 'de-u-co-phonebk', deterministic = false);
COMMENT ON COLLATION app.german IS 'c';
CREATE CONVERSION app.conv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8; COMMENT ON CONVERSION app.conv IS 'cv';
CREATE DEFAULT CONVERSION app.conv2 FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
-- routines
CREATE FUNCTION app.add(a integer, b integer DEFAULT (1 + 2), c text DEFAULT 'x,y)', d numeric(10,2)[] DEFAULT ARRAY[1,2]) RETURNS integer LANGUAGE sql AS $$ SELECT a + b; $$;
CREATE FUNCTION app.add(a text) RETURNS text LANGUAGE sql RETURN a || ';';
CREATE FUNCTION app.atomic(x integer, OUT y integer, INOUT z text DEFAULT 'd') LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN x > 0 THEN CASE x WHEN 1 THEN 2 ELSE 3 END END, 'a;b'; SELECT 1, 'z'; END;
CREATE FUNCTION app.tab(VARIADIC v integer[]) RETURNS TABLE(a integer, b text) LANGUAGE plpgsql SET search_path = app, "we.ird; \ ""x""" SECURITY DEFINER COST 10 ROWS 5 PARALLEL SAFE AS $body$
DECLARE x text := $q$ ; $q$;

BEGIN
  -- a comment; with $ and 'quote
  RETURN QUERY SELECT 1, E'\\.';

END;
$body$;
CREATE FUNCTION app."begin"() RETURNS integer LANGUAGE sql AS 'SELECT 1;';
COMMENT ON FUNCTION app.add(integer, integer, text, numeric[]) IS 'adds'; COMMENT ON FUNCTION app.atomic(integer, text) IS 'at';
COMMENT ON FUNCTION app.tab(integer[]) IS 'tab';
CREATE PROCEDURE app.doit(INOUT a integer, b text DEFAULT 'x') LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
COMMENT ON PROCEDURE app.doit(integer, text) IS 'p';
CREATE FUNCTION app.trg() RETURNS trigger LANGUAGE plpgsql AS $_$ BEGIN RAISE EXCEPTION 'no $1'; END $_$;
CREATE FUNCTION app.evt() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', SORTOP = >);
CREATE AGGREGATE app.nothing(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE app.pct(double precision ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
COMMENT ON AGGREGATE app.total(integer) IS 'agg'; COMMENT ON AGGREGATE app.nothing(*) IS 'star';
CREATE FUNCTION app.eq(app.base, app.base) RETURNS boolean IMMUTABLE STRICT LANGUAGE internal AS 'int4eq';
CREATE FUNCTION app.lt(app.base, app.base) RETURNS boolean IMMUTABLE STRICT LANGUAGE internal AS 'int4lt';
CREATE FUNCTION app.cmp(app.base, app.base) RETURNS integer IMMUTABLE STRICT LANGUAGE internal AS 'btint4cmp';
CREATE FUNCTION app.neg(app.base) RETURNS app.base IMMUTABLE STRICT LANGUAGE internal AS 'int4um';
CREATE OPERATOR app.= (FUNCTION = app.eq, LEFTARG = app.base, RIGHTARG = app.base, COMMUTATOR = OPERATOR(app.=), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR app.< (FUNCTION = app.lt, LEFTARG = app.base, RIGHTARG = app.base);
CREATE OPERATOR app.@#@ (FUNCTION = app.neg, RIGHTARG = app.base);
CREATE OPERATOR app.- (FUNCTION = app.neg, RIGHTARG = app.base);
COMMENT ON OPERATOR app.= (app.base, app.base) IS 'op'; COMMENT ON OPERATOR app.@#@ (NONE, app.base) IS 'prefix';
CREATE OPERATOR FAMILY app.fam USING btree;
CREATE OPERATOR CLASS app.base_ops DEFAULT FOR TYPE app.base USING btree FAMILY app.fam AS OPERATOR 1 app.<, OPERATOR 3 app.=, FUNCTION 1 app.cmp(app.base, app.base);
ALTER OPERATOR FAMILY app.fam USING btree ADD OPERATOR 1 pg_catalog.<(integer, bigint), FUNCTION 1 (integer, bigint) btint48cmp(integer, bigint);
COMMENT ON OPERATOR CLASS app.base_ops USING btree IS 'oc'; COMMENT ON OPERATOR FAMILY app.fam USING btree IS 'of';
CREATE FUNCTION app.pair_text(app.pair) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1.a::text';
CREATE CAST (app.pair AS text) WITH FUNCTION app.pair_text(app.pair) AS ASSIGNMENT;
CREATE CAST (app.base AS integer) WITHOUT FUNCTION; CREATE CAST (app.mood AS integer) WITH INOUT;
COMMENT ON CAST (app.pair AS text) IS 'cast';
CREATE TYPE language.language AS (a integer);
CREATE FUNCTION app.to_lang(internal) RETURNS internal IMMUTABLE LANGUAGE internal AS 'generate_series_int4_support';
CREATE FUNCTION app.from_lang(internal) RETURNS language.language IMMUTABLE LANGUAGE internal AS 'generate_series_int4_support';
CREATE TRANSFORM FOR language.language LANGUAGE my_lang (FROM SQL WITH FUNCTION app.to_lang(internal), TO SQL WITH FUNCTION app.from_lang(internal));
COMMENT ON TRANSFORM FOR language.language LANGUAGE my_lang IS 'tr';
-- text search
CREATE TEXT SEARCH PARSER app.prs (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);
CREATE TEXT SEARCH TEMPLATE app.tmpl (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH DICTIONARY app.dict (TEMPLATE = app.tmpl, stopwords = 'english');
CREATE TEXT SEARCH CONFIGURATION app.cfg (PARSER = app.prs);
ALTER TEXT SEARCH CONFIGURATION app.cfg ADD MAPPING FOR asciiword, word WITH app.dict;
COMMENT ON TEXT SEARCH PARSER app.prs IS '1'; COMMENT ON TEXT SEARCH TEMPLATE app.tmpl IS '2'; COMMENT ON TEXT SEARCH DICTIONARY app.dict IS '3'; COMMENT ON TEXT SEARCH CONFIGURATION app.cfg IS '4';
-- access methods, foreign things
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler; COMMENT ON ACCESS METHOD heap2 IS 'am';
CREATE FOREIGN DATA WRAPPER wrap VALIDATOR postgresql_fdw_validator; COMMENT ON FOREIGN DATA WRAPPER wrap IS 'w';
CREATE SERVER "file;s" FOREIGN DATA WRAPPER file_fdw; COMMENT ON SERVER "file;s" IS 's';
CREATE SERVER remote TYPE 't' VERSION '1' FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'h;', dbname 'd');
CREATE USER MAPPING FOR PUBLIC SERVER remote OPTIONS ("user" 'u', password 'it''s;'); CREATE USER MAPPING FOR "wri;ter -- x" SERVER remote;
CREATE FOREIGN TABLE app.ft (id integer OPTIONS (column_name 'i;d') NOT NULL, b text) SERVER remote OPTIONS (table_name 'x;'); COMMENT ON FOREIGN TABLE app.ft IS 'ft';
ALTER FOREIGN TABLE app.ft ALTER COLUMN b SET DEFAULT 'z'; ALTER FOREIGN TABLE app.ft ALTER COLUMN b SET STATISTICS 7;
-- tables
CREATE TABLE app.parent (id integer PRIMARY KEY, code ext.citext UNIQUE, a integer, b integer, CONSTRAINT ab UNIQUE NULLS NOT DISTINCT (a, b), CONSTRAINT defer UNIQUE (b) DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "chk;1" CHECK (a <> 7 AND code <> ';)'));
COMMENT ON TABLE app.parent IS E'tab\ttable'; COMMENT ON COLUMN app.parent.code IS 'c'; COMMENT ON CONSTRAINT "chk;1" ON app.parent IS 'ck'; COMMENT ON CONSTRAINT parent_pkey ON app.parent IS 'pk';
CREATE TABLE app.child (id bigint GENERATED ALWAYS AS IDENTITY (START WITH 5 INCREMENT BY 2), id2 integer GENERATED BY DEFAULT AS IDENTITY, parent_id integer REFERENCES app.parent ON DELETE CASCADE, a integer, b integer, s serial, gen integer GENERATED ALWAYS AS (a * 2) STORED, d text DEFAULT 'semi;colon', big text, during int4range, CONSTRAINT fk_ab FOREIGN KEY (a, b) REFERENCES app.parent (a, b) MATCH FULL DEFERRABLE, CONSTRAINT ex EXCLUDE USING gist (parent_id WITH =, during WITH &&) WHERE (a > 0), PRIMARY KEY (id) INCLUDE (a));
COMMENT ON CONSTRAINT fk_ab ON app.child IS 'fk';
ALTER TABLE app.child ALTER COLUMN big SET STORAGE EXTERNAL; ALTER TABLE app.child ALTER COLUMN big SET COMPRESSION pglz; ALTER TABLE app.child ALTER COLUMN a SET STATISTICS 500; ALTER TABLE app.child ALTER COLUMN b SET (n_distinct = 5);
ALTER TABLE app.child ADD CONSTRAINT late CHECK (d <> 'x;') NOT VALID; ALTER TABLE app.child REPLICA IDENTITY USING INDEX child_pkey; ALTER TABLE app.child CLUSTER ON child_pkey;
ALTER TABLE app.parent REPLICA IDENTITY FULL;
CREATE UNLOGGED TABLE app.unlog (x integer) WITH (fillfactor = 70); CREATE TABLE app.nocols (); CREATE TABLE app.other_am (x integer) USING heap2;
CREATE TABLE app.typed OF app.pair (a WITH OPTIONS NOT NULL);
CREATE TABLE app.inh (extra text) INHERITS (app.unlog);
CREATE TABLE "we.ird; \ ""x"""."Table; ""--"" /* \ é 😀" ("col;umn \ ""q""" integer DEFAULT 3, "new
line" text, "select" integer, id serial PRIMARY KEY);
COMMENT ON TABLE "we.ird; \ ""x"""."Table; ""--"" /* \ é 😀" IS '\'; COMMENT ON COLUMN "we.ird; \ ""x"""."Table; ""--"" /* \ é 😀"."new
line" IS 'nl';
CREATE TABLE domain.type (domain integer PRIMARY KEY, CONSTRAINT c CHECK (domain > 0)); COMMENT ON CONSTRAINT c ON domain.type IS 'in schema domain';
CREATE TABLE "if"."exists" (a integer); ALTER TABLE "if"."exists" ALTER a SET STATISTICS 3;
CREATE TABLE app.part (id integer, k text, PRIMARY KEY (id, k)) PARTITION BY LIST (k);
CREATE TABLE app.part_a PARTITION OF app.part FOR VALUES IN ('a', 'b;'); CREATE TABLE app.part_def (k text NOT NULL, id integer NOT NULL); ALTER TABLE app.part ATTACH PARTITION app.part_def DEFAULT;
CREATE TABLE app.part_sub PARTITION OF app.part FOR VALUES IN ('c') PARTITION BY HASH (id); CREATE TABLE app.part_sub0 PARTITION OF app.part_sub FOR VALUES WITH (MODULUS 1, REMAINDER 0);
ALTER TABLE app.part_a ALTER COLUMN id SET DEFAULT 9;
CREATE INDEX part_idx ON app.part (k);
CREATE TABLE app.part_ref (id integer, k text, FOREIGN KEY (id, k) REFERENCES app.part);
-- sequences
CREATE SEQUENCE app.alone AS smallint START 10 INCREMENT -1 MINVALUE -5 MAXVALUE 20 CACHE 2 CYCLE; COMMENT ON SEQUENCE app.alone IS 'sq';
CREATE SEQUENCE app.owned OWNED BY app.parent.a; ALTER TABLE app.parent ALTER COLUMN b SET DEFAULT nextval('app.alone');
-- indexes, statistics
CREATE UNIQUE INDEX "idx;x" ON app.parent USING btree (lower((code)::text) DESC NULLS LAST) INCLUDE (a) WHERE (a > 3); CREATE INDEX expr ON app.parent ((a + b)); ALTER INDEX app.expr ALTER COLUMN 1 SET STATISTICS 77; COMMENT ON INDEX app.expr IS 'i';
CREATE INDEX blm ON app.parent USING bloom (a);
CREATE STATISTICS app.stat (dependencies, ndistinct) ON a, b FROM app.parent; CREATE STATISTICS app.stat2 ON (a + b) FROM app.parent; ALTER STATISTICS app.stat SET STATISTICS 33; COMMENT ON STATISTICS app.stat IS 'st';
-- views
CREATE VIEW app.v AS SELECT id, ';' AS x FROM app.parent; COMMENT ON VIEW app.v IS 'v'; COMMENT ON COLUMN app.v.x IS 'vx';
ALTER VIEW app.v ALTER COLUMN x SET DEFAULT 'dv';
CREATE VIEW app.vv WITH (security_barrier = true) AS SELECT * FROM app.v WHERE id > 1 WITH LOCAL CHECK OPTION;
CREATE VIEW app.grouped AS SELECT id, code, a FROM app.parent GROUP BY id;
CREATE VIEW app.c1 AS SELECT 1 AS x; CREATE VIEW app.c2 AS SELECT x FROM app.c1;
CREATE OR REPLACE VIEW app.c1 AS SELECT 1 AS x WHERE EXISTS (SELECT 1 FROM app.c2);
CREATE MATERIALIZED VIEW app.mv AS SELECT id, a FROM app.parent WITH NO DATA; CREATE UNIQUE INDEX mv_i ON app.mv (id); COMMENT ON MATERIALIZED VIEW app.mv IS 'mv';
CREATE MATERIALIZED VIEW app.mv2 AS SELECT * FROM app.grouped;
CREATE FUNCTION app.uses_row(app.v) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- triggers, rules, policies
CREATE TRIGGER "t;1" BEFORE INSERT OR UPDATE OF a, b ON app.parent FOR EACH ROW WHEN (NEW.a > 1) EXECUTE FUNCTION app.trg('arg;''x', E'b\\'); COMMENT ON TRIGGER "t;1" ON app.parent IS 'tg';
CREATE CONSTRAINT TRIGGER ct AFTER INSERT ON app.child FROM app.parent DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.trg();
CREATE TRIGGER trans AFTER UPDATE ON app.child REFERENCING OLD TABLE AS o NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION app.trg();
CREATE TRIGGER onpart AFTER INSERT ON app.part FOR EACH ROW EXECUTE FUNCTION app.trg(); ALTER TABLE app.part_a DISABLE TRIGGER onpart;
ALTER TABLE app.parent DISABLE TRIGGER "t;1"; ALTER TABLE app.child ENABLE ALWAYS TRIGGER trans; ALTER TABLE app.child ENABLE REPLICA TRIGGER ct;
CREATE RULE "r;" AS ON INSERT TO app.vv DO INSTEAD (INSERT INTO app.unlog VALUES (1); DELETE FROM app.unlog); COMMENT ON RULE "r;" ON app.vv IS 'r';
CREATE RULE r2 AS ON DELETE TO app.unlog DO ALSO NOTHING; ALTER TABLE app.unlog DISABLE RULE r2;
ALTER TABLE app.parent ENABLE ROW LEVEL SECURITY; ALTER TABLE app.parent FORCE ROW LEVEL SECURITY;
CREATE POLICY "p;" ON app.parent AS RESTRICTIVE FOR UPDATE TO reader, "wri;ter -- x" USING (a > 0) WITH CHECK (b <> 1 OR code = ';'); CREATE POLICY everyone ON app.parent; COMMENT ON POLICY "p;" ON app.parent IS 'po';
CREATE POLICY named ON app.parent TO "no""quote" USING (true);
CREATE EVENT TRIGGER et ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION app.evt(); ALTER EVENT TRIGGER et DISABLE; COMMENT ON EVENT TRIGGER et IS 'e';
CREATE PUBLICATION pub FOR TABLE app.parent, app.child (id, a) WHERE (a > 0) WITH (publish = 'insert'); CREATE PUBLICATION pubs FOR TABLES IN SCHEMA domain; COMMENT ON PUBLICATION pub IS 'pb';
CREATE PUBLICATION puball FOR ALL TABLES;
CREATE SUBSCRIPTION sub CONNECTION 'host=x;y dbname=z' PUBLICATION pub, other WITH (connect = false, slot_name = NONE); COMMENT ON SUBSCRIPTION sub IS 'sb';
-- privileges
GRANT SELECT, UPDATE ON app.parent TO reader WITH GRANT OPTION; GRANT SELECT (id, d) ON app.child TO reader; GRANT EXECUTE ON FUNCTION app.add(text) TO reader; REVOKE ALL ON FUNCTION app.add(text) FROM PUBLIC; GRANT USAGE ON SCHEMA app TO reader; GRANT USAGE ON SEQUENCE app.alone TO reader; GRANT USAGE ON TYPE app.mood TO reader; GRANT USAGE ON FOREIGN SERVER remote TO reader; GRANT USAGE ON FOREIGN DATA WRAPPER wrap TO reader; GRANT USAGE ON LANGUAGE my_lang TO reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO reader;
SELECT lo_create(4711); COMMENT ON LARGE OBJECT 4711 IS 'lo';
