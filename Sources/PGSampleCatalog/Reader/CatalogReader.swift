package import PGSampleLibPQ
import PGSampleSQL

/// Reads a ``Catalog`` in a fixed number of set-based queries, whatever the number of tables.
///
/// Runs inside the caller's transaction, under `search_path = pg_catalog`, and needs no right but CONNECT.
/// Every query holds for PostgreSQL 13 to 18; what one release has and another lacks is chosen by the
/// server's version.
package struct CatalogReader {
    let session: Session

    package init(_ session: Session) {
        self.session = session
    }

    /// - Throws: `DatabaseError`.
    /// - Complexity: eleven queries; O(tables + columns + keys) rows.
    package func read() throws -> Catalog {
        let columns = try readColumns()
        let keys = try readUniqueKeys()
        let relations = try readRelations(columns: columns, keys: keys)
        let schemas = try readSchemas()
        let unsampled = try readUnsampled()
        return Catalog(
            relations: relations,
            foreignKeys: try readForeignKeys(),
            sequences: try readSequences(of: relations),
            materializedViews: try readMaterializedViews(),
            extensions: try readExtensions(),
            schemas: schemas.users,
            stagingSchemas: schemas.staging,
            hasLargeObjects: unsampled.hasLargeObjects,
            publications: unsampled.publications
        )
    }

    /// The tables by name, without columns and keys, and the schemas: enough to tell which tables a plan is
    /// going to lock, and nothing else.
    ///
    /// - Throws: `DatabaseError`.
    /// - Complexity: two queries; O(tables) rows.
    package func readTables() throws -> Catalog {
        let schemas = try readSchemas()
        return Catalog(
            relations: try readRelations(columns: [:], keys: [:]), foreignKeys: [], sequences: [],
            materializedViews: [], extensions: [], schemas: schemas.users, stagingSchemas: schemas.staging,
            hasLargeObjects: false
        )
    }

    /// Schemas that belong to users, as a condition on `n`. The server reserves names that begin with `pg_`
    /// for itself. Schemas in which runs stage their samples carry a comment that begins with
    /// ``stagingMark``.
    ///
    /// An array, because it is made once a query: the comment of a schema is looked up by a query of its own,
    /// which the planner would run for each table of the schema, or for each column.
    package static let isUserSchema = """
        n.oid = ANY (ARRAY(
            SELECT u.oid FROM pg_catalog.pg_namespace u
            WHERE u.nspname <> 'information_schema' AND left(u.nspname, 3) <> 'pg_' AND NOT \(isStaging("u"))))
        """
    static let isStagingSchema = isStaging("n")

    private static func isStaging(_ schema: String) -> String {
        "coalesce(pg_catalog.starts_with(pg_catalog.obj_description(\(schema).oid, 'pg_namespace'), '\(stagingMark)'), false)"
    }

    /// What the comment of a staging schema begins with.
    package static let stagingMark = "pg-sample staging "

    /// Whether an object is part of an extension (PostgreSQL documentation, 53.18 "pg_depend": deptype `e`).
    static func isExtensionMember(_ object: String, of catalog: String = "pg_class") -> String {
        """
        EXISTS (SELECT FROM pg_depend e
                WHERE e.classid = '\(catalog)'::regclass AND e.objid = \(object) AND e.deptype = 'e')
        """
    }

    /// Columns: relation, number, name, type as SQL, type category, whether its values' order depends on
    /// collations (jsonb compares its texts in the database's), NOT NULL, generated, reg* type.
    private func readColumns() throws -> [ObjectID: [Column]] {
        let result = try session.query(
            """
            SELECT a.attrelid, a.attnum, a.attname, format_type(a.atttypid, -1), t.typcategory,
                   a.attcollation <> 0 OR 'jsonb'::regtype IN (t.oid, t.typbasetype), a.attnotnull, a.attgenerated <> '',
                   t.typnamespace = 'pg_catalog'::regnamespace AND t.typname LIKE 'reg%'
            FROM pg_attribute a
                JOIN pg_class c ON c.oid = a.attrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace
                JOIN pg_type t ON t.oid = a.atttypid
            WHERE c.relkind IN ('r', 'p', 'f') AND a.attnum > 0 AND NOT a.attisdropped AND \(Self.isUserSchema)
            ORDER BY a.attrelid, a.attnum
            """
        )
        var columns: [ObjectID: [Column]] = [:]
        for row in 0..<result.rowCount {
            let category = try result.text(row, 4).first ?? "U"
            let isObjectReference = try result.bool(row, 8)
            let column = Column(
                number: try result.integer(row, 1),
                name: Identifier(try result.text(row, 2)),
                type: ColumnType(
                    sql: try result.text(row, 3),
                    category: category,
                    ordersByText: try result.bool(row, 5) || isObjectReference || "ACR".contains(category),
                    isObjectReference: isObjectReference
                ),
                isNotNull: try result.bool(row, 6),
                isGenerated: try result.bool(row, 7)
            )
            columns[try result.objectID(row, 0), default: []].append(column)
        }
        return columns
    }

    /// Columns: relation, column numbers, primary, all NOT NULL. Only whole, valid, plain unique indexes.
    private func readUniqueKeys() throws -> [ObjectID: [UniqueKey]] {
        let result = try session.query(
            """
            SELECT i.indrelid, array_to_string((i.indkey::int2[])[0:i.indnkeyatts - 1], ','), i.indisprimary
            FROM pg_index i
                JOIN pg_class c ON c.oid = i.indrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL AND c.relkind IN ('r', 'p')
                AND \(Self.isUserSchema)
                AND NOT EXISTS (
                    SELECT FROM pg_attribute a
                    WHERE a.attrelid = i.indrelid AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])
                        AND NOT a.attnotnull)
            """
        )
        var keys: [ObjectID: [UniqueKey]] = [:]
        for row in 0..<result.rowCount {
            let numbers = try result.text(row, 1).split(separator: ",").compactMap { Int($0) }
            keys[try result.objectID(row, 0), default: []].append(
                UniqueKey(columns: numbers, isPrimary: try result.bool(row, 2))
            )
        }
        return keys
    }

    /// Columns: oid, schema, name, kind, unlogged, partition parent, access method, extension member,
    /// readable, partitioned by the hash of an enum, of a domain over one or of an array of one.
    private func readRelations(
        columns: [ObjectID: [Column]], keys: [ObjectID: [UniqueKey]]
    ) throws -> [Relation] {
        let result = try session.query(
            """
            SELECT c.oid, n.nspname, c.relname, c.relkind, c.relpersistence = 'u',
                   (SELECT i.inhparent FROM pg_inherits i WHERE c.relispartition AND i.inhrelid = c.oid LIMIT 1),
                   am.amname, \(Self.isExtensionMember("c.oid")),
                   has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT'),
                   c.relkind = 'p' AND EXISTS (
                       SELECT FROM pg_partitioned_table p
                           JOIN pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = ANY (p.partattrs::int2[])
                           JOIN pg_type t ON t.oid = a.atttypid
                           LEFT JOIN pg_type e ON e.oid IN (t.typbasetype, t.typelem)
                       WHERE p.partrelid = c.oid AND p.partstrat = 'h' AND 'e' IN (t.typtype, e.typtype))
            FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace
                LEFT JOIN pg_am am ON am.oid = c.relam
            WHERE c.relkind IN ('r', 'p', 'f') AND \(Self.isUserSchema)
            """
        )
        var relations: [Relation] = []
        for row in 0..<result.rowCount {
            let id = try result.objectID(row, 0)
            let kind = try result.text(row, 3)
            guard let kind = kind.first.flatMap(Relation.Kind.init(rawValue:)) else { continue }
            relations.append(
                Relation(
                    id: id,
                    name: try result.name(row, 1, 2),
                    kind: kind,
                    isUnlogged: try result.bool(row, 4),
                    partitionParent: try result.objectIDIfPresent(row, 5),
                    isHashPartitionedByEnum: try result.bool(row, 9),
                    accessMethod: result[row, 6],
                    isExtensionMember: try result.bool(row, 7),
                    isReadable: try result.bool(row, 8),
                    columns: columns[id, default: []],
                    orderingKey: Self.orderingKey(of: keys[id, default: []])
                )
            )
        }
        return relations.sorted { $0.name < $1.name }
    }

    /// The primary key, else the unique key whose columns stand first in the table.
    static func orderingKey(of keys: [UniqueKey]) -> UniqueKey? {
        keys.min { a, b in
            a.isPrimary != b.isPrimary ? a.isPrimary : a.columns.lexicographicallyPrecedes(b.columns)
        }
    }
}
