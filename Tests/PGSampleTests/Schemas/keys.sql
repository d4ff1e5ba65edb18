-- Foreign keys of every shape that one database can hold, with parents that are not the first rows of their tables.
-- Covers TRAPS reported 5, 6, 7, 8, 9, 10, 11, 12, 13, 14; spares "nullable FK columns", "partly NULL composite FK", "deferred"; shapes MATCH FULL,
-- NULL columns, NOT VALID, deferrable, ON DELETE. POSTGRES finding 4 (conpfeqop). Needs: PostgreSQL 15, contrib citext; UTF8; ICU for all of it.
SET client_encoding = 'UTF8';
CREATE EXTENSION citext;

-- 5: the key, the table and the foreign key each name the columns in their own order; the types differ, so a swap shows.
CREATE TABLE crc (note text, crc_number varchar(10), per_id int, PRIMARY KEY (per_id, crc_number));
INSERT INTO crc SELECT 'n' || i, 'c' || i % 10, i FROM generate_series(1, 100) AS i;
CREATE TABLE crc_use (id int PRIMARY KEY, number varchar(10), spare text, per int, FOREIGN KEY (per, number) REFERENCES crc);
INSERT INTO crc_use SELECT i, 'c' || (101 - i) % 10, NULL, 101 - i FROM generate_series(1, 100) AS i;
CREATE TABLE crc_turned (id int PRIMARY KEY, number varchar(10), per int, FOREIGN KEY (number, per) REFERENCES crc (crc_number, per_id));
INSERT INTO crc_turned SELECT i, 'c' || (101 - i) % 10, 101 - i FROM generate_series(1, 100) AS i;
-- Both columns of one type: a swap would find other rows, silently.
CREATE TABLE grid (a int, b int, PRIMARY KEY (b, a));
INSERT INTO grid SELECT i % 10, i / 10 FROM generate_series(0, 99) AS i;
CREATE TABLE grid_use (id int PRIMARY KEY, b int, a int, FOREIGN KEY (a, b) REFERENCES grid (b, a));
INSERT INTO grid_use SELECT i, (i * 3) % 10, 9 - i / 10 FROM generate_series(0, 99) AS i;
-- One column of the child stands for both columns of the parent.
CREATE TABLE diagonal (id int PRIMARY KEY, d int, FOREIGN KEY (d, d) REFERENCES grid (a, b));
INSERT INTO diagonal SELECT i, 9 - i FROM generate_series(0, 9) AS i;

-- 6: one parent, referred to by its primary key, a UNIQUE uuid, a composite UNIQUE key, a unique index without constraint, INCLUDE columns.
CREATE TABLE account (id int PRIMARY KEY, uid uuid NOT NULL UNIQUE, region text, number int, slug text, code int, extra text,
    UNIQUE NULLS NOT DISTINCT (region, number), UNIQUE (code) INCLUDE (extra));
CREATE UNIQUE INDEX account_slug ON account (slug);
INSERT INTO account SELECT i, lpad(to_hex(i), 32, '0')::uuid, 'r' || i % 3, nullif(i, 60), 's' || i, i * 2, 'x' FROM generate_series(1, 60) AS i;
CREATE TABLE account_use (id int PRIMARY KEY, by_id int REFERENCES account, by_uid uuid REFERENCES account (uid), region text, number int,
    slug text REFERENCES account (slug), code int REFERENCES account (code), FOREIGN KEY (number, region) REFERENCES account (number, region));
INSERT INTO account_use SELECT i, 61 - i, lpad(to_hex(1 + i * 7 % 60), 32, '0')::uuid, 'r' || (60 - i) % 3, nullif(60 - i, 0), 's' || 1 + i * 11 % 60, 2 + i * 13 % 60 * 2
FROM generate_series(1, 60) AS i;
-- The same foreign key a second time, with another action.
ALTER TABLE account_use ADD CONSTRAINT again FOREIGN KEY (by_id) REFERENCES account ON DELETE CASCADE;

-- 7, 8: two self references, a chain of 300, rings, a row that is its own parent.
CREATE TABLE node (id int PRIMARY KEY, parent_id int REFERENCES node, root_id int NOT NULL REFERENCES node DEFERRABLE);
INSERT INTO node SELECT i, CASE WHEN i < 300 THEN i + 1 END, 300 FROM generate_series(1, 300) AS i;
INSERT INTO node SELECT 300 + i, 301 + i % 20, 300 + i FROM generate_series(1, 20) AS i;
INSERT INTO node SELECT 320 + i, 320 + i, 320 + i FROM generate_series(1, 20) AS i;
CREATE TABLE part (maker int, number int, replaces_maker int, replaces_number int, PRIMARY KEY (maker, number),
    FOREIGN KEY (replaces_number, replaces_maker) REFERENCES part (number, maker));
INSERT INTO part SELECT i % 5, i, (i + 1) % 5, i + 1 FROM generate_series(1, 99) AS i UNION ALL SELECT 0, 100, NULL, 7;

-- 9: several cycles in one strongly connected component: a -> b -> c -> a, b -> a, c -> d -> c, d -> d; and a tail that enters it.
CREATE TABLE cycle_a (id int PRIMARY KEY, b int);
CREATE TABLE cycle_b (id int PRIMARY KEY, c int, a int REFERENCES cycle_a DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE cycle_c (id int PRIMARY KEY, a int NOT NULL REFERENCES cycle_a, d int);
CREATE TABLE cycle_d (id int PRIMARY KEY, c int NOT NULL REFERENCES cycle_c DEFERRABLE, d int REFERENCES cycle_d ON DELETE SET NULL);
INSERT INTO cycle_a SELECT i, 1 + i * 7 % 50 FROM generate_series(1, 50) AS i;
INSERT INTO cycle_b SELECT i, 1 + i * 11 % 50, 1 + i * 3 % 50 FROM generate_series(1, 50) AS i;
INSERT INTO cycle_c SELECT i, 1 + i * 13 % 50, nullif(i % 50, 0) FROM generate_series(1, 50) AS i;
INSERT INTO cycle_d SELECT i, 1 + i * 17 % 50, 51 - i FROM generate_series(1, 50) AS i;
ALTER TABLE cycle_a ADD FOREIGN KEY (b) REFERENCES cycle_b;
ALTER TABLE cycle_b ADD FOREIGN KEY (c) REFERENCES cycle_c ON UPDATE CASCADE;
ALTER TABLE cycle_c ADD FOREIGN KEY (d) REFERENCES cycle_d;
CREATE TABLE cycle_tail (id int PRIMARY KEY, a int REFERENCES cycle_a, d int REFERENCES cycle_d);
INSERT INTO cycle_tail SELECT i, 51 - i, 1 + i * 19 % 50 FROM generate_series(1, 50) AS i;

-- 10: diamonds, also with a tenant column that two foreign keys share.
CREATE TABLE tenant (id int PRIMARY KEY);
INSERT INTO tenant SELECT generate_series(1, 4);
CREATE TABLE customer (tenant int REFERENCES tenant, id int, PRIMARY KEY (tenant, id));
INSERT INTO customer SELECT 1 + i % 4, i FROM generate_series(1, 80) AS i;
CREATE TABLE payment_method (tenant int, id int, customer int, PRIMARY KEY (tenant, id), FOREIGN KEY (tenant, customer) REFERENCES customer);
INSERT INTO payment_method SELECT 1 + i % 4, i, (i + 39) % 80 + 1 FROM generate_series(1, 80) AS i;
CREATE TABLE invoice (tenant int, id int, customer int, method int, PRIMARY KEY (tenant, id), FOREIGN KEY (tenant, customer) REFERENCES customer ON DELETE CASCADE,
    FOREIGN KEY (tenant, method) REFERENCES payment_method ON DELETE SET NULL (method));
INSERT INTO invoice SELECT 1 + i % 4, i, (i * 5 + 39) % 80 + 1, CASE WHEN i % 3 > 0 THEN (i * 9 + 19) % 80 + 1 END FROM generate_series(1, 80) AS i;

-- 11, 13: children of a parent that was pulled in, and a join table without a key.
CREATE TABLE meal (id int PRIMARY KEY);
INSERT INTO meal SELECT generate_series(1, 40);
CREATE TABLE food (id int PRIMARY KEY, name text);
INSERT INTO food SELECT i, 'food ' || i FROM generate_series(1, 200) AS i;
CREATE TABLE meal_food (meal int REFERENCES meal, food int REFERENCES food);
INSERT INTO meal_food SELECT 1 + i % 40, 200 - i % 150 FROM generate_series(1, 200) AS i;
INSERT INTO meal_food VALUES (1, 1), (1, 1), (NULL, 2), (NULL, NULL), (NULL, NULL);
CREATE TABLE food_i18n (food int REFERENCES food, language text, name text, PRIMARY KEY (food, language));
INSERT INTO food_i18n SELECT f, l, l || f FROM generate_series(1, 200) AS f, unnest('{de,fr}'::text[]) AS l;
-- 12: a small lookup table with a huge fan-out.
CREATE TABLE colour (id int PRIMARY KEY, favourite_of int);
INSERT INTO colour SELECT i, 1000 - i FROM generate_series(1, 3) AS i;
CREATE TABLE thing (id int PRIMARY KEY, colour int NOT NULL REFERENCES colour);
INSERT INTO thing SELECT i, 1 + i % 3 FROM generate_series(1, 1000) AS i;
ALTER TABLE colour ADD FOREIGN KEY (favourite_of) REFERENCES thing;
-- 14: fewer rows than asked for, and none.
CREATE TABLE single (id int PRIMARY KEY, one int REFERENCES single);
INSERT INTO single VALUES (1, 1);
CREATE TABLE nobody (id int PRIMARY KEY, one int REFERENCES single, other int REFERENCES nobody);

-- NULLs. MATCH SIMPLE: a partly NULL key refers to nothing, even with values that no parent has. MATCH FULL: all or none.
CREATE TABLE simple_use (id int PRIMARY KEY, per int, number varchar(10), FOREIGN KEY (per, number) REFERENCES crc);
INSERT INTO simple_use VALUES (1, NULL, NULL), (2, 100, NULL), (3, NULL, 'c0'), (4, 9999, NULL), (5, NULL, 'none'), (6, 100, 'c0');
CREATE TABLE full_use (id int PRIMARY KEY, per int, number varchar(10), FOREIGN KEY (per, number) REFERENCES crc MATCH FULL);
INSERT INTO full_use VALUES (1, NULL, NULL), (2, 99, 'c9'), (3, 98, 'c8');
CREATE TABLE nullable_unique (id int PRIMARY KEY, k int UNIQUE, k2 text, UNIQUE (k, k2));
INSERT INTO nullable_unique SELECT i, nullif(i, 7), CASE WHEN i % 2 = 0 THEN 'x' END FROM generate_series(1, 20) AS i UNION ALL SELECT 21, NULL, NULL;
CREATE TABLE nullable_use (id int PRIMARY KEY, k int REFERENCES nullable_unique (k), k2 text, FOREIGN KEY (k, k2) REFERENCES nullable_unique (k, k2));
INSERT INTO nullable_use VALUES (1, 20, 'x'), (2, 19, NULL), (3, NULL, 'x'), (4, NULL, NULL), (5, 18, 'x');

-- NOT VALID constraints over rows that break them.
CREATE TABLE broken (id int PRIMARY KEY, per int, number varchar(10), food int, amount int);
INSERT INTO broken SELECT i, i, 'c' || i % 9, i * 10, -i FROM generate_series(1, 60) AS i;
ALTER TABLE broken ADD CONSTRAINT broken_food FOREIGN KEY (food) REFERENCES food NOT VALID;
ALTER TABLE broken ADD CONSTRAINT broken_crc FOREIGN KEY (per, number) REFERENCES crc NOT VALID;
ALTER TABLE broken ADD CONSTRAINT broken_amount CHECK (amount > 0) NOT VALID;

-- Actions and timing.
CREATE TABLE actions (id int PRIMARY KEY,
    a int DEFAULT 1 REFERENCES food ON DELETE SET DEFAULT ON UPDATE SET NULL, b int REFERENCES food ON DELETE RESTRICT ON UPDATE RESTRICT,
    c int REFERENCES food DEFERRABLE INITIALLY DEFERRED, d int REFERENCES food ON DELETE CASCADE DEFERRABLE INITIALLY IMMEDIATE);
INSERT INTO actions SELECT i, 201 - i, 101 - i, 151 - i, nullif(i, 50) FROM generate_series(1, 50) AS i;

-- Keys that are equal without being the same: joined as text, or by bytes, their parents are not found.
CREATE TABLE ci (code citext PRIMARY KEY, label text);
INSERT INTO ci VALUES ('ALPHA', 'a'), ('Beta', 'b'), ('gamma', 'c'), ('Delta x', 'd');
CREATE TABLE ci_use (id int PRIMARY KEY, code citext REFERENCES ci);
INSERT INTO ci_use VALUES (1, 'Alpha'), (2, 'BETA'), (3, 'GAMMA'), (4, 'alpha'), (5, NULL), (6, 'dELTA X');
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_collation WHERE collname = 'de-x-icu') THEN RETURN; END IF;
    CREATE COLLATION no_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
    CREATE COLLATION german (provider = icu, locale = 'de');
    CREATE TABLE collated (k text COLLATE no_case PRIMARY KEY, d text COLLATE german UNIQUE);
    INSERT INTO collated VALUES ('Straße', 'ä'), ('ÉTÉ', 'z'), ('abc', 'a');
    CREATE TABLE collated_use (id int PRIMARY KEY, k text COLLATE no_case REFERENCES collated, d text COLLATE "C" REFERENCES collated (d));
    INSERT INTO collated_use VALUES (1, 'STRAßE', 'z'), (2, 'été', 'a'), (3, 'ABC', 'ä'), (4, NULL, NULL);
    -- PostgreSQL 18 refuses this one: collations of a foreign key must agree when one is nondeterministic.
    IF current_setting('server_version_num')::int < 180000 THEN
        CREATE TABLE collated_apart (id int PRIMARY KEY, k text COLLATE "C" REFERENCES collated);
        INSERT INTO collated_apart VALUES (1, 'ABC'), (2, 'éTÉ');
    END IF;
END $$;
CREATE TABLE padded (k char(8) PRIMARY KEY);
INSERT INTO padded VALUES ('a'), ('b  '), ('');
CREATE TABLE padded_use (id int PRIMARY KEY, k char(3) REFERENCES padded);
INSERT INTO padded_use VALUES (1, 'b'), (2, 'a  '), (3, '');

-- Child and parent of different types.
CREATE DOMAIN key_domain AS int CHECK (VALUE >= 0);
CREATE DOMAIN key_over_domain AS key_domain;
CREATE TABLE typed (i8 int8 PRIMARY KEY, n numeric UNIQUE, t text UNIQUE, vc varchar(20) UNIQUE, f8 float8 UNIQUE, ts timestamp UNIQUE, dom key_domain UNIQUE, i2 int2 UNIQUE);
INSERT INTO typed SELECT i, i, 'k' || i, 'v' || i, i, date '2024-01-01' + i, i, i FROM generate_series(1, 50) AS i;
CREATE TABLE typed_use (id int PRIMARY KEY, i4 int4 REFERENCES typed (i8), i2 int2 REFERENCES typed (i8), i4n int4 REFERENCES typed (n), i8n int8 REFERENCES typed (n),
    vct varchar(9) REFERENCES typed (t), nt name REFERENCES typed (t), tvc text REFERENCES typed (vc), f4 float4 REFERENCES typed (f8), d date REFERENCES typed (ts),
    idom int REFERENCES typed (dom), dd key_over_domain REFERENCES typed (dom), i8i2 int8 REFERENCES typed (i2));
INSERT INTO typed_use SELECT i, 51 - i, 50 - i % 50, 51 - i, 1 + i * 7 % 50, 'k' || 51 - i, 'k' || 1 + i * 3 % 50, 'v' || 51 - i, 51 - i, date '2024-02-21' - i, 51 - i, 1 + i * 9 % 50, 51 - i
FROM generate_series(1, 50) AS i;

-- Keys whose `=` takes a pseudo-type: enum, array, range, multirange, row.
CREATE TYPE size AS ENUM ('s', 'm', 'l');
CREATE TYPE point3 AS (x int, y int, z text);
CREATE TABLE odd_key (id int PRIMARY KEY, e size UNIQUE, a int[] UNIQUE, ta varchar[] UNIQUE, r int4range UNIQUE, mr int4multirange UNIQUE, c point3 UNIQUE, b bool, bt bytea UNIQUE,
    bits varbit UNIQUE, ip inet UNIQUE, j jsonb UNIQUE, UNIQUE (b, id));
INSERT INTO odd_key SELECT i, (enum_range(NULL::size))[i], ARRAY[i, NULL, i + 1], ARRAY['a' || i, NULL], int4range(i, i + 5), int4multirange(int4range(i, i + 1), int4range(i + 8, i + 9)), ROW(i, NULL, 'z')::point3,
    i % 2 = 0, ('\x0' || i || '00')::bytea, i::bit(4)::varbit, inet '10.0.0.0/24' + i, jsonb_build_object('k', i) FROM generate_series(1, 9) AS i;
CREATE TABLE odd_use (id int PRIMARY KEY, e size REFERENCES odd_key (e), a int[] REFERENCES odd_key (a), ta varchar[] REFERENCES odd_key (ta), r int4range REFERENCES odd_key (r), mr int4multirange REFERENCES odd_key (mr),
    c point3 REFERENCES odd_key (c), b bool, bt bytea REFERENCES odd_key (bt), bits varbit REFERENCES odd_key (bits), ip inet REFERENCES odd_key (ip), j jsonb REFERENCES odd_key (j), FOREIGN KEY (id, b) REFERENCES odd_key (id, b));
INSERT INTO odd_use SELECT k.id, (SELECT e FROM odd_key WHERE id = 1 + k.id % 3), p.a, p.ta, p.r, p.mr, p.c, k.b, p.bt, p.bits, p.ip, p.j FROM odd_key AS k JOIN odd_key AS p ON p.id = 10 - k.id;

-- Gaps in the column numbers on both sides.
CREATE TABLE gap (gone int, k2 int, gone2 text, k1 int, v text, PRIMARY KEY (k1, k2));
ALTER TABLE gap DROP COLUMN gone, DROP COLUMN gone2;
INSERT INTO gap SELECT i, i + 100, 'v' FROM generate_series(1, 20) AS i;
ALTER TABLE gap ADD COLUMN later int NOT NULL DEFAULT 42;
CREATE TABLE gap_use (gone int, k1 int, gone2 int, k2 int, id int PRIMARY KEY, FOREIGN KEY (k1, k2) REFERENCES gap);
ALTER TABLE gap_use DROP COLUMN gone, DROP COLUMN gone2;
INSERT INTO gap_use SELECT 121 - i, 21 - i, i FROM generate_series(1, 20) AS i;
