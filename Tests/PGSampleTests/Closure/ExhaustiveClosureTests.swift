import Foundation
import PGSampleCatalog
import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL
import Testing

@testable import PGSample

/// The closure over every way in which up to four tables can refer to each other, against one in plain Swift.
@Suite(.usesServer) struct ExhaustiveClosureTests {
    /// Replays a run, or takes every numbering of four tables (65,536 graphs) instead of every shape (3,044).
    private static let environment = ProcessInfo.processInfo.environment
    static let seed =
        environment["PG_SAMPLE_TEST_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0..<1 << 32)
    static let takesEveryNumbering = environment["PG_SAMPLE_TEST_EXHAUSTIVE"] != nil

    /// Graphs between two fillings of the tables.
    private static let graphsPerFilling = 200
    private static let rowsPerTable = 8
    /// Graphs per test case, each with a database of its own.
    private static let slices = 4

    private static let graphs =
        (1...3).flatMap { DirectedGraph.all(nodes: $0) }
        + (takesEveryNumbering ? DirectedGraph.all(nodes: 4) : DirectedGraph.shapes(nodes: 4))

    @Test func `there are as many shapes of up to four tables as mathematics says`() {
        // OEIS A000595: digraphs on n unlabelled nodes, loops allowed.
        #expect((1...4).map { DirectedGraph.shapes(nodes: $0).count } == [2, 10, 104, 3044])
    }

    @Test(arguments: 0..<slices)
    func `every digraph of foreign keys on up to four tables is closed over`(_ slice: Int) async throws {
        let graphs = stride(from: slice, to: Self.graphs.count, by: Self.slices).map { Self.graphs[$0] }
        try await Self.check(graphs, tables: 4, slice: slice)
    }

    @Test(arguments: 0..<3)
    func `random graphs of five tables with many rows are closed over`(_ slice: Int) async throws {
        var generator = SplitMix64(seed: Self.seed &+ 1000 &+ UInt64(slice))
        let graphs = (0..<10).map { number in
            var bits: [Int: Set<Int>] = [:]
            for child in 0..<5 {
                bits[child] = Set(
                    (0..<5).filter { _ in Int.random(in: 0..<5, using: &generator) <= number / 3 })
            }
            let word = bits.reduce(UInt32(0)) { word, entry in
                entry.value.reduce(word) { $0 | 1 << UInt32(entry.key * 5 + $1) }
            }
            return DirectedGraph(nodes: 5, bits: word)
        }
        try await Self.check(graphs, tables: 5, rows: 200, slice: slice)
    }

    private static func check(
        _ graphs: [DirectedGraph], tables: Int, rows: Int = rowsPerTable, slice: Int
    ) async throws {
        let database = try await TestServer.database()
        try await TestServer.execute(GraphDatabase.schema(tables: tables), in: database)
        print("closure of \(graphs.count) graphs: PG_SAMPLE_TEST_SEED=\(seed), slice \(slice)")
        let failures = try await TestServer.withSession(database) { session in
            var generator = SplitMix64(seed: seed &+ UInt64(slice))
            var world = try GraphDatabase(session: session, tables: tables)
            var failures: [String] = []
            for (number, graph) in graphs.enumerated() {
                if number % graphsPerFilling == 0 { try world.fill(rows: rows, using: &generator) }
                let start: GraphDatabase.Start = (0..<graph.nodes).map { _ in
                    switch Int.random(in: 0..<12, using: &generator) {
                    case 0: nil
                    case 1...5: []
                    default: Set((0..<2).map { _ in Int.random(in: 0..<rows, using: &generator) })
                    }
                }
                let expected = world.expectedClosure(of: start, over: graph)
                if try world.closure(of: start, over: graph) != expected {
                    failures.append("\(graph), from \(start)")
                }
            }
            return failures
        }
        #expect(failures.isEmpty)
    }
}
