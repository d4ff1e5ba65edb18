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

    /// By table, the other relations that its CHECKs, those of its columns' domains, and its generated columns
    /// read, by way of functions.
    ///
    /// - Parameter checks: The CHECK constraints among all constraints.
    /// - Complexity: O(CHECKs and generated columns · (objects + dependencies)).
    package func readings(checks: Set<Object>) -> [ObjectID: Set<ObjectID>] {
        var readings: [ObjectID: Set<ObjectID>] = [:]
        for part in evaluated where checks.contains(part) || part.catalog == SystemCatalog.columnDefault {
            let read = relations(
                readBy: graph.referenced[part, default: []].map(\.object).filter {
                    Self.isRead($0) && $0.catalog != SystemCatalog.relation
                })
            guard !read.isEmpty else { continue }
            for owner in owners(of: part) {
                readings[owner, default: []].formUnion(read.subtracting([owner]))
            }
        }
        return readings.filter { !$0.value.isEmpty }
    }

    /// By materialized view, the other relations that it reads, be it by way of views and functions.
    ///
    /// - Complexity: O(materialized views · (objects + dependencies)).
    package func viewReadings() -> [ObjectID: Set<ObjectID>] {
        var readings: [ObjectID: Set<ObjectID>] = [:]
        for rule in evaluated where rule.catalog == SystemCatalog.rule {
            let uses = graph.referenced[rule, default: []]
            for view in uses where view.kind == .internal && view.object.catalog == SystemCatalog.relation {
                let others = uses.map(\.object).filter { $0 != view.object }
                readings[view.object.id] = relations(readBy: others).subtracting([view.object.id])
            }
        }
        return readings
    }

    /// The relation of a part; of a domain's CHECK all relations with columns that are made of the domain.
    private func owners(of part: Object) -> Set<ObjectID> {
        var seen: Set<Object> = []
        var worklist = graph.referenced[part, default: []].filter { $0.kind != .normal }.map(\.object)
            .filter { [SystemCatalog.relation, SystemCatalog.type].contains($0.catalog) }
        while let object = worklist.popLast() {
            guard seen.insert(object).inserted else { continue }
            let dependents = graph.dependents[object, default: []]
            if object.catalog == SystemCatalog.type {
                worklist += dependents.map(\.object).filter {
                    [SystemCatalog.relation, SystemCatalog.type].contains($0.catalog)
                }
            } else if !graph.referenced[part, default: []].contains(where: { $0.object == object }) {
                // The type of a table's rows depends on the table, the relation of a composite type on the type.
                worklist += (dependents + graph.referenced[object, default: []])
                    .filter { $0.kind == .internal }.map(\.object).filter { $0.catalog == SystemCatalog.type }
            }
        }
        return Set(seen.filter { $0.catalog == SystemCatalog.relation }.map(\.id))
    }

    /// Whether reading goes on through an object.
    private static func isRead(_ object: Object) -> Bool {
        [SystemCatalog.relation, SystemCatalog.routine, SystemCatalog.operator, SystemCatalog.rule]
            .contains(object.catalog)
    }

    private func relations(readBy objects: [Object]) -> Set<ObjectID> {
        var seen: Set<Object> = []
        var worklist = objects.filter(Self.isRead)
        while let object = worklist.popLast() {
            guard seen.insert(object).inserted else { continue }
            if object.catalog == SystemCatalog.relation {
                // A view is what its rule says.
                worklist += graph.dependents[object, default: []].map(\.object)
                    .filter { $0.catalog == SystemCatalog.rule }
            } else {
                worklist += graph.referenced[object, default: []].map(\.object).filter(Self.isRead)
            }
        }
        return Set(seen.filter { $0.catalog == SystemCatalog.relation }.map(\.id))
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
