-- How tables lie on disk: settings, gaps, extremes of width and size, rows that moved.
-- Covers spare "large object without rights"; shapes "unlogged, storage and compression, replica identity, large objects, dropped columns, zero-column table, 1,600
-- columns, big values"; POSTGRES 1, 8, 10, 11. Needs: PostgreSQL 14, contrib lo; UTF8; lz4 for all of it. Tablespaces are left out: they are directories of a server.
SET client_encoding = 'UTF8';
CREATE EXTENSION lo;

CREATE UNLOGGED TABLE unlogged_parent (id int PRIMARY KEY, v text);
INSERT INTO unlogged_parent SELECT i, 'u' || i FROM generate_series(1, 60) AS i;
CREATE UNLOGGED TABLE unlogged_child (id serial PRIMARY KEY, parent int REFERENCES unlogged_parent);
INSERT INTO unlogged_child (parent) SELECT 61 - i FROM generate_series(1, 60) AS i;

CREATE TABLE settings (id int, a text, b text, c text, d bytea, e text COLLATE "C", CONSTRAINT settings_key PRIMARY KEY (id) WITH (fillfactor = 80))
    WITH (fillfactor = 30, autovacuum_enabled = false, toast_tuple_target = 256, parallel_workers = 2, toast.autovacuum_enabled = false, user_catalog_table = false);
ALTER TABLE settings ALTER a SET STORAGE EXTERNAL, ALTER b SET STORAGE MAIN, ALTER c SET STORAGE PLAIN, ALTER d SET STORAGE EXTENDED,
    ALTER e SET COMPRESSION pglz, ALTER e SET STATISTICS 500, ALTER id SET (n_distinct = -1, n_distinct_inherited = 5);
DO $$ BEGIN
    ALTER TABLE settings ALTER d SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN NULL;
END $$;
INSERT INTO settings SELECT i, repeat('a', 3000), repeat('b', 3000), 'c', decode(repeat('ab', 4000), 'hex'), repeat('e', 5000) FROM generate_series(1, 60) AS i;
ALTER TABLE settings CLUSTER ON settings_key;
CREATE INDEX brin ON settings USING brin (id) WITH (pages_per_range = 4, autosummarize = on);
CREATE INDEX hash ON settings USING hash (e);
CREATE INDEX gin ON settings USING gin (to_tsvector('simple', c)) WITH (fastupdate = off);
CREATE INDEX spgist ON settings USING spgist (b) WITH (fillfactor = 90);

CREATE TABLE identity_full (a int, b text);
ALTER TABLE identity_full REPLICA IDENTITY FULL;
CREATE TABLE identity_nothing (a int PRIMARY KEY);
ALTER TABLE identity_nothing REPLICA IDENTITY NOTHING;
CREATE TABLE identity_index (a int NOT NULL, b int NOT NULL, v text);
CREATE UNIQUE INDEX identity_index_ba ON identity_index (b, a);
ALTER TABLE identity_index REPLICA IDENTITY USING INDEX identity_index_ba;
INSERT INTO identity_full SELECT i, 'x' FROM generate_series(1, 20) AS i;
INSERT INTO identity_nothing SELECT generate_series(1, 20);
INSERT INTO identity_index SELECT i, 21 - i, 'v' FROM generate_series(1, 20) AS i;

-- Columns that went and came: rows older than a column's default, a key on the last of many dropped columns, all columns gone.
CREATE TABLE changed (a int, id int PRIMARY KEY, b text, c json, d int[]);
INSERT INTO changed SELECT i, i, 'b', '{}', '{1}' FROM generate_series(1, 60) AS i;
ALTER TABLE changed DROP COLUMN a, DROP COLUMN c, ADD COLUMN e text NOT NULL DEFAULT E'de\\fault', ADD COLUMN a text, ADD COLUMN f timestamptz DEFAULT '2024-01-01 00:00+00';
INSERT INTO changed (id, b, a) SELECT i, 'new', 'a' FROM generate_series(61, 70) AS i;
ALTER TABLE changed ALTER e DROP DEFAULT, ALTER b SET DEFAULT 'later';
CREATE TABLE changed_child (x int, y int, changed int REFERENCES changed, v text);
ALTER TABLE changed_child DROP COLUMN x, DROP COLUMN y;
INSERT INTO changed_child SELECT 71 - i, 'v' || i FROM generate_series(1, 70) AS i;
CREATE TABLE no_column_left (a int, b int);
INSERT INTO no_column_left SELECT i, i FROM generate_series(1, 7) AS i;
ALTER TABLE no_column_left DROP COLUMN a, DROP COLUMN b;
CREATE TABLE no_columns ();
INSERT INTO no_columns SELECT FROM generate_series(1, 5);
CREATE TABLE no_columns_empty ();

-- As many columns as a table can have; and a table whose key is its 100th and its last column.
DO $$
BEGIN
    EXECUTE (SELECT format('CREATE TABLE widest (%s)', string_agg(format('c%s %s', i, CASE WHEN i = 1 THEN 'int PRIMARY KEY' ELSE 'bool' END), ', ' ORDER BY i))
        FROM generate_series(1, 1600) AS i);
    EXECUTE (SELECT format('INSERT INTO widest SELECT r, %s FROM generate_series(1, 30) AS r',
        string_agg(CASE i % 3 WHEN 0 THEN 'NULL' ELSE 'r % 2 = 0' END, ', ')) FROM generate_series(2, 1600) AS i);
    EXECUTE (SELECT format('CREATE TABLE wide (%s, PRIMARY KEY (k200, k100))', string_agg(format('k%s int DEFAULT %s', i, i), ', ' ORDER BY i)) FROM generate_series(1, 200) AS i);
    INSERT INTO wide (k1, k100, k200) SELECT 1 + i % 30, i, -i FROM generate_series(1, 60) AS i;
END
$$;
ALTER TABLE wide ADD FOREIGN KEY (k1) REFERENCES widest (c1);
-- A key of 32 columns, and a foreign key onto it.
DO $$
DECLARE
    columns text := (SELECT string_agg('k' || i, ', ' ORDER BY i) FROM generate_series(1, 32) AS i);
    backwards text := (SELECT string_agg('k' || i, ', ' ORDER BY i DESC) FROM generate_series(1, 32) AS i);
    numbers text := (SELECT string_agg('r + ' || i, ', ' ORDER BY i) FROM generate_series(1, 32) AS i);
BEGIN
    EXECUTE format('CREATE TABLE long_key (%s int, PRIMARY KEY (%s))', replace(columns, ',', ' int,'), backwards);
    EXECUTE format('INSERT INTO long_key SELECT %s FROM generate_series(1, 40) AS r', numbers);
    EXECUTE format('CREATE TABLE long_key_use (id serial PRIMARY KEY, %s int, FOREIGN KEY (%s) REFERENCES long_key (%s))', replace(columns, ',', ' int,'), columns, columns);
    EXECUTE format('INSERT INTO long_key_use (%s) SELECT * FROM long_key ORDER BY k1 DESC', columns);
END
$$;

-- Values of a megabyte: compressible, not compressible, many lines, stored in several ways.
CREATE TABLE big (id int PRIMARY KEY, t text, b bytea, j jsonb, a int[]);
ALTER TABLE big ALTER b SET STORAGE EXTERNAL;
INSERT INTO big VALUES
    (1, repeat(E'line\\ \t\n', 130000), NULL, NULL, NULL),
    (2, (SELECT string_agg(sha256(i::text::bytea)::text, E'\n') FROM generate_series(1, 16000) AS i), NULL, NULL, NULL),
    (3, NULL, (SELECT string_agg(sha256(i::text::bytea), '') FROM generate_series(1, 33000) AS i), NULL, NULL),
    (4, NULL, NULL, (SELECT jsonb_object_agg('key' || i, repeat('"\', 5)) FROM generate_series(1, 20000) AS i), NULL),
    (5, NULL, NULL, NULL, ARRAY(SELECT i FROM generate_series(1, 150000) AS i)), (6, repeat('😀', 260000), '', '{}', '{}');
CREATE TABLE big_use (id int PRIMARY KEY, big int NOT NULL REFERENCES big);
INSERT INTO big_use SELECT i, 1 + i % 6 FROM generate_series(1, 60) AS i;

-- Many rows per page, dead rows, HOT chains, whole pages of dead rows at either end.
CREATE TABLE dense (b bool);
INSERT INTO dense SELECT i % 2 = 0 FROM generate_series(1, 1000) AS i;
CREATE TABLE sparse (id int PRIMARY KEY, v text) WITH (fillfactor = 40);
INSERT INTO sparse SELECT i, repeat('s', 100) FROM generate_series(1, 600) AS i;
UPDATE sparse SET v = v || '1' WHERE id % 2 = 0;
UPDATE sparse SET id = id + 1000 WHERE id % 5 = 0;
DELETE FROM sparse WHERE id < 250 OR id BETWEEN 400 AND 500;
UPDATE sparse SET v = v || '2' WHERE id % 3 = 0;
CREATE TABLE emptied (id int PRIMARY KEY, v text);
INSERT INTO emptied SELECT i, 'gone' FROM generate_series(1, 500) AS i;
DELETE FROM emptied;

-- Large objects: one with data, one that is empty, one that nothing points to; a comment on one.
CREATE TABLE pictures (id int PRIMARY KEY, data lo, raw oid);
SELECT lo_from_bytea(100001, '\x00ff0a5c'), lo_create(100002), lo_from_bytea(100003, decode(repeat('ab', 100000), 'hex'));
INSERT INTO pictures VALUES (1, 100001, 100002), (2, NULL, 0), (3, 999999, NULL);
COMMENT ON LARGE OBJECT 100003 IS 'nobody''s';
CREATE TRIGGER unlink BEFORE UPDATE OR DELETE ON pictures FOR EACH ROW EXECUTE FUNCTION lo_manage(data);
