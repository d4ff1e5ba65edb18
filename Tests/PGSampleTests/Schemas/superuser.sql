-- Objects that only a superuser can make, with ordinary objects that hang on them: a file for an ordinary owner must leave out both, and name them.
-- Covers spare "extension-owned tables"; shapes "event triggers, operators, casts"; POSTGRES 24 and 34. Needs: a superuser, PostgreSQL 13, contrib citext, pg_stat_statements and earthdistance; UTF8.
SET client_encoding = 'UTF8';

-- A table that belongs to an extension: it comes with CREATE EXTENSION, and pg_dump leaves it and its rows out.
CREATE SCHEMA tools;
CREATE EXTENSION citext SCHEMA tools;
CREATE TABLE tools.spatial_like (id int PRIMARY KEY, definition text);
INSERT INTO tools.spatial_like SELECT i, 'd' FROM generate_series(1, 10) AS i;
ALTER EXTENSION citext ADD TABLE tools.spatial_like;

-- An extension that nothing uses and that an ordinary owner cannot create; its view's parts are not listed as members.
CREATE EXTENSION pg_stat_statements SCHEMA tools;

-- One that an index and a view use, which have to go, too.
CREATE EXTENSION cube SCHEMA tools;
CREATE EXTENSION earthdistance SCHEMA tools;
CREATE TABLE place (id int PRIMARY KEY, latitude float8, longitude float8, box tools.cube);
INSERT INTO place SELECT i, i, i, NULL FROM generate_series(1, 20) AS i;
CREATE FUNCTION tools.position(float8, float8) RETURNS tools.cube LANGUAGE sql IMMUTABLE
    AS $$ SELECT tools.cube(ARRAY[$1, $2]) $$;
CREATE INDEX place_position ON place USING gist (tools.position(latitude, longitude));
CREATE VIEW far AS SELECT a.id FROM place AS a WHERE tools.sec_to_gc(a.latitude) > 0;

-- An operator class, and an index that is built with it.
CREATE TYPE pair AS (amount int, unit text);
CREATE FUNCTION pair_cmp(pair, pair) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT sign(($1).amount - ($2).amount)::int $$;
CREATE FUNCTION pair_lt(pair, pair) RETURNS bool LANGUAGE sql IMMUTABLE AS $$ SELECT ($1).amount < ($2).amount $$;
CREATE FUNCTION pair_le(pair, pair) RETURNS bool LANGUAGE sql IMMUTABLE AS $$ SELECT ($1).amount <= ($2).amount $$;
CREATE FUNCTION pair_eq(pair, pair) RETURNS bool LANGUAGE sql IMMUTABLE AS $$ SELECT ($1).amount = ($2).amount $$;
CREATE FUNCTION pair_ge(pair, pair) RETURNS bool LANGUAGE sql IMMUTABLE AS $$ SELECT ($1).amount >= ($2).amount $$;
CREATE FUNCTION pair_gt(pair, pair) RETURNS bool LANGUAGE sql IMMUTABLE AS $$ SELECT ($1).amount > ($2).amount $$;
CREATE OPERATOR <% (LEFTARG = pair, RIGHTARG = pair, FUNCTION = pair_lt, COMMUTATOR = >%, NEGATOR = >=%);
CREATE OPERATOR <=% (LEFTARG = pair, RIGHTARG = pair, FUNCTION = pair_le, COMMUTATOR = >=%, NEGATOR = >%);
CREATE OPERATOR =% (LEFTARG = pair, RIGHTARG = pair, FUNCTION = pair_eq, COMMUTATOR = =%);
CREATE OPERATOR >=% (LEFTARG = pair, RIGHTARG = pair, FUNCTION = pair_ge, COMMUTATOR = <=%, NEGATOR = <%);
CREATE OPERATOR >% (LEFTARG = pair, RIGHTARG = pair, FUNCTION = pair_gt, COMMUTATOR = <%, NEGATOR = <=%);
CREATE OPERATOR FAMILY tools.pair_family USING btree;
CREATE OPERATOR CLASS tools.pair_ops FOR TYPE pair USING btree FAMILY tools.pair_family AS
    OPERATOR 1 <%, OPERATOR 2 <=%, OPERATOR 3 =%, OPERATOR 4 >=%, OPERATOR 5 >%, FUNCTION 1 pair_cmp(pair, pair);

CREATE TABLE measure (id int PRIMARY KEY, p pair, note tools.citext);
INSERT INTO measure SELECT i, ROW(i, 'kg')::pair, 'n' || i FROM generate_series(1, 150) AS i;
CREATE INDEX measure_pair ON measure USING btree (p tools.pair_ops);
-- A unique index of that class, and a foreign key whose parent is found by that class's `=`, which is not called `=`.
CREATE UNIQUE INDEX measure_pair_key ON measure (p tools.pair_ops);
CREATE TABLE by_pair (id int PRIMARY KEY, p pair);
INSERT INTO by_pair SELECT i, ROW(151 - i, 'pound')::pair FROM generate_series(1, 150) AS i;
ALTER TABLE by_pair ADD FOREIGN KEY (p) REFERENCES measure (p);
CREATE TABLE reading (id int PRIMARY KEY, measure int NOT NULL REFERENCES measure);
INSERT INTO reading SELECT i, 151 - i FROM generate_series(1, 150) AS i;

-- A leakproof function, one in language internal, a cast that only relabels; a view, a CHECK and a default that use them.
CREATE FUNCTION quiet(int) RETURNS int LANGUAGE sql IMMUTABLE LEAKPROOF AS $$ SELECT $1 $$;
CREATE FUNCTION plus(int, int) RETURNS int LANGUAGE internal IMMUTABLE STRICT AS 'int4pl';
CREATE CAST (tools.citext AS bytea) WITHOUT FUNCTION;
CREATE VIEW quiet_measures AS SELECT quiet(id) AS id, plus(id, 1) AS next FROM measure;
CREATE TABLE depends (id int PRIMARY KEY DEFAULT plus(1, 2), CONSTRAINT calls_internal CHECK (plus(id, 1) > 0));
INSERT INTO depends SELECT generate_series(1, 20);

CREATE FUNCTION note_drop() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE 'dropped; %', tg_tag; END $$;
CREATE EVENT TRIGGER on_drop ON sql_drop WHEN TAG IN ('DROP TABLE', 'DROP VIEW') EXECUTE FUNCTION note_drop();
COMMENT ON EVENT TRIGGER on_drop IS 'needs a superuser';
