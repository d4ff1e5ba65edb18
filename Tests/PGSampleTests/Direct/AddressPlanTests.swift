import Foundation
import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL
import SystemPackage
import Testing

@testable import PGSample
@testable import PGSampleLocalServer

/// The plans of the statements that a run really sends, as `auto_explain` logs them (POSTGRES findings 5 and
/// 6).
@Suite struct AddressPlanTests {
    /// Begins every entry of the log, so that entries of many lines can be told apart.
    private static let mark = "@entry@"
    private static let settings = [
        "shared_preload_libraries": "auto_explain, pg_stat_statements", "auto_explain.log_min_duration": "0",
        "pg_stat_statements.track_utility": "on", "log_line_prefix": "\(mark) %d ",
        "track_activity_query_size": "65536",
    ]

    /// Parents of 100,000 rows, one per shape of foreign key, with children of 3,000 rows.
    private static let schema = """
        CREATE EXTENSION citext;
        CREATE COLLATION german (provider = icu, locale = 'de');
        CREATE TABLE simple (id int PRIMARY KEY, v text);
        CREATE TABLE composite (a int, b text, v text, PRIMARY KEY (a, b));
        CREATE TABLE wide_key (i8 int8 PRIMARY KEY, n numeric UNIQUE, ts timestamp UNIQUE);
        CREATE TABLE code (c citext PRIMARY KEY);
        CREATE TABLE collated (t text COLLATE german PRIMARY KEY);
        CREATE TABLE fixed (f char(12) PRIMARY KEY);
        CREATE TABLE parted (id int PRIMARY KEY, v text) PARTITION BY HASH (id);
        CREATE TABLE parted_0 PARTITION OF parted FOR VALUES WITH (MODULUS 3, REMAINDER 0);
        CREATE TABLE parted_1 PARTITION OF parted FOR VALUES WITH (MODULUS 3, REMAINDER 1);
        CREATE TABLE parted_2 PARTITION OF parted FOR VALUES WITH (MODULUS 3, REMAINDER 2);
        INSERT INTO simple SELECT i, 'v' || i FROM generate_series(1, 100000) AS i;
        INSERT INTO composite SELECT i % 100, 'b' || i, 'v' FROM generate_series(1, 100000) AS i;
        INSERT INTO wide_key SELECT i, i, timestamp '2020-01-01' + i * interval '1 hour' FROM generate_series(1, 100000) AS i;
        INSERT INTO code SELECT 'Code' || i FROM generate_series(1, 100000) AS i;
        INSERT INTO collated SELECT 'ä' || i FROM generate_series(1, 100000) AS i;
        INSERT INTO fixed SELECT 'f' || i FROM generate_series(1, 100000) AS i;
        INSERT INTO parted SELECT i, 'v' || i FROM generate_series(1, 100000) AS i;
        CREATE TABLE child (
            id int PRIMARY KEY, simple int REFERENCES simple, a int, b text, i4 int4 REFERENCES wide_key (i8),
            n int4 REFERENCES wide_key (n), d date REFERENCES wide_key (ts), code citext REFERENCES code,
            plain text COLLATE "C" REFERENCES collated, f varchar REFERENCES fixed, parted int REFERENCES parted,
            self int REFERENCES child, FOREIGN KEY (a, b) REFERENCES composite);
        INSERT INTO child SELECT i, 100001 - i, i % 100, 'b' || i, i * 7, i * 11, timestamp '2020-01-01' + i * interval '24 hour',
            'CODE' || i * 3, 'ä' || i * 5, 'f' || i, i * 13, nullif(i - 1, 0) FROM generate_series(1, 3000) AS i;
        CREATE TABLE keyless (simple int REFERENCES simple, j json);
        INSERT INTO keyless SELECT i, '{}' FROM generate_series(1, 3000) AS i;
        CREATE TABLE parted_child (id int PRIMARY KEY, parted int REFERENCES parted) PARTITION BY RANGE (id);
        CREATE TABLE parted_child_1 PARTITION OF parted_child FOR VALUES FROM (MINVALUE) TO (1000);
        CREATE TABLE parted_child_2 PARTITION OF parted_child FOR VALUES FROM (1000) TO (MAXVALUE);
        INSERT INTO parted_child SELECT i, 100001 - i FROM generate_series(1, 3000) AS i;
        CREATE EXTENSION pg_stat_statements;
        """

    /// One statement with its plan.
    private struct Entry {
        var query: String
        var plan: String

        /// Whether addresses were sent to it.
        var usesAddresses: Bool { query.contains("= ANY (current_setting('pg_sample.a") }
    }

    private static func plans(of server: ThrowawayServer) throws -> [Entry] {
        let log = try String(contentsOf: URL(filePath: server.files.log.string), encoding: .utf8)
        return log.components(separatedBy: mark).compactMap { entry in
            guard let text = entry.range(of: "Query Text: ") else { return nil }
            let body = String(entry[text.upperBound...])
            // A plan begins at the line with its first cost.
            guard let cost = body.range(of: "  (cost=") else { return nil }
            let start = body[..<cost.lowerBound].lastIndex(of: "\n") ?? body.startIndex
            return Entry(query: String(body[..<start]), plan: String(body[start...]))
        }
    }

    private static func withDatabase(
        analyzed: Bool, _ body: @Sendable (ThrowawayServer, ConnectionParameters) async throws -> Void
    ) async throws {
        try await withThrowawayServer(settings: settings) { server in
            try await server.createDatabase("plans")
            let parameters = server.connectionParameters(database: "plans")
            let connection = try await Connection.open(parameters)
            try await connection.run {
                try $0.execute(schema)
                if analyzed { try $0.execute("ANALYZE") }
            }
            await connection.close()
            try await body(server, parameters)
        }
    }

    @Test(arguments: [true, false])
    func
        `every statement with addresses is a Tid Scan and no large parent is scanned, with statistics or without`(
            _ analyzed: Bool
        ) async throws
    {
        try await Self.withDatabase(analyzed: analyzed) { server, parameters in
            let source = DatabaseSource(
                database: "plans", host: server.host, port: 5432, user: ThrowawayServer.user
            )
            // 3 in one batch, 3,000 in one batch, and rows above the limit of a statement.
            for limit in [3, 3000] {
                _ = try await Trial.sample(
                    from: source, "child=\(limit), keyless=\(limit), parted_child=\(limit), *=0")
            }
            let connection = try await Connection.open(parameters)
            try await connection.run { try Self.readInPieces($0) }
            try await connection.run { try Self.draw($0) }
            await connection.close()
            let entries = try Self.plans(of: server).filter(\.usesAddresses)
            // Each shape was really asked for.
            for words in [
                "SELECT DISTINCT p.tableoid, p.ctid", "WITH s AS MATERIALIZED", "UNION ALL",
                "unnest(current_setting",
                "JOIN public.parted AS p", "JOIN ONLY public.composite AS p", "JOIN ONLY public.fixed AS p",
                "JOIN ONLY public.code AS p", "JOIN ONLY public.collated AS p",
                "SELECT f.tableoid, f.ctid FROM",
            ] {
                #expect(entries.contains { $0.query.contains(words) }, "no statement with \(words)")
            }
            for entry in entries {
                #expect(entry.plan.contains("Tid Scan"), "\(entry)")
                #expect(!entry.plan.contains("Seq Scan"), "\(entry)")
                #expect(!entry.plan.contains("Bitmap"), "\(entry)")
            }
        }
    }

    /// Output above a statement's limit: splitters and the assignment of rows to pieces.
    private static func readInPieces(_ session: Session) throws {
        var options = SamplingOptions()
        options.limits = try LimitRules(parsing: ["*=2000"])
        options.isDataOnly = true
        let source = try LockedSource.open(session, facts: SourceFacts.read(session), options: options)
        let base = BaseRows(session: session, facts: source.facts, options: options)
        for table in source.plan.tables {
            try session.execute(SourceSettings.freePlans)
            let choice = try base.choose(table)
            try session.execute(SourceSettings.addressPlans)
            var reader = TableReader(
                session: session, table: table,
                sample: Sample.Table(rows: choice.rows, baseCount: choice.count)
            )
            reader.statementLimit = 500
            _ = try reader.read(extremesOf: []) { _ in }
        }
        try session.execute("COMMIT")
    }

    private static func draw(_ session: Session) throws {
        try session.execute("CREATE TABLE public.narrow AS SELECT i FROM generate_series(1, 250000) AS i")
        var options = SamplingOptions()
        options.order = .random
        options.isDataOnly = true
        options.limits = try LimitRules(parsing: ["narrow=20, *=0"])
        let source = try LockedSource.open(session, facts: SourceFacts.read(session), options: options)
        for table in source.plan.tables where table.name.name.name == "narrow" {
            let choice = try BaseRows(session: session, facts: source.facts, options: options).choose(table)
            #expect(choice.count == 20)
        }
        try session.execute("COMMIT")
    }

    @Test func `the text of statements is the same whatever rows they fetch, and holds no address`()
        async throws
    {
        try await Self.withDatabase(analyzed: true) { server, parameters in
            let source = DatabaseSource(
                database: "plans", host: server.host, port: 5432, user: ThrowawayServer.user
            )
            func texts(_ limits: String) async throws -> Set<String> {
                let connection = try await Connection.open(parameters)
                try await connection.run { _ = try $0.query("SELECT pg_stat_statements_reset()") }
                _ = try await Trial.sample(from: source, limits) { $0.isDataOnly = true }
                let rows = try await connection.run {
                    try $0.query("SELECT query FROM pg_stat_statements WHERE query LIKE '%pg_sample.a%'")
                        .textRows()
                }
                await connection.close()
                return Set(rows.compactMap { $0[0] })
            }
            let some = try await texts("child=id BETWEEN 5 AND 300, keyless=0, parted_child=5, *=0")
            let others = try await texts("child=id BETWEEN 1000 AND 2900, keyless=0, parted_child=5, *=0")
            #expect(some == others)
            #expect(!some.isEmpty)
            #expect(!some.contains { $0.contains(/\([0-9]+,[0-9]+\)/) })
            // Nor does the log of slow statements: the plans quote them whole.
            let entries = try Self.plans(of: server).filter(\.usesAddresses)
            #expect(!entries.contains { $0.query.contains("{\"(") })
        }
    }
}
