-- What postgresql-18.sql has beyond source.sql: run after it, in the same database, on PostgreSQL 18. The server that
-- wrote the dump had neither contrib modules nor ICU, so what needs those is missing there.
CREATE TABLE app.nocols2 (x int);
CREATE TABLE app.t18 (a integer, v integer GENERATED ALWAYS AS (a + 1) VIRTUAL, n text, CONSTRAINT nn NOT NULL a, k int4range, id int4range, PRIMARY KEY (id, k WITHOUT OVERLAPS));
ALTER TABLE app.t18 ADD CONSTRAINT nn2 NOT NULL n NOT VALID;
CREATE TABLE app.t18p (id int4range, k int4range, PRIMARY KEY (id, k WITHOUT OVERLAPS));
ALTER TABLE app.t18 ADD CONSTRAINT f18 FOREIGN KEY (id, PERIOD k) REFERENCES app.t18p (id, PERIOD k) NOT ENFORCED;
ALTER TABLE app.t18 ADD CONSTRAINT c18 CHECK (a > 0) NOT ENFORCED;
COMMENT ON CONSTRAINT nn ON app.t18 IS 'nn';
CREATE TABLE app.am18 (a int, b text) PARTITION BY LIST (a) USING heap2;
CREATE UNLOGGED TABLE app.u18 (id int GENERATED ALWAYS AS IDENTITY); ALTER SEQUENCE app.u18_id_seq SET LOGGED;
CREATE UNLOGGED SEQUENCE app.us18;
CREATE COLLATION app.blt (provider = builtin, locale = 'C.UTF-8');
CREATE FUNCTION app.f18(a int, b int DEFAULT 3) RETURNS SETOF int LANGUAGE sql BEGIN ATOMIC MERGE INTO app.nocols2 t USING (SELECT 1 AS z) s ON t.x = s.z WHEN MATCHED THEN DO NOTHING; SELECT CASE a WHEN 1 THEN 2 END; END;
