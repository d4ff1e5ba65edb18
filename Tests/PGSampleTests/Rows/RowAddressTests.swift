import PGSampleCatalog
import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL
import Testing

@testable import PGSample

/// Row addresses within one snapshot (POSTGRES finding 1).
@Suite(.usesServer) struct RowAddressTests {
    private static let schema = """
        CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL, pad text) WITH (fillfactor = 30);
        INSERT INTO t SELECT i, i, repeat('x', 60) FROM generate_series(1, 4000) AS i;
        UPDATE t SET n = n + 1 WHERE id % 2 = 0;
        """

    /// What others do meanwhile: HOT updates, pruning, VACUUM, FREEZE, moved keys, deletions.
    private static let disturbances = [
        "UPDATE t SET n = n + 1", "VACUUM t", "UPDATE t SET n = n + 1",
        "UPDATE t SET id = id + 10000 WHERE id % 7 = 0",
        "DELETE FROM t WHERE id % 3 = 0", "VACUUM (FREEZE) t",
        "INSERT INTO t SELECT i, i FROM generate_series(20000, 21000) AS i",
        "UPDATE t SET n = n + 1", "VACUUM t", "ANALYZE t",
    ]

    @Test
    func `rows read again by address are the same after HOT updates, VACUUM, FREEZE and DELETE by others`()
        async throws
    {
        let database = try await Trial.source(Self.schema)
        let parameters = try await TestServer.shared.connectionParameters(database: database)
        let isSame = try await Trial.withLockedSource(database) { session, source in
            let table = source.plan.tables[0]
            var rows = RowSet()
            try AddressStream.read("SELECT tableoid, ctid FROM ONLY public.t", in: session) {
                rows.insert($0.address)
            }
            let sample = Sample.Table(rows: [table.relation.id: rows])
            func read() throws -> [UInt8] {
                var bytes: [UInt8] = []
                try session.execute(SourceSettings.addressPlans)
                _ = try TableReader(session: session, table: table, sample: sample).read(extremesOf: []) {
                    bytes += $0
                }
                return bytes
            }
            let first = try read()
            let other = try Session(parameters)
            for disturbance in Self.disturbances {
                try other.execute(disturbance)
                guard try read() == first else { return false }
            }
            // The others' work was real, and is not seen.
            let theirs = try other.query("SELECT count(*) FROM t WHERE n > id").integer(0, 0)
            return theirs > 0 && first.split(separator: UInt8(ascii: "\n")).count == 4000
        }
        #expect(isSame)
    }

    @Test(arguments: [
        "TRUNCATE t", "VACUUM FULL t", "CLUSTER t USING t_pkey", "ALTER TABLE t ADD COLUMN c int",
        "DROP TABLE t",
    ])
    func `whatever would move rows to other addresses waits for our lock`(_ statement: String) async throws {
        let database = try await Trial.source(Self.schema)
        let parameters = try await TestServer.shared.connectionParameters(database: database)
        let refused = try await Trial.withLockedSource(database) { _, _ -> String? in
            let other = try Session(parameters)
            try other.execute("SET lock_timeout = 50")
            do {
                try other.execute(statement)
                return nil
            } catch let error as DatabaseError {
                return error.sqlState
            }
        }
        #expect(refused == SQLState.lockNotAvailable)
    }
}
