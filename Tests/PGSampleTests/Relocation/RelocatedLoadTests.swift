import PGSampleFixtureFile
import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL
import SystemPackage
import Testing

@testable import PGSample

/// Fixtures that are loaded under other schema names: renamed back, the copy is the source again.
@Suite(.usesServer) struct RelocatedLoadTests {
    static let shop = OddSchemaTests.folder.removingLastComponent().removingLastComponent()
        .removingLastComponent().appending("Fixtures/Sources/shop.sql")

    @Test(arguments: OddSchemaTests.names + ["shop"])
    func `a fixture under other schema names is the source again when they are renamed back`(
        _ name: String
    ) async throws {
        let script = name == "shop" ? Self.shop : OddSchemaTests.folder.appending("\(name).sql")
        let source = try await TestServer.database()
        try await TestServer.load(script, into: source)
        try await Self.check(source, without: name == "superuser" ? "depends" : nil)
    }

    @Test(
        .enabled(if: Corpus.folder != nil, "PG_SAMPLE_CORPUS names no folder of SQL files"),
        arguments: Corpus.names
    )
    func `a schema of a real application under other names is the source again when they are renamed back`(
        _ name: String
    ) async throws {
        // Some of them have extensions that an ordinary owner may not create.
        try await Self.check(try await CorpusTests.filledSource(name), as: ThrowawayServer.user)
    }

    static func check(
        _ source: String, without table: String? = nil, as user: String = TestServer.ordinaryRole
    ) async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending("fixture.sql.gz")
            let report = try await sample(source, to: file, without: table)
            try await check(file, of: source, report, as: user)
        }
    }

    private static func sample(
        _ source: String, to file: FilePath, without table: String?
    ) async throws -> SamplingReport {
        var options = SamplingOptions()
        options.limits = try LimitRules(parsing: ["*"])
        options.excludedTables = try table.map { [try TablePattern(parsing: $0)] } ?? []
        var engine = SamplingEngine(source: try await TestServer.source(source), options: options)
        engine.environment = ServerVersion.environment
        return try await engine.sampleAll(to: .file(file.string))
    }

    private static func check(
        _ file: FilePath, of source: String, _ report: SamplingReport, as user: String
    ) async throws {
        let schemas = try await TestServer.rows(
            """
            SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY 1
            """, in: source
        ).compactMap { $0[0] }
        let pairs = schemas.enumerated().map { (source: $1, target: "fx3f9a\($0)q") }
        let map = try SchemaMap(pairs)
        let copy = try await TestServer.database(ownedByOrdinaryRole: true)
        try await load(file, into: copy, map, as: user)
        let left = try await objects(in: schemas, of: copy)
        #expect(left.isEmpty, "in the old schemas: \(left)")
        try await renameBack(pairs, in: copy)
        try await Judge(source: source, copy: copy).check(report)
        // What is left out on purpose is left out of a copy under the old names too.
        var expected = source
        if !report.diagnostics.isEmpty {
            expected = try await TestServer.database(ownedByOrdinaryRole: true)
            try await load(file, into: expected, .none, as: user)
        }
        try await SchemaComparison.check(source: expected, copy: copy, report.diagnostics) { dump in
            pairs.reduce(dump) { text, pair in
                text.replacing("'\(pair.target)', '\(pair.source)'", with: "'\(pair.source)'")
                    .replacing("'\(pair.target)'", with: "'\(pair.source)'")
                    .replacing(pair.target, with: Identifier(pair.source).sql)
            }
        }
    }

    private static func load(
        _ file: FilePath, into database: String, _ map: SchemaMap, as user: String
    ) async throws {
        var parameters = try await TestServer.shared.connectionParameters(database: database)
        parameters.user = user
        let connection = try await Connection.open(parameters)
        do {
            _ = try await connection.run { try FixtureLoader($0, schemaMap: map).load(file) }
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    /// What stands in schemas and is no extension's.
    private static func objects(in schemas: [String], of database: String) async throws -> [String] {
        let catalogs = [
            ("pg_class", "relnamespace"), ("pg_type", "typnamespace"), ("pg_proc", "pronamespace"),
            ("pg_operator", "oprnamespace"), ("pg_collation", "collnamespace"),
            ("pg_ts_config", "cfgnamespace"), ("pg_ts_dict", "dictnamespace"),
            ("pg_statistic_ext", "stxnamespace"), ("pg_constraint", "connamespace"),
            ("pg_opclass", "opcnamespace"), ("pg_opfamily", "opfnamespace"),
        ]
        let list = schemas.map { "'\($0.replacing("'", with: "''"))'" }.joined(separator: ", ")
        let query = catalogs.map { catalog, column in
            """
            SELECT pg_describe_object(tableoid, oid, 0) FROM \(catalog) o
            WHERE \(column) IN (SELECT oid FROM pg_namespace WHERE nspname IN (\(list))) AND NOT EXISTS (
                SELECT FROM pg_depend d WHERE d.classid = o.tableoid AND d.objid = o.oid AND d.deptype IN ('e', 'i'))
            """
        }.joined(separator: "\nUNION ALL\n")
        let found = try await TestServer.rows(query, in: database)
        // The table that superuser.sql puts into an extension comes with its index.
        return found.compactMap { $0[0] }
    }

    private static func renameBack(_ pairs: [(source: String, target: String)], in copy: String) async throws
    {
        let names = Set(
            try await TestServer.rows("SELECT nspname FROM pg_namespace", in: copy).compactMap { $0[0] })
        for (source, target) in pairs where names.contains(target) {
            let (old, new) = (Identifier(source), Identifier(target))
            let extensions = try await TestServer.rows(
                """
                SELECT quote_ident(extname) FROM pg_extension e JOIN pg_namespace n ON n.oid = extnamespace
                WHERE nspname = '\(source.replacing("'", with: "''"))'
                """, in: copy)
            for row in extensions {
                try await TestServer.execute(
                    "ALTER EXTENSION \(row[0] ?? "") SET SCHEMA \(new.sql)", in: copy)
            }
            try await TestServer.execute(
                "DROP SCHEMA IF EXISTS \(old.sql); ALTER SCHEMA \(new.sql) RENAME TO \(old.sql)", in: copy)
        }
    }
}
