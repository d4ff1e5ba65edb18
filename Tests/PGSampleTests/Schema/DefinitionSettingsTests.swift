import Foundation
import Testing

@testable import PGSample

/// Values stand in definitions too, and a session's settings decide what they look like.
@Suite(.usesServer) struct `Definitions whatever the database has set` {
    private static let schema = #"""
        CREATE TYPE kind AS ENUM ('a\b', 'c''d');
        CREATE TABLE t (
            id int PRIMARY KEY, kind kind DEFAULT 'a\b', b bytea DEFAULT '\x00ff5c',
            code text CONSTRAINT digits CHECK (code ~ '^\d+$'),
            ts timestamptz CONSTRAINT late CHECK (ts > '2001-01-01 00:00+00'::timestamptz),
            d date DEFAULT date '2024-02-03', i interval DEFAULT interval '1 year -2 days 03:04:05');
        CREATE VIEW v AS SELECT id, '\n'::text AS nl, timestamptz '2024-07-01 12:00+02' AS at FROM t;
        COMMENT ON TABLE t IS E'C:\\temp, it''s';
        INSERT INTO t (id, code, ts) VALUES (1, '12', '2024-07-01 12:00+02');
        """#

    @Test(arguments: [
        "TimeZone = 'Asia/Kathmandu'", "DateStyle = 'German'", "IntervalStyle = 'sql_standard'",
        "bytea_output = 'escape'", "standard_conforming_strings = off", "quote_all_identifiers = on",
    ])
    func `both modes give the same file, and it loads`(_ setting: String) async throws {
        let database = try await TestServer.database()
        try await TestServer.execute(Self.schema, in: database)
        let source = try await TestServer.source(database)
        let plain = try await StagedBytesTests.files(of: source, SamplingOptions(), .never)
        try await TestServer.execute("ALTER DATABASE \(database) SET \(setting)", in: "postgres")
        let direct = try await StagedBytesTests.files(of: source, SamplingOptions(), .never)
        let staged = try await StagedBytesTests.files(of: source, SamplingOptions(), .always)
        #expect(
            String(decoding: direct.fixture, as: UTF8.self) == String(decoding: plain.fixture, as: UTF8.self))
        #expect(staged == direct)
        // Into a database that has it too.
        let target = try await TestServer.database(ownedByOrdinaryRole: true)
        try await TestServer.execute("ALTER DATABASE \(target) SET \(setting)", in: "postgres")
        _ = try await Trial.copy(try await Trial.sample(database, "*"), into: target)
        try await TestServer.execute("ALTER DATABASE \(target) RESET ALL", in: "postgres")
        try await TestServer.execute("ALTER DATABASE \(database) RESET ALL", in: "postgres")
        for query in [
            "SELECT t::text FROM t", "SELECT v::text FROM v", "SELECT obj_description('t'::regclass)",
            "SELECT string_agg(pg_get_constraintdef(oid), ' ' ORDER BY conname) FROM pg_constraint WHERE conrelid = 't'::regclass",
        ] {
            let (own, copy) = (
                try await TestServer.value(query, in: database), try await TestServer.value(query, in: target)
            )
            #expect(own == copy)
        }
    }
}
