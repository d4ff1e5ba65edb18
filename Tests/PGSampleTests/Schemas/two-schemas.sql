-- Two schemas that need each other, one of them with a table of its own name.
-- Covers spare "schema missing at target", "foreign key whose referencing table is outside the sampled set"; shape "across schemas"; POSTGRES 28. Needs: PostgreSQL 14; UTF8.
CREATE SCHEMA app;
CREATE SCHEMA audit;
SET client_encoding = 'UTF8';

CREATE TYPE audit.action AS ENUM ('create', 'change', 'remove');
CREATE DOMAIN app.email AS text CHECK (VALUE ~ '@');
CREATE TYPE app.stamp AS (who app.email, what audit.action);
CREATE SEQUENCE app.counter;

CREATE TABLE app.account (id int DEFAULT nextval('app.counter') PRIMARY KEY, email app.email UNIQUE, last_action audit.action, last_audit int);
-- Schema, table and column have one name: `audit.audit.audit`.
CREATE TABLE audit.audit (audit int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, account int NOT NULL REFERENCES app.account, s app.stamp, audit_no int DEFAULT nextval('app.counter'), parent int REFERENCES audit.audit);
INSERT INTO app.account (email, last_action) SELECT 'a' || i || '@example.com', 'change' FROM generate_series(1, 120) AS i;
INSERT INTO audit.audit (account, s, parent) SELECT 121 - i, ROW('a' || i || '@example.com', 'create')::app.stamp, nullif(i - 1, 0) FROM generate_series(1, 120) AS i;
UPDATE app.account SET last_audit = 121 - id WHERE id % 2 = 0;
ALTER TABLE app.account ADD FOREIGN KEY (last_audit) REFERENCES audit.audit;
-- The same table name in both schemas, and in public.
CREATE TABLE app.item (id int PRIMARY KEY, v text);
CREATE TABLE audit.item (id int PRIMARY KEY REFERENCES app.item, at date);
CREATE TABLE public.item (id int PRIMARY KEY, a int REFERENCES audit.item, b int REFERENCES app.item);
INSERT INTO app.item SELECT i, 'app' FROM generate_series(1, 120) AS i;
INSERT INTO audit.item SELECT i, date '2024-01-01' + i FROM generate_series(1, 120, 2) AS i;
INSERT INTO public.item SELECT i, 121 - i * 2, i FROM generate_series(1, 60) AS i;
CREATE TABLE audit.app (app int PRIMARY KEY, audit int REFERENCES audit.audit);
INSERT INTO audit.app SELECT i, 121 - i FROM generate_series(1, 120) AS i;

CREATE FUNCTION audit.label(a audit.action) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'audit.audit ' || $1::pg_catalog.text $$;
CREATE FUNCTION app.count_audits(account int) RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT count(*) FROM audit.audit AS audit WHERE audit.account = count_audits.account; END;
CREATE FUNCTION app.last(account int) RETURNS audit.audit LANGUAGE plpgsql SET search_path = app, audit AS $$
DECLARE
    found_row audit.audit%ROWTYPE;
    mail app.account.email%TYPE;
BEGIN
    SELECT a.* INTO found_row FROM audit AS a WHERE a.account = $1 ORDER BY a.audit DESC LIMIT 1;

    EXECUTE format('SELECT email FROM %I.%I WHERE id = $1', 'app', 'account') INTO mail USING $1;
    PERFORM nextval('app.counter'::regclass);
    RETURN found_row;
END
$$;
CREATE VIEW audit.accounts AS SELECT audit.audit, audit.account, account.email, audit.label(account.last_action) FROM audit.audit JOIN app.account ON account.id = audit.account;
CREATE VIEW app.audits AS SELECT accounts.*, app.count_audits(accounts.account) FROM audit.accounts;
CREATE MATERIALIZED VIEW app.summary AS SELECT audits.label, count(*) AS n FROM app.audits GROUP BY audits.label;
CREATE INDEX ON app.account (audit.label(last_action));
ALTER TABLE app.account ADD CONSTRAINT labelled CHECK (audit.label(last_action) LIKE 'audit.%');

CREATE FUNCTION audit.note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit.audit (account, s) VALUES (NEW.id, ROW(NEW.email, TG_ARGV[1]::audit.action)::app.stamp);
    RETURN NULL;
END
$$;
CREATE TRIGGER note AFTER INSERT OR UPDATE ON app.account FOR EACH ROW EXECUTE FUNCTION audit.note('app.account', 'change');
CREATE TEXT SEARCH CONFIGURATION app.words (COPY = pg_catalog.simple);
ALTER TABLE app.item ADD COLUMN tv tsvector;
CREATE TRIGGER words BEFORE UPDATE ON app.item FOR EACH ROW EXECUTE FUNCTION tsvector_update_trigger('tv', 'app.words', 'v');
COMMENT ON COLUMN audit.audit.audit IS 'audit.audit.audit';
