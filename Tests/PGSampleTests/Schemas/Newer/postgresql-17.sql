-- What PostgreSQL 17 can and 15 cannot: identity columns of partitioned tables, MERGE … RETURNING, JSON_TABLE, the built-in locale provider.
-- Needs: PostgreSQL 17; UTF8. (EXCLUDE on a partitioned table is in postgresql-18.sql: 17.10 cannot restore its own dump of one.)

CREATE COLLATION code_points (provider = builtin, locale = 'C.UTF-8');
CREATE TABLE place (name text COLLATE code_points PRIMARY KEY, details jsonb);
INSERT INTO place SELECT 'Ort ' || chr(64 + i), jsonb_build_object('tags', jsonb_build_array(i, i + 1), 'size', i) FROM generate_series(1, 26) AS i;

-- The identity of a partitioned table is its partitions' too.
CREATE TABLE visit (id bigint GENERATED ALWAYS AS IDENTITY, day date, place text COLLATE code_points REFERENCES place, during tsrange, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE visit_2023 PARTITION OF visit FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE visit_rest PARTITION OF visit DEFAULT;
INSERT INTO visit (day, place, during)
SELECT date '2023-12-01' + i % 62, 'Ort ' || chr(65 + i % 26), tsrange(timestamp '2024-01-01' + i * interval '1 hour', timestamp '2024-01-01' + (i + 1) * interval '1 hour')
FROM generate_series(1, 120) AS i;

CREATE VIEW place_tag AS
SELECT p.name, t.position, t.tag, t.size
FROM place AS p, JSON_TABLE(p.details, '$' COLUMNS (size int PATH '$.size', NESTED PATH '$.tags[*]' COLUMNS (position FOR ORDINALITY, tag text PATH '$' DEFAULT 'none' ON EMPTY))) AS t;
CREATE VIEW place_json AS
SELECT JSON_OBJECT('name': name, 'big': JSON_EXISTS(details, '$.size ? (@ > 9)') RETURNING jsonb) AS j, JSON_VALUE(details, '$.size' RETURNING int NULL ON ERROR) AS size,
    JSON_QUERY(details, '$.tags' WITH UNCONDITIONAL WRAPPER) AS tags, details IS JSON OBJECT AS is_object
FROM place;

CREATE FUNCTION settle(given text) RETURNS SETOF text LANGUAGE sql
BEGIN ATOMIC
    MERGE INTO place AS p USING (SELECT given AS name) AS g ON p.name = g.name
    WHEN MATCHED THEN UPDATE SET details = NULL
    WHEN NOT MATCHED BY SOURCE AND p.name = 'nowhere' THEN DELETE
    WHEN NOT MATCHED THEN INSERT (name) VALUES (g.name)
    RETURNING merge_action() || ' ' || p.name;
END;
