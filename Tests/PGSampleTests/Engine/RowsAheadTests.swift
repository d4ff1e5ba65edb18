import Dispatch
import Foundation
import PGSampleCatalog
import PGSampleSQL
import Synchronization
import Testing

@testable import PGSample
@testable import PGSampleCatalog

/// Several readers, one writer: rows must come in the order of the tables, and nobody may wait for ever.
@Suite struct RowsAheadTests {
    /// A row of a kilobyte.
    private static func row(of id: ObjectID) -> [UInt8] {
        Array("\(id)".utf8) + Array(repeating: UInt8(ascii: "x"), count: 1000) + [UInt8(ascii: "\n")]
    }

    /// Makes rows up: a table's rows are its number, over and over.
    private struct MadeUp: SampledRows {
        struct Failure: Error {}

        var failing: ObjectID?

        func read(
            _ table: SamplingPlan.Table, _ sample: Sample.Table, extremesOf drawing: [Column],
            rows: (UnsafeRawBufferPointer) throws -> Void
        ) throws -> [Identifier: ColumnExtremes] {
            let row = RowsAheadTests.row(of: table.relation.id)
            for _ in 0..<sample.count { try row.withUnsafeBytes { try rows($0) } }
            if table.relation.id == failing { throw Failure() }
            let id = Int64(table.relation.id)
            return [table.name.name: ColumnExtremes(minimum: id, maximum: id)]
        }
    }

    private static func tables(rows counts: [Int]) -> [RowsAhead.Table] {
        counts.enumerated().map { number, count in
            let relation = Relation(
                id: ObjectID(number + 1),
                name: QualifiedName(schema: Identifier("s"), name: Identifier("t\(number)")), kind: .table,
                isUnlogged: false, isHashPartitionedByEnum: false, accessMethod: "heap",
                isExtensionMember: false,
                isReadable: true,
                columns: []
            )
            return RowsAhead.Table(
                table: SamplingPlan.Table(
                    relation: relation, storage: [relation], tree: [relation.name], treeIDs: [relation.id],
                    rule: .everything, ordering: RowOrdering(of: relation)
                ),
                sample: Sample.Table(isWhole: true, baseCount: count), drawing: []
            )
        }
    }

    /// Runs `work` on a thread that may block, and waits for it.
    private static func onThread<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "a test's thread").async { continuation.resume(with: Result { try work() }) }
        }
    }

    /// Waits until no further piece has room.
    private static func waitUntilFull(_ ahead: RowsAhead) async throws {
        try await eventually("a full buffer") {
            ahead.heldBytes > RowsAhead.capacity - RowPiece.capacity
        }
    }

    /// Reads all tables with `helpers` beside the one who writes.
    ///
    /// - Returns: The number of rows that came of each table, and the extremes.
    private static func write(
        _ tables: [RowsAhead.Table], helpers: Int, failing: ObjectID? = nil
    ) async throws -> (rows: [Int], extremes: [Int64]) {
        let ahead = RowsAhead(tables)
        let reader = MadeUp(failing: failing)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<helpers {
                group.addTask { try await onThread { try ahead.read(by: reader) } }
            }
            defer { ahead.close() }
            return try await onThread {
                var (written, extremes): ([Int], [Int64]) = ([], [])
                for table in tables {
                    let row = row(of: table.table.relation.id)
                    written.append(0)
                    let found = try ahead.inOrder(own: reader).read(table.table, table.sample, extremesOf: [])
                    {
                        #expect(
                            $0.count % row.count == 0 && $0[0] == row[0]
                                && $0[$0.count - 1] == row[row.count - 1])
                        written[written.count - 1] += $0.count / row.count
                    }
                    extremes += found.values.map(\.maximum)
                }
                return (written, extremes)
            }
        }
    }

    /// Small ones, large ones that fill the room that there is, and some in between.
    private static let counts = [3, 9_500, 1, 400, 9_000, 10, 20, 1500, 1, 1, 9_000, 2]

    @Test(arguments: [0, 1, 2, 5])
    func `rows come whole and in the order of the tables, whoever reads them`(_ helpers: Int) async throws {
        let (rows, extremes) = try await Self.write(Self.tables(rows: Self.counts), helpers: helpers)
        #expect(rows == Self.counts)
        #expect(extremes == Self.counts.indices.map { Int64($0 + 1) })
    }

    @Test(arguments: [0, 1, 3])
    func `what fails for a helper fails for the one who writes`(_ helpers: Int) async throws {
        for failing in [ObjectID(1), 5, 12] {
            await #expect(throws: MadeUp.Failure.self) {
                _ = try await Self.write(Self.tables(rows: Self.counts), helpers: helpers, failing: failing)
            }
        }
    }

    @Test(arguments: [1, 3])
    func `what is read ahead of a slow writer stays within its bound`(_ helpers: Int) async throws {
        let tables = Self.tables(rows: [500, 30_000, 10, 6_000, 6_000])
        let ahead = RowsAhead(tables)
        let most = try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<helpers {
                group.addTask { try await Self.onThread { try ahead.read(by: MadeUp()) } }
            }
            defer { ahead.close() }
            // The helpers have begun with the first table.
            try await Self.waitUntilFull(ahead)
            return try await Self.onThread {
                var most = 0
                for table in tables {
                    _ = try ahead.inOrder(own: MadeUp()).read(table.table, table.sample, extremesOf: []) {
                        _ in
                        usleep(200)
                        most = max(most, ahead.heldBytes)
                    }
                }
                return most
            }
        }
        // What the writer's own table may have besides is little.
        #expect(most > RowsAhead.capacity - RowPiece.capacity)
        #expect(most <= RowsAhead.capacity + RowsAhead.reserve)
    }

    @Test func `a helper that waits for room ends when nobody wants its rows any more`() async throws {
        let tables = Self.tables(rows: [1, 10_000])
        let ahead = RowsAhead(tables)
        let own = MadeUp()
        _ = try ahead.inOrder(own: own).read(tables[0].table, tables[0].sample, extremesOf: []) { _ in }
        await #expect(throws: CancellationError.self) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await Self.onThread { try ahead.read(by: own) } }
                // Should it never be full, the helper ends nevertheless.
                defer { ahead.close() }
                try await Self.waitUntilFull(ahead)
                ahead.close()
                try await group.waitForAll()
            }
        }
    }
}
