/// Decides which objects a fixture's schema leaves out because tables are left out. Pure.
package struct ObjectSelection {
    package typealias Object = DependencyGraph.Object

    package let graph: DependencyGraph
    /// Tables, with their partitions, that are not in the sample.
    package let omittedRelations: Set<ObjectID>
    /// Tables, with their partitions, that are.
    package let includedRelations: Set<ObjectID>
    /// Members of extensions, which come with CREATE EXTENSION and are never left out one by one.
    package let extensionMembers: Set<Object>

    /// What runs while the fixture is loaded; it is left out when it could not run.
    package let uses: LoadTimeUses
    /// Members of extensions that are left out.
    package let missingMembers: Set<Object>
    /// Objects that stay whatever schemas were asked for.
    package let alwaysKept: Set<Object>

    package init(
        graph: DependencyGraph, omittedRelations: Set<ObjectID>, includedRelations: Set<ObjectID>,
        extensionMembers: Set<Object>, alwaysKept: Set<Object> = [], uses: LoadTimeUses? = nil,
        missingMembers: Set<Object> = []
    ) {
        self.uses = uses ?? LoadTimeUses(graph: graph, evaluated: [])
        self.missingMembers = missingMembers
        self.graph = graph
        self.alwaysKept = alwaysKept
        self.omittedRelations = omittedRelations
        self.includedRelations = includedRelations
        self.extensionMembers = extensionMembers
    }

    /// Tables of the sample that cannot be created without what is left out: they inherit from a table of
    /// it, have a column of its row type or of another type, or are partitioned by an operator class.
    package struct Conflict: Error, Sendable, Hashable {
        package var relations: Set<ObjectID>
        /// What they need, a table for its row type. Empty if they need it at some remove only.
        package var missing: Set<Object>
    }

    /// - Parameters:
    ///   - objects: Objects to leave out besides the tables.
    ///   - schemas: The namespaces that were asked for, nil for all. With them, an object elsewhere stays
    ///     only if something that stays needs it.
    /// - Returns: Every object to leave out.
    /// - Throws: ``Conflict``.
    /// - Complexity: O(objects + dependencies).
    package func omissions(of objects: Set<Object> = [], schemas: Set<ObjectID>?) throws(Conflict) -> Set<
        Object
    > {
        let tables = omittedRelations.map { Object(catalog: SystemCatalog.relation, id: $0) }
        var omitted = withBroken(cascade(from: objects.union(tables)))
        if let schemas {
            let kept = needed(by: roots(in: schemas), without: omitted)
            let all = Set(graph.referenced.keys).union(graph.dependents.keys)
                .filter { $0.catalog != SystemCatalog.extension }
            omitted = withBroken(
                cascade(from: omitted.union(all.subtracting(kept).subtracting(extensionMembers))))
        }
        let lost = omitted.filter {
            $0.catalog == SystemCatalog.relation && includedRelations.contains($0.id)
        }
        guard lost.isEmpty else {
            throw Conflict(
                relations: Set(lost.map(\.id)),
                missing: Set(lost.flatMap { missing(for: $0, without: omitted) }).subtracting(lost))
        }
        return omitted
    }

    /// What `relation` refers to itself, of what is left out.
    private func missing(for relation: Object, without omitted: Set<Object>) -> Set<Object> {
        Set(graph.referenced[relation, default: []].map(\.object).filter(omitted.contains).map(owner))
    }

    /// The element's type of an array, the table of a row type.
    private func owner(of object: Object) -> Object {
        let whole = graph.referenced[object, default: []].first { $0.kind == .internal }
        return whole.map { owner(of: $0.object) } ?? object
    }

    /// With what could not run without the objects that are left out, though the server would let it be.
    private func withBroken(_ omitted: Set<Object>) -> Set<Object> {
        var omitted = omitted
        while true {
            let broken = uses.broken(without: omitted.union(missingMembers)).subtracting(omitted)
                .subtracting(extensionMembers)
            guard !broken.isEmpty else { return omitted }
            // A materialized view goes as a whole, not its rule alone.
            let views = broken.filter { $0.catalog == SystemCatalog.rule }.flatMap { rule in
                graph.referenced[rule, default: []].filter { $0.kind == .internal }.map(\.object)
            }
            omitted = cascade(from: omitted.union(broken).union(views))
        }
    }

    /// Everything that DROP … CASCADE would drop with `objects`, with two differences: dropping a column's
    /// default does not drop what the default is internal to, and an owned sequence stays while a default of
    /// an included table still draws from it (``isStillUsed(_:_:)``).
    private func cascade(from objects: Set<Object>) -> Set<Object> {
        var omitted = objects
        var worklist = Array(objects)
        while let object = worklist.popLast() {
            var next = graph.dependents[object, default: []].map(\.object).filter {
                !isStillUsed($0, omitted)
            }
            if object.catalog == SystemCatalog.constraint {
                // The constraint of a domain is written inside CREATE DOMAIN.
                next += graph.referenced[object, default: []].map(\.object).filter {
                    $0.catalog == SystemCatalog.type && isDomainConstraint(object)
                }
            }
            if object.catalog != SystemCatalog.columnDefault {
                next += graph.referenced[object, default: []].filter { $0.kind == .internal }.map(\.object)
            }
            for object in next where !extensionMembers.contains(object) && omitted.insert(object).inserted {
                worklist.append(object)
            }
        }
        return omitted
    }

    /// Whether a constraint belongs to a domain: then it goes with its type, else with its relation.
    private func isDomainConstraint(_ constraint: Object) -> Bool {
        !graph.referenced[constraint, default: []].contains {
            $0.kind == .automatic && $0.object.catalog == SystemCatalog.relation
        }
    }

    /// Whether a sequence that a table owns feeds a default of a table that stays.
    private func isStillUsed(_ object: Object, _ omitted: Set<Object>) -> Bool {
        // A table's own defaults are no users of it.
        guard object.catalog == SystemCatalog.relation, !includedRelations.contains(object.id) else {
            return false
        }
        return graph.dependents[object, default: []].contains { edge in
            edge.object.catalog == SystemCatalog.columnDefault && !omitted.contains(edge.object)
                && graph.referenced[edge.object, default: []].contains {
                    $0.object.catalog == SystemCatalog.relation && includedRelations.contains($0.object.id)
                }
        }
    }

    /// The objects of the schemas that were asked for.
    private func roots(in schemas: Set<ObjectID>) -> Set<Object> {
        var roots = alwaysKept
        for schema in schemas {
            let namespace = Object(catalog: SystemCatalog.namespace, id: schema)
            roots.insert(namespace)
            roots.formUnion(graph.dependents[namespace, default: []].map(\.object))
        }
        return roots.union(includedRelations.map { Object(catalog: SystemCatalog.relation, id: $0) })
    }

    /// `objects`, their parts, and what all of these refer to.
    private func needed(by objects: Set<Object>, without omitted: Set<Object>) -> Set<Object> {
        var kept = objects.subtracting(omitted)
        var worklist = Array(kept)
        while let object = worklist.popLast() {
            var next = uses.graph.referenced[object, default: []].map(\.object)
            next += graph.dependents[object, default: []].filter { $0.kind != .normal }.map(\.object)
            if object.catalog == SystemCatalog.relation {
                next += graph.dependents[object, default: []].map(\.object).filter(Self.isPartOfRelation)
            }
            for object in next where !omitted.contains(object) && kept.insert(object).inserted {
                worklist.append(object)
            }
        }
        return kept
    }

    private static func isPartOfRelation(_ object: Object) -> Bool {
        [
            SystemCatalog.constraint, SystemCatalog.columnDefault, SystemCatalog.trigger,
            SystemCatalog.policy,
            SystemCatalog.statistics,
        ].contains(object.catalog)
    }
}
