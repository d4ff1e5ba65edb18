import PGSampleFixtureFile
import PGSampleLibPQ
import PGSampleSQL
import SystemPackage

/// A fixture of everything that a database holds: the simplest program that can feed the writer.
struct WholeFixture {
    let database: TestDatabase

    /// - Parameter minimumServerMajor: What the header says.
    @discardableResult
    func write(to path: FilePath, minimumServerMajor: Int = 13) async throws -> FixtureContents {
        let preData = try await schema("pre-data")
        let postData = try await schema("post-data")
        let output = try FixtureOutput(.file(path))
        let contents = try await database.run { session in
            try session.execute(
                "SET search_path = ''; SET extra_float_digits = 3; SET DateStyle = ISO; SET IntervalStyle = postgres"
            )
            let tables = try Self.tables(session)
            let writer = try FixtureWriter(
                output,
                header: FixtureHeader(
                    fixture: "whole", schemas: ["public"], tables: try Self.counts(tables, session),
                    minimumServerMajor: minimumServerMajor, extensions: []
                )
            )
            for statement in preData { try writer.writePreData(statement) }
            for table in tables { try Self.writeRows(of: table, session, writer) }
            try Self.writeSequences(session, writer)
            for statement in postData { try writer.writePostData(statement) }
            for view in try Self.names(session, kinds: "m", where: "relispopulated") {
                try writer.refresh(view)
            }
            return try writer.finish()
        }
        try output.commit()
        return contents
    }

    /// pg_dump's statements of a section, without its settings.
    private func schema(_ section: String) async throws -> [String] {
        let text = try await database.dump(["--section", section, "--no-owner", "--no-privileges"])
        var reader = ScriptReader()
        reader.append(Array(text.utf8))
        reader.finish()
        var statements: [String] = []
        while let event = try reader.next() {
            guard case .statement(let statement) = event else { continue }
            let text = statement.text
            if !text.hasPrefix("SET "), !text.hasPrefix("SELECT pg_catalog.set_config(") {
                statements.append(text)
            }
        }
        return statements
    }

    private struct Table {
        let name: QualifiedName
        let columns: [Identifier]
        let source: String
    }

    private static func names(
        _ session: Session, kinds: String, where condition: String = "true"
    ) throws -> [QualifiedName] {
        try session.query(
            """
            SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = ANY (string_to_array($1, NULL)) AND n.nspname !~ '^pg_' AND \(condition)
              AND n.nspname <> 'information_schema' ORDER BY c.oid
            """, [kinds]
        ).textRows().map { QualifiedName($0[0] ?? "", $0[1] ?? "") }
    }

    private static func tables(_ session: Session) throws -> [Table] {
        try names(session, kinds: "rp", where: "NOT relispartition").map { name in
            let columns = try session.query(
                """
                SELECT attname FROM pg_attribute
                WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
                """, [name.sql]
            ).textRows().map { Identifier($0[0] ?? "") }
            let isPartitioned =
                try session.query("SELECT relkind = 'p' FROM pg_class WHERE oid = $1::regclass", [name.sql])[
                    0, 0] == "t"
            let list = columns.map(\.sql).joined(separator: ", ")
            return Table(
                name: name, columns: columns,
                source: "SELECT \(list) FROM \(isPartitioned ? "" : "ONLY ")\(name.sql)"
            )
        }
    }

    private static func counts(_ tables: [Table], _ session: Session) throws -> [FixtureHeader.Table] {
        try tables.map { table in
            let count = try session.query("SELECT count(*) FROM (\(table.source)) x")[0, 0]
            return FixtureHeader.Table(table.name, rows: Int(count ?? "") ?? 0)
        }
    }

    private static func writeRows(of table: Table, _ session: Session, _ writer: FixtureWriter) throws {
        try writer.beginTable(table.name, columns: table.columns)
        _ = try session.copyOut("COPY (\(table.source)) TO STDOUT") { try writer.writeRows($0) }
        try writer.endTable()
    }

    private static func writeSequences(_ session: Session, _ writer: FixtureWriter) throws {
        for name in try names(session, kinds: "S") {
            let state = try session.query("SELECT last_value, is_called FROM \(name.sql)").textRows()[0]
            try writer.setSequence(name, value: Int64(state[0] ?? "") ?? 0, isCalled: state[1] == "t")
        }
    }
}
