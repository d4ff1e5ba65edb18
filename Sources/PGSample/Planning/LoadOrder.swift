/// Puts tables in an order in which, cycles aside, every parent comes before its children.
///
/// The order depends on the graph and the nodes' numbers alone: among tables that are free to come next the
/// lowest number comes first, and so it does within a cycle.
enum LoadOrder {
    /// - Parameters:
    ///   - count: Nodes are numbered `0 ..< count`.
    ///   - parents: For each node the nodes that it refers to; self references and repetitions are allowed.
    /// - Returns: Every node once, parents first.
    /// - Complexity: O(nodes + edges), by Tarjan's strongly connected components (SIAM J. Comput. 1(2),
    ///   1972), with a stack of its own instead of recursion.
    static func parentsFirst(count: Int, parents: [[Int]]) -> [Int] {
        var search = ComponentSearch(count: count, parents: parents.map { $0.sorted() })
        for node in 0..<count where search.index[node] == nil {
            search.visit(node)
        }
        return search.order
    }

    private struct ComponentSearch {
        let parents: [[Int]]
        var index: [Int?]
        var lowLink: [Int]
        var isOnStack: [Bool]
        var stack: [Int] = []
        var next = 0
        var order: [Int] = []

        init(count: Int, parents: [[Int]]) {
            self.parents = parents
            index = Array(repeating: nil, count: count)
            lowLink = Array(repeating: 0, count: count)
            isOnStack = Array(repeating: false, count: count)
        }

        mutating func visit(_ start: Int) {
            var path: [(node: Int, nextParent: Int)] = []
            enter(start, &path)
            while let (node, position) = path.last {
                if position < parents[node].count {
                    path[path.count - 1].nextParent += 1
                    let parent = parents[node][position]
                    if let parentIndex = index[parent] {
                        if isOnStack[parent] { lowLink[node] = min(lowLink[node], parentIndex) }
                    } else {
                        enter(parent, &path)
                    }
                } else {
                    path.removeLast()
                    if let child = path.last?.node { lowLink[child] = min(lowLink[child], lowLink[node]) }
                    if lowLink[node] == index[node] { closeComponent(of: node) }
                }
            }
        }

        private mutating func enter(_ node: Int, _ path: inout [(node: Int, nextParent: Int)]) {
            index[node] = next
            lowLink[node] = next
            next += 1
            stack.append(node)
            isOnStack[node] = true
            path.append((node, 0))
        }

        private mutating func closeComponent(of node: Int) {
            var members: [Int] = []
            repeat {
                let member = stack.removeLast()
                isOnStack[member] = false
                members.append(member)
            } while members.last != node
            order += members.sorted()
        }
    }
}
