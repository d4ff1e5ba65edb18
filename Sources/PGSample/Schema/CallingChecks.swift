import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

/// The CHECK constraints of tables that call functions of users, which rows of a sample may not meet although all
/// rows of the source do.
///
/// PostgreSQL takes for granted that a CHECK looks at its own row alone (PostgreSQL documentation, 5.4.1 "Check
/// Constraints"). A function looks at whatever it likes: at rows that are not in the sample, or not yet. So the
/// fixture makes such a table without them, and adds them when all is there.
struct CallingChecks: Sendable {
    struct Check: Sendable, Hashable {
        var table: QualifiedName
        var name: Identifier
        /// As `pg_get_constraintdef` has it, with every name qualified.
        var definition: String
        /// Whether the table's own statement has it. A child's has not what it inherits alone; a partition's has.
        var isWritten: Bool
        /// Whether the parent's constraint brings it.
        var isInherited: Bool

        var removal: String { "ALTER TABLE \(table.sql) DROP CONSTRAINT \(name.sql)" }
        var addition: String { "ALTER TABLE \(table.sql) ADD CONSTRAINT \(name.sql) \(definition) NOT VALID" }
    }

    private var checks: [QualifiedName: [Check]] = [:]

    /// One query, of the system catalog alone. Columns: schema, table, constraint, definition, written with the table,
    /// inherited.
    static func read(_ session: Session) throws -> CallingChecks {
        let result = try session.query(
            """
            WITH routine AS MATERIALIZED (
                SELECT p.oid FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_language l ON l.oid = p.prolang
                WHERE l.lanname NOT IN ('c', 'internal') AND p.oid >= 16384
            ), caller AS (
                SELECT d.objid FROM routine JOIN pg_catalog.pg_depend d ON d.refobjid = routine.oid
                WHERE d.refclassid = 'pg_catalog.pg_proc'::regclass AND d.classid = 'pg_catalog.pg_constraint'::regclass
                UNION
                SELECT d.objid
                FROM routine JOIN pg_catalog.pg_operator o ON o.oprcode = routine.oid
                    JOIN pg_catalog.pg_depend d ON d.refobjid = o.oid
                WHERE d.refclassid = 'pg_catalog.pg_operator'::regclass AND d.classid = 'pg_catalog.pg_constraint'::regclass
            )
            SELECT n.nspname, r.relname, c.conname, pg_catalog.pg_get_constraintdef(c.oid),
                   c.conislocal OR r.relispartition, c.coninhcount > 0 AND (r.relispartition OR NOT c.conislocal)
            FROM caller
                JOIN pg_catalog.pg_constraint c ON c.oid = caller.objid
                JOIN pg_catalog.pg_class r ON r.oid = c.conrelid
                JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
            WHERE c.contype = 'c' AND c.convalidated
            ORDER BY c.conname
            """
        )
        var all = CallingChecks()
        for row in 0..<result.rowCount {
            let check = Check(
                table: try result.name(row, 0, 1), name: Identifier(try result.text(row, 2)),
                definition: try result.text(row, 3), isWritten: try result.bool(row, 4),
                isInherited: try result.bool(row, 5))
            all.checks[check.table, default: []].append(check)
        }
        return all
    }

    /// Takes in which of them have statements of their own, as when their function needs the type of the table.
    mutating func settle(_ statements: [SchemaStatement], isLeftOut: (SchemaStatement) -> Bool) {
        for statement in statements where statement.kind == .check && contains(statement) {
            guard let table = statement.owner else { continue }
            for index in of(table).indices where of(table)[index].name == statement.identifier {
                checks[table]?[index].isWritten = false
            }
            if isLeftOut(statement) { checks[table]?.removeAll { $0.name == statement.identifier } }
        }
    }

    /// Those of a table, by name.
    func of(_ table: QualifiedName?) -> [Check] { table.map { checks[$0, default: []] } ?? [] }

    /// Whether a statement adds one of them, or is about one.
    func contains(_ statement: SchemaStatement) -> Bool {
        guard [.check, .constraint].contains(statement.objectKind) else { return false }
        return of(statement.owner).contains { $0.name == statement.identifier }
    }
}
