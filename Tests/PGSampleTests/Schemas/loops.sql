-- Objects that need each other, which pg_dump takes apart: what comes first then must not depend on which was created first.
-- Covers shape "views on views"; POSTGRES 20 (dependency-loop repair). Needs: PostgreSQL 14; UTF8.
SET check_function_bodies = off;
CREATE SCHEMA two;

-- A default, a CHECK and a generated column that call functions of the row types of their own tables and of each other's.
CREATE TABLE b (id int PRIMARY KEY, n int);
CREATE TABLE a (id int PRIMARY KEY, n int, b int REFERENCES b);
CREATE TABLE two.a (id int PRIMARY KEY, n int);
CREATE FUNCTION weight(a) RETURNS int LANGUAGE sql IMMUTABLE RETURN coalesce(($1).n, 1);
CREATE FUNCTION weight(b) RETURNS int LANGUAGE sql IMMUTABLE RETURN coalesce(($1).n, 1) + 1;
CREATE FUNCTION weight(two.a) RETURNS int LANGUAGE sql IMMUTABLE RETURN coalesce(($1).n, 1) + 2;
ALTER TABLE a ALTER n SET DEFAULT weight(ROW(1, 2)::b), ADD CONSTRAINT heavy CHECK (weight(a) < 1000);
ALTER TABLE b ALTER n SET DEFAULT weight(ROW(1, 2, 3)::a), ADD CONSTRAINT heavy CHECK (weight(b) < 1000);
ALTER TABLE two.a ALTER n SET DEFAULT weight(ROW(1, 2)::two.a), ADD CONSTRAINT heavy CHECK (weight(ROW(id, n)::two.a) < 1000);
INSERT INTO b SELECT i, i FROM generate_series(1, 30) AS i;
INSERT INTO a SELECT i, i, 31 - i FROM generate_series(1, 30) AS i;
INSERT INTO two.a SELECT i, i FROM generate_series(1, 30) AS i;

-- Views over each other, in rings of two and of three.
CREATE VIEW ring_z AS SELECT 1 AS x;
CREATE VIEW ring_m AS SELECT x FROM ring_z;
CREATE OR REPLACE VIEW ring_z AS SELECT 1 AS x WHERE EXISTS (SELECT FROM ring_m);
CREATE VIEW three_b AS SELECT 1 AS x, 'b'::text AS y;
CREATE VIEW three_a AS SELECT x, y FROM three_b;
CREATE VIEW two.three_c AS SELECT x, y FROM three_a;
CREATE OR REPLACE VIEW three_b AS SELECT c.x, c.y FROM two.three_c AS c;

-- Views that group by a key, which is made after the rows, and what is built on them.
CREATE VIEW q_grouped AS SELECT * FROM a GROUP BY id;
CREATE VIEW p_grouped AS SELECT b.* FROM b JOIN q_grouped AS q ON q.b = b.id GROUP BY b.id;
CREATE VIEW two.grouped AS SELECT * FROM two.a GROUP BY id;
CREATE VIEW over_grouped AS SELECT p.id, q.n FROM p_grouped AS p, q_grouped AS q;
CREATE MATERIALIZED VIEW m_of_grouped AS SELECT count(*) AS n FROM over_grouped;
CREATE MATERIALIZED VIEW k_of_grouped AS SELECT n + 1 AS n FROM m_of_grouped;
CREATE FUNCTION grouped_rows() RETURNS SETOF q_grouped LANGUAGE sql STABLE BEGIN ATOMIC SELECT * FROM q_grouped; END;
CREATE VIEW from_function AS SELECT id, n FROM grouped_rows();

-- A view and a function of its rows; a view with a rule that needs another view; domains of one name.
CREATE VIEW rows_of_a AS SELECT id, n FROM a;
CREATE FUNCTION label(rows_of_a) RETURNS text LANGUAGE sql IMMUTABLE RETURN 'n' || ($1).n;
CREATE OR REPLACE VIEW rows_of_a AS SELECT id, n FROM a WHERE label(ROW(1, 2)::rows_of_a) IS NOT NULL;
CREATE VIEW target_1 AS SELECT id FROM a;
CREATE VIEW target_2 AS SELECT id FROM b;
CREATE RULE forward AS ON INSERT TO target_1 DO INSTEAD INSERT INTO target_2 VALUES (NEW.id);
CREATE RULE forward AS ON INSERT TO target_2 DO INSTEAD INSERT INTO target_1 SELECT NEW.id WHERE false;
CREATE DOMAIN code AS text;
CREATE FUNCTION is_code(text) RETURNS bool LANGUAGE sql IMMUTABLE RETURN length($1::text) < 10;
ALTER DOMAIN code ADD CONSTRAINT short CHECK (is_code(VALUE));
CREATE DOMAIN two.code AS text;
CREATE FUNCTION two.is_code(text) RETURNS bool LANGUAGE sql IMMUTABLE RETURN length($1::text) < 10;
ALTER DOMAIN two.code ADD CONSTRAINT short CHECK (two.is_code(VALUE));
CREATE TABLE coded (c code PRIMARY KEY, d two.code);
INSERT INTO coded SELECT 'c' || i, 'd' || i FROM generate_series(1, 20) AS i;

-- The same names again and again, on other tables: foreign keys, checks, triggers, policies, rules.
CREATE FUNCTION stay() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY '{t3,t1,t4,t2}'::text[] LOOP
        EXECUTE format('CREATE TABLE %I (id int PRIMARY KEY, owner int CONSTRAINT owner REFERENCES a, b int)', t);
        EXECUTE format('INSERT INTO %I SELECT i, 31 - i, i FROM generate_series(1, 30) AS i', t);
        EXECUTE format('ALTER TABLE %I ADD CONSTRAINT positive CHECK (b > 5) NOT VALID', t);
        EXECUTE format('CREATE TRIGGER stay AFTER UPDATE ON %I EXECUTE FUNCTION stay()', t);
        EXECUTE format('ALTER TABLE %I DISABLE TRIGGER stay', t);
        EXECUTE format('CREATE RULE quiet AS ON DELETE TO %I DO ALSO NOTHING', t);
        EXECUTE format('CREATE POLICY everyone ON %I', t);
        EXECUTE format('COMMENT ON CONSTRAINT owner ON %I IS %L', t, t);
        EXECUTE format('COMMENT ON POLICY everyone ON %I IS %L', t, t);
    END LOOP;
END
$$;
CREATE FUNCTION same(a, a) RETURNS bool LANGUAGE sql IMMUTABLE RETURN ($1).id = ($2).id;
CREATE FUNCTION same(b, b) RETURNS bool LANGUAGE sql IMMUTABLE RETURN ($1).id = ($2).id;
CREATE FUNCTION same(a, b) RETURNS bool LANGUAGE sql IMMUTABLE RETURN ($1).id = ($2).id;
CREATE OPERATOR == (LEFTARG = b, RIGHTARG = b, FUNCTION = same, COMMUTATOR = ==);
CREATE OPERATOR == (LEFTARG = a, RIGHTARG = b, FUNCTION = same);
CREATE OPERATOR == (LEFTARG = a, RIGHTARG = a, FUNCTION = same, COMMUTATOR = ==);
