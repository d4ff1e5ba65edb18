--
-- PostgreSQL database dump
--

\restrict 6egvv28rLgN5gIviYQHG52IfHCkfMNV0ctbogqj1tVeXntvqajo5htzRXoDBFWz

-- Dumped from database version 15.20 (Debian 15.20-0+deb12u1)
-- Dumped by pg_dump version 15.20 (Debian 15.20-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: app; Type: SCHEMA; Schema: -; Owner: postgres
--

CREATE SCHEMA app;


ALTER SCHEMA app OWNER TO postgres;

--
-- Name: SCHEMA app; Type: COMMENT; Schema: -; Owner: postgres
--

COMMENT ON SCHEMA app IS 'it''s; \ -- not a comment
/* nor this';


--
-- Name: domain; Type: SCHEMA; Schema: -; Owner: postgres
--

CREATE SCHEMA domain;


ALTER SCHEMA domain OWNER TO postgres;

--
-- Name: ext; Type: SCHEMA; Schema: -; Owner: postgres
--

CREATE SCHEMA ext;


ALTER SCHEMA ext OWNER TO postgres;

--
-- Name: if; Type: SCHEMA; Schema: -; Owner: postgres
--

CREATE SCHEMA if;


ALTER SCHEMA if OWNER TO postgres;

--
-- Name: language; Type: SCHEMA; Schema: -; Owner: postgres
--

CREATE SCHEMA language;


ALTER SCHEMA language OWNER TO postgres;

--
-- Name: we.ird; \ "x"; Type: SCHEMA; Schema: -; Owner: postgres
--

CREATE SCHEMA "we.ird; \ ""x""";


ALTER SCHEMA "we.ird; \ ""x""" OWNER TO postgres;

--
-- Name: handler(); Type: FUNCTION; Schema: app; Owner: postgres
--

CREATE FUNCTION app.handler() RETURNS language_handler
    LANGUAGE c
    AS '$libdir/plpgsql', 'plpgsql_call_handler';


ALTER FUNCTION app.handler() OWNER TO postgres;

--
-- Name: validator(oid); Type: FUNCTION; Schema: app; Owner: postgres
--

CREATE FUNCTION app.validator(oid) RETURNS void
    LANGUAGE c
    AS '$libdir/plpgsql', 'plpgsql_validator';


ALTER FUNCTION app.validator(oid) OWNER TO postgres;

--
-- Name: my_lang; Type: PROCEDURAL LANGUAGE; Schema: -; Owner: postgres
--

CREATE TRUSTED PROCEDURAL LANGUAGE my_lang HANDLER app.handler VALIDATOR app.validator;


ALTER PROCEDURAL LANGUAGE my_lang OWNER TO postgres;

--
-- Name: LANGUAGE my_lang; Type: COMMENT; Schema: -; Owner: postgres
--

COMMENT ON LANGUAGE my_lang IS 'mine';


--
-- Name: german; Type: COLLATION; Schema: app; Owner: postgres
--

CREATE COLLATION app.german (provider = icu, deterministic = false, locale = 'de-u-co-phonebk');


ALTER COLLATION app.german OWNER TO postgres;

--
-- Name: COLLATION german; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON COLLATION app.german IS 'c';


--
-- Name: language; Type: TYPE; Schema: language; Owner: postgres
--

CREATE TYPE language.language AS (
	a integer
);


ALTER TYPE language.language OWNER TO postgres;

--
-- Name: from_lang(internal); Type: FUNCTION; Schema: app; Owner: postgres
--

CREATE FUNCTION app.from_lang(internal) RETURNS language.language
    LANGUAGE internal IMMUTABLE
    AS $$generate_series_int4_support$$;


ALTER FUNCTION app.from_lang(internal) OWNER TO postgres;

--
-- Name: to_lang(internal); Type: FUNCTION; Schema: app; Owner: postgres
--

CREATE FUNCTION app.to_lang(internal) RETURNS internal
    LANGUAGE internal IMMUTABLE
    AS $$generate_series_int4_support$$;


ALTER FUNCTION app.to_lang(internal) OWNER TO postgres;

--
-- Name: TRANSFORM FOR language.language LANGUAGE my_lang; Type: TRANSFORM; Schema: -; Owner: -
--

CREATE TRANSFORM FOR language.language LANGUAGE my_lang (FROM SQL WITH FUNCTION app.to_lang(internal), TO SQL WITH FUNCTION app.from_lang(internal));


--
-- Name: TRANSFORM FOR language.language LANGUAGE my_lang; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON TRANSFORM FOR language.language LANGUAGE my_lang IS 'tr';


--
-- Name: bloom; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS bloom WITH SCHEMA public;


--
-- Name: EXTENSION bloom; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON EXTENSION bloom IS 'bloom access method - signature file based index';


--
-- Name: btree_gist; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;


--
-- Name: EXTENSION btree_gist; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON EXTENSION btree_gist IS 'support for indexing common datatypes in GiST';


--
-- Name: citext; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA ext;


--
-- Name: EXTENSION citext; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON EXTENSION citext IS 'data type for case-insensitive character strings';


--
-- Name: file_fdw; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS file_fdw WITH SCHEMA public;


--
-- Name: EXTENSION file_fdw; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON EXTENSION file_fdw IS 'foreign-data wrapper for flat file access';


--
-- Name: hstore; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS hstore WITH SCHEMA public;


--
-- Name: EXTENSION hstore; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON EXTENSION hstore IS 'data type for storing sets of (key, value) pairs';


--
-- Name: postgres_fdw; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS postgres_fdw WITH SCHEMA public;


--
-- Name: EXTENSION postgres_fdw; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON EXTENSION postgres_fdw IS 'foreign-data wrapper for remote PostgreSQL servers';


--
-- Name: unaccent; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;


--
-- Name: EXTENSION unaccent; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON EXTENSION unaccent IS 'text search dictionary that removes accents';


--
-- Name: base; Type: SHELL TYPE; Schema: app; Owner: postgres
--

CREATE TYPE app.base;


--
-- Name: base_in(cstring); Type: FUNCTION; Schema: app; Owner: postgres
--

CREATE FUNCTION app.base_in(cstring) RETURNS app.base
    LANGUAGE internal IMMUTABLE STRICT
    AS $$int4in$$;


ALTER FUNCTION app.base_in(cstring) OWNER TO postgres;

--
-- Name: base_out(app.base); Type: FUNCTION; Schema: app; Owner: postgres
--

CREATE FUNCTION app.base_out(app.base) RETURNS cstring
    LANGUAGE internal IMMUTABLE STRICT
    AS $$int4out$$;


ALTER FUNCTION app.base_out(app.base) OWNER TO postgres;

--
-- Name: base; Type: TYPE; Schema: app; Owner: postgres
--

CREATE TYPE app.base (
    INTERNALLENGTH = 4,
    INPUT = app.base_in,
    OUTPUT = app.base_out,
    ALIGNMENT = int4,
    STORAGE = plain,
    PASSEDBYVALUE
);


ALTER TYPE app.base OWNER TO postgres;

--
-- Name: floatrange; Type: TYPE; Schema: app; Owner: postgres
--

CREATE TYPE app.floatrange AS RANGE (
    subtype = double precision,
    multirange_type_name = app.floatmulti,
    subtype_diff = float8mi
);


ALTER TYPE app.floatrange OWNER TO postgres;

--
-- Name: later; Type: DOMAIN; Schema: app; Owner: postgres
--

CREATE DOMAIN app.later AS text;


ALTER DOMAIN app.later OWNER TO postgres;

--
-- Name: mood; Type: TYPE; Schema: app; Owner: postgres
--

CREATE TYPE app.mood AS ENUM (
    'sad',
    'o''k',
    'ha;ppy',
    'back\slash',
    'new
line'
);


ALTER TYPE app.mood OWNER TO postgres;

--
-- Name: TYPE mood; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON TYPE app.mood IS 'mood';


--
-- Name: pair; Type: TYPE; Schema: app; Owner: postgres
--

CREATE TYPE app.pair AS (
	a integer,
	"B;" text COLLATE pg_catalog."C"
);


ALTER TYPE app.pair OWNER TO postgres;

--
-- Name: COLUMN pair.a; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON COLUMN app.pair.a IS 'first';


--
-- Name: posint; Type: DOMAIN; Schema: app; Owner: postgres
--

CREATE DOMAIN app.posint AS integer NOT NULL DEFAULT 1
	CONSTRAINT "pos;itive" CHECK ((VALUE > 0));


ALTER DOMAIN app.posint OWNER TO postgres;

--
-- Name: DOMAIN posint; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON DOMAIN app.posint IS 'd';


--
-- Name: CONSTRAINT "pos;itive" ON DOMAIN posint; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON CONSTRAINT "pos;itive" ON DOMAIN app.posint IS 'dc';


--
-- Name: shell; Type: TYPE; Schema: app; Owner: postgres
--

CREATE TYPE app.shell;


ALTER TYPE app.shell OWNER TO postgres;

--
-- Name: domain; Type: DOMAIN; Schema: domain; Owner: postgres
--

CREATE DOMAIN domain.domain AS text;


ALTER DOMAIN domain.domain OWNER TO postgres;

--
-- Name: CAST (app.base AS integer); Type: CAST; Schema: -; Owner: -
--

CREATE CAST (app.base AS integer) WITHOUT FUNCTION;


--
-- Name: CAST (app.mood AS integer); Type: CAST; Schema: -; Owner: -
--

CREATE CAST (app.mood AS integer) WITH INOUT;


--
-- Name: pair_text(app.pair); Type: FUNCTION; Schema: app; Owner: postgres
--

CREATE FUNCTION app.pair_text(app.pair) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $_$SELECT $1.a::text$_$;


ALTER FUNCTION app.pair_text(app.pair) OWNER TO postgres;

--
-- Name: CAST (app.pair AS text); Type: CAST; Schema: -; Owner: -
--

CREATE CAST (app.pair AS text) WITH FUNCTION app.pair_text(app.pair) AS ASSIGNMENT;


--
-- Name: CAST (app.pair AS text); Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON CAST (app.pair AS text) IS 'cast';


--
-- Name: add(text); Type: FUNCTION; Schema: app; Owner: postgres
--

CREATE FUNCTION app.add(a text) RETURNS text
    LANGUAGE sql
    RETURN (a || ';'::text);


ALTER FUNCTION app.add(a text) OWNER TO postgres;

--
-- Name: add(integer, integer, text, numeric[]); Type: FUNCTION; Schema: app; Owner: postgres
--

CREATE FUNCTION app.add(a integer, b integer DEFAULT (1 + 2), c text DEFAULT 'x,y)'::text, d numeric[] DEFAULT ARRAY[1, 2]) RETURNS integer
    LANGUAGE sql
    AS $$ SELECT a + b; $$;


ALTER FUNCTION app.add(a integer, b integer, c text, d numeric[]) OWNER TO postgres;

--
-- Name: FUNCTION add(a integer, b integer, c text, d numeric[]); Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON FUNCTION app.add(a integer, b integer, c text, d numeric[]) IS 'adds';


--
-- Name: atomic(integer, text); Type: FUNCTION; Schema: app; Owner: postgres
--

CREATE FUNCTION app.atomic(x integer, OUT y integer, INOUT z text DEFAULT 'd'::text) RETURNS record
    LANGUAGE sql
    BEGIN ATOMIC
 SELECT
         CASE
             WHEN (x > 0) THEN
             CASE x
                 WHEN 1 THEN 2
                 ELSE 3
             END
             ELSE NULL::integer
         END AS "case",
     'a;b'::text;
 SELECT 1,
     'z'::text;
END;


ALTER FUNCTION app.atomic(x integer, OUT y integer, INOUT z text) OWNER TO postgres;

--
-- Name: FUNCTION atomic(x integer, OUT y integer, INOUT z text); Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON FUNCTION app.atomic(x integer, OUT y integer, INOUT z text) IS 'at';


--
-- Name: begin(); Type: FUNCTION; Schema: app; Owner: postgres
--

CREATE FUNCTION app.begin() RETURNS integer
    LANGUAGE sql
    AS $$SELECT 1;$$;


ALTER FUNCTION app.begin() OWNER TO postgres;

--
-- Name: cmp(app.base, app.base); Type: FUNCTION; Schema: app; Owner: postgres
--

CREATE FUNCTION app.cmp(app.base, app.base) RETURNS integer
    LANGUAGE internal IMMUTABLE STRICT
    AS $$btint4cmp$$;


ALTER FUNCTION app.cmp(app.base, app.base) OWNER TO postgres;

--
-- Name: doit(integer, text); Type: PROCEDURE; Schema: app; Owner: postgres
--

CREATE PROCEDURE app.doit(INOUT a integer, IN b text DEFAULT 'x'::text)
    LANGUAGE plpgsql
    AS $$ BEGIN NULL; END $$;


ALTER PROCEDURE app.doit(INOUT a integer, IN b text) OWNER TO postgres;

--
-- Name: PROCEDURE doit(INOUT a integer, IN b text); Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON PROCEDURE app.doit(INOUT a integer, IN b text) IS 'p';


--
-- Name: eq(app.base, app.base); Type: FUNCTION; Schema: app; Owner: postgres
--

CREATE FUNCTION app.eq(app.base, app.base) RETURNS boolean
    LANGUAGE internal IMMUTABLE STRICT
    AS $$int4eq$$;


ALTER FUNCTION app.eq(app.base, app.base) OWNER TO postgres;

--
-- Name: evt(); Type: FUNCTION; Schema: app; Owner: postgres
--

CREATE FUNCTION app.evt() RETURNS event_trigger
    LANGUAGE plpgsql
    AS $$BEGIN END$$;


ALTER FUNCTION app.evt() OWNER TO postgres;

--
-- Name: lt(app.base, app.base); Type: FUNCTION; Schema: app; Owner: postgres
--

CREATE FUNCTION app.lt(app.base, app.base) RETURNS boolean
    LANGUAGE internal IMMUTABLE STRICT
    AS $$int4lt$$;


ALTER FUNCTION app.lt(app.base, app.base) OWNER TO postgres;

--
-- Name: neg(app.base); Type: FUNCTION; Schema: app; Owner: postgres
--

CREATE FUNCTION app.neg(app.base) RETURNS app.base
    LANGUAGE internal IMMUTABLE STRICT
    AS $$int4um$$;


ALTER FUNCTION app.neg(app.base) OWNER TO postgres;

--
-- Name: tab(integer[]); Type: FUNCTION; Schema: app; Owner: postgres
--

CREATE FUNCTION app.tab(VARIADIC v integer[]) RETURNS TABLE(a integer, b text)
    LANGUAGE plpgsql SECURITY DEFINER COST 10 ROWS 5 PARALLEL SAFE
    SET search_path TO 'app', 'we.ird; \ "x"'
    AS $_$
DECLARE x text := $q$ ; $q$;

BEGIN
  -- a comment; with $ and 'quote
  RETURN QUERY SELECT 1, E'\\.';

END;
$_$;


ALTER FUNCTION app.tab(VARIADIC v integer[]) OWNER TO postgres;

--
-- Name: FUNCTION tab(VARIADIC v integer[]); Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON FUNCTION app.tab(VARIADIC v integer[]) IS 'tab';


--
-- Name: trg(); Type: FUNCTION; Schema: app; Owner: postgres
--

CREATE FUNCTION app.trg() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$ BEGIN RAISE EXCEPTION 'no $1'; END $_$;


ALTER FUNCTION app.trg() OWNER TO postgres;

--
-- Name: alone; Type: SEQUENCE; Schema: app; Owner: postgres
--

CREATE SEQUENCE app.alone
    AS smallint
    START WITH 10
    INCREMENT BY -1
    MINVALUE -5
    MAXVALUE 20
    CACHE 2
    CYCLE;


ALTER TABLE app.alone OWNER TO postgres;

--
-- Name: SEQUENCE alone; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON SEQUENCE app.alone IS 'sq';


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: parent; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.parent (
    id integer NOT NULL,
    code ext.citext,
    a integer,
    b integer DEFAULT nextval('app.alone'::regclass),
    CONSTRAINT "chk;1" CHECK (((a <> 7) AND ((code)::text <> ';)'::text)))
);

ALTER TABLE ONLY app.parent REPLICA IDENTITY FULL;

ALTER TABLE ONLY app.parent FORCE ROW LEVEL SECURITY;


ALTER TABLE app.parent OWNER TO postgres;

--
-- Name: TABLE parent; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON TABLE app.parent IS 'tab	table';


--
-- Name: COLUMN parent.code; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON COLUMN app.parent.code IS 'c';


--
-- Name: CONSTRAINT "chk;1" ON parent; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON CONSTRAINT "chk;1" ON app.parent IS 'ck';


--
-- Name: v; Type: VIEW; Schema: app; Owner: postgres
--

CREATE VIEW app.v AS
 SELECT parent.id,
    ';'::text AS x
   FROM app.parent;


ALTER TABLE app.v OWNER TO postgres;

--
-- Name: VIEW v; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON VIEW app.v IS 'v';


--
-- Name: COLUMN v.x; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON COLUMN app.v.x IS 'vx';


--
-- Name: uses_row(app.v); Type: FUNCTION; Schema: app; Owner: postgres
--

CREATE FUNCTION app.uses_row(app.v) RETURNS integer
    LANGUAGE sql
    AS $$SELECT 1$$;


ALTER FUNCTION app.uses_row(app.v) OWNER TO postgres;

--
-- Name: nothing(*); Type: AGGREGATE; Schema: app; Owner: postgres
--

CREATE AGGREGATE app.nothing(*) (
    SFUNC = int8inc,
    STYPE = bigint,
    INITCOND = '0'
);


ALTER AGGREGATE app.nothing(*) OWNER TO postgres;

--
-- Name: AGGREGATE nothing(*); Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON AGGREGATE app.nothing(*) IS 'star';


--
-- Name: pct(double precision, anyelement); Type: AGGREGATE; Schema: app; Owner: postgres
--

CREATE AGGREGATE app.pct(double precision ORDER BY anyelement) (
    SFUNC = ordered_set_transition,
    STYPE = internal,
    FINALFUNC = percentile_disc_final,
    FINALFUNC_EXTRA
);


ALTER AGGREGATE app.pct(double precision ORDER BY anyelement) OWNER TO postgres;

--
-- Name: total(integer); Type: AGGREGATE; Schema: app; Owner: postgres
--

CREATE AGGREGATE app.total(integer) (
    SFUNC = int4pl,
    STYPE = integer,
    INITCOND = '0',
    SORTOP = OPERATOR(pg_catalog.>)
);


ALTER AGGREGATE app.total(integer) OWNER TO postgres;

--
-- Name: AGGREGATE total(integer); Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON AGGREGATE app.total(integer) IS 'agg';


--
-- Name: heap2; Type: ACCESS METHOD; Schema: -; Owner: -
--

CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;


--
-- Name: ACCESS METHOD heap2; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON ACCESS METHOD heap2 IS 'am';


--
-- Name: -; Type: OPERATOR; Schema: app; Owner: postgres
--

CREATE OPERATOR app.- (
    FUNCTION = app.neg,
    RIGHTARG = app.base
);


ALTER OPERATOR app.- (NONE, app.base) OWNER TO postgres;

--
-- Name: <; Type: OPERATOR; Schema: app; Owner: postgres
--

CREATE OPERATOR app.< (
    FUNCTION = app.lt,
    LEFTARG = app.base,
    RIGHTARG = app.base
);


ALTER OPERATOR app.< (app.base, app.base) OWNER TO postgres;

--
-- Name: =; Type: OPERATOR; Schema: app; Owner: postgres
--

CREATE OPERATOR app.= (
    FUNCTION = app.eq,
    LEFTARG = app.base,
    RIGHTARG = app.base,
    COMMUTATOR = OPERATOR(app.=),
    MERGES,
    HASHES,
    RESTRICT = eqsel,
    JOIN = eqjoinsel
);


ALTER OPERATOR app.= (app.base, app.base) OWNER TO postgres;

--
-- Name: OPERATOR = (app.base, app.base); Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON OPERATOR app.= (app.base, app.base) IS 'op';


--
-- Name: @#@; Type: OPERATOR; Schema: app; Owner: postgres
--

CREATE OPERATOR app.@#@ (
    FUNCTION = app.neg,
    RIGHTARG = app.base
);


ALTER OPERATOR app.@#@ (NONE, app.base) OWNER TO postgres;

--
-- Name: OPERATOR @#@ (NONE, app.base); Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON OPERATOR app.@#@ (NONE, app.base) IS 'prefix';


--
-- Name: fam; Type: OPERATOR FAMILY; Schema: app; Owner: postgres
--

CREATE OPERATOR FAMILY app.fam USING btree;
ALTER OPERATOR FAMILY app.fam USING btree ADD
    OPERATOR 1 <(integer,bigint) ,
    FUNCTION 1 (integer, bigint) btint48cmp(integer,bigint);


ALTER OPERATOR FAMILY app.fam USING btree OWNER TO postgres;

--
-- Name: OPERATOR FAMILY fam USING btree; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON OPERATOR FAMILY app.fam USING btree IS 'of';


--
-- Name: base_ops; Type: OPERATOR CLASS; Schema: app; Owner: postgres
--

CREATE OPERATOR CLASS app.base_ops
    DEFAULT FOR TYPE app.base USING btree FAMILY app.fam AS
    OPERATOR 1 app.<(app.base,app.base) ,
    OPERATOR 3 app.=(app.base,app.base) ,
    FUNCTION 1 (app.base, app.base) app.cmp(app.base,app.base);


ALTER OPERATOR CLASS app.base_ops USING btree OWNER TO postgres;

--
-- Name: OPERATOR CLASS base_ops USING btree; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON OPERATOR CLASS app.base_ops USING btree IS 'oc';


--
-- Name: conv; Type: CONVERSION; Schema: app; Owner: postgres
--

CREATE CONVERSION app.conv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;


ALTER CONVERSION app.conv OWNER TO postgres;

--
-- Name: CONVERSION conv; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON CONVERSION app.conv IS 'cv';


--
-- Name: conv2; Type: CONVERSION; Schema: app; Owner: postgres
--

CREATE DEFAULT CONVERSION app.conv2 FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;


ALTER CONVERSION app.conv2 OWNER TO postgres;

--
-- Name: prs; Type: TEXT SEARCH PARSER; Schema: app; Owner: -
--

CREATE TEXT SEARCH PARSER app.prs (
    START = prsd_start,
    GETTOKEN = prsd_nexttoken,
    END = prsd_end,
    HEADLINE = prsd_headline,
    LEXTYPES = prsd_lextype );


--
-- Name: TEXT SEARCH PARSER prs; Type: COMMENT; Schema: app; Owner: 
--

COMMENT ON TEXT SEARCH PARSER app.prs IS '1';


--
-- Name: tmpl; Type: TEXT SEARCH TEMPLATE; Schema: app; Owner: -
--

CREATE TEXT SEARCH TEMPLATE app.tmpl (
    INIT = dsimple_init,
    LEXIZE = dsimple_lexize );


--
-- Name: TEXT SEARCH TEMPLATE tmpl; Type: COMMENT; Schema: app; Owner: 
--

COMMENT ON TEXT SEARCH TEMPLATE app.tmpl IS '2';


--
-- Name: dict; Type: TEXT SEARCH DICTIONARY; Schema: app; Owner: postgres
--

CREATE TEXT SEARCH DICTIONARY app.dict (
    TEMPLATE = app.tmpl,
    stopwords = 'english' );


ALTER TEXT SEARCH DICTIONARY app.dict OWNER TO postgres;

--
-- Name: TEXT SEARCH DICTIONARY dict; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON TEXT SEARCH DICTIONARY app.dict IS '3';


--
-- Name: cfg; Type: TEXT SEARCH CONFIGURATION; Schema: app; Owner: postgres
--

CREATE TEXT SEARCH CONFIGURATION app.cfg (
    PARSER = app.prs );

ALTER TEXT SEARCH CONFIGURATION app.cfg
    ADD MAPPING FOR asciiword WITH app.dict;

ALTER TEXT SEARCH CONFIGURATION app.cfg
    ADD MAPPING FOR word WITH app.dict;


ALTER TEXT SEARCH CONFIGURATION app.cfg OWNER TO postgres;

--
-- Name: TEXT SEARCH CONFIGURATION cfg; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON TEXT SEARCH CONFIGURATION app.cfg IS '4';


--
-- Name: wrap; Type: FOREIGN DATA WRAPPER; Schema: -; Owner: postgres
--

CREATE FOREIGN DATA WRAPPER wrap VALIDATOR postgresql_fdw_validator;


ALTER FOREIGN DATA WRAPPER wrap OWNER TO postgres;

--
-- Name: FOREIGN DATA WRAPPER wrap; Type: COMMENT; Schema: -; Owner: postgres
--

COMMENT ON FOREIGN DATA WRAPPER wrap IS 'w';


--
-- Name: file;s; Type: SERVER; Schema: -; Owner: postgres
--

CREATE SERVER "file;s" FOREIGN DATA WRAPPER file_fdw;


ALTER SERVER "file;s" OWNER TO postgres;

--
-- Name: SERVER "file;s"; Type: COMMENT; Schema: -; Owner: postgres
--

COMMENT ON SERVER "file;s" IS 's';


--
-- Name: remote; Type: SERVER; Schema: -; Owner: postgres
--

CREATE SERVER remote TYPE 't' VERSION '1' FOREIGN DATA WRAPPER postgres_fdw OPTIONS (
    dbname 'd',
    host 'h;'
);


ALTER SERVER remote OWNER TO postgres;

--
-- Name: USER MAPPING public SERVER remote; Type: USER MAPPING; Schema: -; Owner: postgres
--

CREATE USER MAPPING FOR public SERVER remote OPTIONS (
    password 'it''s;',
    "user" 'u'
);


--
-- Name: USER MAPPING wri;ter -- x SERVER remote; Type: USER MAPPING; Schema: -; Owner: postgres
--

CREATE USER MAPPING FOR "wri;ter -- x" SERVER remote;


--
-- Name: c1; Type: VIEW; Schema: app; Owner: postgres
--

CREATE VIEW app.c1 AS
SELECT
    NULL::integer AS x;


ALTER TABLE app.c1 OWNER TO postgres;

--
-- Name: c2; Type: VIEW; Schema: app; Owner: postgres
--

CREATE VIEW app.c2 AS
 SELECT c1.x
   FROM app.c1;


ALTER TABLE app.c2 OWNER TO postgres;

--
-- Name: child; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.child (
    id bigint NOT NULL,
    id2 integer NOT NULL,
    parent_id integer,
    a integer,
    b integer,
    s integer NOT NULL,
    gen integer GENERATED ALWAYS AS ((a * 2)) STORED,
    d text DEFAULT 'semi;colon'::text,
    big text,
    during int4range
);
ALTER TABLE ONLY app.child ALTER COLUMN a SET STATISTICS 500;
ALTER TABLE ONLY app.child ALTER COLUMN b SET (n_distinct=5);
ALTER TABLE ONLY app.child ALTER COLUMN big SET STORAGE EXTERNAL;
ALTER TABLE ONLY app.child ALTER COLUMN big SET COMPRESSION pglz;


ALTER TABLE app.child OWNER TO postgres;

--
-- Name: child_id2_seq; Type: SEQUENCE; Schema: app; Owner: postgres
--

ALTER TABLE app.child ALTER COLUMN id2 ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME app.child_id2_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: child_id_seq; Type: SEQUENCE; Schema: app; Owner: postgres
--

ALTER TABLE app.child ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME app.child_id_seq
    START WITH 5
    INCREMENT BY 2
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: child_s_seq; Type: SEQUENCE; Schema: app; Owner: postgres
--

CREATE SEQUENCE app.child_s_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE app.child_s_seq OWNER TO postgres;

--
-- Name: child_s_seq; Type: SEQUENCE OWNED BY; Schema: app; Owner: postgres
--

ALTER SEQUENCE app.child_s_seq OWNED BY app.child.s;


--
-- Name: ft; Type: FOREIGN TABLE; Schema: app; Owner: postgres
--

CREATE FOREIGN TABLE app.ft (
    id integer NOT NULL,
    b text DEFAULT 'z'::text
)
SERVER remote
OPTIONS (
    table_name 'x;'
);
ALTER FOREIGN TABLE app.ft ALTER COLUMN id OPTIONS (
    column_name 'i;d'
);
ALTER FOREIGN TABLE ONLY app.ft ALTER COLUMN b SET STATISTICS 7;


ALTER FOREIGN TABLE app.ft OWNER TO postgres;

--
-- Name: FOREIGN TABLE ft; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON FOREIGN TABLE app.ft IS 'ft';


--
-- Name: grouped; Type: VIEW; Schema: app; Owner: postgres
--

CREATE VIEW app.grouped AS
SELECT
    NULL::integer AS id,
    NULL::ext.citext AS code,
    NULL::integer AS a;


ALTER TABLE app.grouped OWNER TO postgres;

--
-- Name: unlog; Type: TABLE; Schema: app; Owner: postgres
--

CREATE UNLOGGED TABLE app.unlog (
    x integer
)
WITH (fillfactor='70');


ALTER TABLE app.unlog OWNER TO postgres;

--
-- Name: inh; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.inh (
    extra text
)
INHERITS (app.unlog);


ALTER TABLE app.inh OWNER TO postgres;

--
-- Name: mv; Type: MATERIALIZED VIEW; Schema: app; Owner: postgres
--

CREATE MATERIALIZED VIEW app.mv AS
 SELECT parent.id,
    parent.a
   FROM app.parent
  WITH NO DATA;


ALTER TABLE app.mv OWNER TO postgres;

--
-- Name: MATERIALIZED VIEW mv; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON MATERIALIZED VIEW app.mv IS 'mv';


--
-- Name: mv2; Type: MATERIALIZED VIEW; Schema: app; Owner: postgres
--

CREATE MATERIALIZED VIEW app.mv2 AS
 SELECT grouped.id,
    grouped.code,
    grouped.a
   FROM app.grouped
  WITH NO DATA;


ALTER TABLE app.mv2 OWNER TO postgres;

--
-- Name: nocols; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.nocols (
);


ALTER TABLE app.nocols OWNER TO postgres;

SET default_table_access_method = heap2;

--
-- Name: other_am; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.other_am (
    x integer
);


ALTER TABLE app.other_am OWNER TO postgres;

--
-- Name: owned; Type: SEQUENCE; Schema: app; Owner: postgres
--

CREATE SEQUENCE app.owned
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE app.owned OWNER TO postgres;

--
-- Name: owned; Type: SEQUENCE OWNED BY; Schema: app; Owner: postgres
--

ALTER SEQUENCE app.owned OWNED BY app.parent.a;


--
-- Name: part; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.part (
    id integer NOT NULL,
    k text NOT NULL
)
PARTITION BY LIST (k);


ALTER TABLE app.part OWNER TO postgres;

SET default_table_access_method = heap;

--
-- Name: part_a; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.part_a (
    id integer DEFAULT 9 NOT NULL,
    k text NOT NULL
);


ALTER TABLE app.part_a OWNER TO postgres;

--
-- Name: part_def; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.part_def (
    k text NOT NULL,
    id integer NOT NULL
);


ALTER TABLE app.part_def OWNER TO postgres;

--
-- Name: part_ref; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.part_ref (
    id integer,
    k text
);


ALTER TABLE app.part_ref OWNER TO postgres;

--
-- Name: part_sub; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.part_sub (
    id integer NOT NULL,
    k text NOT NULL
)
PARTITION BY HASH (id);


ALTER TABLE app.part_sub OWNER TO postgres;

--
-- Name: part_sub0; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.part_sub0 (
    id integer NOT NULL,
    k text NOT NULL
);


ALTER TABLE app.part_sub0 OWNER TO postgres;

--
-- Name: typed; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.typed OF app.pair (
    a NOT NULL
);


ALTER TABLE app.typed OWNER TO postgres;

--
-- Name: vv; Type: VIEW; Schema: app; Owner: postgres
--

CREATE VIEW app.vv WITH (security_barrier='true') AS
 SELECT v.id,
    v.x
   FROM app.v
  WHERE (v.id > 1)
  WITH LOCAL CHECK OPTION;


ALTER TABLE app.vv OWNER TO postgres;

--
-- Name: type; Type: TABLE; Schema: domain; Owner: postgres
--

CREATE TABLE domain.type (
    domain integer NOT NULL,
    CONSTRAINT c CHECK ((domain > 0))
);


ALTER TABLE domain.type OWNER TO postgres;

--
-- Name: CONSTRAINT c ON type; Type: COMMENT; Schema: domain; Owner: postgres
--

COMMENT ON CONSTRAINT c ON domain.type IS 'in schema domain';


--
-- Name: exists; Type: TABLE; Schema: if; Owner: postgres
--

CREATE TABLE if."exists" (
    a integer
);
ALTER TABLE ONLY if."exists" ALTER COLUMN a SET STATISTICS 3;


ALTER TABLE if."exists" OWNER TO postgres;

--
-- Name: Table; "--" /* \ é 😀; Type: TABLE; Schema: we.ird; \ "x"; Owner: postgres
--

CREATE TABLE "we.ird; \ ""x"""."Table; ""--"" /* \ é 😀" (
    "col;umn \ ""q""" integer DEFAULT 3,
    "new
line" text,
    "select" integer,
    id integer NOT NULL
);


ALTER TABLE "we.ird; \ ""x"""."Table; ""--"" /* \ é 😀" OWNER TO postgres;

--
-- Name: TABLE "Table; ""--"" /* \ é 😀"; Type: COMMENT; Schema: we.ird; \ "x"; Owner: postgres
--

COMMENT ON TABLE "we.ird; \ ""x"""."Table; ""--"" /* \ é 😀" IS '\';


--
-- Name: COLUMN "Table; ""--"" /* \ é 😀"."new line"; Type: COMMENT; Schema: we.ird; \ "x"; Owner: postgres
--

COMMENT ON COLUMN "we.ird; \ ""x"""."Table; ""--"" /* \ é 😀"."new
line" IS 'nl';


--
-- Name: Table; "--" /* \ é 😀_id_seq; Type: SEQUENCE; Schema: we.ird; \ "x"; Owner: postgres
--

CREATE SEQUENCE "we.ird; \ ""x"""."Table; ""--"" /* \ é 😀_id_seq"
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE "we.ird; \ ""x"""."Table; ""--"" /* \ é 😀_id_seq" OWNER TO postgres;

--
-- Name: Table; "--" /* \ é 😀_id_seq; Type: SEQUENCE OWNED BY; Schema: we.ird; \ "x"; Owner: postgres
--

ALTER SEQUENCE "we.ird; \ ""x"""."Table; ""--"" /* \ é 😀_id_seq" OWNED BY "we.ird; \ ""x"""."Table; ""--"" /* \ é 😀".id;


--
-- Name: part_a; Type: TABLE ATTACH; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.part ATTACH PARTITION app.part_a FOR VALUES IN ('a', 'b;');


--
-- Name: part_def; Type: TABLE ATTACH; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.part ATTACH PARTITION app.part_def DEFAULT;


--
-- Name: part_sub; Type: TABLE ATTACH; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.part ATTACH PARTITION app.part_sub FOR VALUES IN ('c');


--
-- Name: part_sub0; Type: TABLE ATTACH; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.part_sub ATTACH PARTITION app.part_sub0 FOR VALUES WITH (modulus 1, remainder 0);


--
-- Name: child s; Type: DEFAULT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.child ALTER COLUMN s SET DEFAULT nextval('app.child_s_seq'::regclass);


--
-- Name: v x; Type: DEFAULT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.v ALTER COLUMN x SET DEFAULT 'dv'::text;


--
-- Name: Table; "--" /* \ é 😀 id; Type: DEFAULT; Schema: we.ird; \ "x"; Owner: postgres
--

ALTER TABLE ONLY "we.ird; \ ""x"""."Table; ""--"" /* \ é 😀" ALTER COLUMN id SET DEFAULT nextval('"we.ird; \ ""x"""."Table; ""--"" /* \ é 😀_id_seq"'::regclass);


--
-- Name: parent ab; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.parent
    ADD CONSTRAINT ab UNIQUE NULLS NOT DISTINCT (a, b);


--
-- Name: child child_pkey; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.child
    ADD CONSTRAINT child_pkey PRIMARY KEY (id) INCLUDE (a);

ALTER TABLE app.child CLUSTER ON child_pkey;

ALTER TABLE ONLY app.child REPLICA IDENTITY USING INDEX child_pkey;


--
-- Name: parent defer; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.parent
    ADD CONSTRAINT defer UNIQUE (b) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: child ex; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.child
    ADD CONSTRAINT ex EXCLUDE USING gist (parent_id WITH =, during WITH &&) WHERE ((a > 0));


--
-- Name: child late; Type: CHECK CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE app.child
    ADD CONSTRAINT late CHECK ((d <> 'x;'::text)) NOT VALID;


--
-- Name: parent parent_code_key; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.parent
    ADD CONSTRAINT parent_code_key UNIQUE (code);


--
-- Name: parent parent_pkey; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.parent
    ADD CONSTRAINT parent_pkey PRIMARY KEY (id);


--
-- Name: CONSTRAINT parent_pkey ON parent; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON CONSTRAINT parent_pkey ON app.parent IS 'pk';


--
-- Name: part part_pkey; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.part
    ADD CONSTRAINT part_pkey PRIMARY KEY (id, k);


--
-- Name: part_a part_a_pkey; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.part_a
    ADD CONSTRAINT part_a_pkey PRIMARY KEY (id, k);


--
-- Name: part_def part_def_pkey; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.part_def
    ADD CONSTRAINT part_def_pkey PRIMARY KEY (id, k);


--
-- Name: part_sub part_sub_pkey; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.part_sub
    ADD CONSTRAINT part_sub_pkey PRIMARY KEY (id, k);


--
-- Name: part_sub0 part_sub0_pkey; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.part_sub0
    ADD CONSTRAINT part_sub0_pkey PRIMARY KEY (id, k);


--
-- Name: later short; Type: CHECK CONSTRAINT; Schema: app; Owner: postgres
--

ALTER DOMAIN app.later
    ADD CONSTRAINT short CHECK ((length(VALUE) < 9)) NOT VALID;


--
-- Name: type type_pkey; Type: CONSTRAINT; Schema: domain; Owner: postgres
--

ALTER TABLE ONLY domain.type
    ADD CONSTRAINT type_pkey PRIMARY KEY (domain);


--
-- Name: Table; "--" /* \ é 😀 Table; "--" /* \ é 😀_pkey; Type: CONSTRAINT; Schema: we.ird; \ "x"; Owner: postgres
--

ALTER TABLE ONLY "we.ird; \ ""x"""."Table; ""--"" /* \ é 😀"
    ADD CONSTRAINT "Table; ""--"" /* \ é 😀_pkey" PRIMARY KEY (id);


--
-- Name: blm; Type: INDEX; Schema: app; Owner: postgres
--

CREATE INDEX blm ON app.parent USING bloom (a);


--
-- Name: expr; Type: INDEX; Schema: app; Owner: postgres
--

CREATE INDEX expr ON app.parent USING btree (((a + b)));
ALTER INDEX app.expr ALTER COLUMN 1 SET STATISTICS 77;


--
-- Name: INDEX expr; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON INDEX app.expr IS 'i';


--
-- Name: idx;x; Type: INDEX; Schema: app; Owner: postgres
--

CREATE UNIQUE INDEX "idx;x" ON app.parent USING btree (lower((code)::text) DESC NULLS LAST) INCLUDE (a) WHERE (a > 3);


--
-- Name: mv_i; Type: INDEX; Schema: app; Owner: postgres
--

CREATE UNIQUE INDEX mv_i ON app.mv USING btree (id);


--
-- Name: part_idx; Type: INDEX; Schema: app; Owner: postgres
--

CREATE INDEX part_idx ON ONLY app.part USING btree (k);


--
-- Name: part_a_k_idx; Type: INDEX; Schema: app; Owner: postgres
--

CREATE INDEX part_a_k_idx ON app.part_a USING btree (k);


--
-- Name: part_def_k_idx; Type: INDEX; Schema: app; Owner: postgres
--

CREATE INDEX part_def_k_idx ON app.part_def USING btree (k);


--
-- Name: part_sub_k_idx; Type: INDEX; Schema: app; Owner: postgres
--

CREATE INDEX part_sub_k_idx ON ONLY app.part_sub USING btree (k);


--
-- Name: part_sub0_k_idx; Type: INDEX; Schema: app; Owner: postgres
--

CREATE INDEX part_sub0_k_idx ON app.part_sub0 USING btree (k);


--
-- Name: part_a_k_idx; Type: INDEX ATTACH; Schema: app; Owner: postgres
--

ALTER INDEX app.part_idx ATTACH PARTITION app.part_a_k_idx;


--
-- Name: part_a_pkey; Type: INDEX ATTACH; Schema: app; Owner: postgres
--

ALTER INDEX app.part_pkey ATTACH PARTITION app.part_a_pkey;


--
-- Name: part_def_k_idx; Type: INDEX ATTACH; Schema: app; Owner: postgres
--

ALTER INDEX app.part_idx ATTACH PARTITION app.part_def_k_idx;


--
-- Name: part_def_pkey; Type: INDEX ATTACH; Schema: app; Owner: postgres
--

ALTER INDEX app.part_pkey ATTACH PARTITION app.part_def_pkey;


--
-- Name: part_sub0_k_idx; Type: INDEX ATTACH; Schema: app; Owner: postgres
--

ALTER INDEX app.part_sub_k_idx ATTACH PARTITION app.part_sub0_k_idx;


--
-- Name: part_sub0_pkey; Type: INDEX ATTACH; Schema: app; Owner: postgres
--

ALTER INDEX app.part_sub_pkey ATTACH PARTITION app.part_sub0_pkey;


--
-- Name: part_sub_k_idx; Type: INDEX ATTACH; Schema: app; Owner: postgres
--

ALTER INDEX app.part_idx ATTACH PARTITION app.part_sub_k_idx;


--
-- Name: part_sub_pkey; Type: INDEX ATTACH; Schema: app; Owner: postgres
--

ALTER INDEX app.part_pkey ATTACH PARTITION app.part_sub_pkey;


--
-- Name: stat; Type: STATISTICS; Schema: app; Owner: postgres
--

CREATE STATISTICS app.stat (ndistinct, dependencies) ON a, b FROM app.parent;
ALTER STATISTICS app.stat SET STATISTICS 33;


ALTER STATISTICS app.stat OWNER TO postgres;

--
-- Name: STATISTICS stat; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON STATISTICS app.stat IS 'st';


--
-- Name: stat2; Type: STATISTICS; Schema: app; Owner: postgres
--

CREATE STATISTICS app.stat2 ON (a + b) FROM app.parent;


ALTER STATISTICS app.stat2 OWNER TO postgres;

--
-- Name: c1 _RETURN; Type: RULE; Schema: app; Owner: postgres
--

CREATE OR REPLACE VIEW app.c1 AS
 SELECT 1 AS x
  WHERE (EXISTS ( SELECT 1
           FROM app.c2));


--
-- Name: grouped _RETURN; Type: RULE; Schema: app; Owner: postgres
--

CREATE OR REPLACE VIEW app.grouped AS
 SELECT parent.id,
    parent.code,
    parent.a
   FROM app.parent
  GROUP BY parent.id;


--
-- Name: unlog r2; Type: RULE; Schema: app; Owner: postgres
--

CREATE RULE r2 AS
    ON DELETE TO app.unlog DO NOTHING;
ALTER TABLE app.unlog DISABLE RULE r2;


--
-- Name: vv r;; Type: RULE; Schema: app; Owner: postgres
--

CREATE RULE "r;" AS
    ON INSERT TO app.vv DO INSTEAD ( INSERT INTO app.unlog (x)
  VALUES (1);
 DELETE FROM app.unlog;
);


--
-- Name: RULE "r;" ON vv; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON RULE "r;" ON app.vv IS 'r';


--
-- Name: child ct; Type: TRIGGER; Schema: app; Owner: postgres
--

CREATE CONSTRAINT TRIGGER ct AFTER INSERT ON app.child FROM app.parent DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.trg();

ALTER TABLE app.child ENABLE REPLICA TRIGGER ct;


--
-- Name: part onpart; Type: TRIGGER; Schema: app; Owner: postgres
--

CREATE TRIGGER onpart AFTER INSERT ON app.part FOR EACH ROW EXECUTE FUNCTION app.trg();


--
-- Name: part_a onpart; Type: TRIGGER; Schema: app; Owner: postgres
--


ALTER TABLE app.part_a DISABLE TRIGGER onpart;


--
-- Name: parent t;1; Type: TRIGGER; Schema: app; Owner: postgres
--

CREATE TRIGGER "t;1" BEFORE INSERT OR UPDATE OF a, b ON app.parent FOR EACH ROW WHEN ((new.a > 1)) EXECUTE FUNCTION app.trg('arg;''x', 'b\');

ALTER TABLE app.parent DISABLE TRIGGER "t;1";


--
-- Name: TRIGGER "t;1" ON parent; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON TRIGGER "t;1" ON app.parent IS 'tg';


--
-- Name: child trans; Type: TRIGGER; Schema: app; Owner: postgres
--

CREATE TRIGGER trans AFTER UPDATE ON app.child REFERENCING OLD TABLE AS o NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION app.trg();

ALTER TABLE app.child ENABLE ALWAYS TRIGGER trans;


--
-- Name: child child_parent_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.child
    ADD CONSTRAINT child_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES app.parent(id) ON DELETE CASCADE;


--
-- Name: child fk_ab; Type: FK CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.child
    ADD CONSTRAINT fk_ab FOREIGN KEY (a, b) REFERENCES app.parent(a, b) MATCH FULL DEFERRABLE;


--
-- Name: CONSTRAINT fk_ab ON child; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON CONSTRAINT fk_ab ON app.child IS 'fk';


--
-- Name: part_ref part_ref_id_k_fkey; Type: FK CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.part_ref
    ADD CONSTRAINT part_ref_id_k_fkey FOREIGN KEY (id, k) REFERENCES app.part(id, k);


--
-- Name: parent everyone; Type: POLICY; Schema: app; Owner: postgres
--

CREATE POLICY everyone ON app.parent;


--
-- Name: parent named; Type: POLICY; Schema: app; Owner: postgres
--

CREATE POLICY named ON app.parent TO "no""quote" USING (true);


--
-- Name: parent p;; Type: POLICY; Schema: app; Owner: postgres
--

CREATE POLICY "p;" ON app.parent AS RESTRICTIVE FOR UPDATE TO reader, "wri;ter -- x" USING ((a > 0)) WITH CHECK (((b <> 1) OR ((code)::text = ';'::text)));


--
-- Name: POLICY "p;" ON parent; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON POLICY "p;" ON app.parent IS 'po';


--
-- Name: parent; Type: ROW SECURITY; Schema: app; Owner: postgres
--

ALTER TABLE app.parent ENABLE ROW LEVEL SECURITY;

--
-- Name: pub; Type: PUBLICATION; Schema: -; Owner: postgres
--

CREATE PUBLICATION pub WITH (publish = 'insert');


ALTER PUBLICATION pub OWNER TO postgres;

--
-- Name: PUBLICATION pub; Type: COMMENT; Schema: -; Owner: postgres
--

COMMENT ON PUBLICATION pub IS 'pb';


--
-- Name: puball; Type: PUBLICATION; Schema: -; Owner: postgres
--

CREATE PUBLICATION puball FOR ALL TABLES WITH (publish = 'insert, update, delete, truncate');


ALTER PUBLICATION puball OWNER TO postgres;

--
-- Name: pubs; Type: PUBLICATION; Schema: -; Owner: postgres
--

CREATE PUBLICATION pubs WITH (publish = 'insert, update, delete, truncate');


ALTER PUBLICATION pubs OWNER TO postgres;

--
-- Name: pub child; Type: PUBLICATION TABLE; Schema: app; Owner: postgres
--

ALTER PUBLICATION pub ADD TABLE ONLY app.child (id, a) WHERE ((a > 0));


--
-- Name: pub parent; Type: PUBLICATION TABLE; Schema: app; Owner: postgres
--

ALTER PUBLICATION pub ADD TABLE ONLY app.parent;


--
-- Name: pubs domain; Type: PUBLICATION TABLES IN SCHEMA; Schema: domain; Owner: postgres
--

ALTER PUBLICATION pubs ADD TABLES IN SCHEMA domain;


--
-- Name: sub; Type: SUBSCRIPTION; Schema: -; Owner: postgres
--

CREATE SUBSCRIPTION sub CONNECTION 'host=x;y dbname=z' PUBLICATION pub, other WITH (connect = false, slot_name = NONE);


ALTER SUBSCRIPTION sub OWNER TO postgres;

--
-- Name: SUBSCRIPTION sub; Type: COMMENT; Schema: -; Owner: postgres
--

COMMENT ON SUBSCRIPTION sub IS 'sb';


--
-- Name: SCHEMA app; Type: ACL; Schema: -; Owner: postgres
--

GRANT USAGE ON SCHEMA app TO reader;


--
-- Name: LANGUAGE my_lang; Type: ACL; Schema: -; Owner: postgres
--

GRANT ALL ON LANGUAGE my_lang TO reader;


--
-- Name: TYPE mood; Type: ACL; Schema: app; Owner: postgres
--

GRANT ALL ON TYPE app.mood TO reader;


--
-- Name: FUNCTION add(a text); Type: ACL; Schema: app; Owner: postgres
--

REVOKE ALL ON FUNCTION app.add(a text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.add(a text) TO reader;


--
-- Name: SEQUENCE alone; Type: ACL; Schema: app; Owner: postgres
--

GRANT USAGE ON SEQUENCE app.alone TO reader;


--
-- Name: TABLE parent; Type: ACL; Schema: app; Owner: postgres
--

GRANT SELECT,UPDATE ON TABLE app.parent TO reader WITH GRANT OPTION;


--
-- Name: FOREIGN DATA WRAPPER wrap; Type: ACL; Schema: -; Owner: postgres
--

GRANT ALL ON FOREIGN DATA WRAPPER wrap TO reader;


--
-- Name: FOREIGN SERVER remote; Type: ACL; Schema: -; Owner: postgres
--

GRANT ALL ON FOREIGN SERVER remote TO reader;


--
-- Name: COLUMN child.id; Type: ACL; Schema: app; Owner: postgres
--

GRANT SELECT(id) ON TABLE app.child TO reader;


--
-- Name: COLUMN child.d; Type: ACL; Schema: app; Owner: postgres
--

GRANT SELECT(d) ON TABLE app.child TO reader;


--
-- Name: DEFAULT PRIVILEGES FOR TABLES; Type: DEFAULT ACL; Schema: app; Owner: postgres
--

ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA app GRANT SELECT ON TABLES  TO reader;


--
-- Name: et; Type: EVENT TRIGGER; Schema: -; Owner: postgres
--

CREATE EVENT TRIGGER et ON ddl_command_end
         WHEN TAG IN ('CREATE TABLE')
   EXECUTE FUNCTION app.evt();

ALTER EVENT TRIGGER et DISABLE;


ALTER EVENT TRIGGER et OWNER TO postgres;

--
-- Name: EVENT TRIGGER et; Type: COMMENT; Schema: -; Owner: postgres
--

COMMENT ON EVENT TRIGGER et IS 'e';


--
-- PostgreSQL database dump complete
--

\unrestrict 6egvv28rLgN5gIviYQHG52IfHCkfMNV0ctbogqj1tVeXntvqajo5htzRXoDBFWz

