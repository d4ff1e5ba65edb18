import PGSampleLibPQ
import PGSampleSQL

extension CatalogReader {
    /// Columns: oid, schema, name, populated, extension member. Populated are those that can be filled again:
    /// a view that reads, at any remove, from a materialized view that is empty cannot (as `pg_dump` has it,
    /// in `buildMatViewRefreshDependencies`).
    func readMaterializedViews() throws -> [MaterializedView] {
        let result = try session.query(
            """
            WITH RECURSIVE reads (view, relation) AS (
                SELECT r.ev_class, d.refobjid
                FROM pg_rewrite r
                    JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
                WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid <> r.ev_class
            ), reaches (view, relation) AS (
                SELECT c.oid, reads.relation FROM pg_class c JOIN reads ON reads.view = c.oid WHERE c.relkind = 'm'
                UNION
                SELECT reaches.view, reads.relation FROM reaches JOIN reads ON reads.view = reaches.relation
            )
            SELECT c.oid, n.nspname, c.relname,
                   c.relispopulated AND NOT EXISTS (
                       SELECT FROM reaches JOIN pg_class m ON m.oid = reaches.relation
                       WHERE reaches.view = c.oid AND m.relkind = 'm' AND NOT m.relispopulated),
                   \(Self.isExtensionMember("c.oid"))
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'm' AND \(Self.isUserSchema)
            """
        )
        var views: [MaterializedView] = []
        for row in 0..<result.rowCount {
            views.append(
                MaterializedView(
                    id: try result.objectID(row, 0),
                    name: try result.name(row, 1, 2),
                    isPopulated: try result.bool(row, 3),
                    isExtensionMember: try result.bool(row, 4)
                )
            )
        }
        return views.sorted { $0.name < $1.name }
    }

    /// Columns: oid, name, schema, whether a database owner may create it (`trusted` came with 13).
    func readExtensions() throws -> [Extension] {
        let result = try session.query(
            """
            SELECT e.oid, e.extname, n.nspname,
                   coalesce((SELECT v.trusted OR NOT v.superuser FROM pg_available_extension_versions v
                             WHERE v.name = e.extname AND v.version = e.extversion LIMIT 1), false)
            FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
            """
        )
        var extensions: [Extension] = []
        for row in 0..<result.rowCount {
            extensions.append(
                Extension(
                    id: try result.objectID(row, 0),
                    name: Identifier(try result.text(row, 1)),
                    schema: Identifier(try result.text(row, 2)),
                    ownerMayCreate: try result.bool(row, 3)
                )
            )
        }
        return extensions.sorted { $0.name < $1.name }
    }

    /// Columns: name, whether runs stage their samples in it.
    func readSchemas() throws -> (users: [Identifier], staging: [Identifier]) {
        let result = try session.query(
            """
            SELECT n.nspname, \(Self.isStagingSchema) FROM pg_namespace n
            WHERE \(Self.isUserSchema) OR \(Self.isStagingSchema)
            """
        )
        var schemas: (users: [Identifier], staging: [Identifier]) = ([], [])
        for row in 0..<result.rowCount {
            let name = Identifier(try result.text(row, 0))
            if try result.bool(row, 1) { schemas.staging.append(name) } else { schemas.users.append(name) }
        }
        return (schemas.users.sorted(), schemas.staging.sorted())
    }

    /// Columns: the name of a publication, nil in one more row if there are large objects.
    func readUnsampled() throws -> (hasLargeObjects: Bool, publications: [Identifier]) {
        let result = try session.query(
            """
            SELECT pubname FROM pg_publication
            UNION ALL
            SELECT NULL WHERE EXISTS (SELECT FROM pg_largeobject_metadata)
            """
        )
        let names = (0..<result.rowCount).map { result[$0, 0] }
        return (names.contains(nil), names.compactMap { $0.map { Identifier($0) } }.sorted())
    }
}
