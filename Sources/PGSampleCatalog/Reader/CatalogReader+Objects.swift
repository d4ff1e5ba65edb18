import PGSampleLibPQ
import PGSampleSQL

extension CatalogReader {
    /// Two queries. Columns: sequence, schema, name, start, increment, minimum, maximum; then sequence,
    /// relation, column of identity and owning columns (deptypes `i` and `a`) and of defaults that name the
    /// sequence.
    func readSequences() throws -> [Sequence] {
        let result = try session.query(
            """
            SELECT c.oid, n.nspname, c.relname, s.seqstart, s.seqincrement, s.seqmin, s.seqmax
            FROM pg_sequence s
                JOIN pg_class c ON c.oid = s.seqrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE \(Self.isUserSchema) AND NOT \(Self.isExtensionMember("c.oid"))
            """
        )
        let drawing = try readDrawingColumns()
        var sequences: [Sequence] = []
        for row in 0..<result.rowCount {
            let id = try result.objectID(row, 0)
            sequences.append(
                Sequence(
                    id: id,
                    name: try result.name(row, 1, 2),
                    start: try result.int64(row, 3),
                    increment: try result.int64(row, 4),
                    minimum: try result.int64(row, 5),
                    maximum: try result.int64(row, 6),
                    drawingColumns: drawing[id, default: []].sorted()
                )
            )
        }
        return sequences.sorted { $0.name < $1.name }
    }

    /// By sequence: columns that own it, and those whose default draws from it, be it the default of their domain or
    /// by way of a function whose body the server has read (`BEGIN ATOMIC`).
    private func readDrawingColumns() throws -> [ObjectID: Set<ColumnReference>] {
        let result = try session.query(
            """
            SELECT d.objid, d.refobjid, d.refobjsubid
            FROM pg_depend d JOIN pg_sequence s ON s.seqrelid = d.objid
            WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
                AND d.deptype IN ('i', 'a') AND d.refobjsubid > 0
            UNION
            SELECT d.refobjid, ad.adrelid, ad.adnum
            FROM pg_depend d
                JOIN pg_attrdef ad ON ad.oid = d.objid
                JOIN pg_sequence s ON s.seqrelid = d.refobjid
            WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass
            UNION
            SELECT used.refobjid, ad.adrelid, ad.adnum
            FROM pg_depend d
                JOIN pg_attrdef ad ON ad.oid = d.objid
                JOIN pg_depend used ON used.classid = 'pg_proc'::regclass AND used.objid = d.refobjid
                JOIN pg_sequence s ON s.seqrelid = used.refobjid
            WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_proc'::regclass
                AND used.refclassid = 'pg_class'::regclass
            UNION
            SELECT d.refobjid, a.attrelid, a.attnum
            FROM pg_depend d
                JOIN pg_sequence s ON s.seqrelid = d.refobjid
                JOIN pg_attribute a ON a.atttypid = d.objid AND NOT a.atthasdef AND a.attnum > 0 AND NOT a.attisdropped
                JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
            WHERE d.classid = 'pg_type'::regclass AND d.refclassid = 'pg_class'::regclass
            """
        )
        var columns: [ObjectID: Set<ColumnReference>] = [:]
        for row in 0..<result.rowCount {
            columns[try result.objectID(row, 0), default: []].insert(
                ColumnReference(relation: try result.objectID(row, 1), column: try result.integer(row, 2))
            )
        }
        return columns
    }

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
