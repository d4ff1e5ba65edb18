/// What runs while a fixture is loaded, such as the expression of an index, and what it uses. Pure.
package struct LoadTimeUses: Sendable {
    package typealias Object = DependencyGraph.Object

    /// `pg_depend`, and what the words of string bodies say of the routines that run.
    package let graph: DependencyGraph
    /// Indexes, partitioned tables (for their keys), CHECK constraints, generated columns, materialized views
    /// by their rules, statistics.
    package let evaluated: Set<Object>

    package init(graph: DependencyGraph, evaluated: Set<Object>) {
        self.graph = graph
        self.evaluated = evaluated
    }

    /// Of what runs, that which would fail without `missing`.
    ///
    /// - Complexity: O(objects + dependencies).
    package func broken(without missing: Set<Object>) -> Set<Object> {
        var seen = missing
        var worklist = Array(missing)
        var broken: Set<Object> = []
        while let object = worklist.popLast() {
            var next = graph.dependents[object, default: []].map(\.object)
            if object.catalog == SystemCatalog.rule {
                // A view is what its rule says.
                next += graph.referenced[object, default: []].filter { $0.kind == .internal }.map(\.object)
            }
            for object in next where seen.insert(object).inserted {
                if evaluated.contains(object) { broken.insert(object) }
                worklist.append(object)
            }
        }
        return broken
    }
}
