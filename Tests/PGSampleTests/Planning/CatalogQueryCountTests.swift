import PGSampleCatalog
import PGSampleLibPQ
import PGSampleLocalServer
import Testing

@testable import PGSample

/// How many statements it takes to know a source, from its facts to what its fixture leaves out.
@Suite struct CatalogQueryCountTests {
    private static let started = Task {
        try await ThrowawayServer.start(settings: [
            "shared_preload_libraries": "pg_stat_statements", "pg_stat_statements.track": "top",
            "pg_stat_statements.track_utility": "on", "max_locks_per_transaction": "1024",
        ])
    }

    /// The statements that `body` runs in a database of so many tables, each with keys, a sequence, a
    /// function and a view.
    private static func statements(
        tables: Int, of name: String, _ body: @Sendable (Session, SourceFacts) throws -> Void
    ) async throws -> Int {
        let server = try await started.value
        let database = "\(name)_\(tables)"
        try await server.createDatabase(database)
        let connection = try await Connection.open(server.connectionParameters(database: database))
        let count = try await connection.run { session in
            let script = (1...tables).map { number in
                """
                CREATE TABLE t\(number) (id serial PRIMARY KEY, parent int REFERENCES t\(max(1, number - 1)), UNIQUE (id, parent));
                CREATE FUNCTION f\(number)() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM t\(number)';
                CREATE VIEW v\(number) AS SELECT f\(number)() FROM t\(number);
                """
            }
            try session.execute(
                "CREATE EXTENSION pg_stat_statements; CREATE SCHEMA other; CREATE TABLE other.left_out (id int)"
            )
            try session.execute(script.joined(separator: "\n"))
            _ = try session.query("SELECT pg_stat_statements_reset()")
            try body(session, try SourceFacts.read(session))
            return try session.query(
                """
                SELECT sum(calls) FROM public.pg_stat_statements s
                    JOIN pg_catalog.pg_database d ON d.oid = s.dbid AND d.datname = pg_catalog.current_database()
                """
            ).integer(0, 0)
        }
        await connection.close()
        return count
    }

    private static var options: SamplingOptions {
        get throws {
            var options = SamplingOptions()
            // Tables that are left out make the dependencies be read too.
            options.excludedTables = [try TablePattern(parsing: "other.*")]
            return options
        }
    }

    @Test func `a source is locked and read in as many statements for sixty tables as for three`()
        async throws
    {
        let options = try Self.options
        var counts: [Int] = []
        for tables in [3, 60] {
            counts.append(
                try await Self.statements(tables: tables, of: "locked") { session, facts in
                    let source = try LockedSource.open(session, facts: facts, options: options)
                    #expect(source.plan.tables.count == tables)
                    #expect(!source.source.omissions.objects.isEmpty)
                })
        }
        #expect(counts[0] == counts[1])
        #expect(counts[0] > 20 && counts[0] < 80, "\(counts)")
    }
}
