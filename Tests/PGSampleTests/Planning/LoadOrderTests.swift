import Testing

@testable import PGSample

/// The order of tables in the file, over every graph of up to four.
@Suite struct LoadOrderTests {
    private static func reachable(from start: Int, in graph: DirectedGraph) -> Set<Int> {
        var found: Set<Int> = [], worklist = [start]
        while let node = worklist.popLast() {
            for parent in 0..<graph.nodes where graph.hasEdge(node, parent) && found.insert(parent).inserted {
                worklist.append(parent)
            }
        }
        return found
    }

    @Test func `every table comes once, and after its parents unless they refer back to it`() {
        for graph in (1...3).flatMap(DirectedGraph.all) + DirectedGraph.shapes(nodes: 4) {
            let parents = (0..<graph.nodes).map { child in
                (0..<graph.nodes).filter { graph.hasEdge(child, $0) }
            }
            let order = LoadOrder.parentsFirst(count: graph.nodes, parents: parents)
            #expect(order.sorted() == Array(0..<graph.nodes), "\(graph)")
            for (position, child) in order.enumerated() {
                for parent in parents[child] where !Self.reachable(from: parent, in: graph).contains(child) {
                    #expect(order[..<position].contains(parent), "\(graph)")
                }
            }
        }
    }

    @Test func `a chain of a hundred thousand tables needs no deep stack`() {
        let count = 100_000
        let order = LoadOrder.parentsFirst(
            count: count, parents: (0..<count).map { $0 + 1 < count ? [$0 + 1] : [] })
        #expect(order == (0..<count).reversed())
    }
}
