import PGSampleCatalog
import PGSampleSQL

/// Decides which tables a run samples, by which rule and in which order. Pure: a catalog and options in, a
/// plan out.
struct SamplingPlanner {
    /// The one table access method whose row addresses are known to hold.
    static let heap = "heap"

    let catalog: Catalog
    let options: SamplingOptions

    /// - Throws: ``PGSampleError``: a pattern that matches nothing, a table that cannot be read or has no
    ///   addresses.
    func plan() throws(PGSampleError) -> SamplingPlan {
        let roots = catalog.relations.filter { $0.partitionParent == nil && !$0.isExtensionMember }
        try checkPatterns(roots)
        let selected = roots.filter { isSelected($0.name) && $0.kind != .foreign }
        let tables = selected.map { relation in
            SamplingPlan.Table(
                relation: relation,
                storage: catalog.storage(of: relation.id),
                tree: catalog.partitionTree(of: relation.id).map(\.name),
                treeIDs: catalog.partitionTree(of: relation.id).map(\.id),
                rule: options.limits.rule(schema: relation.name.schema.name, table: relation.name.name.name)
                    .rule,
                ordering: RowOrdering(of: relation)
            )
        }
        try checkAccess(tables)
        let included = Set(tables.map(\.relation.id))
        let (followed, omitted) = sortOut(included)
        for key in followed { try checkPartitions(of: key) }
        let ordered = Self.inLoadOrder(tables, followed, catalog)
        let circularKeys = options.isDataOnly ? circularKeys(ordered, followed) : []
        return SamplingPlan(
            tables: ordered,
            foreignKeys: followed,
            omittedForeignKeys: omitted,
            omittedRelations: roots.filter { !included.contains($0.id) }
                .flatMap { catalog.partitionTree(of: $0.id) },
            diagnostics: (diagnostics(roots, omitted) + circularKeys).sorted()
        )
    }

    private func isSelected(_ name: QualifiedName) -> Bool {
        let (schema, table) = (name.schema.name, name.name.name)
        return (options.schemas.isEmpty || options.schemas.contains { $0.matches(schema) })
            && !options.excludedTables.contains { $0.matches(schema: schema, table: table) }
    }

    private func checkPatterns(_ roots: [Relation]) throws(PGSampleError) {
        let unmatched = options.unmatchedPatterns(
            schemas: catalog.schemas.map(\.name),
            tables: Self.names(roots)
        )
        guard let first = unmatched.first else { return }
        let named = catalog.relations.first { relation in
            relation.partitionParent != nil
                && [relation.name.name.name, "\(relation.name.schema.name).\(relation.name.name.name)"]
                    .contains(first.pattern)
        }
        if let named, let root = catalog.root(of: named.id) {
            throw PGSampleError(
                code: .unknownTable, message: "a pattern names the partition", object: named.name.sql,
                reason: "a partitioned table is sampled as a whole",
                remedy: "Name the table that it is a partition of: \(root.name.sql)."
            )
        }
        if let error = PGSampleError(unmatched: unmatched) { throw error }
    }

    private func checkAccess(_ tables: [SamplingPlan.Table]) throws(PGSampleError) {
        let unreadable = tables.flatMap { catalog.partitionTree(of: $0.relation.id) }.filter {
            !$0.isReadable
        }
        .map(\.name.sql)
        guard unreadable.isEmpty else {
            throw PGSampleError(
                code: .permissionDenied,
                message: unreadable.count == 1 ? "no right to read the table" : "no right to read the tables",
                object: unreadable.joined(separator: ", "),
                reason:
                    "SELECT on the whole table and USAGE on its schema are needed; a grant on columns is not enough",
                sqlState: "42501",
                remedy: "GRANT SELECT ON \(unreadable.joined(separator: ", ")) TO the role, "
                    + "or leave it out with --exclude-table."
            )
        }
        for relation in tables.flatMap(\.storage)
        where relation.kind == .foreign || relation.accessMethod != Self.heap {
            let table = catalog.root(of: relation.id)?.name ?? relation.name
            throw PGSampleError(
                code: .unsupportedTable, message: "rows cannot be told apart by address in the relation",
                object: relation.name.sql,
                reason: relation.kind == .foreign
                    ? "it is a foreign table"
                    : "its access method is \(relation.accessMethod ?? "unknown"), not heap",
                remedy:
                    "Leave \(table == relation.name ? "it" : "its table") out: --exclude-table '\(table.sql)'."
            )
        }
    }

    /// The foreign keys between included tables, and those that the fixture cannot keep.
    private func sortOut(_ included: Set<ObjectID>) -> (followed: [ForeignKey], omitted: [ForeignKey]) {
        var followed: [ForeignKey] = []
        var omitted: [ForeignKey] = []
        for key in catalog.foreignKeys {
            guard let child = catalog.root(of: key.child), let parent = catalog.root(of: key.parent),
                included.contains(child.id)
            else { continue }
            if included.contains(parent.id) {
                followed.append(key)
            } else {
                // Of an extension's table, too: CREATE EXTENSION makes neither the rows that users have added nor,
                // if they have added it to the extension, the table.
                omitted.append(key)
            }
        }
        return (followed, omitted)
    }

    /// A foreign key of a single partition, or to one, holds where rows are loaded only if they come to lie in
    /// the same partitions.
    private func checkPartitions(of key: ForeignKey) throws(PGSampleError) {
        for id in [key.child, key.parent] where catalog.partitionDependsOnServer(id) {
            guard let partition = catalog.relation(id), let root = catalog.root(of: id) else { continue }
            throw PGSampleError(
                code: .unsupportedTable,
                message: "the foreign key \(key.name.sql) may not hold where the fixture is loaded",
                object: partition.name.sql,
                reason:
                    "it is of this partition alone, and rows are put into partitions by the hash of an enum, "
                    + "which differs from database to database",
                remedy: "Define it on the whole table \(root.name.sql), or leave that out: --exclude-table."
            )
        }
    }

    /// - Parameter readings: By table, others whose rows have to be there when its own are loaded.
    static func inLoadOrder(
        _ tables: [SamplingPlan.Table], _ keys: [ForeignKey], _ catalog: Catalog,
        readings: [ObjectID: Set<ObjectID>] = [:]
    ) -> [SamplingPlan.Table] {
        let position = Dictionary(uniqueKeysWithValues: tables.enumerated().map { ($1.relation.id, $0) })
        var parents = Array(repeating: [Int](), count: tables.count)
        for key in keys {
            guard let child = catalog.root(of: key.child).flatMap({ position[$0.id] }),
                let parent = catalog.root(of: key.parent).flatMap({ position[$0.id] })
            else { continue }
            parents[child].append(parent)
        }
        for (reader, read) in readings {
            guard let child = catalog.root(of: reader).flatMap({ position[$0.id] }) else { continue }
            parents[child] += read.compactMap { catalog.root(of: $0).flatMap { position[$0.id] } }
        }
        return LoadOrder.parentsFirst(count: tables.count, parents: parents).map { tables[$0] }
    }

    private func diagnostics(_ roots: [Relation], _ omitted: [ForeignKey]) -> [Diagnostic] {
        let keys = omitted.compactMap { key -> Diagnostic? in
            guard let child = catalog.relation(key.child), let parent = catalog.relation(key.parent) else {
                return nil
            }
            return Diagnostic(
                "the foreign key \(key.name.sql) of \(child.name.sql) is left out: \(parent.name.sql) is not in the sample"
            )
        }
        let foreign = roots.filter { $0.kind == .foreign && isSelected($0.name) }.map {
            Diagnostic("the foreign table \($0.name.sql) is left out: its rows are on another server")
        }
        return keys + foreign + objectReferences(roots) + shadowedRules(roots)
            + (catalog.hasLargeObjects ? [Self.largeObjects] : [])
    }

    private func shadowedRules(_ roots: [Relation]) -> [Diagnostic] {
        options.limits.shadowedEntries(tables: Self.names(roots)).map { rule in
            Diagnostic(
                "the limit \"\(rule.entry)\" decides for no table: \"\(rule.by)\" comes before it, and the first "
                    + "pattern that matches a table decides"
            )
        }
    }

    private static func names(_ relations: [Relation]) -> [(schema: String, table: String)] {
        relations.map { (schema: $0.name.schema.name, table: $0.name.name.name) }
    }

    /// Columns whose values name objects, which need not be in the fixture.
    private func objectReferences(_ roots: [Relation]) -> [Diagnostic] {
        guard !roots.allSatisfy({ isSelected($0.name) }) else { return [] }
        return roots.filter { isSelected($0.name) }.flatMap { relation in
            relation.columns.filter(\.type.isObjectReference).map {
                Diagnostic(
                    "\(relation.name.sql).\($0.name.sql) is of type \($0.type.sql): a value that names an object which is "
                        + "left out does not load"
                )
            }
        }
    }

    private static let largeObjects = Diagnostic(
        "large objects are left out: columns of type oid that refer to them lead nowhere in the fixture"
    )
}

extension SamplingPlan {
    /// Every relation whose structure must hold still, sorted.
    var lockedRelations: [QualifiedName] { tables.flatMap(\.tree).sorted() }

    /// The foreign keys of each table and of its partitions, by the table's id, in the plan's order.
    func foreignKeysByTable(_ catalog: Catalog) -> [ObjectID: [ForeignKey]] {
        Dictionary(grouping: foreignKeys) { catalog.root(of: $0.child)?.id ?? $0.child }
    }
}
