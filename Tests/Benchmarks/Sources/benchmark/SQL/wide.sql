-- 10,000 documents (at scale 1) whose text has 10 kB and hardly compresses, with their authors.
SELECT (10000 * :scale)::int AS documents \gset
CREATE TABLE authors (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE documents (
    id int PRIMARY KEY, author_id int NOT NULL REFERENCES authors, title text NOT NULL, body text NOT NULL);
INSERT INTO authors SELECT n, 'Author ' || n FROM generate_series(1, 500) AS n;
INSERT INTO documents
SELECT n, 1 + n * 7919 % 500, 'Document ' || n, (SELECT string_agg(md5(n || '/' || k), '') FROM generate_series(1, 320) AS k)
FROM generate_series(1, :documents) AS n;
