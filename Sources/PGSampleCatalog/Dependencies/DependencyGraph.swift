/// What depends on what among the objects of a database, as `pg_depend` has it.
///
/// Objects are whole: a column's dependencies are its relation's (PostgreSQL documentation, 53.18
/// "pg_depend").
package struct DependencyGraph: Sendable {
    /// An object of any kind: its catalog and its id there.
    package struct Object: Sendable, Hashable, Comparable {
        package var catalog: ObjectID
        package var id: ObjectID

        package init(catalog: ObjectID, id: ObjectID) {
            self.catalog = catalog
            self.id = id
        }

        package static func < (a: Self, b: Self) -> Bool { (a.catalog, a.id) < (b.catalog, b.id) }
    }

    /// `pg_depend.deptype`, as far as the difference matters here.
    package enum Kind: Sendable {
        /// Dropped with the referenced object only by CASCADE.
        case normal
        /// Dropped with the referenced object; also the kinds of partitions.
        case automatic
        /// Part of the referenced object's own implementation, which cannot go without it.
        case `internal`
    }

    package struct Edge: Sendable {
        package var kind: Kind
        package var object: Object
    }

    /// By dependent object: what it refers to.
    package private(set) var referenced: [Object: [Edge]] = [:]
    /// By referenced object: what depends on it.
    package private(set) var dependents: [Object: [Edge]] = [:]

    package init() {}

    package mutating func insert(_ dependent: Object, dependsOn object: Object, _ kind: Kind) {
        guard dependent != object else { return }
        referenced[dependent, default: []].append(Edge(kind: kind, object: object))
        dependents[object, default: []].append(Edge(kind: kind, object: dependent))
    }

    /// The members of extensions and what belongs to a member: row types, rules, indexes, constraints, which
    /// `pg_depend` does not list as members of their own.
    package func withParts(of members: [Object: ObjectID]) -> [Object: ObjectID] {
        var all = members
        var worklist = Array(members)
        while let (object, owner) = worklist.popLast() {
            for edge in dependents[object, default: []] where edge.kind != .normal && all[edge.object] == nil
            {
                all[edge.object] = owner
                worklist.append((edge.object, owner))
            }
        }
        return all
    }

    /// What depends on `members` and is not among them.
    package func users(of members: Set<Object>) -> Set<Object> {
        var users: Set<Object> = []
        for member in members {
            for edge in dependents[member, default: []]
            where edge.object.catalog != SystemCatalog.extension && !members.contains(edge.object) {
                users.insert(edge.object)
            }
        }
        return users
    }

    /// The foreign keys of others to tables among `members`.
    ///
    /// - Parameters:
    ///   - members: Members of extensions.
    ///   - checks: The CHECK constraints among all constraints, which may read a member's row type.
    package func foreignKeys(to members: [Object: ObjectID], checks: Set<Object>) -> Set<Object> {
        let tables = members.keys.filter { $0.catalog == SystemCatalog.relation }
        return Set(
            tables.flatMap { dependents[$0, default: []] }.filter {
                $0.kind == .normal && $0.object.catalog == SystemCatalog.constraint
                    && members[$0.object] == nil && !checks.contains($0.object)
            }.map(\.object)
        )
    }

    /// What CREATE TABLE of `relations` cannot do without: types of columns, defaults, checks, and all that
    /// these need.
    ///
    /// - Parameters:
    ///   - checks: The CHECK constraints among all constraints.
    ///   - members: Members of extensions: what they need comes with their extension.
    package func writtenInside(
        _ relations: Set<ObjectID>, checks: Set<Object>, members: [Object: ObjectID]
    ) -> Set<Object> {
        var inside = Set(relations.map { Object(catalog: SystemCatalog.relation, id: $0) })
        var worklist = Array(inside)
        while let object = worklist.popLast() {
            guard members[object] == nil else { continue }
            var next = referenced[object, default: []].map(\.object)
            if object.catalog == SystemCatalog.relation || object.catalog == SystemCatalog.type {
                next += dependents[object, default: []].map(\.object).filter {
                    $0.catalog == SystemCatalog.columnDefault || checks.contains($0)
                }
            }
            for object in next where inside.insert(object).inserted { worklist.append(object) }
        }
        return inside
    }
}

/// The ids of the system catalogs that objects are told apart by; they are the same in every database.
package enum SystemCatalog {
    package static let relation: ObjectID = 1259
    package static let routine: ObjectID = 1255
    package static let type: ObjectID = 1247
    package static let constraint: ObjectID = 2606
    package static let columnDefault: ObjectID = 2604
    package static let `operator`: ObjectID = 2617
    package static let namespace: ObjectID = 2615
    package static let rule: ObjectID = 2618
    package static let trigger: ObjectID = 2620
    package static let policy: ObjectID = 3256
    package static let statistics: ObjectID = 3381
    package static let `extension`: ObjectID = 3079
}
