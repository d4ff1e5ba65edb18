-- Names that break quoting, splitting, staging names and aliases, for every kind of object.
-- Covers TRAPS reported 15 (two names with the same first 63 bytes), spare "backslash / quote / newline", shape "hostile names".
-- Needs: PostgreSQL 13, an empty UTF8 database.
SET client_encoding = 'UTF8';

-- For each name N: schema N, enum "types".N with label N, table N.N with column N and constraint N, and N.child with a
-- foreign key named N. Schema, table and column share one name on purpose (`SELECT audit.id FROM audit.audit`).
CREATE SCHEMA types;
DO $do$
DECLARE n text;
BEGIN
    FOREACH n IN ARRAY ARRAY[
        'MixedCase', ' leading and trailing ', 'say "hi"', 'it''s', 'dot.ted', 'back\slash', 'ends in \',
        '100%s %I', E'new\nline; Type: TABLE; Schema: public; Owner: -', E'tab\tcr\r', 'select', '1st :var :"var"', '$1 $$ $x$',
        '-- /* x */;', '"', 'ünïcödé', repeat('é', 31) || 'x', repeat('😀', 15) || 'abc', repeat('n', 63)]
    LOOP
        EXECUTE format('CREATE SCHEMA %I', n);
        EXECUTE format('CREATE TYPE types.%I AS ENUM (%L, ''other'')', n, n);
        EXECUTE format('CREATE TABLE %1$I.%1$I (%1$I int PRIMARY KEY, kind types.%1$I NOT NULL DEFAULT %2$L, note text,'
            ' CONSTRAINT %1$I CHECK (%1$I > 0))', n, n);
        EXECUTE format('CREATE TABLE %1$I.child (id serial PRIMARY KEY, %1$I int CONSTRAINT %1$I REFERENCES %1$I.%1$I)', n);
        EXECUTE format('INSERT INTO %1$I.%1$I (%1$I, note) SELECT i, %2$L FROM generate_series(1, 5) AS i', n, n);
        EXECUTE format('INSERT INTO %1$I.child (%1$I) SELECT 1 + i %% 5 FROM generate_series(1, 10) AS i', n);
        EXECUTE format('COMMENT ON TABLE %1$I.%1$I IS %2$L', n, n);
        EXECUTE format('COMMENT ON COLUMN %1$I.%1$I.%1$I IS %2$L', n, n);
    END LOOP;
END
$do$;

-- Names that a tool may use for its own aliases, and names next to system columns.
CREATE TABLE t (t text PRIMARY KEY, c int, p int, s int, r int, a int, x int, k int, n int);
INSERT INTO t SELECT 't' || i, i, i, i, i, i, i, i, i FROM generate_series(1, 20) AS i;
CREATE TABLE c (c text REFERENCES t (t), p text REFERENCES t (t), t text REFERENCES t (t), r text, PRIMARY KEY (c, p));
INSERT INTO c SELECT 't' || i, 't' || 1 + i % 20, 't' || 1 + i * 3 % 20, NULL FROM generate_series(1, 20) AS i;
CREATE TABLE p (c text, p text, id int PRIMARY KEY, FOREIGN KEY (p, c) REFERENCES c (p, c));
INSERT INTO p SELECT 't' || i, 't' || 1 + i % 20, i FROM generate_series(1, 20) AS i;
CREATE TABLE s (oid int PRIMARY KEY, tableoid2 int, ctid2 text, "CTID" text, "XMIN" text, "row" int, "count" int, "array" int[],
    "value" text, "rows" int, "address" text, "addresses" text, "pg_sample.a" text, "current_setting" text, "format" text);
INSERT INTO s (oid, ctid2, "CTID") SELECT i, format('(0,%s)', i), 'x' FROM generate_series(1, 20) AS i;
CREATE TABLE "table" ("column" int PRIMARY KEY, "references" int REFERENCES "table", "user" name, "default" int DEFAULT 7,
    "null" text, "true" bool, "order" int UNIQUE, "limit" int, "from" int, "where" int, "select" int);
INSERT INTO "table" ("column", "references", "order") SELECT i, nullif(i - 1, 0), 100 - i FROM generate_series(1, 20) AS i;
-- Names of system catalogues and types, in public.
CREATE TABLE public.pg_class (relname text PRIMARY KEY, "int4" int, "text" text);
INSERT INTO public.pg_class SELECT 'r' || i, i, 'x' FROM generate_series(1, 5) AS i;

-- Two tables that are the same for 62 of 63 bytes, so that schema_table names collide; serial names must be cut as well.
CREATE SCHEMA long_schema_name_that_leaves_little_room;
DO $$
DECLARE suffix text;
BEGIN
    FOREACH suffix IN ARRAY '{a,b}'::text[] LOOP
        EXECUTE format('CREATE TABLE long_schema_name_that_leaves_little_room.%I (%I serial PRIMARY KEY, v text UNIQUE)',
            repeat('x', 62) || suffix, repeat('y', 62) || suffix);
        EXECUTE format('INSERT INTO long_schema_name_that_leaves_little_room.%I (v) SELECT %L || i FROM generate_series(1, 5) AS i',
            repeat('x', 62) || suffix, suffix);
    END LOOP;
END
$$;

-- The other kinds of objects.
CREATE DOMAIN "Do""main" AS int CONSTRAINT "Che ck" CHECK (VALUE > 0);
CREATE TYPE "Com.posite" AS ("Fi eld" int, "fi""eld" text);
CREATE SEQUENCE "Se quence" START 5;
CREATE TABLE "Mixed Bag" ("Do main" "Do""main" DEFAULT nextval('"Se quence"'), "com.posite" "Com.posite", CONSTRAINT "Key!" PRIMARY KEY ("Do main"));
INSERT INTO "Mixed Bag" ("com.posite") SELECT ROW(i, 'a"b\c')::"Com.posite" FROM generate_series(1, 10) AS i;
CREATE INDEX "In dex" ON "Mixed Bag" (("com.posite"));
CREATE FUNCTION "Fun ction"("Arg ument" int, OUT "Re sult" int) LANGUAGE sql AS $body$ SELECT $1 + 1 /* "Arg ument" */ $body$;
CREATE VIEW "Vi""ew" AS SELECT "Do main", ("com.posite")."fi""eld" AS "Out""put", "Fun ction"("Do main") AS f FROM "Mixed Bag";
CREATE MATERIALIZED VIEW "Mat view" AS SELECT * FROM "Vi""ew";
CREATE UNIQUE INDEX "Mat index" ON "Mat view" ("Do main");
CREATE FUNCTION "Trig ger"() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN RETURN NEW; END $f$;
CREATE TRIGGER "Trig""ger" BEFORE UPDATE OF "Do main" ON "Mixed Bag" FOR EACH ROW EXECUTE FUNCTION "Trig ger"('it''s', 'a\b', 'x "y"');
CREATE POLICY "Pol icy" ON "Mixed Bag" USING ("Do main" > 0);
CREATE STATISTICS "Stat istics" ON "Do main", "com.posite" FROM "Mixed Bag";
