import PGSampleSQL
import Testing

@testable import PGSample

/// The order of statements where `pg_dump` leaves it to the source's object ids.
@Suite(.usesServer) struct StatementOrderTests {
    /// Objects that agree in kind, schema and name, each with what follows it.
    private static let ties = [
        [
            "ALTER TABLE ONLY public.a ADD CONSTRAINT owner FOREIGN KEY (x) REFERENCES public.z(id);\n"
                + "COMMENT ON CONSTRAINT owner ON public.a IS 'a''s';",
            "ALTER TABLE ONLY public.b ADD CONSTRAINT owner FOREIGN KEY (x) REFERENCES public.a(id);",
            "ALTER TABLE ONLY public.\"C\" ADD CONSTRAINT owner FOREIGN KEY (x) REFERENCES public.a(id);",
        ],
        [
            "CREATE OPERATOR public.@@ (FUNCTION = public.f, LEFTARG = integer, RIGHTARG = text);\n"
                + "COMMENT ON OPERATOR public.@@ (integer, text) IS 'first';",
            "CREATE OPERATOR public.@@ (FUNCTION = public.g, LEFTARG = text, RIGHTARG = text);",
        ],
        [
            "CREATE TRIGGER t BEFORE UPDATE ON public.a FOR EACH ROW EXECUTE FUNCTION public.f();\n"
                + "ALTER TABLE public.a DISABLE TRIGGER t;",
            "CREATE TRIGGER t BEFORE UPDATE ON public.b FOR EACH ROW EXECUTE FUNCTION public.f();",
        ],
        [
            "ALTER TABLE public.a ADD CONSTRAINT positive CHECK ((x > 0)) NOT VALID;",
            "ALTER TABLE public.b ADD CONSTRAINT positive CHECK ((x > 0)) NOT VALID;",
        ],
    ]

    private static func texts(_ script: String) throws -> [String] {
        StatementOrder.settled(try SchemaScript(script).statements).map(\.text)
    }

    @Test func `objects of one kind, schema and name come in the same order however they came`() throws {
        var generator = SystemRandomNumberGenerator()
        let expected = try Self.texts(Self.ties.joined().joined(separator: "\n"))
        for _ in 0..<50 {
            let script = Self.ties.flatMap { $0.shuffled(using: &generator) }.joined(separator: "\n")
            #expect(try Self.texts(script) == expected)
        }
        let comment = try #require(expected.firstIndex { $0.hasPrefix("COMMENT ON CONSTRAINT") })
        #expect(expected[comment - 1].hasPrefix("ALTER TABLE ONLY public.a ADD CONSTRAINT owner"))
    }

    @Test func `everything else keeps the order in which it came`() throws {
        let script = """
            CREATE FUNCTION public.f(b integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
            CREATE FUNCTION public.f(a text) RETURNS integer LANGUAGE sql AS 'SELECT public.f(1)';
            CREATE VIEW public.z AS SELECT 1;
            CREATE VIEW public.a AS SELECT * FROM public.z;
            ALTER TABLE ONLY public.t ADD CONSTRAINT k PRIMARY KEY (id);
            ALTER TABLE ONLY app.t ADD CONSTRAINT owner FOREIGN KEY (x) REFERENCES public.t(id);
            ALTER TABLE ONLY public.t ADD CONSTRAINT owner FOREIGN KEY (x) REFERENCES public.t(id);
            ALTER TABLE ONLY public.a ADD CONSTRAINT another FOREIGN KEY (x) REFERENCES public.t(id);
            """
        #expect(try Self.texts(script) == SchemaScript(script).statements.map(\.text))
    }

    @Test func `the roles of a policy come by name`() throws {
        let script = """
            CREATE POLICY p ON public.t AS RESTRICTIVE FOR SELECT TO zoe, "Adam", bob USING ((x > 0));
            CREATE POLICY one ON public.t TO zoe;
            CREATE POLICY all_of_them ON public.t USING (true);
            """
        let texts = try SchemaScript(script).statements.map(\.textWithSortedRoles)
        #expect(
            texts == [
                "CREATE POLICY p ON public.t AS RESTRICTIVE FOR SELECT TO \"Adam\", bob, zoe USING ((x > 0))",
                "CREATE POLICY one ON public.t TO zoe",
                "CREATE POLICY all_of_them ON public.t USING (true)",
            ])
    }

    @Test func `keys to partitioned tables come last, so that their partitions' names take none`()
        async throws
    {
        let database = try await Trial.source(
            """
            CREATE TABLE pk (a int PRIMARY KEY) PARTITION BY LIST (a);
            CREATE TABLE pk1 PARTITION OF pk FOR VALUES IN (1); CREATE TABLE pk2 PARTITION OF pk FOR VALUES IN (2);
            CREATE TABLE old_pk (a int PRIMARY KEY); CREATE TABLE fk (a int REFERENCES old_pk);
            ALTER TABLE fk ADD CONSTRAINT a_fk FOREIGN KEY (a) REFERENCES pk;
            COMMENT ON CONSTRAINT a_fk ON fk IS 'of partitions'; COMMENT ON CONSTRAINT fk_a_fkey ON fk IS 'first';
            INSERT INTO pk VALUES (1), (2); INSERT INTO old_pk VALUES (1), (2); INSERT INTO fk VALUES (1), (2);
            """)
        let (_, copy) = try await Trial.judgedCopy(database, "*")
        let named =
            "SELECT count(*) FROM pg_constraint WHERE conname IN ('a_fk', 'fk_a_fkey') AND conparentid = 0"
        #expect(try await TestServer.value(named, in: copy) == "2")
        #expect(
            try await TestServer.value(
                "SELECT count(*) FROM pg_description WHERE classoid = 'pg_constraint'::regclass AND objsubid = 0 AND description IN ('of partitions', 'first')",
                in: copy) == "2")
    }
}
