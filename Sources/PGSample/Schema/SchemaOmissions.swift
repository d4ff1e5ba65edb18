import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

/// Which objects of the source the fixture's schema does not have, by name.
struct SchemaOmissions: Sendable {
    /// Objects by what `pg_identify_object` calls them.
    var objects: Set<NamedObject> = []
    /// Extensions that a database owner cannot create and that no table of the fixture is made with.
    var extensions: Set<Identifier> = []
    var diagnostics: [Diagnostic] = []

    /// Reads what is needed to decide, which for most sources is that nothing is left out.
    ///
    /// - Throws: ``PGSampleError`` when a table of the sample cannot exist without one that is left out.
    static func read(
        _ session: Session, _ facts: SourceFacts, catalog: Catalog, plan: SamplingPlan,
        options: SamplingOptions
    ) throws -> SchemaOmissions {
        let reader = DependencyReader(session)
        let superuserObjects = try reader.readSuperuserObjects()
        let hasForeignExtensions = catalog.extensions.contains { !$0.ownerMayCreate }
        guard
            !superuserObjects.isEmpty || !plan.omittedRelations.isEmpty || !options.schemas.isEmpty
                || hasForeignExtensions || catalog.relations.contains(where: \.isExtensionMember)
        else { return SchemaOmissions() }

        let checks = try reader.readChecks()
        let graph = try reader.readGraph()
        let uses = try reader.readUses(
            completing: graph, checks: checks, functionSearchPath: facts.functionSearchPath)
        let members = graph.withParts(of: try reader.readExtensionMembers())
        let included = Set(plan.tables.flatMap { catalog.partitionTree(of: $0.relation.id) }.map(\.id))
        let inline = uses.graph.writtenInside(included, checks: checks, members: members)
        let needed = neededExtensions(catalog, graph, members, inline)
        let unneeded = Set(members.filter { !needed.contains($0.value) }.keys)
        let namespaces = try reader.readNamespaces()
        let selection = ObjectSelection(
            graph: graph,
            omittedRelations: Set(plan.omittedRelations.filter { !$0.isExtensionMember }.map(\.id)),
            includedRelations: included,
            extensionMembers: Set(members.keys),
            alwaysKept: Set(
                catalog.extensions.filter { needed.contains($0.id) }.compactMap { namespaces[$0.schema] }
                    .map { DependencyGraph.Object(catalog: SystemCatalog.namespace, id: $0) }
            ),
            uses: uses, missingMembers: unneeded
        )
        let schemas: Set<ObjectID>? =
            options.schemas.isEmpty
            ? nil
            : Set(namespaces.filter { name, _ in options.schemas.contains { $0.matches(name.name) } }.values)
        do {
            let keys = graph.foreignKeys(to: members, checks: checks)
            let omitted = try selection.omissions(
                of: superuserObjects.union(graph.users(of: unneeded)).union(keys), schemas: schemas
            )
            return SchemaOmissions(
                objects: try reader.readNames(of: omitted),
                extensions: Set(catalog.extensions.filter { !needed.contains($0.id) }.map(\.name)),
                diagnostics: catalog.extensions.filter { needed.contains($0.id) && !$0.ownerMayCreate }.map {
                    Diagnostic(
                        "a table is made with the extension \($0.name.sql): before the fixture is loaded, "
                            + "a superuser must have created it"
                    )
                }
            )
        } catch let error as ObjectSelection.Conflict {
            throw conflict(error, catalog, missing: try reader.readNames(of: error.missing))
        }
    }

    /// Extensions that a database owner may create, those without which a table of the sample cannot be
    /// created, and what these require.
    private static func neededExtensions(
        _ catalog: Catalog, _ graph: DependencyGraph, _ members: [DependencyGraph.Object: ObjectID],
        _ inline: Set<DependencyGraph.Object>
    ) -> Set<ObjectID> {
        var needed = Set(catalog.extensions.filter(\.ownerMayCreate).map(\.id))
        needed.formUnion(inline.compactMap { members[$0] })
        var worklist = Array(needed)
        while let id = worklist.popLast() {
            let object = DependencyGraph.Object(catalog: SystemCatalog.extension, id: id)
            for edge in graph.referenced[object, default: []]
            where edge.object.catalog == SystemCatalog.extension {
                if needed.insert(edge.object.id).inserted { worklist.append(edge.object.id) }
            }
        }
        return needed
    }

    /// - Parameter missing: What the tables need and do not get.
    private static func conflict(
        _ conflict: ObjectSelection.Conflict, _ catalog: Catalog, missing: Set<NamedObject>
    ) -> PGSampleError {
        let tables = Set(conflict.relations.compactMap { catalog.root(of: $0)?.name }).sorted().map(\.sql)
        let isOne = tables.count == 1
        let names = missing.map { object in
            "the \(object.type) "
                + (object.schema.map { QualifiedName(schema: $0, name: object.name).sql } ?? object.name.sql)
        }.sorted().joined(separator: ", ")
        // Nothing else can be asked for.
        let areTables = !missing.isEmpty && missing.allSatisfy { $0.type == "table" }
        let patterns = tables.map { "--exclude-table '\($0)'" }.joined(separator: " ")
        return PGSampleError(
            code: .unsupportedTable,
            message: "cannot leave out what the sample needs: the \(isOne ? "table" : "tables")",
            object: tables.joined(separator: ", "),
            reason: "\(isOne ? "it is" : "they are") made with what is left out"
                + (areTables ? "" : " or only a superuser may create") + (names.isEmpty ? "" : ": \(names)"),
            remedy: areTables
                ? "Leave \(isOne ? "this table" : "these tables") out too, or take \(missing.count == 1 ? names : "these") in."
                : "Leave \(isOne ? "this table" : "these tables") out too: \(patterns)."
        )
    }
}
