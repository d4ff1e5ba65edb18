/// A directed graph on a few nodes as a matrix of bits: bit `child * nodes + parent` is an edge.
struct DirectedGraph: Hashable, Sendable {
    let nodes: Int
    let bits: UInt32

    func hasEdge(_ child: Int, _ parent: Int) -> Bool {
        bits & (1 << UInt32(child * nodes + parent)) != 0
    }

    /// Every graph on `nodes` nodes, self loops included.
    static func all(nodes: Int) -> [DirectedGraph] {
        (0..<(UInt32(1) << UInt32(nodes * nodes))).map { DirectedGraph(nodes: nodes, bits: $0) }
    }

    /// One graph of each shape: the one whose bits are the smallest number among all its numberings.
    static func shapes(nodes: Int) -> [DirectedGraph] {
        let orders = permutations(of: Array(0..<nodes))
        var isSeen = Array(repeating: false, count: 1 << (nodes * nodes))
        return all(nodes: nodes).filter { graph in
            guard !isSeen[Int(graph.bits)] else { return false }
            for order in orders { isSeen[Int(graph.renumbered(order).bits)] = true }
            return true
        }
    }

    private func renumbered(_ order: [Int]) -> DirectedGraph {
        var renumbered: UInt32 = 0
        for child in 0..<nodes {
            for parent in 0..<nodes where hasEdge(child, parent) {
                renumbered |= 1 << UInt32(order[child] * nodes + order[parent])
            }
        }
        return DirectedGraph(nodes: nodes, bits: renumbered)
    }

    private static func permutations(of items: [Int]) -> [[Int]] {
        guard let last = items.last else { return [[]] }
        return permutations(of: Array(items.dropLast())).flatMap { shorter in
            (0...shorter.count).map { position in
                var longer = shorter
                longer.insert(last, at: position)
                return longer
            }
        }
    }
}

extension DirectedGraph: CustomStringConvertible {
    var description: String {
        let edges = (0..<nodes).flatMap { child in
            (0..<nodes).filter { hasEdge(child, $0) }.map { "t\(child)->t\($0)" }
        }
        return "\(nodes) tables, \(edges.isEmpty ? "no keys" : edges.joined(separator: " "))"
    }
}
