-- Table inheritance: a scan of the parent also sees the children's rows, with ids of their own.
-- Covers shape "inheritance children (ONLY)", TRAPS reported 20, POSTGRES 4 and 25. Needs: PostgreSQL 13; UTF8.
-- In a copy the inherited columns of child, grandchild and late come in another order, as from pg_dump: compare by name.
CREATE TABLE parent (id int PRIMARY KEY, name text NOT NULL, CHECK (id > 0));
CREATE TABLE child (extra text, more int DEFAULT 3) INHERITS (parent);
CREATE TABLE grandchild (id int PRIMARY KEY, PRIMARY_note text) INHERITS (child);
INSERT INTO parent SELECT i, 'parent ' || i FROM generate_series(1, 60) AS i;
-- The same ids again, and twice within one child: nothing forbids it.
INSERT INTO child (id, name, extra) SELECT 1 + i % 40, 'child ' || i, 'x' FROM generate_series(1, 80) AS i;
INSERT INTO grandchild (id, name, extra) SELECT i, 'grandchild ' || i, 'y' FROM generate_series(1, 60) AS i;

-- The foreign key means the parent's own rows only.
CREATE TABLE use_of_parent (id int PRIMARY KEY, parent int REFERENCES parent);
INSERT INTO use_of_parent SELECT i, 61 - i FROM generate_series(1, 60) AS i;
CREATE TABLE use_of_grandchild (id int PRIMARY KEY, g int REFERENCES grandchild, p int REFERENCES parent);
INSERT INTO use_of_grandchild SELECT i, 61 - i, 1 + i * 7 % 60 FROM generate_series(1, 60) AS i;
-- A child table refers to its own parent table; the parent's key on the same column is not inherited.
ALTER TABLE child ADD CONSTRAINT child_to_parent FOREIGN KEY (more) REFERENCES parent;
ALTER TABLE parent ADD COLUMN twin int REFERENCES parent;
UPDATE ONLY parent SET twin = 61 - id;
UPDATE child SET twin = 9999 WHERE id = 1;

-- Two parents, merged columns, columns listed in another order, local and inherited defaults.
CREATE TABLE left_parent (a int, b text DEFAULT 'left');
CREATE TABLE right_parent (b text DEFAULT 'right', c int NOT NULL);
CREATE TABLE both_sides (c int, a int, b text DEFAULT 'both', own int) INHERITS (right_parent, left_parent);
INSERT INTO left_parent SELECT i, 'l' FROM generate_series(1, 20) AS i;
INSERT INTO right_parent SELECT 'r', i FROM generate_series(1, 20) AS i;
INSERT INTO both_sides (a, b, c, own) SELECT i, 'both', -i, i * 10 FROM generate_series(1, 20) AS i;

-- Inherited later, with gaps and an order of its own; a generated column; a CHECK that is not inherited.
CREATE TABLE base (id int NOT NULL, gone int, v text, d int GENERATED ALWAYS AS (id + 1) STORED, CONSTRAINT base_only CHECK (id < 100) NO INHERIT);
ALTER TABLE base DROP COLUMN gone;
CREATE TABLE late (gone text, d int GENERATED ALWAYS AS (id + 1) STORED, v text, more json, id int NOT NULL);
ALTER TABLE late DROP COLUMN gone;
ALTER TABLE late INHERIT base;
INSERT INTO base (id, v) SELECT i, 'b' FROM generate_series(1, 30) AS i;
INSERT INTO late (id, v, more) SELECT i * 100, 'l', '{"a": 1}' FROM generate_series(1, 30) AS i;
-- The column left the parent and stayed in the child; a child that no longer inherits.
CREATE TABLE lonely () INHERITS (base);
INSERT INTO lonely (id, v) SELECT i, 'x' FROM generate_series(1, 10) AS i;
ALTER TABLE lonely NO INHERIT base;
CREATE TABLE no_rows () INHERITS (parent);
