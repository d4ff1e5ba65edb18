import PGSampleSQL
import Testing

@testable import PGSample

@Suite struct NamedRolesTests {
    private func roles(in script: String) throws -> [String] {
        var contents = SourceContents()
        var scan = ScriptScan()
        try Array(script.utf8).withUnsafeBytes { try scan.append($0) { contents.note($0) } }
        try scan.finish { contents.note($0) }
        return contents.roles.missing.map(\.name)
    }

    @Test(arguments: [
        ("ALTER TABLE public.t OWNER TO app;", ["app"]),
        ("ALTER FUNCTION public.f(a integer, OUT b text) OWNER TO \"App Owner\";", ["App Owner"]),
        ("GRANT SELECT ON TABLE public.t TO reader, \"Writer\" WITH GRANT OPTION;", ["Writer", "reader"]),
        ("GRANT ALL ON SCHEMA public TO GROUP staff GRANTED BY boss;", ["boss", "staff"]),
        ("REVOKE ALL ON TABLE public.t FROM PUBLIC;", []),
        ("REVOKE SELECT ON TABLE public.t FROM app CASCADE;", ["app"]),
        ("GRANT parent TO child;", ["child", "parent"]),
        (
            "CREATE POLICY p ON public.t FOR SELECT TO tenant, other USING ((a = 'to nobody'));",
            ["other", "tenant"]
        ),
        ("CREATE POLICY p ON public.t USING (true);", []),
        ("CREATE POLICY p ON public.t TO \"public\" USING (true);", ["public"]),
        (
            "ALTER DEFAULT PRIVILEGES FOR ROLE maker IN SCHEMA public GRANT SELECT ON TABLES TO reader;",
            ["maker", "reader"]
        ),
        ("ALTER DEFAULT PRIVILEGES IN SCHEMA s REVOKE ALL ON FUNCTIONS FROM PUBLIC;", []),
        ("CREATE USER MAPPING FOR someone SERVER s OPTIONS (\"user\" 'x');", ["someone"]),
        ("CREATE SCHEMA s AUTHORIZATION keeper;", ["keeper"]),
        ("SET ROLE worker;", ["worker"]), ("SET SESSION AUTHORIZATION 'o''brien';", ["o'brien"]),
        ("SET LOCAL SESSION AUTHORIZATION DEFAULT;", []), ("SET ROLE NONE;", []),
        ("SET work_mem = '1MB';", []),
        ("CREATE ROLE app LOGIN; ALTER TABLE t OWNER TO app;", []),
        ("ALTER TABLE t OWNER TO CURRENT_USER; GRANT pg_read_all_data TO app;", ["app"]),
        ("SELECT 'ALTER TABLE t OWNER TO x'; -- ALTER TABLE t OWNER TO y\n", []),
        ("COPY t (a) FROM stdin;\nALTER TABLE t OWNER TO x;\n\\.\n", []),
    ])
    func rolesAreFoundWhereStatementsNameThem(_ script: String, _ expected: [String]) throws {
        #expect(try roles(in: script) == expected)
    }

    @Test func whatCannotBeReadIsLeftToPsql() throws {
        #expect(try roles(in: "ALTER TABLE t OWNER TO a; SELECT 'open; ALTER TABLE t OWNER TO b;") == ["a"])
    }

    @Test func aCommandThatChangesTheDatabaseIsNoticedByItsLine() throws {
        var contents = SourceContents()
        var scan = ScriptScan()
        let script = "SELECT 1;\n\\echo hello\n\\connect other\n\\c third\n"
        try Array(script.utf8).withUnsafeBytes { try scan.append($0) { contents.note($0) } }
        try scan.finish { contents.note($0) }
        #expect(contents.connectLine == 3)
    }
}
