import Foundation
import PGSampleSQL
import Testing

/// `Dumps/*.sql` was written by pg_dump 15 from a database that holds every kind of object that a superuser
/// can make with PostgreSQL's own contrib modules, under names that are meant to mislead.
@Suite struct SchemaScriptTests {
    private static let dumps = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Dumps")

    private func dump(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: Self.dumps.appending(path: name)))
    }

    @Test(arguments: [
        "postgresql-15.sql", "postgresql-15-with-owners.sql", "postgresql-15-by-pg_dump-18.sql",
        "postgresql-18.sql",
    ])
    func `Every statement of a dump is recognised`(name: String) throws {
        let script = try SchemaScript(try dump(name))
        #expect(script.statements.filter { $0.kind == .other }.map(\.text) == [])
    }

    @Test func `Kinds, names, owners and sections of a dump are those of its list`() throws {
        let found = try SchemaScript(try dump("postgresql-15.sql")).statements.map(summary)
        let list = String(decoding: try dump("postgresql-15.list"), as: UTF8.self)
        let expected = list.split(separator: "\n").map(String.init)
        #expect(found.count == expected.count)
        for (found, expected) in zip(found, expected) { #expect(found == expected) }
    }

    @Test func `What a dump with owners and privileges adds is about the objects that it names`() throws {
        let statements = try SchemaScript(try dump("postgresql-15-with-owners.sql")).statements
        let added = statements.filter { [.grant, .ownership, .defaultPrivileges].contains($0.kind) }.map(
            summary)
        for expected in [
            "pre  ownership on procedure app.doit (INOUT a integer, IN b text)",
            "pre  ownership on schema domain",
            "pre  ownership on operator app.\"@#@\" (NONE, app.base)",
            "pre  ownership on operatorClass app.base_ops (btree)",
            "pre  ownership on aggregate app.pct (double precision ORDER BY anyelement)",
            "post ownership on eventTrigger et", "post grant on function app.add (a text)",
            "post grant on schema app",
            "post grant on table app.parent", "post grant on server remote",
            "post grant on foreignDataWrapper wrap",
            "post grant on language my_lang", "post grant on sequence app.alone",
            "post grant on type app.mood",
            "post defaultPrivileges",
        ] {
            #expect(added.contains(expected))
        }
    }

    @Test(arguments: [
        "pre  tableSetting of app.am18", "pre  comment on constraint nn of app.t18", "pre  sequence app.us18",
        "pre  identity id of app.u18 column id -> app.u18_id_seq",
        "pre  function app.f18 (a integer, b integer)",
        "post check c18 of app.t18", "post notNull nn2 of app.t18", "post primaryKey t18_pkey of app.t18",
        "post foreignKey f18 of app.t18 -> app.t18p",
    ])
    func `What only PostgreSQL 18 has is found in its dump`(expected: String) throws {
        #expect(try SchemaScript(try dump("postgresql-18.sql")).statements.map(summary).contains(expected))
    }

    @Test func `Without the server's own column versions an older pg_dump writes the same statements`() throws
    {
        let version = Identifier("pg_attver")
        let newer = try SchemaScript(try dump("postgresql-15.sql")).statements
        let older = try SchemaScript(try dump("postgresql-15-by-pg_dump-18.sql")).statements
        #expect(older.contains { $0.parameters.contains(version) })
        let expected = newer.filter { $0.kind != .subscription }.map(summary)
        let found = older.filter { $0.kind != .subscription && $0.text(withoutParameter: version) != nil }
            .map(summary)
        #expect(found.filter { $0 != "pre  setting transaction_timeout" } == expected)
    }

    @Test(
        arguments: [
            ("ALTER TABLE ONLY s.t ALTER COLUMN a SET (pg_attver=1)", nil, ["pg_attver"]),
            (
                "ALTER TABLE ONLY s.t ALTER COLUMN a SET (pg_attver=1, n_distinct=-0.5)",
                "ALTER TABLE ONLY s.t ALTER COLUMN a SET (n_distinct=-0.5)", ["pg_attver", "n_distinct"]
            ),
            (
                "ALTER TABLE ONLY s.t ALTER COLUMN set SET (n_distinct=5, pg_attver='1,2')",
                "ALTER TABLE ONLY s.t ALTER COLUMN set SET (n_distinct=5)", ["n_distinct", "pg_attver"]
            ),
            (
                "ALTER TABLE ONLY s.t ALTER COLUMN pg_attver SET STATISTICS 5",
                "ALTER TABLE ONLY s.t ALTER COLUMN pg_attver SET STATISTICS 5", []
            ),
        ] as [(String, String?, [String])])
    func `A parameter can be taken out of a column's settings`(
        sql: String, expected: String?, parameters: [String]
    ) throws {
        let statement = try #require(try SchemaScript(sql).statements.first)
        #expect(statement.parameters.map(\.name) == parameters)
        #expect(statement.text(withoutParameter: Identifier("pg_attver")) == expected)
    }

    @Test func `A dump's statements, joined again, are the same statements`() throws {
        let statements = try SchemaScript(try dump("postgresql-15.sql")).statements
        let again = try SchemaScript(statements.map(\.text).joined(separator: ";\n\n") + ";\n").statements
        #expect(again.map(\.text) == statements.map(\.text))
        #expect(again.map(summary) == statements.map(summary))
    }

    @Test func `A statement's text is what stands on its line`() throws {
        let bytes = try dump("postgresql-15.sql")
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        for statement in try SchemaScript(bytes).statements {
            let first = statement.text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)[0]
            #expect(lines[statement.line - 1].starts(with: first))
        }
    }

    @Test(arguments: [
        // 13 and 14
        ("CREATE OR REPLACE PROCEDURAL LANGUAGE plperl", "pre  language plperl"),
        (
            "CREATE OPERATOR s.=== (PROCEDURE = s.f, LEFTARG = numeric(1,2), RIGHTARG = s.\"a,b\")",
            "pre  operator s.\"===\" (numeric(1,2), s.\"a,b\")"
        ),
        (
            "CREATE TRIGGER t AFTER UPDATE OF a, \"on\" ON s.t FOR EACH ROW EXECUTE PROCEDURE s.f('on')",
            "post trigger t of s.t"
        ),
        ("ALTER PUBLICATION p ADD TABLE ONLY s.t", "post publicationMember p of s.t"),
        // 16 to 18
        ("ALTER TABLE s.t SET ACCESS METHOD heap2", "pre  tableSetting of s.t"),
        ("ALTER TABLE ONLY s.t ADD CONSTRAINT n NOT NULL a NOT VALID", "post notNull n of s.t"),
        (
            "ALTER TABLE ONLY s.t ADD CONSTRAINT f FOREIGN KEY (id, PERIOD during) REFERENCES s.\"references\"(id, PERIOD during) NOT ENFORCED",
            "post foreignKey f of s.t -> s.\"references\""
        ),
        ("ALTER SEQUENCE s.t_id_seq SET UNLOGGED", "pre  sequenceSetting s.t_id_seq"),
        (
            "SELECT * FROM pg_catalog.pg_restore_relation_stats(\n'version', '180000'::integer)",
            "pre  statisticsData"
        ),
        ("SET transaction_timeout = 0", "pre  setting transaction_timeout"),
        // What a source of another kind brings in
        ("ALTER TABLE ONLY s.c INHERIT s.p", "pre  inheritance of s.c -> s.p"),
        ("ALTER TABLE s.t NO FORCE ROW LEVEL SECURITY", "pre  rowSecurity of s.t"),
        (
            "SECURITY LABEL FOR \"on\" ON COLUMN s.t.c IS 'on'",
            "pre  securityLabel on column c of s.t column c"
        ),
        (
            "SECURITY LABEL ON FUNCTION s.f(a integer) IS 'x'",
            "pre  securityLabel on function s.f (a integer)"
        ),
        ("COMMENT ON LARGE OBJECT 4711 IS 'x'", "pre  comment on largeObject (4711)"),
        ("SELECT pg_catalog.lo_create('4711')", "pre  largeObject"),
        ("SELECT pg_catalog.setval('s.q', 1, true)", "pre  sequenceValue"),
        ("REFRESH MATERIALIZED VIEW s.mv", "post refresh s.mv"),
        ("CREATE DATABASE d WITH TEMPLATE = template0", "pre  database d"),
        ("CREATE RECURSIVE VIEW s.v (n) AS SELECT 1", "pre  view s.v"),
        // Names that are key words elsewhere
        ("CREATE TABLE if.not (\"default\" integer DEFAULT 1)", "pre  table if.\"not\""),
        (
            "CREATE FUNCTION s.f(a text DEFAULT 'x, y'::text, \"default\" s.default_t[] DEFAULT ARRAY[f(1, 2), 3], VARIADIC v integer[] DEFAULT '{}') RETURNS integer LANGUAGE sql AS 'x'",
            "pre  function s.f (a text, \"default\" s.default_t[], VARIADIC v integer[])"
        ),
        (
            "CREATE TRANSFORM FOR language.language LANGUAGE language (FROM SQL WITH FUNCTION s.f(internal))",
            "pre  transform language (language.language)"
        ),
        (
            "COMMENT ON CONSTRAINT c ON domain.domain IS 'of a table'",
            "pre  comment on constraint c of domain.domain"
        ),
        (
            "COMMENT ON CONSTRAINT c ON DOMAIN domain.domain IS 'of a domain'",
            "pre  comment on domainConstraint c of domain.domain"
        ),
        ("ALTER TABLE only.t ALTER COLUMN \"set\" SET DEFAULT 1", "pre  other"),
        (
            "ALTER TABLE \"only\".t ALTER COLUMN \"set\" SET DEFAULT 1",
            "pre  columnDefault set of \"only\".t column set"
        ),
        (
            "CREATE POLICY \"to\" ON s.t FOR ALL TO PUBLIC USING (a)",
            "post policy \"to\" of s.t roles [\"public\"]"
        ),
        // Neither pg_dump's nor recognised
        ("INSERT INTO s.t VALUES (1)", "pre  other"), ("DROP TABLE s.t", "pre  other"),
        ("VACUUM", "pre  other"),
        ("CREATE", "pre  other"), ("ALTER TABLE s", "pre  other"), ("COMMENT ON", "pre  other"), ("(", ""),
        ("CREATE FUNCTION s.f", "pre  other"), ("CREATE TABLE t (a integer)", "pre  other"),
        ("'x'", "pre  other"),
    ])
    func `A statement of another release, or of none, is told by its tokens`(sql: String, expected: String)
        throws
    {
        guard !expected.isEmpty else {
            #expect(throws: ScriptSyntaxError.self) { try SchemaScript(sql) }
            return
        }
        #expect(try SchemaScript(sql).statements.map(summary) == [expected])
    }

    @Test func `What follows the first statement that comes after the data comes after the data`() throws {
        let script = try SchemaScript(
            "CREATE VIEW s.a AS SELECT 1; COMMENT ON VIEW s.a IS 'x'; CREATE INDEX i ON s.t (a);"
                + "CREATE MATERIALIZED VIEW s.b AS SELECT 1; COMMENT ON VIEW s.b IS 'x'; SET a = 1;")
        #expect(
            script.statements.map(\.section) == [
                .preData, .preData, .postData, .postData, .postData, .postData,
            ])
    }

    @Test func `Rows in a schema script are an error`() {
        let error = #expect(throws: ScriptSyntaxError.self) {
            try SchemaScript("CREATE TABLE s.t ();\nCOPY s.t FROM stdin;\n\\.\n")
        }
        #expect(error?.line == 2)
    }

    private func summary(_ statement: SchemaStatement) -> String {
        var parts = [statement.section == .preData ? "pre " : "post", statement.kind.rawValue]
        if statement.objectKind != statement.kind { parts.append("on \(statement.objectKind.rawValue)") }
        if let name = statement.name {
            parts.append(name.sql)
        } else if let name = statement.identifier {
            parts.append(name.sql)
        }
        if let owner = statement.owner { parts.append("of \(owner.sql)") }
        if let column = statement.column { parts.append("column \(column.sql)") }
        if let arguments = statement.arguments { parts.append("(\(arguments))") }
        if let referenced = statement.referenced { parts.append("-> \(referenced.sql)") }
        if !statement.roles.isEmpty { parts.append("roles \(statement.roles.map(\.sql))") }
        if let schema = statement.extensionSchema { parts.append("in \(schema.sql)") }
        return parts.joined(separator: " ").split(separator: "\n").joined(separator: "⏎")
    }
}
