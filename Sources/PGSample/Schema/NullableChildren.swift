import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

/// Columns that may be NULL in a table and not in one that it inherits from, as PostgreSQL allows up to 17.
///
/// `pg_dump` has no statement for that: a child made by its script is NOT NULL where its parent is, and refuses the
/// rows.
struct NullableChildren: Sendable {
    private var columns: [QualifiedName: [Identifier]] = [:]

    /// One query, of the system catalog alone. Columns: schema, table, column.
    static func read(_ session: Session) throws -> NullableChildren {
        let result = try session.query(
            """
            SELECT DISTINCT n.nspname, c.relname, a.attname
            FROM pg_catalog.pg_inherits i
                JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND NOT c.relispartition AND c.relkind = 'r'
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                JOIN pg_catalog.pg_attribute p ON p.attrelid = i.inhparent AND p.attname = a.attname
            WHERE p.attnotnull AND NOT a.attnotnull
            ORDER BY 1, 2, 3
            """
        )
        var children = NullableChildren()
        for row in 0..<result.rowCount {
            children.columns[try result.name(row, 0, 1), default: []].append(
                Identifier(try result.text(row, 2)))
        }
        return children
    }

    /// What makes a table's columns as they are in the source, when it has just been made. 18 and later do not allow
    /// it; there the rows load that have no NULL.
    func corrections(of table: QualifiedName?) -> [String] {
        guard let table else { return [] }
        return columns[table, default: []].map { column in
            let block = """

                BEGIN
                    IF pg_catalog.current_setting('server_version_num')::pg_catalog.int4 < 180000 THEN
                        ALTER TABLE ONLY \(table.sql) ALTER COLUMN \(column.sql) DROP NOT NULL;
                    END IF;
                END

                """
            return "DO \(Literal.dollarQuoted(block))"
        }
    }
}
