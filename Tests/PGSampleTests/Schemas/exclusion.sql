-- Constraints besides keys that a sample must keep true, and that a tool may stumble over.
-- Covers TRAPS reported 19; shapes "deferrable constraints", EXCLUDE, partial and deferrable UNIQUE. Needs: PostgreSQL 15, contrib btree_gist; UTF8.
CREATE EXTENSION btree_gist;

CREATE TABLE room (id int PRIMARY KEY, name text, UNIQUE (name) DEFERRABLE INITIALLY DEFERRED);
INSERT INTO room SELECT i, 'room ' || i FROM generate_series(1, 20) AS i;
CREATE TABLE booking (
    room int NOT NULL REFERENCES room, during tsrange NOT NULL, guest text, cancelled bool NOT NULL DEFAULT false,
    CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (NOT cancelled),
    CONSTRAINT one_place_at_a_time EXCLUDE USING gist (guest WITH =, during WITH &&) DEFERRABLE INITIALLY DEFERRED);
INSERT INTO booking
SELECT 1 + i % 20, tsrange(timestamp '2024-01-01' + i / 20 * interval '1 day', timestamp '2024-01-02' + i / 20 * interval '1 day'), 'guest ' || i, false
FROM generate_series(0, 299) AS i;
INSERT INTO booking SELECT room, during, guest || ' too', true FROM booking WHERE room < 5;
-- EXCLUDE with = is a key in all but name; the table has no other.
CREATE TABLE almost_keyed (id int, v text, EXCLUDE (id WITH =), EXCLUDE USING hash (v WITH =));
INSERT INTO almost_keyed SELECT nullif(i, 50), 'v' || i FROM generate_series(1, 60) AS i;
CREATE TABLE area (id int GENERATED ALWAYS AS IDENTITY, shape circle, zone inet, EXCLUDE USING gist (shape WITH &&), EXCLUDE USING gist (zone inet_ops WITH &&));
INSERT INTO area (shape, zone) SELECT circle(point(i * 10, 0), 4), ('10.' || i || '.0.0/16')::inet FROM generate_series(1, 60) AS i;

-- Unique only in part, by expression, with NULLs alike or not, deferrable so that neighbours can swap.
CREATE TABLE member (id int PRIMARY KEY DEFERRABLE, team int, captain bool, email text, position int, a int, b int,
    CONSTRAINT place UNIQUE (team, position) DEFERRABLE INITIALLY IMMEDIATE, UNIQUE NULLS NOT DISTINCT (a, b));
CREATE UNIQUE INDEX one_captain ON member (team) WHERE captain;
CREATE UNIQUE INDEX one_email ON member (lower(email), (coalesce(team, 0)));
INSERT INTO member SELECT i, i % 10, i <= 10, CASE WHEN i % 4 > 0 THEN 'M' || i || '@example.com' END, i, CASE WHEN i > 1 THEN i END, NULL FROM generate_series(1, 100) AS i;
UPDATE member SET position = 101 - position;
-- No primary key: "first N" has to choose among unique keys, one partial, one with NULLs, one NOT NULL at last.
CREATE TABLE choosy (partial_key int NOT NULL, nullable_key int UNIQUE, deferred_key int NOT NULL UNIQUE DEFERRABLE, expression_key int NOT NULL, real_key_b text NOT NULL, real_key_a int NOT NULL, UNIQUE (real_key_a, real_key_b));
CREATE UNIQUE INDEX ON choosy (partial_key) WHERE partial_key > 10;
CREATE UNIQUE INDEX ON choosy ((expression_key + 1));
INSERT INTO choosy SELECT 101 - i, nullif(i, 7), 200 - i, 300 - i, 'k' || i % 10, i / 10 FROM generate_series(1, 100) AS i;
CREATE TABLE checks (a int CHECK (a > 0), b int, c int, CONSTRAINT several CHECK (a < b AND (c IS NULL OR c > b)), CONSTRAINT whole_row CHECK (checks IS NOT NULL OR c IS NULL), CHECK (true) NO INHERIT);
INSERT INTO checks SELECT i, i + 1, CASE WHEN i % 2 = 0 THEN i + 2 END FROM generate_series(1, 50) AS i;
