-- Partitioned tables: every strategy, sub-partitions, defaults, leaves that differ from their root, and foreign keys on every side.
-- Covers TRAPS reported 4 and 20, S5; shapes "sub-partitions, default partition, foreign keys from and to partitioned tables, another column order", POSTGRES 26.
-- Needs: PostgreSQL 13; UTF8. In a copy, rows of by_enum lie in other leaves: compare them through the root.
CREATE SCHEMA leaves;
CREATE TYPE kind AS ENUM ('red', 'green', 'blue', 'it''s "odd"');

CREATE TABLE owner (id int PRIMARY KEY, name text UNIQUE);
INSERT INTO owner SELECT i, 'owner ' || i FROM generate_series(1, 100) AS i;

-- Range, a default, a leaf in another schema, one attached with other column order and gaps, one that is partitioned again.
CREATE TABLE event (
    id int NOT NULL, at date NOT NULL, owner int REFERENCES owner, v text DEFAULT 'root', twice int GENERATED ALWAYS AS (id * 2) STORED,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE TABLE event_2023 PARTITION OF event FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE leaves.event_2024 PARTITION OF event (v DEFAULT 'leaf') FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE event_2025 (
    gone1 int, twice int GENERATED ALWAYS AS (id * 2) STORED, v text, gone2 text, at date NOT NULL, owner int, gone3 int, id int NOT NULL, CHECK (at >= '2025-01-01'));
ALTER TABLE event_2025 DROP COLUMN gone1, DROP COLUMN gone2, DROP COLUMN gone3;
ALTER TABLE event ATTACH PARTITION event_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE event_2026 PARTITION OF event FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY LIST (id);
CREATE TABLE leaves.event_2026_few PARTITION OF event_2026 FOR VALUES IN (265, 270, 300, 301, 302);
CREATE TABLE event_2026_rest PARTITION OF event_2026 DEFAULT PARTITION BY HASH (at);
CREATE TABLE event_2026_rest_0 PARTITION OF event_2026_rest FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE event_2026_rest_1 PARTITION OF event_2026_rest FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE event_default PARTITION OF event DEFAULT;
INSERT INTO event (id, at, owner, v)
SELECT i, date '2022-06-01' + i * 5, CASE WHEN i % 7 > 0 THEN 1 + i * 13 % 100 END, 'v' || i FROM generate_series(1, 400) AS i;
-- A leaf may carry what its root does not.
ALTER TABLE event_2023 ADD CONSTRAINT leaf_only_check CHECK (at < '2024-01-01'), ADD CONSTRAINT leaf_unique UNIQUE (id),
    ADD CONSTRAINT leaf_only_reference FOREIGN KEY (v) REFERENCES owner (name) NOT VALID;
CREATE INDEX ON ONLY event (v);
CREATE INDEX leaf_index ON event_2025 (owner, v);

-- To the root, to a leaf in the middle, to one leaf's own unique key, from a plain and from a keyless table.
CREATE TABLE note (id int PRIMARY KEY, event_at date, event_id int, FOREIGN KEY (event_at, event_id) REFERENCES event (at, id));
INSERT INTO note SELECT i, date '2022-06-01' + (401 - i) * 5, 401 - i FROM generate_series(1, 400, 3) AS i UNION ALL SELECT 1000, NULL, 5;
CREATE TABLE note_of_leaf (event_id int REFERENCES event_2023 (id), at date, FOREIGN KEY (event_id, at) REFERENCES event_2023 (id, at));
INSERT INTO note_of_leaf SELECT id, at FROM event_2023 WHERE id % 3 = 0 UNION ALL SELECT NULL, NULL;
CREATE TABLE note_of_middle (id int PRIMARY KEY, at date, event_id int, FOREIGN KEY (event_id, at) REFERENCES event_2026 (id, at));
INSERT INTO note_of_middle SELECT row_number() OVER (ORDER BY id DESC), at, id FROM event_2026;

-- Partitioned on both sides, with different bounds; and a partitioned table that refers to itself.
CREATE TABLE reply (id int, event_id int, event_at date, part int, PRIMARY KEY (id, part), FOREIGN KEY (event_id, event_at) REFERENCES event ON DELETE CASCADE) PARTITION BY HASH (part);
CREATE TABLE reply_0 PARTITION OF reply FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE leaves.reply_1 PARTITION OF reply FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE reply_2 (part int NOT NULL, event_at date, event_id int, id int NOT NULL);
ALTER TABLE reply ATTACH PARTITION reply_2 FOR VALUES WITH (MODULUS 3, REMAINDER 2);
INSERT INTO reply SELECT 401 - id, id, at, id % 10 FROM event WHERE id % 2 = 0;
CREATE TABLE branch (id int PRIMARY KEY, parent int REFERENCES branch) PARTITION BY RANGE (id);
CREATE TABLE branch_low PARTITION OF branch FOR VALUES FROM (MINVALUE) TO (50);
CREATE TABLE branch_high PARTITION OF branch FOR VALUES FROM (50) TO (MAXVALUE);
INSERT INTO branch SELECT i, nullif(100 - i, i) FROM generate_series(1, 99) AS i WHERE i <> 50 UNION ALL SELECT 50, 50;
-- A cycle through two partitioned tables.
CREATE TABLE ring_a (id int PRIMARY KEY, b int) PARTITION BY LIST (id);
CREATE TABLE ring_a_1 PARTITION OF ring_a FOR VALUES IN (1, 2, 3);
CREATE TABLE ring_a_d PARTITION OF ring_a DEFAULT;
CREATE TABLE ring_b (id int PRIMARY KEY, a int NOT NULL REFERENCES ring_a DEFERRABLE INITIALLY DEFERRED) PARTITION BY HASH (id);
CREATE TABLE ring_b_0 PARTITION OF ring_b FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE ring_b_1 PARTITION OF ring_b FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO ring_a SELECT i, i % 20 + 1 FROM generate_series(1, 20) AS i;
INSERT INTO ring_b SELECT i, 21 - i FROM generate_series(1, 20) AS i;
ALTER TABLE ring_a ADD FOREIGN KEY (b) REFERENCES ring_b;

-- The hash of an enum is its OID: a row's leaf differs from database to database.
CREATE TABLE by_enum (id int, k kind, PRIMARY KEY (k, id)) PARTITION BY HASH (k);
CREATE TABLE by_enum_0 PARTITION OF by_enum FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE by_enum_1 PARTITION OF by_enum FOR VALUES WITH (MODULUS 4, REMAINDER 1);
CREATE TABLE by_enum_3 PARTITION OF by_enum FOR VALUES WITH (MODULUS 4, REMAINDER 3);
INSERT INTO by_enum SELECT i, (enum_range(NULL::kind))[1 + i % 4] FROM generate_series(1, 60) AS i;
CREATE TABLE by_enum_use (id int PRIMARY KEY, k kind, FOREIGN KEY (id, k) REFERENCES by_enum (id, k));
INSERT INTO by_enum_use SELECT id, k FROM by_enum WHERE id > 20;

-- Lists with text, with NULL, with odd values; ranges over two columns; an expression as partition key; no key at all.
CREATE TABLE by_list (v text, n int) PARTITION BY LIST (v);
CREATE TABLE by_list_a PARTITION OF by_list FOR VALUES IN ('a', 'it''s', '"', '\');
CREATE TABLE by_list_null PARTITION OF by_list FOR VALUES IN (NULL);
CREATE TABLE by_list_default PARTITION OF by_list DEFAULT;
INSERT INTO by_list SELECT (ARRAY['a', 'it''s', '"', '\', NULL, 'other', ''])[1 + i % 7], i FROM generate_series(1, 70) AS i;
CREATE TABLE by_two (a int, b text, id int) PARTITION BY RANGE (a, b);
CREATE TABLE by_two_low PARTITION OF by_two FOR VALUES FROM (MINVALUE, MINVALUE) TO (5, 'm');
CREATE TABLE by_two_high PARTITION OF by_two FOR VALUES FROM (5, 'm') TO (MAXVALUE, MAXVALUE);
INSERT INTO by_two SELECT i % 10, chr(97 + i % 26), i FROM generate_series(1, 60) AS i;
CREATE TABLE by_expression (name text, n int) PARTITION BY LIST (lower(left(name, 1)));
CREATE TABLE by_expression_a PARTITION OF by_expression FOR VALUES IN ('a', 'b');
CREATE TABLE by_expression_rest PARTITION OF by_expression DEFAULT;
INSERT INTO by_expression SELECT chr(65 + i % 26) || i, i FROM generate_series(1, 60) AS i;

-- No partition yet; an empty partition; a partition that was detached and stayed; a serial over all leaves.
CREATE TABLE leafless (id int PRIMARY KEY, o int REFERENCES owner) PARTITION BY RANGE (id);
CREATE TABLE leafless_use (id int PRIMARY KEY, l int REFERENCES leafless);
INSERT INTO leafless_use VALUES (1, NULL);
CREATE TABLE numbered (id serial, v text, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE numbered_1 PARTITION OF numbered FOR VALUES FROM (1) TO (40);
CREATE TABLE numbered_2 PARTITION OF numbered FOR VALUES FROM (40) TO (1000);
CREATE TABLE numbered_3 PARTITION OF numbered FOR VALUES FROM (1000) TO (2000);
INSERT INTO numbered (v) SELECT 'v' || i FROM generate_series(1, 80) AS i;
CREATE TABLE was_leaf PARTITION OF numbered FOR VALUES FROM (2000) TO (3000);
INSERT INTO numbered VALUES (2001, 'detached'), (2002, 'detached');
ALTER TABLE numbered DETACH PARTITION was_leaf;

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no triggers while loading'; END $$;
CREATE TRIGGER on_root BEFORE INSERT OR UPDATE ON numbered FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER on_leaf AFTER INSERT ON event_2023 FOR EACH ROW EXECUTE FUNCTION refuse();
