-- What PostgreSQL 18 can and 17 cannot: virtual generated columns, NOT NULL constraints with names, NOT VALID and NO INHERIT, constraints that are
-- not enforced, keys WITHOUT OVERLAPS and PERIOD, RETURNING OLD and NEW. Needs: PostgreSQL 18, contrib btree_gist; UTF8.
CREATE EXTENSION btree_gist;

CREATE TABLE virtual_columns (id int PRIMARY KEY, a int, twice int GENERATED ALWAYS AS (a * 2) VIRTUAL, label text GENERATED ALWAYS AS ('n' || a::text), b int GENERATED ALWAYS AS (a + 1) STORED UNIQUE);
INSERT INTO virtual_columns (id, a) SELECT i, i * 3 FROM generate_series(1, 40) AS i;
CREATE TABLE virtual_use (id int PRIMARY KEY, b int REFERENCES virtual_columns (b), c int GENERATED ALWAYS AS (b) VIRTUAL);
INSERT INTO virtual_use (id, b) SELECT i, 124 - i * 3 FROM generate_series(1, 40) AS i;
CREATE TABLE virtual_only (v int GENERATED ALWAYS AS (6 * 7));
INSERT INTO virtual_only SELECT FROM generate_series(1, 5);

-- NOT NULL as a constraint like others.
CREATE TABLE not_null (a int CONSTRAINT "a is there" NOT NULL, b int NOT NULL, c int, d int, CONSTRAINT d_given NOT NULL d NO INHERIT);
INSERT INTO not_null SELECT i, i, nullif(i % 5, 0), i FROM generate_series(1, 30) AS i;
ALTER TABLE not_null ADD CONSTRAINT c_later NOT NULL c NOT VALID; -- pg_dump 18.6 forgets the quotes of this name in the child
COMMENT ON CONSTRAINT "a is there" ON not_null IS 'it''s there';
CREATE TABLE not_null_child (e int CONSTRAINT e_given NOT NULL) INHERITS (not_null);
INSERT INTO not_null_child SELECT i, i, i, NULL, i FROM generate_series(1, 10) AS i;
CREATE TABLE not_null_root (id int, v text CONSTRAINT v_given NOT NULL) PARTITION BY LIST (id);
CREATE TABLE not_null_leaf (v text CONSTRAINT leaf_v_given NOT NULL, id int);
ALTER TABLE not_null_root ATTACH PARTITION not_null_leaf DEFAULT;
INSERT INTO not_null_root SELECT i, 'v' || i FROM generate_series(1, 10) AS i;

-- Constraints over rows that break them.
CREATE TABLE lax (id int PRIMARY KEY, a int, CONSTRAINT positive CHECK (a > 0) NOT ENFORCED);
INSERT INTO lax SELECT i, i - 10 FROM generate_series(1, 30) AS i;
CREATE TABLE lax_use (id int PRIMARY KEY, lax int CONSTRAINT to_lax REFERENCES lax NOT ENFORCED, strict int REFERENCES lax ON DELETE CASCADE);
INSERT INTO lax_use SELECT i, i * 10, 31 - i FROM generate_series(1, 30) AS i;

-- Keys over time: one room row after the other, and bookings within what one or several rows say.
CREATE TABLE room (id int, valid daterange, floor int, PRIMARY KEY (id, valid WITHOUT OVERLAPS), CONSTRAINT one_per_floor UNIQUE (floor, valid WITHOUT OVERLAPS));
INSERT INTO room SELECT i, daterange(date '2024-01-01' + y * 100, date '2024-01-01' + (y + 1) * 100), i * 10 + y FROM generate_series(1, 20) AS i, generate_series(0, 2) AS y;
CREATE TABLE booking (id int PRIMARY KEY, room int, during daterange, FOREIGN KEY (room, PERIOD during) REFERENCES room (id, PERIOD valid));
INSERT INTO booking SELECT i, 1 + i % 20, daterange(date '2024-02-01' + i, date '2024-02-01' + i * 3) FROM generate_series(1, 60) AS i;

-- An exclusion constraint over the partitions of a table.
CREATE TABLE visit (day date, place text, during tsrange, EXCLUDE USING gist (day WITH =, place WITH =, during WITH &&)) PARTITION BY RANGE (day);
CREATE TABLE visit_2023 PARTITION OF visit FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE visit_rest PARTITION OF visit DEFAULT;
INSERT INTO visit SELECT date '2023-12-01' + i % 62, 'place ' || i % 26, tsrange(timestamp '2024-01-01' + i * interval '1 hour', timestamp '2024-01-01' + (i + 1) * interval '1 hour') FROM generate_series(1, 120) AS i;

CREATE FUNCTION raise_all(amount int) RETURNS TABLE (was int, is_now int) LANGUAGE sql
BEGIN ATOMIC
    UPDATE lax SET a = a + amount RETURNING OLD.a, NEW.a;
END;
