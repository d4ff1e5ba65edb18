import PGSampleSQL
import Testing

@testable import PGSample

/// Which major a schema's statements need, word by word. ``ServerVersionTests`` asks the servers.
@Suite struct MinimumServerTests {
    private static func major(_ script: String, from sourceMajor: Int = 18) throws -> Int {
        var minimum = MinimumServer(sourceMajor: sourceMajor)
        for statement in try SchemaScript(script).statements { minimum.note(statement) }
        return minimum.major
    }

    @Test(arguments: [
        "CREATE TABLE public.t (a integer NOT NULL, b integer CONSTRAINT \"b there\" NOT NULL, CONSTRAINT c CHECK ((b IS NOT NULL) OR (a > 0)));",
        "CREATE TABLE public.t (a integer, b integer GENERATED ALWAYS AS ((a + (2))) STORED NOT NULL);",
        "CREATE TABLE public.t (period integer, virtual text, random text DEFAULT 'uuidv7()', json jsonb);",
        "CREATE FUNCTION public.f() RETURNS integer LANGUAGE plpgsql AS $$BEGIN RETURN casefold('x'); END$$;",
        "CREATE VIEW public.v AS SELECT random() AS r, json_build_object('a', 1) AS j;",
        "CREATE FUNCTION public.f(k integer) RETURNS void LANGUAGE sql BEGIN ATOMIC MERGE INTO public.t USING public.u ON ((t.a = u.a)) WHEN MATCHED THEN DELETE; END;",
    ])
    func `what 15 has needs 15`(_ script: String) throws {
        #expect(try Self.major(script) == 15)
        #expect(try Self.major(script, from: 14) == 14)
    }

    @Test(arguments: [
        "CREATE VIEW public.v AS SELECT t.a FROM JSON_TABLE('1'::jsonb, '$' COLUMNS (a integer PATH '$')) t;",
        "CREATE VIEW public.v AS SELECT ('1'::text IS NOT JSON) AS j;",
        "CREATE VIEW public.v AS SELECT random(1, 6) AS dice;",
        "CREATE COLLATION public.c (provider = builtin, locale = 'C.UTF-8');",
        "CREATE TABLE public.p (id integer NOT NULL) PARTITION BY LIST (id);\n"
            + "ALTER TABLE public.p ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME public.s);",
    ])
    func `what came with 16 or 17 needs 17, but no more than the source`(_ script: String) throws {
        #expect(try Self.major(script) == 17)
        #expect(try Self.major(script, from: 16) == 16)
    }

    @Test(arguments: [
        "CREATE TABLE public.t (id uuid DEFAULT uuidv7());",
        "CREATE TABLE public.t (a integer, b integer GENERATED ALWAYS AS ((a * (2))));",
        "CREATE TABLE public.t (CONSTRAINT c NOT NULL a, b integer) INHERITS (public.s);",
        "CREATE TABLE public.t (a integer NOT NULL NO INHERIT);",
        "ALTER TABLE public.t ADD CONSTRAINT c NOT NULL a NOT VALID;",
        "ALTER TABLE public.t ADD CONSTRAINT c CHECK ((a > 0)) NOT ENFORCED;",
        "ALTER TABLE ONLY public.t ADD CONSTRAINT k PRIMARY KEY (id, valid WITHOUT OVERLAPS);",
        "ALTER TABLE ONLY public.t ADD CONSTRAINT f FOREIGN KEY (id, PERIOD valid) REFERENCES public.s(id, PERIOD valid);",
        "CREATE FUNCTION public.f() RETURNS integer LANGUAGE sql BEGIN ATOMIC UPDATE public.t SET a = 1 RETURNING old.a; END;",
    ])
    func `what came with 18 needs 18`(_ script: String) throws {
        #expect(try Self.major(script) == 18)
    }
}
