--
-- PostgreSQL database dump
--

\restrict luzI2Z0t8jGt891yOTBpodzVxS4FlapepziVIzaehhOeUhqzFDsXEY0NgoQ5tCK

-- Dumped from database version 18.4
-- Dumped by pg_dump version 18.4

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: app; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA app;


--
-- Name: SCHEMA app; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON SCHEMA app IS 'it''s; \ -- not a comment
/* nor this';


--
-- Name: domain; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA domain;


--
-- Name: ext; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA ext;


--
-- Name: if; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA if;


--
-- Name: language; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA language;


--
-- Name: we.ird; \ "x"; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA "we.ird; \ ""x""";


--
-- Name: handler(); Type: FUNCTION; Schema: app; Owner: -
--

CREATE FUNCTION app.handler() RETURNS language_handler
    LANGUAGE c
    AS '$libdir/plpgsql', 'plpgsql_call_handler';


--
-- Name: validator(oid); Type: FUNCTION; Schema: app; Owner: -
--

CREATE FUNCTION app.validator(oid) RETURNS void
    LANGUAGE c
    AS '$libdir/plpgsql', 'plpgsql_validator';


--
-- Name: my_lang; Type: PROCEDURAL LANGUAGE; Schema: -; Owner: -
--

CREATE TRUSTED PROCEDURAL LANGUAGE my_lang HANDLER app.handler VALIDATOR app.validator;


--
-- Name: LANGUAGE my_lang; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON LANGUAGE my_lang IS 'mine';


--
-- Name: blt; Type: COLLATION; Schema: app; Owner: -
--

CREATE COLLATION app.blt (provider = builtin, locale = 'C.UTF-8');


--
-- Name: language; Type: TYPE; Schema: language; Owner: -
--

CREATE TYPE language.language AS (
	a integer
);


--
-- Name: from_lang(internal); Type: FUNCTION; Schema: app; Owner: -
--

CREATE FUNCTION app.from_lang(internal) RETURNS language.language
    LANGUAGE internal IMMUTABLE
    AS $$generate_series_int4_support$$;


--
-- Name: to_lang(internal); Type: FUNCTION; Schema: app; Owner: -
--

CREATE FUNCTION app.to_lang(internal) RETURNS internal
    LANGUAGE internal IMMUTABLE
    AS $$generate_series_int4_support$$;


--
-- Name: TRANSFORM FOR language.language LANGUAGE my_lang; Type: TRANSFORM; Schema: -; Owner: -
--

CREATE TRANSFORM FOR language.language LANGUAGE my_lang (FROM SQL WITH FUNCTION app.to_lang(internal), TO SQL WITH FUNCTION app.from_lang(internal));


--
-- Name: TRANSFORM FOR language.language LANGUAGE my_lang; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON TRANSFORM FOR language.language LANGUAGE my_lang IS 'tr';


--
-- Name: base; Type: SHELL TYPE; Schema: app; Owner: -
--

CREATE TYPE app.base;


--
-- Name: base_in(cstring); Type: FUNCTION; Schema: app; Owner: -
--

CREATE FUNCTION app.base_in(cstring) RETURNS app.base
    LANGUAGE internal IMMUTABLE STRICT
    AS $$int4in$$;


--
-- Name: base_out(app.base); Type: FUNCTION; Schema: app; Owner: -
--

CREATE FUNCTION app.base_out(app.base) RETURNS cstring
    LANGUAGE internal IMMUTABLE STRICT
    AS $$int4out$$;


--
-- Name: base; Type: TYPE; Schema: app; Owner: -
--

CREATE TYPE app.base (
    INTERNALLENGTH = 4,
    INPUT = app.base_in,
    OUTPUT = app.base_out,
    ALIGNMENT = int4,
    STORAGE = plain,
    PASSEDBYVALUE
);


--
-- Name: floatrange; Type: TYPE; Schema: app; Owner: -
--

CREATE TYPE app.floatrange AS RANGE (
    subtype = double precision,
    multirange_type_name = app.floatmulti,
    subtype_diff = float8mi
);


--
-- Name: later; Type: DOMAIN; Schema: app; Owner: -
--

CREATE DOMAIN app.later AS text;


--
-- Name: mood; Type: TYPE; Schema: app; Owner: -
--

CREATE TYPE app.mood AS ENUM (
    'sad',
    'o''k',
    'ha;ppy',
    'back\slash',
    'new
line'
);


--
-- Name: TYPE mood; Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON TYPE app.mood IS 'mood';


--
-- Name: pair; Type: TYPE; Schema: app; Owner: -
--

CREATE TYPE app.pair AS (
	a integer,
	"B;" text COLLATE pg_catalog."C"
);


--
-- Name: COLUMN pair.a; Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON COLUMN app.pair.a IS 'first';


--
-- Name: posint; Type: DOMAIN; Schema: app; Owner: -
--

CREATE DOMAIN app.posint AS integer NOT NULL DEFAULT 1
	CONSTRAINT "pos;itive" CHECK ((VALUE > 0));


--
-- Name: DOMAIN posint; Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON DOMAIN app.posint IS 'd';


--
-- Name: CONSTRAINT "pos;itive" ON DOMAIN posint; Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON CONSTRAINT "pos;itive" ON DOMAIN app.posint IS 'dc';


--
-- Name: shell; Type: TYPE; Schema: app; Owner: -
--

CREATE TYPE app.shell;


--
-- Name: domain; Type: DOMAIN; Schema: domain; Owner: -
--

CREATE DOMAIN domain.domain AS text;


--
-- Name: CAST (app.base AS integer); Type: CAST; Schema: -; Owner: -
--

CREATE CAST (app.base AS integer) WITHOUT FUNCTION;


--
-- Name: CAST (app.mood AS integer); Type: CAST; Schema: -; Owner: -
--

CREATE CAST (app.mood AS integer) WITH INOUT;


--
-- Name: pair_text(app.pair); Type: FUNCTION; Schema: app; Owner: -
--

CREATE FUNCTION app.pair_text(app.pair) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $_$SELECT $1.a::text$_$;


--
-- Name: CAST (app.pair AS text); Type: CAST; Schema: -; Owner: -
--

CREATE CAST (app.pair AS text) WITH FUNCTION app.pair_text(app.pair) AS ASSIGNMENT;


--
-- Name: CAST (app.pair AS text); Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON CAST (app.pair AS text) IS 'cast';


--
-- Name: add(text); Type: FUNCTION; Schema: app; Owner: -
--

CREATE FUNCTION app.add(a text) RETURNS text
    LANGUAGE sql
    RETURN (a || ';'::text);


--
-- Name: add(integer, integer, text, numeric[]); Type: FUNCTION; Schema: app; Owner: -
--

CREATE FUNCTION app.add(a integer, b integer DEFAULT (1 + 2), c text DEFAULT 'x,y)'::text, d numeric[] DEFAULT ARRAY[1, 2]) RETURNS integer
    LANGUAGE sql
    AS $$ SELECT a + b; $$;


--
-- Name: FUNCTION add(a integer, b integer, c text, d numeric[]); Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON FUNCTION app.add(a integer, b integer, c text, d numeric[]) IS 'adds';


--
-- Name: atomic(integer, text); Type: FUNCTION; Schema: app; Owner: -
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


--
-- Name: FUNCTION atomic(x integer, OUT y integer, INOUT z text); Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON FUNCTION app.atomic(x integer, OUT y integer, INOUT z text) IS 'at';


--
-- Name: begin(); Type: FUNCTION; Schema: app; Owner: -
--

CREATE FUNCTION app.begin() RETURNS integer
    LANGUAGE sql
    AS $$SELECT 1;$$;


--
-- Name: cmp(app.base, app.base); Type: FUNCTION; Schema: app; Owner: -
--

CREATE FUNCTION app.cmp(app.base, app.base) RETURNS integer
    LANGUAGE internal IMMUTABLE STRICT
    AS $$btint4cmp$$;


--
-- Name: doit(integer, text); Type: PROCEDURE; Schema: app; Owner: -
--

CREATE PROCEDURE app.doit(INOUT a integer, IN b text DEFAULT 'x'::text)
    LANGUAGE plpgsql
    AS $$ BEGIN NULL; END $$;


--
-- Name: PROCEDURE doit(INOUT a integer, IN b text); Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON PROCEDURE app.doit(INOUT a integer, IN b text) IS 'p';


--
-- Name: eq(app.base, app.base); Type: FUNCTION; Schema: app; Owner: -
--

CREATE FUNCTION app.eq(app.base, app.base) RETURNS boolean
    LANGUAGE internal IMMUTABLE STRICT
    AS $$int4eq$$;


--
-- Name: evt(); Type: FUNCTION; Schema: app; Owner: -
--

CREATE FUNCTION app.evt() RETURNS event_trigger
    LANGUAGE plpgsql
    AS $$BEGIN END$$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: nocols2; Type: TABLE; Schema: app; Owner: -
--

CREATE TABLE app.nocols2 (
    x integer
);


--
-- Name: f18(integer, integer); Type: FUNCTION; Schema: app; Owner: -
--

CREATE FUNCTION app.f18(a integer, b integer DEFAULT 3) RETURNS SETOF integer
    LANGUAGE sql
    BEGIN ATOMIC
 MERGE INTO app.nocols2 t
    USING ( SELECT 1 AS z) s
    ON (t.x = s.z)
    WHEN MATCHED
     THEN DO NOTHING;
 SELECT
         CASE a
             WHEN 1 THEN 2
             ELSE NULL::integer
         END AS "case";
END;


--
-- Name: lt(app.base, app.base); Type: FUNCTION; Schema: app; Owner: -
--

CREATE FUNCTION app.lt(app.base, app.base) RETURNS boolean
    LANGUAGE internal IMMUTABLE STRICT
    AS $$int4lt$$;


--
-- Name: neg(app.base); Type: FUNCTION; Schema: app; Owner: -
--

CREATE FUNCTION app.neg(app.base) RETURNS app.base
    LANGUAGE internal IMMUTABLE STRICT
    AS $$int4um$$;


--
-- Name: tab(integer[]); Type: FUNCTION; Schema: app; Owner: -
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


--
-- Name: FUNCTION tab(VARIADIC v integer[]); Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON FUNCTION app.tab(VARIADIC v integer[]) IS 'tab';


--
-- Name: trg(); Type: FUNCTION; Schema: app; Owner: -
--

CREATE FUNCTION app.trg() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$ BEGIN RAISE EXCEPTION 'no $1'; END $_$;


--
-- Name: alone; Type: SEQUENCE; Schema: app; Owner: -
--

CREATE SEQUENCE app.alone
    AS smallint
    START WITH 10
    INCREMENT BY -1
    MINVALUE -5
    MAXVALUE 20
    CACHE 2
    CYCLE;


--
-- Name: SEQUENCE alone; Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON SEQUENCE app.alone IS 'sq';


--
-- Name: parent; Type: TABLE; Schema: app; Owner: -
--

CREATE TABLE app.parent (
    id integer NOT NULL,
    code text,
    a integer,
    b integer DEFAULT nextval('app.alone'::regclass),
    CONSTRAINT "chk;1" CHECK (((a <> 7) AND (code <> ';)'::text)))
);

ALTER TABLE ONLY app.parent REPLICA IDENTITY FULL;

ALTER TABLE ONLY app.parent FORCE ROW LEVEL SECURITY;


--
-- Name: TABLE parent; Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON TABLE app.parent IS 'tab	table';


--
-- Name: COLUMN parent.code; Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON COLUMN app.parent.code IS 'c';


--
-- Name: CONSTRAINT "chk;1" ON parent; Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON CONSTRAINT "chk;1" ON app.parent IS 'ck';


--
-- Name: v; Type: VIEW; Schema: app; Owner: -
--

CREATE VIEW app.v AS
 SELECT id,
    ';'::text AS x
   FROM app.parent;


--
-- Name: VIEW v; Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON VIEW app.v IS 'v';


--
-- Name: COLUMN v.x; Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON COLUMN app.v.x IS 'vx';


--
-- Name: uses_row(app.v); Type: FUNCTION; Schema: app; Owner: -
--

CREATE FUNCTION app.uses_row(app.v) RETURNS integer
    LANGUAGE sql
    AS $$SELECT 1$$;


--
-- Name: nothing(*); Type: AGGREGATE; Schema: app; Owner: -
--

CREATE AGGREGATE app.nothing(*) (
    SFUNC = int8inc,
    STYPE = bigint,
    INITCOND = '0'
);


--
-- Name: AGGREGATE nothing(*); Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON AGGREGATE app.nothing(*) IS 'star';


--
-- Name: pct(double precision, anyelement); Type: AGGREGATE; Schema: app; Owner: -
--

CREATE AGGREGATE app.pct(double precision ORDER BY anyelement) (
    SFUNC = ordered_set_transition,
    STYPE = internal,
    FINALFUNC = percentile_disc_final,
    FINALFUNC_EXTRA
);


--
-- Name: total(integer); Type: AGGREGATE; Schema: app; Owner: -
--

CREATE AGGREGATE app.total(integer) (
    SFUNC = int4pl,
    STYPE = integer,
    INITCOND = '0',
    SORTOP = OPERATOR(pg_catalog.>)
);


--
-- Name: AGGREGATE total(integer); Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON AGGREGATE app.total(integer) IS 'agg';


--
-- Name: heap2; Type: ACCESS METHOD; Schema: -; Owner: -
--

CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;


--
-- Name: ACCESS METHOD heap2; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON ACCESS METHOD heap2 IS 'am';


--
-- Name: -; Type: OPERATOR; Schema: app; Owner: -
--

CREATE OPERATOR app.- (
    FUNCTION = app.neg,
    RIGHTARG = app.base
);


--
-- Name: <; Type: OPERATOR; Schema: app; Owner: -
--

CREATE OPERATOR app.< (
    FUNCTION = app.lt,
    LEFTARG = app.base,
    RIGHTARG = app.base
);


--
-- Name: =; Type: OPERATOR; Schema: app; Owner: -
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


--
-- Name: OPERATOR = (app.base, app.base); Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON OPERATOR app.= (app.base, app.base) IS 'op';


--
-- Name: @#@; Type: OPERATOR; Schema: app; Owner: -
--

CREATE OPERATOR app.@#@ (
    FUNCTION = app.neg,
    RIGHTARG = app.base
);


--
-- Name: OPERATOR @#@ (NONE, app.base); Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON OPERATOR app.@#@ (NONE, app.base) IS 'prefix';


--
-- Name: fam; Type: OPERATOR FAMILY; Schema: app; Owner: -
--

CREATE OPERATOR FAMILY app.fam USING btree;
ALTER OPERATOR FAMILY app.fam USING btree ADD
    OPERATOR 1 <(integer,bigint) ,
    FUNCTION 1 (integer, bigint) btint48cmp(integer,bigint);


--
-- Name: OPERATOR FAMILY fam USING btree; Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON OPERATOR FAMILY app.fam USING btree IS 'of';


--
-- Name: base_ops; Type: OPERATOR CLASS; Schema: app; Owner: -
--

CREATE OPERATOR CLASS app.base_ops
    DEFAULT FOR TYPE app.base USING btree FAMILY app.fam AS
    OPERATOR 1 app.<(app.base,app.base) ,
    OPERATOR 3 app.=(app.base,app.base) ,
    FUNCTION 1 (app.base, app.base) app.cmp(app.base,app.base);


--
-- Name: OPERATOR CLASS base_ops USING btree; Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON OPERATOR CLASS app.base_ops USING btree IS 'oc';


--
-- Name: conv; Type: CONVERSION; Schema: app; Owner: -
--

CREATE CONVERSION app.conv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;


--
-- Name: CONVERSION conv; Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON CONVERSION app.conv IS 'cv';


--
-- Name: conv2; Type: CONVERSION; Schema: app; Owner: -
--

CREATE DEFAULT CONVERSION app.conv2 FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;


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
-- Name: TEXT SEARCH PARSER prs; Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON TEXT SEARCH PARSER app.prs IS '1';


--
-- Name: tmpl; Type: TEXT SEARCH TEMPLATE; Schema: app; Owner: -
--

CREATE TEXT SEARCH TEMPLATE app.tmpl (
    INIT = dsimple_init,
    LEXIZE = dsimple_lexize );


--
-- Name: TEXT SEARCH TEMPLATE tmpl; Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON TEXT SEARCH TEMPLATE app.tmpl IS '2';


--
-- Name: dict; Type: TEXT SEARCH DICTIONARY; Schema: app; Owner: -
--

CREATE TEXT SEARCH DICTIONARY app.dict (
    TEMPLATE = app.tmpl,
    stopwords = 'english' );


--
-- Name: TEXT SEARCH DICTIONARY dict; Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON TEXT SEARCH DICTIONARY app.dict IS '3';


--
-- Name: cfg; Type: TEXT SEARCH CONFIGURATION; Schema: app; Owner: -
--

CREATE TEXT SEARCH CONFIGURATION app.cfg (
    PARSER = app.prs );

ALTER TEXT SEARCH CONFIGURATION app.cfg
    ADD MAPPING FOR asciiword WITH app.dict;

ALTER TEXT SEARCH CONFIGURATION app.cfg
    ADD MAPPING FOR word WITH app.dict;


--
-- Name: TEXT SEARCH CONFIGURATION cfg; Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON TEXT SEARCH CONFIGURATION app.cfg IS '4';


--
-- Name: wrap; Type: FOREIGN DATA WRAPPER; Schema: -; Owner: -
--

CREATE FOREIGN DATA WRAPPER wrap VALIDATOR postgresql_fdw_validator;


--
-- Name: FOREIGN DATA WRAPPER wrap; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON FOREIGN DATA WRAPPER wrap IS 'w';


--
-- Name: am18; Type: TABLE; Schema: app; Owner: -
--

CREATE TABLE app.am18 (
    a integer,
    b text
)
PARTITION BY LIST (a);


ALTER TABLE app.am18 SET ACCESS METHOD heap2;

--
-- Name: c1; Type: VIEW; Schema: app; Owner: -
--

CREATE VIEW app.c1 AS
SELECT
    NULL::integer AS x;


--
-- Name: c2; Type: VIEW; Schema: app; Owner: -
--

CREATE VIEW app.c2 AS
 SELECT x
   FROM app.c1;


--
-- Name: child; Type: TABLE; Schema: app; Owner: -
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


--
-- Name: child_id2_seq; Type: SEQUENCE; Schema: app; Owner: -
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
-- Name: child_id_seq; Type: SEQUENCE; Schema: app; Owner: -
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
-- Name: child_s_seq; Type: SEQUENCE; Schema: app; Owner: -
--

CREATE SEQUENCE app.child_s_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: child_s_seq; Type: SEQUENCE OWNED BY; Schema: app; Owner: -
--

ALTER SEQUENCE app.child_s_seq OWNED BY app.child.s;


--
-- Name: grouped; Type: VIEW; Schema: app; Owner: -
--

CREATE VIEW app.grouped AS
SELECT
    NULL::integer AS id,
    NULL::text AS code,
    NULL::integer AS a;


--
-- Name: unlog; Type: TABLE; Schema: app; Owner: -
--

CREATE UNLOGGED TABLE app.unlog (
    x integer
)
WITH (fillfactor='70');


--
-- Name: inh; Type: TABLE; Schema: app; Owner: -
--

CREATE TABLE app.inh (
    extra text
)
INHERITS (app.unlog);


--
-- Name: mv; Type: MATERIALIZED VIEW; Schema: app; Owner: -
--

CREATE MATERIALIZED VIEW app.mv AS
 SELECT id,
    a
   FROM app.parent
  WITH NO DATA;


--
-- Name: MATERIALIZED VIEW mv; Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON MATERIALIZED VIEW app.mv IS 'mv';


--
-- Name: mv2; Type: MATERIALIZED VIEW; Schema: app; Owner: -
--

CREATE MATERIALIZED VIEW app.mv2 AS
 SELECT id,
    code,
    a
   FROM app.grouped
  WITH NO DATA;


--
-- Name: nocols; Type: TABLE; Schema: app; Owner: -
--

CREATE TABLE app.nocols (
);


SET default_table_access_method = heap2;

--
-- Name: other_am; Type: TABLE; Schema: app; Owner: -
--

CREATE TABLE app.other_am (
    x integer
);


--
-- Name: owned; Type: SEQUENCE; Schema: app; Owner: -
--

CREATE SEQUENCE app.owned
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: owned; Type: SEQUENCE OWNED BY; Schema: app; Owner: -
--

ALTER SEQUENCE app.owned OWNED BY app.parent.a;


--
-- Name: part; Type: TABLE; Schema: app; Owner: -
--

CREATE TABLE app.part (
    id integer NOT NULL,
    k text NOT NULL
)
PARTITION BY LIST (k);


SET default_table_access_method = heap;

--
-- Name: part_a; Type: TABLE; Schema: app; Owner: -
--

CREATE TABLE app.part_a (
    id integer DEFAULT 9 CONSTRAINT part_id_not_null NOT NULL,
    k text CONSTRAINT part_k_not_null NOT NULL
);


--
-- Name: part_def; Type: TABLE; Schema: app; Owner: -
--

CREATE TABLE app.part_def (
    k text NOT NULL,
    id integer NOT NULL
);


--
-- Name: part_ref; Type: TABLE; Schema: app; Owner: -
--

CREATE TABLE app.part_ref (
    id integer,
    k text
);


--
-- Name: part_sub; Type: TABLE; Schema: app; Owner: -
--

CREATE TABLE app.part_sub (
    id integer CONSTRAINT part_id_not_null NOT NULL,
    k text CONSTRAINT part_k_not_null NOT NULL
)
PARTITION BY HASH (id);


--
-- Name: part_sub0; Type: TABLE; Schema: app; Owner: -
--

CREATE TABLE app.part_sub0 (
    id integer CONSTRAINT part_id_not_null NOT NULL,
    k text CONSTRAINT part_k_not_null NOT NULL
);


--
-- Name: t18; Type: TABLE; Schema: app; Owner: -
--

CREATE TABLE app.t18 (
    a integer CONSTRAINT nn NOT NULL,
    v integer GENERATED ALWAYS AS ((a + 1)),
    n text,
    k int4range NOT NULL,
    id int4range NOT NULL
);


--
-- Name: CONSTRAINT nn ON t18; Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON CONSTRAINT nn ON app.t18 IS 'nn';


--
-- Name: t18p; Type: TABLE; Schema: app; Owner: -
--

CREATE TABLE app.t18p (
    id int4range NOT NULL,
    k int4range NOT NULL
);


--
-- Name: typed; Type: TABLE; Schema: app; Owner: -
--

CREATE TABLE app.typed OF app.pair (
    a NOT NULL
);


--
-- Name: u18; Type: TABLE; Schema: app; Owner: -
--

CREATE UNLOGGED TABLE app.u18 (
    id integer NOT NULL
);


--
-- Name: u18_id_seq; Type: SEQUENCE; Schema: app; Owner: -
--

ALTER TABLE app.u18 ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME app.u18_id_seq
    LOGGED
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: us18; Type: SEQUENCE; Schema: app; Owner: -
--

CREATE UNLOGGED SEQUENCE app.us18
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: vv; Type: VIEW; Schema: app; Owner: -
--

CREATE VIEW app.vv WITH (security_barrier='true') AS
 SELECT id,
    x
   FROM app.v
  WHERE (id > 1)
  WITH LOCAL CHECK OPTION;


--
-- Name: type; Type: TABLE; Schema: domain; Owner: -
--

CREATE TABLE domain.type (
    domain integer NOT NULL,
    CONSTRAINT c CHECK ((domain > 0))
);


--
-- Name: CONSTRAINT c ON type; Type: COMMENT; Schema: domain; Owner: -
--

COMMENT ON CONSTRAINT c ON domain.type IS 'in schema domain';


--
-- Name: exists; Type: TABLE; Schema: if; Owner: -
--

CREATE TABLE if."exists" (
    a integer
);
ALTER TABLE ONLY if."exists" ALTER COLUMN a SET STATISTICS 3;


--
-- Name: Table; "--" /* \ é 😀; Type: TABLE; Schema: we.ird; \ "x"; Owner: -
--

CREATE TABLE "we.ird; \ ""x"""."Table; ""--"" /* \ é 😀" (
    "col;umn \ ""q""" integer DEFAULT 3,
    "new
line" text,
    "select" integer,
    id integer NOT NULL
);


--
-- Name: TABLE "Table; ""--"" /* \ é 😀"; Type: COMMENT; Schema: we.ird; \ "x"; Owner: -
--

COMMENT ON TABLE "we.ird; \ ""x"""."Table; ""--"" /* \ é 😀" IS '\';


--
-- Name: COLUMN "Table; ""--"" /* \ é 😀"."new line"; Type: COMMENT; Schema: we.ird; \ "x"; Owner: -
--

COMMENT ON COLUMN "we.ird; \ ""x"""."Table; ""--"" /* \ é 😀"."new
line" IS 'nl';


--
-- Name: Table; "--" /* \ é 😀_id_seq; Type: SEQUENCE; Schema: we.ird; \ "x"; Owner: -
--

CREATE SEQUENCE "we.ird; \ ""x"""."Table; ""--"" /* \ é 😀_id_seq"
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: Table; "--" /* \ é 😀_id_seq; Type: SEQUENCE OWNED BY; Schema: we.ird; \ "x"; Owner: -
--

ALTER SEQUENCE "we.ird; \ ""x"""."Table; ""--"" /* \ é 😀_id_seq" OWNED BY "we.ird; \ ""x"""."Table; ""--"" /* \ é 😀".id;


--
-- Name: part_a; Type: TABLE ATTACH; Schema: app; Owner: -
--

ALTER TABLE ONLY app.part ATTACH PARTITION app.part_a FOR VALUES IN ('a', 'b;');


--
-- Name: part_def; Type: TABLE ATTACH; Schema: app; Owner: -
--

ALTER TABLE ONLY app.part ATTACH PARTITION app.part_def DEFAULT;


--
-- Name: part_sub; Type: TABLE ATTACH; Schema: app; Owner: -
--

ALTER TABLE ONLY app.part ATTACH PARTITION app.part_sub FOR VALUES IN ('c');


--
-- Name: part_sub0; Type: TABLE ATTACH; Schema: app; Owner: -
--

ALTER TABLE ONLY app.part_sub ATTACH PARTITION app.part_sub0 FOR VALUES WITH (modulus 1, remainder 0);


--
-- Name: child s; Type: DEFAULT; Schema: app; Owner: -
--

ALTER TABLE ONLY app.child ALTER COLUMN s SET DEFAULT nextval('app.child_s_seq'::regclass);


--
-- Name: v x; Type: DEFAULT; Schema: app; Owner: -
--

ALTER TABLE ONLY app.v ALTER COLUMN x SET DEFAULT 'dv'::text;


--
-- Name: Table; "--" /* \ é 😀 id; Type: DEFAULT; Schema: we.ird; \ "x"; Owner: -
--

ALTER TABLE ONLY "we.ird; \ ""x"""."Table; ""--"" /* \ é 😀" ALTER COLUMN id SET DEFAULT nextval('"we.ird; \ ""x"""."Table; ""--"" /* \ é 😀_id_seq"'::regclass);


--
-- Name: parent ab; Type: CONSTRAINT; Schema: app; Owner: -
--

ALTER TABLE ONLY app.parent
    ADD CONSTRAINT ab UNIQUE NULLS NOT DISTINCT (a, b);


--
-- Name: t18 c18; Type: CHECK CONSTRAINT; Schema: app; Owner: -
--

ALTER TABLE app.t18
    ADD CONSTRAINT c18 CHECK ((a > 0)) NOT ENFORCED;


--
-- Name: child child_pkey; Type: CONSTRAINT; Schema: app; Owner: -
--

ALTER TABLE ONLY app.child
    ADD CONSTRAINT child_pkey PRIMARY KEY (id) INCLUDE (a);

ALTER TABLE app.child CLUSTER ON child_pkey;

ALTER TABLE ONLY app.child REPLICA IDENTITY USING INDEX child_pkey;


--
-- Name: parent defer; Type: CONSTRAINT; Schema: app; Owner: -
--

ALTER TABLE ONLY app.parent
    ADD CONSTRAINT defer UNIQUE (b) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: child ex; Type: CONSTRAINT; Schema: app; Owner: -
--

ALTER TABLE ONLY app.child
    ADD CONSTRAINT ex EXCLUDE USING gist (during WITH &&) WHERE ((a > 0));


--
-- Name: child late; Type: CHECK CONSTRAINT; Schema: app; Owner: -
--

ALTER TABLE app.child
    ADD CONSTRAINT late CHECK ((d <> 'x;'::text)) NOT VALID;


--
-- Name: t18 nn2; Type: CONSTRAINT; Schema: app; Owner: -
--

ALTER TABLE app.t18
    ADD CONSTRAINT nn2 NOT NULL n NOT VALID;


--
-- Name: parent parent_code_key; Type: CONSTRAINT; Schema: app; Owner: -
--

ALTER TABLE ONLY app.parent
    ADD CONSTRAINT parent_code_key UNIQUE (code);


--
-- Name: parent parent_pkey; Type: CONSTRAINT; Schema: app; Owner: -
--

ALTER TABLE ONLY app.parent
    ADD CONSTRAINT parent_pkey PRIMARY KEY (id);


--
-- Name: CONSTRAINT parent_pkey ON parent; Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON CONSTRAINT parent_pkey ON app.parent IS 'pk';


--
-- Name: part part_pkey; Type: CONSTRAINT; Schema: app; Owner: -
--

ALTER TABLE ONLY app.part
    ADD CONSTRAINT part_pkey PRIMARY KEY (id, k);


--
-- Name: part_a part_a_pkey; Type: CONSTRAINT; Schema: app; Owner: -
--

ALTER TABLE ONLY app.part_a
    ADD CONSTRAINT part_a_pkey PRIMARY KEY (id, k);


--
-- Name: part_def part_def_pkey; Type: CONSTRAINT; Schema: app; Owner: -
--

ALTER TABLE ONLY app.part_def
    ADD CONSTRAINT part_def_pkey PRIMARY KEY (id, k);


--
-- Name: part_sub part_sub_pkey; Type: CONSTRAINT; Schema: app; Owner: -
--

ALTER TABLE ONLY app.part_sub
    ADD CONSTRAINT part_sub_pkey PRIMARY KEY (id, k);


--
-- Name: part_sub0 part_sub0_pkey; Type: CONSTRAINT; Schema: app; Owner: -
--

ALTER TABLE ONLY app.part_sub0
    ADD CONSTRAINT part_sub0_pkey PRIMARY KEY (id, k);


--
-- Name: later short; Type: CHECK CONSTRAINT; Schema: app; Owner: -
--

ALTER DOMAIN app.later
    ADD CONSTRAINT short CHECK ((length(VALUE) < 9)) NOT VALID;


--
-- Name: t18 t18_pkey; Type: CONSTRAINT; Schema: app; Owner: -
--

ALTER TABLE ONLY app.t18
    ADD CONSTRAINT t18_pkey PRIMARY KEY (id, k WITHOUT OVERLAPS);


--
-- Name: t18p t18p_pkey; Type: CONSTRAINT; Schema: app; Owner: -
--

ALTER TABLE ONLY app.t18p
    ADD CONSTRAINT t18p_pkey PRIMARY KEY (id, k WITHOUT OVERLAPS);


--
-- Name: type type_pkey; Type: CONSTRAINT; Schema: domain; Owner: -
--

ALTER TABLE ONLY domain.type
    ADD CONSTRAINT type_pkey PRIMARY KEY (domain);


--
-- Name: Table; "--" /* \ é 😀 Table; "--" /* \ é 😀_pkey; Type: CONSTRAINT; Schema: we.ird; \ "x"; Owner: -
--

ALTER TABLE ONLY "we.ird; \ ""x"""."Table; ""--"" /* \ é 😀"
    ADD CONSTRAINT "Table; ""--"" /* \ é 😀_pkey" PRIMARY KEY (id);


--
-- Name: expr; Type: INDEX; Schema: app; Owner: -
--

CREATE INDEX expr ON app.parent USING btree (((a + b)));
ALTER INDEX app.expr ALTER COLUMN 1 SET STATISTICS 77;


--
-- Name: INDEX expr; Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON INDEX app.expr IS 'i';


--
-- Name: idx;x; Type: INDEX; Schema: app; Owner: -
--

CREATE UNIQUE INDEX "idx;x" ON app.parent USING btree (lower(code) DESC NULLS LAST) INCLUDE (a) WHERE (a > 3);


--
-- Name: mv_i; Type: INDEX; Schema: app; Owner: -
--

CREATE UNIQUE INDEX mv_i ON app.mv USING btree (id);


--
-- Name: part_idx; Type: INDEX; Schema: app; Owner: -
--

CREATE INDEX part_idx ON ONLY app.part USING btree (k);


--
-- Name: part_a_k_idx; Type: INDEX; Schema: app; Owner: -
--

CREATE INDEX part_a_k_idx ON app.part_a USING btree (k);


--
-- Name: part_def_k_idx; Type: INDEX; Schema: app; Owner: -
--

CREATE INDEX part_def_k_idx ON app.part_def USING btree (k);


--
-- Name: part_sub_k_idx; Type: INDEX; Schema: app; Owner: -
--

CREATE INDEX part_sub_k_idx ON ONLY app.part_sub USING btree (k);


--
-- Name: part_sub0_k_idx; Type: INDEX; Schema: app; Owner: -
--

CREATE INDEX part_sub0_k_idx ON app.part_sub0 USING btree (k);


--
-- Name: part_a_k_idx; Type: INDEX ATTACH; Schema: app; Owner: -
--

ALTER INDEX app.part_idx ATTACH PARTITION app.part_a_k_idx;


--
-- Name: part_a_pkey; Type: INDEX ATTACH; Schema: app; Owner: -
--

ALTER INDEX app.part_pkey ATTACH PARTITION app.part_a_pkey;


--
-- Name: part_def_k_idx; Type: INDEX ATTACH; Schema: app; Owner: -
--

ALTER INDEX app.part_idx ATTACH PARTITION app.part_def_k_idx;


--
-- Name: part_def_pkey; Type: INDEX ATTACH; Schema: app; Owner: -
--

ALTER INDEX app.part_pkey ATTACH PARTITION app.part_def_pkey;


--
-- Name: part_sub0_k_idx; Type: INDEX ATTACH; Schema: app; Owner: -
--

ALTER INDEX app.part_sub_k_idx ATTACH PARTITION app.part_sub0_k_idx;


--
-- Name: part_sub0_pkey; Type: INDEX ATTACH; Schema: app; Owner: -
--

ALTER INDEX app.part_sub_pkey ATTACH PARTITION app.part_sub0_pkey;


--
-- Name: part_sub_k_idx; Type: INDEX ATTACH; Schema: app; Owner: -
--

ALTER INDEX app.part_idx ATTACH PARTITION app.part_sub_k_idx;


--
-- Name: part_sub_pkey; Type: INDEX ATTACH; Schema: app; Owner: -
--

ALTER INDEX app.part_pkey ATTACH PARTITION app.part_sub_pkey;


--
-- Name: stat; Type: STATISTICS; Schema: app; Owner: -
--

CREATE STATISTICS app.stat (ndistinct, dependencies) ON a, b FROM app.parent;
ALTER STATISTICS app.stat SET STATISTICS 33;


--
-- Name: STATISTICS stat; Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON STATISTICS app.stat IS 'st';


--
-- Name: stat2; Type: STATISTICS; Schema: app; Owner: -
--

CREATE STATISTICS app.stat2 ON (a + b) FROM app.parent;


--
-- Name: c1 _RETURN; Type: RULE; Schema: app; Owner: -
--

CREATE OR REPLACE VIEW app.c1 AS
 SELECT 1 AS x
  WHERE (EXISTS ( SELECT 1
           FROM app.c2));


--
-- Name: grouped _RETURN; Type: RULE; Schema: app; Owner: -
--

CREATE OR REPLACE VIEW app.grouped AS
 SELECT id,
    code,
    a
   FROM app.parent
  GROUP BY id;


--
-- Name: unlog r2; Type: RULE; Schema: app; Owner: -
--

CREATE RULE r2 AS
    ON DELETE TO app.unlog DO NOTHING;
ALTER TABLE app.unlog DISABLE RULE r2;


--
-- Name: vv r;; Type: RULE; Schema: app; Owner: -
--

CREATE RULE "r;" AS
    ON INSERT TO app.vv DO INSTEAD ( INSERT INTO app.unlog (x)
  VALUES (1);
 DELETE FROM app.unlog;
);


--
-- Name: RULE "r;" ON vv; Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON RULE "r;" ON app.vv IS 'r';


--
-- Name: child ct; Type: TRIGGER; Schema: app; Owner: -
--

CREATE CONSTRAINT TRIGGER ct AFTER INSERT ON app.child FROM app.parent DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.trg();

ALTER TABLE app.child ENABLE REPLICA TRIGGER ct;


--
-- Name: part onpart; Type: TRIGGER; Schema: app; Owner: -
--

CREATE TRIGGER onpart AFTER INSERT ON app.part FOR EACH ROW EXECUTE FUNCTION app.trg();


--
-- Name: part_a onpart; Type: TRIGGER; Schema: app; Owner: -
--


ALTER TABLE app.part_a DISABLE TRIGGER onpart;


--
-- Name: parent t;1; Type: TRIGGER; Schema: app; Owner: -
--

CREATE TRIGGER "t;1" BEFORE INSERT OR UPDATE OF a, b ON app.parent FOR EACH ROW WHEN ((new.a > 1)) EXECUTE FUNCTION app.trg('arg;''x', 'b\');

ALTER TABLE app.parent DISABLE TRIGGER "t;1";


--
-- Name: TRIGGER "t;1" ON parent; Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON TRIGGER "t;1" ON app.parent IS 'tg';


--
-- Name: child trans; Type: TRIGGER; Schema: app; Owner: -
--

CREATE TRIGGER trans AFTER UPDATE ON app.child REFERENCING OLD TABLE AS o NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION app.trg();

ALTER TABLE app.child ENABLE ALWAYS TRIGGER trans;


--
-- Name: child child_parent_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: -
--

ALTER TABLE ONLY app.child
    ADD CONSTRAINT child_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES app.parent(id) ON DELETE CASCADE;


--
-- Name: t18 f18; Type: FK CONSTRAINT; Schema: app; Owner: -
--

ALTER TABLE ONLY app.t18
    ADD CONSTRAINT f18 FOREIGN KEY (id, PERIOD k) REFERENCES app.t18p(id, PERIOD k) NOT ENFORCED;


--
-- Name: child fk_ab; Type: FK CONSTRAINT; Schema: app; Owner: -
--

ALTER TABLE ONLY app.child
    ADD CONSTRAINT fk_ab FOREIGN KEY (a, b) REFERENCES app.parent(a, b) MATCH FULL DEFERRABLE;


--
-- Name: CONSTRAINT fk_ab ON child; Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON CONSTRAINT fk_ab ON app.child IS 'fk';


--
-- Name: part_ref part_ref_id_k_fkey; Type: FK CONSTRAINT; Schema: app; Owner: -
--

ALTER TABLE ONLY app.part_ref
    ADD CONSTRAINT part_ref_id_k_fkey FOREIGN KEY (id, k) REFERENCES app.part(id, k);


--
-- Name: parent everyone; Type: POLICY; Schema: app; Owner: -
--

CREATE POLICY everyone ON app.parent;


--
-- Name: parent named; Type: POLICY; Schema: app; Owner: -
--

CREATE POLICY named ON app.parent TO "no""quote" USING (true);


--
-- Name: parent p;; Type: POLICY; Schema: app; Owner: -
--

CREATE POLICY "p;" ON app.parent AS RESTRICTIVE FOR UPDATE TO reader, "wri;ter -- x" USING ((a > 0)) WITH CHECK (((b <> 1) OR (code = ';'::text)));


--
-- Name: POLICY "p;" ON parent; Type: COMMENT; Schema: app; Owner: -
--

COMMENT ON POLICY "p;" ON app.parent IS 'po';


--
-- Name: parent; Type: ROW SECURITY; Schema: app; Owner: -
--

ALTER TABLE app.parent ENABLE ROW LEVEL SECURITY;

--
-- Name: pub; Type: PUBLICATION; Schema: -; Owner: -
--

CREATE PUBLICATION pub WITH (publish = 'insert');


--
-- Name: PUBLICATION pub; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON PUBLICATION pub IS 'pb';


--
-- Name: puball; Type: PUBLICATION; Schema: -; Owner: -
--

CREATE PUBLICATION puball FOR ALL TABLES WITH (publish = 'insert, update, delete, truncate');


--
-- Name: pubs; Type: PUBLICATION; Schema: -; Owner: -
--

CREATE PUBLICATION pubs WITH (publish = 'insert, update, delete, truncate');


--
-- Name: pub child; Type: PUBLICATION TABLE; Schema: app; Owner: -
--

ALTER PUBLICATION pub ADD TABLE ONLY app.child (id, a) WHERE ((a > 0));


--
-- Name: pub parent; Type: PUBLICATION TABLE; Schema: app; Owner: -
--

ALTER PUBLICATION pub ADD TABLE ONLY app.parent;


--
-- Name: pubs domain; Type: PUBLICATION TABLES IN SCHEMA; Schema: domain; Owner: -
--

ALTER PUBLICATION pubs ADD TABLES IN SCHEMA domain;


--
-- Name: sub; Type: SUBSCRIPTION; Schema: -; Owner: -
--

CREATE SUBSCRIPTION sub CONNECTION 'host=x;y dbname=z' PUBLICATION pub, other WITH (connect = false, slot_name = NONE, streaming = parallel);


--
-- Name: SUBSCRIPTION sub; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON SUBSCRIPTION sub IS 'sb';


--
-- Name: et; Type: EVENT TRIGGER; Schema: -; Owner: -
--

CREATE EVENT TRIGGER et ON ddl_command_end
         WHEN TAG IN ('CREATE TABLE')
   EXECUTE FUNCTION app.evt();

ALTER EVENT TRIGGER et DISABLE;


--
-- Name: EVENT TRIGGER et; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON EVENT TRIGGER et IS 'e';


--
-- PostgreSQL database dump complete
--

\unrestrict luzI2Z0t8jGt891yOTBpodzVxS4FlapepziVIzaehhOeUhqzFDsXEY0NgoQ5tCK

