import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

/// Reads what the shapes of the staging tables depend on and the plan does not say, in two set-based queries.
///
/// Runs under `search_path = pg_catalog`, so that every name in a definition is qualified. Both queries hold
/// for PostgreSQL 13 to 18.
struct StagedTableReader {
    let session: Session
    let source: SampledSource

    /// - Parameter withUniqueness: Whether the tables' indexes are going to be built.
    /// - Returns: One staging table for each table of the plan, in its order.
    /// - Throws: ``StagingObstacle`` for a shape that cannot be staged, `DatabaseError`.
    func read(in schema: Identifier, withUniqueness: Bool = true) throws -> [StagedTable] {
        let columns = try readColumns()
        let uniqueness = withUniqueness ? try readUniqueness() : [:]
        return try source.plan.tables.enumerated().map { index, table in
            let id = table.relation.id
            let needed = neededColumns(table)
            let staged = StagedTable(
                table, number: index + 1, in: schema,
                columns: columns[id, default: []].filter {
                    needed.stored.contains($0.name) || needed.native.contains($0.name) || $0.isKey
                }.map { column in
                    StagedColumn(
                        name: column.name,
                        storage: column.storage(
                            isNative: column.isKey || needed.native.contains(column.name))
                    )
                },
                uniqueness: uniqueness[id, default: []]
            )
            guard staged.width <= StagedTable.maximumColumns else {
                throw StagingObstacle(
                    reason: "\(table.name.sql) has \(columns[id, default: []].count) columns, "
                        + "and a staging table needs one more")
            }
            return staged
        }
    }

    /// Columns that are written, and those that keep their type: of foreign keys, of the order, of sequences.
    private func neededColumns(
        _ table: SamplingPlan.Table
    ) -> (stored: Set<Identifier>, native: Set<Identifier>) {
        var native: Set<Identifier> = []
        for key in source.plan.foreignKeys {
            if table.treeIDs.contains(key.child) { native.formUnion(key.columnPairs.map(\.childColumn)) }
            if table.treeIDs.contains(key.parent) { native.formUnion(key.columnPairs.map(\.parentColumn)) }
        }
        if case .key(let key) = table.ordering.basis { native.formUnion(key.map(\.name)) }
        let drawing = SequencePositions(catalog: source.catalog).drawingColumns(of: table)
        native.formUnion(drawing.map(\.column.name))
        return (Set(table.relation.storedColumns.map(\.name)), native)
    }

    // MARK: Columns

    private struct FoundColumn {
        var name: Identifier
        var type: String
        var collation: QualifiedName?
        /// The type under all domains, where it is PostgreSQL's own.
        var base: String?
        /// Whether a unique index or an exclusion constraint uses it, be it in an expression.
        var isKey: Bool

        func storage(isNative: Bool) -> StagedColumn.Storage {
            if isNative { return .native(type: type, collation: collation) }
            return base.map { .base(type: $0) } ?? .text
        }
    }

    /// The trees of the plan as two arrays: roots and members.
    private var treeParameters: [String] {
        let pairs = source.plan.tables.flatMap { table in table.treeIDs.map { (table.relation.id, $0) } }
        return [pairs.map(\.0), pairs.map(\.1)].map { ArrayText.of($0) }
    }

    /// The unique indexes and exclusion constraints of all relations of the trees.
    private static let trees = """
        tree (root, relation) AS (SELECT * FROM unnest($1::oid[], $2::oid[])),
        uniqueness AS (
            SELECT tree.root, i.indrelid, i.indexrelid, i.indkey::int2[] AS columns, i.indpred, con.oid AS con, con.contype
            FROM tree
                JOIN pg_index i ON i.indrelid = tree.relation
                LEFT JOIN pg_constraint con ON con.conindid = i.indexrelid AND con.contype IN ('p', 'u', 'x')
            WHERE (i.indisunique OR i.indisexclusion) AND i.indisvalid
        )
        """

    /// Columns: root, column, type, collation schema, collation, type under the domains if it is PostgreSQL's
    /// own and no name of an object, whether a unique index uses the column. The last one is asked of a hash,
    /// because EXISTS would go through the indexes of all tables for each column.
    private func readColumns() throws -> [ObjectID: [FoundColumn]] {
        let result = try session.query(
            """
            WITH RECURSIVE \(Self.trees), key_column (root, name) AS MATERIALIZED (
                SELECT u.root, a.attname
                FROM uniqueness u JOIN pg_attribute a ON a.attrelid = u.indrelid AND a.attnum = ANY (u.columns)
                UNION
                SELECT u.root, a.attname
                FROM uniqueness u
                    JOIN pg_depend d
                        ON (d.classid = 'pg_class'::regclass AND d.objid = u.indexrelid
                            OR d.classid = 'pg_constraint'::regclass AND d.objid = u.con)
                        AND d.refclassid = 'pg_class'::regclass AND d.refobjid = u.indrelid
                    JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
            ), base (type, oid) AS (
                SELECT DISTINCT a.atttypid, a.atttypid
                FROM tree JOIN pg_attribute a ON a.attrelid = tree.root WHERE a.attnum > 0 AND NOT a.attisdropped
                UNION ALL
                SELECT base.type, t.typbasetype FROM base JOIN pg_type t ON t.oid = base.oid WHERE t.typtype = 'd'
            )
            SELECT a.attrelid, a.attname, format_type(a.atttypid, -1), coln.nspname, col.collname,
                   CASE WHEN t.typnamespace = 'pg_catalog'::regnamespace AND t.typtype IN ('b', 'r', 'm')
                        AND t.typname !~ '^_?reg' THEN format_type(t.oid, -1) END,
                   (a.attrelid, a.attname) IN (SELECT root, name FROM key_column)
            FROM tree
                JOIN pg_attribute a ON a.attrelid = tree.root
                JOIN base ON base.type = a.atttypid
                JOIN pg_type t ON t.oid = base.oid AND t.typtype <> 'd'
                LEFT JOIN pg_collation col ON col.oid = a.attcollation
                LEFT JOIN pg_namespace coln ON coln.oid = col.collnamespace
            WHERE tree.root = tree.relation AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attrelid, a.attnum
            """, treeParameters
        )
        var columns: [ObjectID: [FoundColumn]] = [:]
        for row in 0..<result.rowCount {
            columns[try result.objectID(row, 0), default: []].append(
                FoundColumn(
                    name: Identifier(try result.text(row, 1)),
                    type: try result.text(row, 2),
                    collation: try result.nameIfPresent(row, 3, 4),
                    base: result[row, 5],
                    isKey: try result.bool(row, 6)
                )
            )
        }
        return columns
    }

    // MARK: What no two rows share

    /// Columns: root, relation, name of the relation, kind of constraint, its definition, the index's
    /// definition after the names, its condition, access method. What a partition's index has from its
    /// parent's is left out.
    private func readUniqueness() throws -> [ObjectID: [StagedTable.Uniqueness]] {
        let result = try session.query(
            """
            WITH \(Self.trees)
            SELECT u.root, u.indrelid, u.indrelid::regclass, u.contype, pg_get_constraintdef(u.con),
                   substr(pg_get_indexdef(u.indexrelid), 1 + length(
                       format('CREATE UNIQUE INDEX %I ON %s%I.%I', c.relname, CASE c.relkind WHEN 'I' THEN 'ONLY ' ELSE '' END,
                              n.nspname, r.relname))),
                   pg_get_expr(u.indpred, u.indrelid), am.amname
            FROM uniqueness u
                JOIN pg_class c ON c.oid = u.indexrelid
                JOIN pg_am am ON am.oid = c.relam
                JOIN pg_class r ON r.oid = u.indrelid
                JOIN pg_namespace n ON n.oid = r.relnamespace
            WHERE NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = u.indexrelid)
            ORDER BY u.root, r.relname COLLATE "C", c.relname COLLATE "C"
            """, treeParameters
        )
        var found: [ObjectID: [StagedTable.Uniqueness]] = [:]
        for row in 0..<result.rowCount {
            let (root, relation) = (try result.objectID(row, 0), try result.objectID(row, 1))
            let isWhole = root == relation
            let clause: StagedTable.Uniqueness.Clause
            if isWhole, let definition = result[row, 4] {
                clause = .constraint(Self.immediate(definition))
            } else if try result.text(row, 7) == "btree" {
                clause = try index(
                    try result.text(row, 5), condition: result[row, 6], of: try result.text(row, 2))
            } else {
                throw StagingObstacle(
                    reason: "the partition \(try result.text(row, 2)) has an exclusion constraint of its own")
            }
            found[root, default: []].append(
                StagedTable.Uniqueness(
                    clause: clause,
                    partitions: isWhole ? nil : source.catalog.storage(of: relation).map(\.id)
                )
            )
        }
        return found
    }

    /// Deferrable ones are no arbiters of ON CONFLICT.
    private static func immediate(_ definition: String) -> String {
        for suffix in [" DEFERRABLE INITIALLY DEFERRED", " DEFERRABLE"] where definition.hasSuffix(suffix) {
            return String(definition.dropLast(suffix.count))
        }
        return definition
    }

    private func index(
        _ rest: String, condition: String?, of relation: String
    ) throws -> StagedTable.Uniqueness.Clause {
        guard rest.hasPrefix(" USING ") else {
            throw StagingObstacle(reason: "the definition of an index of \(relation) cannot be read")
        }
        guard let condition else { return .index(rest, condition: nil) }
        for suffix in [" WHERE \(condition)", " WHERE (\(condition))"] where rest.hasSuffix(suffix) {
            return .index(String(rest.dropLast(suffix.count)), condition: "(\(condition))")
        }
        throw StagingObstacle(reason: "the condition of an index of \(relation) cannot be read")
    }
}
