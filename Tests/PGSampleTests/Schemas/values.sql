-- Values that a text format, a comparison or a client can spoil, one table per family, and parents without `=` for some column.
-- Covers TRAPS reported 1 (json, lquery in a parent), spares "backslash/quote/newline", "hstore with newlines", "deferred NULL uuid", shape
-- lines "enum … ltree" and "NaN … astral". Needs: PostgreSQL 15, contrib hstore, ltree, citext; UTF8; libxml for all of it.
SET client_encoding = 'UTF8';
CREATE EXTENSION hstore;
CREATE EXTENSION ltree;
CREATE EXTENSION citext;

-- XML where the server can read it.
CREATE FUNCTION pg_temp.some_xml(text) RETURNS xml LANGUAGE plpgsql AS
    'BEGIN RETURN $1::xml; EXCEPTION WHEN feature_not_supported THEN RETURN NULL; END';

-- json, xml, lquery, point and friends have no equality: SELECT DISTINCT over such a parent fails.
CREATE TABLE no_equality (
    id int PRIMARY KEY, j json, js json[], x xml, q lquery, pt point, poly polygon, pa path, tid_range int4range);
INSERT INTO no_equality
SELECT i, '{"b": 1,  "a": [1, 2 ], "b": 2}', ARRAY['{"a":1}', NULL, '[]']::json[], pg_temp.some_xml('<a b="1">&amp; <![CDATA[x]]></a>'), '*.a.*{1,3}',
    point(i, -i), '((0,0),(1,1),(1,0))', '[(0,0),(1,1)]', int4range(i, i + 5)
FROM generate_series(1, 30) AS i;
CREATE TABLE refers_to_no_equality (id int PRIMARY KEY, parent int NOT NULL REFERENCES no_equality, copy_of int REFERENCES no_equality);
INSERT INTO refers_to_no_equality SELECT i, 1 + i * 7 % 30, nullif(i % 31, 0) FROM generate_series(1, 100) AS i;

CREATE TABLE texts (id int PRIMARY KEY, what text NOT NULL, v text, vc varchar(40), ch char(10), one "char", nm name);
INSERT INTO texts (id, what, v) VALUES
    (1, 'empty', ''), (2, 'null', NULL), (3, 'end of copy', '\.'), (4, 'end of copy on a line', E'a\n\\.\nb'), (5, 'null marker', '\N'),
    (6, 'word null', 'NULL'), (7, 'tab', E'a\tb'), (8, 'lf', E'a\nb\n'), (9, 'crlf', E'a\r\nb'), (10, 'cr', E'\r'), (11, 'backslash', '\'),
    (12, 'two backslashes', '\\'), (13, 'escape-like', '\t\n\x41\101\b'), (14, 'controls', E'\x01\x02\x07\b\f\v\x1b\x7f'), (15, 'quote', ''''),
    (16, 'double quote', '"'), (17, 'dollar', '$$ $x$ $1'), (18, 'comment', '/* not a -- comment; */'), (19, 'spaces', '   '), (20, 'astral', '😀👩‍👩‍👧‍👦𝔘🇨🇭'),
    (21, 'combining', E'e\u0301 \u00e9'), (22, 'right to left', 'שלום عليكم'), (23, 'bom and nbsp', E'\ufeff\u00a0\u2028\u2029\u0085'),
    (24, 'noncharacter', E'\uffff\U0010ffff'), (25, 'psql meta', E'\\! echo\n\\q\n:var :''var'''), (26, 'semicolon', 'a;b;'), (27, 'braces', '{a,"b",NULL}'),
    (28, 'csv', '"a","b"'), (29, 'percent', '%s %I %%'), (30, 'long', repeat('0123456789', 20000));
UPDATE texts SET vc = left(v, 40), ch = left(v, 10), one = left(v, 1)::"char", nm = left(v, 15)::name WHERE id NOT IN (20, 24);

CREATE TABLE text_keys (k text PRIMARY KEY, parent text REFERENCES text_keys);
INSERT INTO text_keys SELECT coalesce(v, 'null'), NULL FROM texts WHERE id < 30;
INSERT INTO text_keys SELECT 'child of ' || k, k FROM text_keys;

CREATE TABLE numbers (id int PRIMARY KEY, f4 float4, f8 float8, n numeric, nn numeric(30, 10), ns numeric(5, -2), m money, i2 int2, i8 int8);
INSERT INTO numbers VALUES
    (1, 'NaN', 'NaN', 'NaN', 'NaN', 'NaN', '-12.34', -32768, -9223372036854775808), (2, 'Infinity', 'Infinity', 'Infinity', 1, 12300, '$1,234,567.89', 32767, 9223372036854775807),
    (3, '-Infinity', '-Infinity', '-Infinity', 0, 0, 0, 0, 0), (4, '-0', '-0', 0.000, -0.0000000001, -100, NULL, 1, 1),
    (5, 1e-45, 5e-324, 1e-1000, 12345678901234567890.0123456789, 9999900, NULL, 1, 1), (6, 0.1, 0.1, 1.10, 1.1, 1, NULL, NULL, NULL),
    (7, 3.4028235e38, 1.7976931348623157e308, 1e1000, 0, 0, '-92233720368547758.08', 1, 1), (8, 16777216, 0.30000000000000004, repeat('9', 500)::numeric, NULL, NULL, NULL, 1, 1);
CREATE TABLE float_keys (k float8 PRIMARY KEY);
INSERT INTO float_keys VALUES ('NaN'), ('Infinity'), ('-Infinity'), (0), (0.1), (5e-324);
CREATE TABLE float_children (id int PRIMARY KEY, k float8 REFERENCES float_keys);
INSERT INTO float_children VALUES (1, 'NaN'), (2, '-0'), (3, 'Infinity'), (4, 0.1), (5, NULL);
-- 1.0 and 1.00 are one key, printed in two ways.
CREATE TABLE numeric_keys (k numeric PRIMARY KEY);
INSERT INTO numeric_keys VALUES (1.0), (2.50), ('NaN');
CREATE TABLE numeric_children (id int PRIMARY KEY, k numeric REFERENCES numeric_keys);
INSERT INTO numeric_children VALUES (1, 1.00), (2, 2.5), (3, 'NaN'), (4, 1);

CREATE TABLE times (id int PRIMARY KEY, d date, t time(6), tz timetz, ts timestamp, tstz timestamptz, iv interval);
INSERT INTO times VALUES
    (1, '0044-03-15 BC', '24:00:00', '23:59:59.999999+15:59', '4713-01-01 00:00:00 BC', '0001-01-01 00:00:00+00 BC', '-1 year +2 mons -3 days 04:05:06.789'),
    (2, 'infinity', '00:00', '00:00-12', 'infinity', 'infinity', '178000000 years'), (3, '-infinity', NULL, NULL, '-infinity', '-infinity', '-178000000 years'),
    (4, '5874897-12-31', '12:00:00.000001', '12:00+05:30', '294276-12-31 23:59:59.999999', '294276-12-31 23:59:59.999999+00', '0'),
    (5, '1582-10-10', '12:30', '12:30+00', '2024-02-29 23:59:60', '2024-10-27 01:30:00+00', '1 mon 30 days 720 hours'), (6, '2000-01-01', NULL, NULL, '1999-12-31', '1900-01-01 00:00:00+00:19:32', '1 day');
CREATE TABLE time_keys (at timestamptz PRIMARY KEY, d interval UNIQUE);
INSERT INTO time_keys VALUES ('2024-03-31 01:00+00', '1 day'), ('-infinity', '30 days'), ('0044-03-15 00:00+00 BC', '-1 second');
CREATE TABLE time_children (id int PRIMARY KEY, at timestamptz REFERENCES time_keys, d interval REFERENCES time_keys (d));
INSERT INTO time_children VALUES (1, '2024-03-31 03:00+02', '24 hours'), (2, '-infinity', '1 mon'), (3, NULL, NULL);

CREATE TABLE binaries (id int PRIMARY KEY, b bytea, bit8 bit(8), vb bit varying, u uuid, l pg_lsn, o oid, x xid8, td tid);
INSERT INTO binaries VALUES
    (1, '', B'00000000', B'', '00000000-0000-0000-0000-000000000000', '0/0', 0, '0', '(0,0)'), (2, '\x00ff5c2e0a090d27', B'10101010', B'1', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', 'FF/FFFFFFFF', 4294967295, '18446744073709551615', '(4294967295,65535)'),
    (3, '\x5c', NULL, NULL, NULL, NULL, NULL, NULL, NULL), (4, decode(repeat('00ff', 5000), 'hex'), B'11111111', repeat('10', 1000)::varbit, NULL, NULL, NULL, NULL, NULL);

CREATE TABLE networks (id int PRIMARY KEY, i inet, c cidr, m macaddr, m8 macaddr8);
INSERT INTO networks VALUES (1, '::1', '::/0', '08:00:2b:01:02:03', '08:00:2b:01:02:03:04:05'), (2, '192.168.0.1/24', '192.168.0.0/24', NULL, NULL), (3, '2001:db8::ffff:1.2.3.4/64', '10.0.0.0/8', NULL, NULL);
CREATE TABLE shapes (id int PRIMARY KEY, p point, l line, s lseg, b box, pa path, po polygon, c circle);
INSERT INTO shapes VALUES (1, '(1e300,-0)', '{1,-1,0}', '[(0,0),(1,1)]', '(1,1),(0,0)', '((0,0),(1,1))', '((0,0),(1,0),(1,1))', '<(0,0),1.5>'), (2, '(NaN,Infinity)', NULL, NULL, NULL, NULL, NULL, NULL);

CREATE TYPE mood AS ENUM ('sad', 'o k', 'say "hi"', 'it''s, {fine}', '\N');
CREATE TYPE pair AS (a int, b text);
CREATE TYPE nested AS (p pair, ps pair[], m mood, d numeric(6, 2));
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE DOMAIN small_positive AS positive CHECK (VALUE < 1000) DEFAULT 5;
CREATE DOMAIN pair_domain AS pair CHECK ((VALUE).a > 0);
CREATE DOMAIN tag_list AS text[] CHECK (cardinality(VALUE) < 10);
CREATE TYPE mood_range AS RANGE (subtype = mood);
CREATE TYPE float_range AS RANGE (subtype = float8, subtype_diff = float8mi, multirange_type_name = float_ranges);

CREATE TABLE ranges (id int PRIMARY KEY, r int4range, n numrange, t tstzrange, d daterange, mr int4multirange, tm tstzmultirange, m mood_range, f float_range, fs float_ranges);
INSERT INTO ranges VALUES
    (1, 'empty', '(,)', '["2024-01-01 00:00+00",)', '[2024-01-01,2024-01-31]', '{}', '{["2024-01-01 00:00+00","2024-01-02 00:00+00")}', '[sad,"it''s, {fine}"]', '[0.1,0.30000000000000004)', '{[1,2),(3,4]}'),
    (2, '[1,5]', '(1.10,2.20]', '(,infinity]', '(,2024-01-01)', '{[1,3),[7,9)}', '{}', '["say \"hi\"","\\N"]', 'empty', '{}'), (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

CREATE TABLE composites (id int PRIMARY KEY, p pair, n nested, pd pair_domain, m mood, sp small_positive, tl tag_list);
INSERT INTO composites VALUES
    (1, (1, ''), ROW(ROW(1, 'a"b\c,d()'), ARRAY[(1, E'x\ty')::pair, NULL, (NULL, NULL)::pair], 'it''s, {fine}', 1.5), ROW(1, NULL), '\N', 1, '{}'),
    (2, (NULL, NULL), ROW(NULL, '{}', NULL, NULL), NULL, 'say "hi"', 999, '{a,NULL,"NULL",""}'), (3, NULL, NULL, ROW(5, ' '), NULL, NULL, NULL);

CREATE TABLE arrays (id int PRIMARY KEY, i int[], t text[], n2 int[][], m mood[], p pair[], r int4range[], mr int4multirange[], d positive[], j jsonb[], b bytea[], c citext[], ts timestamptz[]);
INSERT INTO arrays VALUES
    (1, '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}'),
    (2, '{1,NULL,3}', ARRAY['a', NULL, 'NULL', '', '"', '\', '{}', ',', E'\n', '\N'], '{{1,NULL},{NULL,4}}', '{"say \"hi\"",NULL,"it''s, {fine}"}', ARRAY[(1, '"')::pair, NULL], '{"[1,3)",empty,NULL}', '{"{[1,3)}",NULL}', '{1,2}', ARRAY['{"a": "\\"}', NULL, 'null']::jsonb[], ARRAY['\x00', '', NULL]::bytea[], '{A,a}', '{infinity,"0044-03-15 00:00+00 BC"}'),
    (3, '[0:2]={1,2,3}', '[-1:0][2:3]={{a,b},{c,d}}', '[2:3][-2:-1]={{1,2},{3,4}}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

CREATE TABLE documents (id int PRIMARY KEY, j json, jb jsonb, x xml, tv tsvector, tq tsquery, jp jsonpath);
INSERT INTO documents VALUES
    (1, ' { "z":1 , "a":"\u00e9\n\\" } ', '{"z": 1.00, "a": "\u00e9\n\\"}', pg_temp.some_xml('<?xml version="1.0"?><r>é</r>'), $$'it''s':1A,2B 'back\\slash':3$$, $$'a' & !'b''c' | 'd':*AB$$, '$.a[*] ? (@.b > 1 && @.c like_regex "^x\\d")'),
    (2, 'null', 'null', pg_temp.some_xml('text <b/> only'), '', NULL, '$'), (3, NULL, NULL, NULL, to_tsvector('english', 'The quick brown foxes'), to_tsquery('english', 'fox <-> quick'), NULL), (4, '"\ud83d\ude00"', '"😀"', pg_temp.some_xml(''), NULL, NULL, NULL);

CREATE TABLE contrib (id int PRIMARY KEY, h hstore, l ltree, ls ltree[], q lquery, c citext);
INSERT INTO contrib VALUES (1, hstore(ARRAY['a', E'new\nline', 'q"', 'n', '', E'\t\\'], ARRAY['', E'x\ny', '=>', NULL, 'empty key', '"']), 'Top.Science_1.Apples', '{a.b,NULL}', 'Top.*{0,2}.!a|b', 'MiXed'), (2, '', '', '{}', '*', ''), (3, NULL, NULL, NULL, NULL, NULL);
CREATE TABLE ltree_keys (path ltree PRIMARY KEY, h hstore UNIQUE);
INSERT INTO ltree_keys VALUES ('a', 'x=>1'), ('a.b', 'x=>2'), ('a.b.c', '');
CREATE TABLE ltree_children (id int PRIMARY KEY, path ltree REFERENCES ltree_keys, h hstore REFERENCES ltree_keys (h));
INSERT INTO ltree_children VALUES (1, 'a.b', 'x=>2'), (2, 'a.b.c', ''), (3, NULL, NULL);

-- What COPY prints for these depends on search_path: they are pinned by whoever writes a file.
CREATE TABLE catalog_names (id int PRIMARY KEY, c regclass, t regtype, p regprocedure, o regoperator, cfg regconfig, n regnamespace);
INSERT INTO catalog_names VALUES (1, 'texts', 'mood', 'lower(text)', '=(citext,citext)', 'english', 'public'), (2, 'pg_catalog.pg_class', 'numeric', NULL, NULL, NULL, 'pg_catalog'), (3, NULL, 'nested[]', NULL, NULL, NULL, NULL);

-- A table of NULLs, a table without a row, one boolean, and a uuid that is NULL first and set later.
CREATE TABLE nothing (a int, b text, c uuid, d json);
INSERT INTO nothing SELECT FROM generate_series(1, 5);
CREATE TABLE empty (id int PRIMARY KEY, v text);
CREATE TABLE flags (f bool PRIMARY KEY);
INSERT INTO flags VALUES (true), (false);
CREATE TABLE late_uuids (id uuid PRIMARY KEY, next uuid REFERENCES late_uuids DEFERRABLE INITIALLY DEFERRED, f bool REFERENCES flags, e int REFERENCES empty);
INSERT INTO late_uuids VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002', true), ('00000000-0000-0000-0000-000000000002', NULL, NULL);
