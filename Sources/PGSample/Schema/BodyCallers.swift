import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

/// The relations of a source whose definitions call functions that the server knows as texts, in which names
/// without a schema are looked for by the search path at the time of the call.
///
/// A function with a path of its own is none of them, nor one whose body the server has read (`BEGIN
/// ATOMIC`). Functions that others call are theirs to find.
struct BodyCallers: Sendable {
    /// Tables and materialized views with such a call in an index, a constraint, a column or statistics.
    private(set) var relations: Set<QualifiedName> = []
    /// Those of them whose function is in SQL, by number. The planner puts its body in the place of the call
    /// for every statement on the table, be it of an index that the statement has no use for.
    private(set) var inlining: Set<ObjectID> = []
    /// Those of them with such a call in a generated column, which is looked into when the table is made.
    private(set) var generating: Set<QualifiedName> = []
    /// Whether the key of a partitioned table has such a call, which is looked into whenever the table is
    /// opened.
    private var arePartitionKeys = false

    /// One query, of the system catalog alone.
    static func read(_ session: Session) throws -> BodyCallers {
        let atomic = session.serverVersion >= 14_00_00 ? "AND p.prosqlbody IS NULL" : ""
        let result = try session.query(
            """
            WITH body AS MATERIALIZED (
                SELECT p.oid, l.lanname = 'sql' AS is_sql
                FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_language l ON l.oid = p.prolang
                WHERE l.lanname NOT IN ('c', 'internal') AND p.oid >= 16384 \(atomic)
                AND NOT EXISTS (
                    SELECT FROM pg_catalog.unnest(p.proconfig) AS c (setting)
                    WHERE pg_catalog.starts_with(c.setting, 'search_path='))
            ), owner AS MATERIALIZED (
                SELECT d.classid, d.objid, body.is_sql
                FROM body JOIN pg_catalog.pg_depend d ON d.refobjid = body.oid
                WHERE d.refclassid = 'pg_catalog.pg_proc'::regclass
                UNION ALL
                SELECT d.classid, d.objid, body.is_sql
                FROM body JOIN pg_catalog.pg_operator o ON o.oprcode = body.oid
                JOIN pg_catalog.pg_depend d ON d.refobjid = o.oid
                WHERE d.refclassid = 'pg_catalog.pg_operator'::regclass
            ), relation AS (
                SELECT objid AS oid, is_sql FROM owner WHERE classid = 'pg_catalog.pg_class'::regclass
                UNION ALL
                SELECT i.indrelid, is_sql FROM pg_catalog.pg_index i JOIN owner ON owner.objid = i.indexrelid
                WHERE owner.classid = 'pg_catalog.pg_class'::regclass
                UNION ALL
                SELECT s.stxrelid, is_sql FROM pg_catalog.pg_statistic_ext s JOIN owner ON owner.objid = s.oid
                WHERE owner.classid = 'pg_catalog.pg_statistic_ext'::regclass
                UNION ALL
                SELECT a.adrelid, is_sql FROM pg_catalog.pg_attrdef a JOIN owner ON owner.objid = a.oid
                WHERE owner.classid = 'pg_catalog.pg_attrdef'::regclass
                UNION ALL
                SELECT c.conrelid, is_sql FROM pg_catalog.pg_constraint c JOIN owner ON owner.objid = c.oid
                WHERE owner.classid = 'pg_catalog.pg_constraint'::regclass
            )
            SELECT c.oid, n.nspname, c.relname, pg_catalog.bool_or(is_sql),
                EXISTS (SELECT FROM owner WHERE classid = 'pg_catalog.pg_class'::regclass AND objid = c.oid)
                    AND c.relkind = 'p',
                EXISTS (
                    SELECT FROM pg_catalog.pg_attrdef d
                    JOIN owner ON owner.objid = d.oid AND owner.classid = 'pg_catalog.pg_attrdef'::regclass
                    JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
                    WHERE d.adrelid = c.oid AND a.attgenerated <> '')
            FROM relation JOIN pg_catalog.pg_class c ON c.oid = relation.oid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'm')
            GROUP BY c.oid, n.nspname, c.relname, c.relkind
            """
        )
        var callers = BodyCallers()
        for row in 0..<result.rowCount {
            let name = QualifiedName(
                schema: Identifier(try result.text(row, 1)), name: Identifier(try result.text(row, 2)))
            callers.relations.insert(name)
            if try result.bool(row, 3) { callers.inlining.insert(try result.objectID(row, 0)) }
            if try result.bool(row, 4) { callers.arePartitionKeys = true }
            if try result.bool(row, 5) { callers.generating.insert(name) }
        }
        return callers
    }

    /// Whether a statement of the fixture's schema has to find what such functions name.
    ///
    /// All others run under an empty path, for which `pg_dump` writes them: under another one, names of the
    /// server's own functions and operators may mean somebody else's (`a && b` that of the extension intarray).
    func areLookedInto(by statement: SchemaStatement) -> Bool {
        if arePartitionKeys { return true }
        switch statement.kind {
        case .table:
            return statement.name.map(generating.contains) ?? false
        case .index, .exclusion, .check:
            return statement.owner.map(relations.contains) ?? false
        case .primaryKey, .unique, .foreignKey, .notNull, .indexAttach, .partitionAttach:
            // They have no expression; but the server plans their work, or compares constraints.
            return !relations.isEmpty
        default: return false
        }
    }
}
