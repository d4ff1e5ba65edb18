import PGSampleSQL
import SystemPackage
import Testing

@testable import PGSampleFixtureFile

/// What moves in a text and what stays, without a server.
@Suite struct RelocationTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Tables, a type, a function, an operator and more in `app`, and an extension that lives there too.
    static let objects = """
        CREATE SCHEMA app;
        CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA app;
        CREATE TABLE app.account (id integer, email app.citext, "Odd Name" text);
        CREATE TYPE app.state AS ENUM ('a');
        CREATE SEQUENCE app.counter;
        CREATE FUNCTION app.f(app.state) RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$;
        CREATE OPERATOR app.<% (LEFTARG = app.state, RIGHTARG = app.state, FUNCTION = app.f);
        CREATE TEXT SEARCH CONFIGURATION app.words (PARSER = pg_catalog."default");
        CREATE COLLATION app.german (provider = icu, locale = 'de');
        CREATE TYPE app.span AS RANGE (subtype = integer, multirange_type_name = app.spans);
        ALTER TABLE app.account ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME app.account_id_seq);
        ALTER TABLE ONLY app.account ADD CONSTRAINT account_key PRIMARY KEY (id);

        """

    private func plan(_ text: String, _ pairs: [(String, String)] = [("app", "fx_1")]) throws
        -> RelocationPlan
    {
        let path = try folder.write(text.utf8, to: "file.sql")
        return try Relocation.plan(for: path, map: try SchemaMap(pairs.map { (source: $0, target: $1) }))
    }

    /// A statement as it is loaded, in a file that creates ``objects`` before it.
    private func moved(_ statement: String, map: [(String, String)] = [("app", "fx_1")]) throws -> String {
        let rows = statement.hasSuffix("stdin") ? "\\.\n" : ""
        let plan = try plan(Self.objects + statement + ";\n" + rows, map)
        return try Relocation(plan).rewriting(
            ScriptStatement(bytes: Array(statement.utf8), line: 1)
        ).text
    }

    private func warnings(_ statement: String) throws -> [RelocationWarning] {
        try plan(Self.objects + statement + ";\n").warnings
    }

    // MARK: Statements

    struct Rewriting: Sendable, CustomTestStringConvertible {
        var from: String
        var to: String
        var testDescription: String { from }

        init(_ from: String, _ to: String) { (self.from, self.to) = (from, to) }

        static func unchanged(_ text: String) -> Rewriting { Rewriting(text, text) }
    }

    @Test(arguments: [
        Rewriting("CREATE SCHEMA app", "CREATE SCHEMA fx_1"),
        Rewriting("CREATE SCHEMA IF NOT EXISTS app", "CREATE SCHEMA IF NOT EXISTS fx_1"),
        Rewriting("COMMENT ON SCHEMA app IS 'the app'", "COMMENT ON SCHEMA fx_1 IS 'the app'"),
        Rewriting(
            "ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO app",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA fx_1 GRANT SELECT ON TABLES TO app"),
        Rewriting("COPY app.account (id) FROM stdin", "COPY fx_1.account (id) FROM stdin"),
        Rewriting("COPY \"app\".\"account\" FROM stdin", "COPY fx_1.\"account\" FROM stdin"),
        Rewriting(
            "COMMENT ON COLUMN app.account.id IS 'app.account'",
            "COMMENT ON COLUMN fx_1.account.id IS 'app.account'"),
        Rewriting(
            "CREATE TABLE app.account (s app.state DEFAULT 'a'::app.state, c text COLLATE app.german)",
            "CREATE TABLE fx_1.account (s fx_1.state DEFAULT 'a'::fx_1.state, c text COLLATE fx_1.german)"),
        Rewriting("SELECT a OPERATOR(app.<%) b", "SELECT a OPERATOR(fx_1.<%) b"),
        Rewriting(
            "ALTER INDEX app.account_key SET (fillfactor = 70)",
            "ALTER INDEX fx_1.account_key SET (fillfactor = 70)"),
        Rewriting("ALTER SEQUENCE app.account_id_seq CACHE 5", "ALTER SEQUENCE fx_1.account_id_seq CACHE 5"),
        Rewriting("SELECT app.spans()", "SELECT fx_1.spans()"),
        Rewriting(
            "SELECT app.f(/* app.f */ 'app.f') -- app.f", "SELECT fx_1.f(/* app.f */ 'app.f') -- app.f"),
        Rewriting("SELECT APP.Account.id", "SELECT fx_1.Account.id"),
    ])
    func aNameMovesWhereItIsAnObjectOfTheFile(_ rewriting: Rewriting) throws {
        #expect(try moved(rewriting.from) == rewriting.to)
    }

    @Test(arguments: [
        "CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA app",
        "ALTER EXTENSION citext ADD TABLE app.account",
        "COMMENT ON EXTENSION citext IS 'app.account'",
        "CREATE TABLE other.t (a app.citext, b app.unknown)",
        "SELECT a OPERATOR(app.<>) b, app.citext_eq(a, b), x.app.account",
        "SELECT \"APP\".account, 'app.account', E'app.account', $$app.account$$",
        "CREATE TABLE other.app (app text DEFAULT 'app.account')",
        "SELECT current_setting('app.account')",
    ])
    func whatIsNoObjectOfTheFileStays(_ statement: String) throws {
        #expect(try moved(statement) == statement)
    }

    @Test(arguments: [
        Rewriting("SELECT 'app.account'::regclass", "SELECT 'fx_1.account'::regclass"),
        Rewriting("SELECT 'app.\"Odd Name\"'::regclass", "SELECT 'app.\"Odd Name\"'::regclass"),
        Rewriting(
            "SELECT ('app.counter'::text)::pg_catalog.regclass",
            "SELECT ('fx_1.counter'::text)::pg_catalog.regclass"),
        Rewriting(
            "SELECT CAST('app.state[]' AS regtype), regtype 'app.state'",
            "SELECT CAST('fx_1.state[]' AS regtype), regtype 'fx_1.state'"),
        Rewriting("SELECT 'app.f(app.state)'::regprocedure", "SELECT 'fx_1.f(fx_1.state)'::regprocedure"),
        Rewriting(
            "SELECT 'app.<%(app.state,app.state)'::regoperator",
            "SELECT 'fx_1.<%(fx_1.state,fx_1.state)'::regoperator"),
        Rewriting(
            "SELECT to_tsvector('app.words'::regconfig, x)", "SELECT to_tsvector('fx_1.words'::regconfig, x)"),
        Rewriting("SELECT 'app'::regnamespace", "SELECT 'fx_1'::regnamespace"),
        Rewriting("SELECT nextval('app.counter')", "SELECT nextval('fx_1.counter')"),
        Rewriting(
            "SELECT pg_catalog.setval('app.counter', 7, true)",
            "SELECT pg_catalog.setval('fx_1.counter', 7, true)"),
        .unchanged("SELECT to_tsvector('app.account is a table')"),
        .unchanged("SELECT lower('app.account')::regclass"),
    ])
    func aStringMovesWhereItsPlaceSaysThatItNamesAnObject(_ rewriting: Rewriting) throws {
        #expect(try moved(rewriting.from) == rewriting.to)
    }

    @Test func severalSchemasMoveAtOnceAndMayChangePlaces() throws {
        let text = Self.objects + "CREATE TABLE public.log (a app.state, b integer REFERENCES app.account);\n"
        let plan = try plan(text, [("app", "public"), ("public", "app")])
        let statement = "CREATE TABLE public.log (a app.state, b integer REFERENCES app.account)"
        let moved = try Relocation(plan).rewriting(ScriptStatement(bytes: Array(statement.utf8), line: 1))
        #expect(moved.text == "CREATE TABLE app.log (a public.state, b integer REFERENCES public.account)")
        #expect(plan.objects.contains(QualifiedName("public", "log")))
        #expect(plan.needsRename.isEmpty)
    }

    @Test func aNewNameIsQuotedWhereItHasTo() throws {
        let map = [("app", "Fx 'n' \"$$\" \\")]
        #expect(
            try moved("SELECT app.f(), 'app.counter'::regclass", map: map)
                == #"SELECT "Fx 'n' ""$$"" \".f(), E'"Fx ''n'' ""$$"" \\".counter'::regclass"#)
        let function = try moved(
            "CREATE FUNCTION g() RETURNS int LANGUAGE sql AS $$ SELECT app.f() $$", map: map)
        #expect(
            function
                == #"CREATE FUNCTION g() RETURNS int LANGUAGE sql AS $body1$ SELECT "Fx 'n' ""$$"" \".f() $body1$"#
        )
    }

    // MARK: Functions

    @Test(arguments: [
        Rewriting(
            "CREATE FUNCTION app.f(a app.account) RETURNS SETOF app.state LANGUAGE plpgsql AS $_$ DECLARE r app.account%ROWTYPE; "
                + "e app.account.email%TYPE; BEGIN PERFORM nextval('app.counter'); -- app.counter\n RETURN app.f(r); END $_$",
            "CREATE FUNCTION fx_1.f(a fx_1.account) RETURNS SETOF fx_1.state LANGUAGE plpgsql AS $_$ DECLARE r fx_1.account%ROWTYPE; "
                + "e fx_1.account.email%TYPE; BEGIN PERFORM nextval('fx_1.counter'); -- app.counter\n RETURN fx_1.f(r); END $_$"
        ),
        Rewriting(
            "CREATE FUNCTION app.f() RETURNS text LANGUAGE sql AS 'SELECT ''app.f'' || app.f()'",
            "CREATE FUNCTION fx_1.f() RETURNS text LANGUAGE sql AS 'SELECT ''app.f'' || fx_1.f()'"),
        Rewriting(
            #"CREATE FUNCTION app.f() RETURNS text LANGUAGE sql AS E'SELECT \'\\n\', app.f()'"#,
            #"CREATE FUNCTION fx_1.f() RETURNS text LANGUAGE sql AS E'SELECT ''\\n'', fx_1.f()'"#),
        Rewriting(
            "CREATE FUNCTION app.f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM app.account; END",
            "CREATE FUNCTION fx_1.f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM fx_1.account; END"
        ),
        Rewriting(
            "CREATE FUNCTION app.f() RETURNS int LANGUAGE sql SET search_path TO 'pg_catalog', 'app' AS $$ SELECT 1 $$",
            // The extension stays, and the function may need it.
            "CREATE FUNCTION fx_1.f() RETURNS int LANGUAGE sql SET search_path TO 'pg_catalog', 'fx_1', 'app' AS $$ SELECT 1 $$"
        ),
        Rewriting(
            "DO $$ BEGIN SET LOCAL search_path = app, public; PERFORM set_config('search_path', 'app, public', true); END $$",
            "DO $$ BEGIN SET LOCAL search_path = fx_1, app, public; PERFORM set_config('search_path', 'fx_1, app, public', true); END $$"
        ),
        Rewriting(
            "DO $a$ BEGIN IF true THEN EXECUTE $b$CREATE POLICY p ON app.account USING (app.f('a'))$b$; END IF; END $a$",
            "DO $a$ BEGIN IF true THEN EXECUTE $b$CREATE POLICY p ON fx_1.account USING (fx_1.f('a'))$b$; END IF; END $a$"
        ),
        Rewriting(
            "CREATE FUNCTION app.f() RETURNS int LANGUAGE c AS 'app.f', 'app.f'",
            "CREATE FUNCTION fx_1.f() RETURNS int LANGUAGE c AS 'app.f', 'app.f'"),
        Rewriting(
            "CREATE TRIGGER app AFTER INSERT ON app.account EXECUTE FUNCTION tsvector_update_trigger('tv', 'app.words', 'app.words too')",
            "CREATE TRIGGER app AFTER INSERT ON fx_1.account EXECUTE FUNCTION tsvector_update_trigger('tv', 'fx_1.words', 'app.words too')"
        ),
    ])
    func namesMoveInBodiesSettingsAndArguments(_ rewriting: Rewriting) throws {
        #expect(try moved(rewriting.from) == rewriting.to)
    }

    private static func function(_ body: String, language: String = "plpgsql") -> String {
        "CREATE FUNCTION app.g(n integer) RETURNS void LANGUAGE \(language) AS $_$ \(body) $_$"
    }

    @Test(arguments: [
        "BEGIN EXECUTE 'SELECT * FROM app.account WHERE ' || n; END",
        "BEGIN EXECUTE 'SELECT * FROM app.' || n; END",
        "BEGIN EXECUTE format('SELECT * FROM %I.%I', 'app', n); END",
        "BEGIN IF TG_TABLE_SCHEMA = 'app' THEN RETURN; END IF; END",
        "BEGIN EXECUTE 'SET search_path = public, app' || n; END",
    ])
    func aSchemaInAStringOfABodyIsReportedWithItsFunction(_ body: String) throws {
        let warnings = try warnings(Self.function(body))
        #expect(warnings.map(\.object) == ["function app.g(n integer)"])
        #expect(warnings.map(\.reason) == [.string])
        let words = try #require(warnings.first).description
        #expect(
            words.contains("app.g") && words.contains("line 13") && words.contains(".database"), "\(words)")
    }

    @Test(arguments: [
        "BEGIN RAISE 'the application. app'; END", "BEGIN PERFORM current_setting('app.tenant'); END",
        "BEGIN PERFORM nextval('app.counter'), app.f('a'); END",
    ])
    func aStringThatNamesNothingThatMovesIsNotReported(_ body: String) throws {
        #expect(try warnings(Self.function(body)).isEmpty)
    }

    @Test(arguments: [
        (
            "CREATE VIEW app.v AS SELECT * FROM crosstab('SELECT * FROM app.account') AS t(a text)",
            "view app.v"
        ),
        (
            "CREATE MATERIALIZED VIEW app.v AS SELECT run('app.account') AS r WITH NO DATA",
            "materialized view app.v"
        ),
        (
            "ALTER TABLE ONLY app.account ALTER COLUMN a SET DEFAULT run('SELECT 1 FROM app.account')",
            "column default app.account"
        ),
        ("CREATE TABLE app.d (a text DEFAULT 'app.account'::text)", "table app.d"),
        ("CREATE TABLE app.d (a text DEFAULT 'app'::text, b regclass DEFAULT 'app.account'::regclass)", nil),
        (
            "CREATE TABLE app.d (a text DEFAULT 'app.de'::text, b int DEFAULT nextval('app.counter'::regclass))",
            nil
        ),
        ("COMMENT ON TABLE app.account IS 'see app.account'", nil),
    ])
    func aStringOfAnExpressionThatNamesAnObjectIsReported(_ statement: String, _ object: String?) throws {
        #expect(try warnings(statement).map(\.object) == [object].compactMap(\.self))
    }

    @Test func otherLanguagesTriggersAndForeignTablesAreReportedToo() throws {
        let python = Self.function("plpy.execute('select * from app.account')", language: "plpython3u")
        #expect(try warnings(python).map(\.reason) == [.language])
        let trigger = "CREATE TRIGGER t AFTER INSERT ON app.account EXECUTE FUNCTION app.f('app')"
        #expect(try warnings(trigger).map(\.object) == ["trigger t on app.account"])
        let foreign = "CREATE FOREIGN TABLE app.far (a int) SERVER s OPTIONS (schema_name 'app')"
        #expect(try warnings(foreign).map(\.reason) == [.value])
        #expect(try moved(foreign) == foreign.replacing("app.far", with: "fx_1.far"))
    }

    // MARK: Ambiguous names

    @Test(arguments: [
        ("CREATE TABLE app.app (account int);\nCREATE VIEW app.v AS SELECT app.account FROM app.app", true),
        ("CREATE VIEW app.v AS SELECT app.account FROM other.t app", true),
        (
            "CREATE FUNCTION app.g(app other.t) RETURNS int LANGUAGE sql AS $$ SELECT app.account, account $$",
            true
        ),
        // Without a name that could be both there is nothing to mistake.
        ("CREATE TABLE app.app (app int);\nCREATE VIEW app.v AS SELECT app.id FROM app.app", false),
        ("CREATE TABLE other.t (app boolean)", false),
        ("CREATE POLICY p ON app.account TO app", false),
    ])
    func aSchemaThatMayBeATableOrAnAliasIsRenamedInstead(text: String, isAmbiguous: Bool) throws {
        let plan = try plan(Self.objects + "CREATE TABLE other.t2 (account int);\n" + text + ";\n")
        #expect(plan.needsRename == (isAmbiguous ? [Identifier("app")] : []))
        let statement = ScriptStatement(bytes: Array("SELECT app.f()".utf8), line: 1)
        let moved = try Relocation(plan).rewriting(statement).text
        #expect(moved == (isAmbiguous ? "SELECT app.f()" : "SELECT fx_1.f()"))
    }

    // MARK: Rows

    private func rows(_ types: [String]) throws -> RelocatedRows? {
        Relocation(try plan(Self.objects)).rows(ofColumns: types)
    }

    @Test func rowsAreRewrittenInTheColumnsOfNamesAlone() throws {
        var rows = try #require(
            try rows(["text", "regclass", "regprocedure", "regnamespace", "_regclass", "regtype"]))
        let before =
            "app.account\tapp.account\tapp.f(app.state)\tapp\t{app.account,NULL,\"app.\\\\\"Odd Name\\\\\"\"}\tapp.citext\n"
            + "\\N\t\\N\t\\N\tpg_catalog\t{}\tapp.state[]\n" + "app.account\n\n"
        let after =
            "app.account\tfx_1.account\tfx_1.f(fx_1.state)\tfx_1\t{\"fx_1.account\",NULL,\"app.\\\\\"Odd Name\\\\\"\"}\tapp.citext\n"
            + "\\N\t\\N\t\\N\tpg_catalog\t{}\tfx_1.state[]\n" + "app.account\n\n"
        #expect(String(decoding: rows.rewriting(Array(before.utf8)), as: UTF8.self) == after)
        var result: [UInt8] = []
        for byte in before.utf8 { result += rows.rewriting([byte]) }
        #expect(String(decoding: result, as: UTF8.self) == after)
        #expect(try self.rows(["text", "int4"]) == nil)
        var schemas = try #require(try self.rows(["_regnamespace"]))
        #expect(
            schemas.rewriting(Array("{app,pg_catalog,NULL}\n".utf8))
                == Array("{\"fx_1\",pg_catalog,NULL}\n".utf8))
    }

    @Test(arguments: [
        ("COPY app.t (a, \"from\") FROM stdin WITH (FORMAT text)", ["a", "from"]),
        ("COPY app.t FROM stdin WITH (FORMAT text)", nil), ("COPY app.t FROM stdin", nil),
    ])
    func aListOfColumnsIsNoListOfOptions(_ copy: String, _ columns: [String]?) throws {
        var reader = ScriptReader()
        reader.append(Array((copy + ";\n\\.\n").utf8))
        reader.finish()
        guard case .statement(let statement)? = try reader.next() else {
            Issue.record("no statement")
            return
        }
        let found = try LoadStatement(statement, path: "f.sql", nil).columns
        #expect(found?.map(\.name) == columns)
    }

    // MARK: Plans

    @Test func sequencesThatColumnsBringAlongMoveWithTheirTable() throws {
        let table = """
            CREATE TABLE app.t (id int GENERATED BY DEFAULT AS IDENTITY (START 5), n numeric(8, 2), "S" bigserial, identity int)
            """
        let path = try folder.write((table + ";\n").utf8, to: "file.sql")
        let plan = try Relocation.plan(for: path, map: try SchemaMap([("app", "fx_1")]))
        #expect(plan.objects.map(\.sql) == ["app.t", "app.\"t_S_seq\"", "app.t_id_seq"])
        #expect(plan.sequencesNotCreated.isEmpty)
    }

    @Test func whatWasThereBeforeMovesToo() throws {
        let text =
            "COPY app.earlier (n) FROM stdin;\n\\.\nSELECT setval('app.counter', 3);\nSELECT setval('other.s', 3);\n"
        let path = try folder.write(text.utf8, to: "file.sql")
        let map = try SchemaMap([("app", "fx_1")])
        let existing = [QualifiedName("app", "earlier"), QualifiedName("app", "counter")]
        let plan = try Relocation.plan(for: path, map: map, existing: existing)
        #expect(plan.sequencesNotCreated == [QualifiedName("other", "s")])
        #expect(
            try Relocation.plan(for: path, map: map).sequencesNotCreated
                == [QualifiedName("app", "counter"), QualifiedName("other", "s")])
        // For another test's schema the file is not read again.
        let other = Relocation(plan.renaming(by: try SchemaMap([("app", "fx_2")])))
        let copy = ScriptStatement(bytes: Array("COPY app.earlier (n) FROM stdin".utf8), line: 1)
        #expect(try other.rewriting(copy).text == "COPY fx_2.earlier (n) FROM stdin")
        #expect(try Relocation(plan).rewriting(copy).text == "COPY fx_1.earlier (n) FROM stdin")
    }

    @Test(arguments: [
        ("BEGIN", true), ("start transaction", true), ("COMMIT", true), ("PREPARE TRANSACTION 'x'", true),
        ("PREPARE p AS SELECT 1", false), ("DO $$ BEGIN NULL; END $$", false),
    ])
    func aFileWithTransactionsOfItsOwnIsKnown(statement: String, isKnown: Bool) throws {
        #expect(try plan(statement + ";\n").hasTransactions == isKnown)
    }

    @Test func theExtensionsOfAFileAreKnown() throws {
        let plan = try plan(Self.objects + "CREATE EXTENSION hstore;\n")
        #expect(plan.extensions.map(\.name) == ["citext", "hstore"].map { Identifier($0) })
        #expect(plan.extensions.map(\.schema) == [Identifier("app"), nil])
    }

    // MARK: Maps

    @Test(arguments: [
        [("a", "x"), ("b", "x")], [("a", "x"), ("a", "y")], [("a", "")], [("", "a")], [("a", "pg_temp")],
        [("a", "information_schema")], [("a", String(repeating: "x", count: 64))],
    ])
    func aMapThatCannotBeIsRefused(pairs: [(String, String)]) {
        let error = #expect(throws: FixtureFileError.self) {
            try SchemaMap(pairs.map { (source: $0, target: $1) })
        }
        #expect(error?.code == .invalidSchemaMap)
    }
}
