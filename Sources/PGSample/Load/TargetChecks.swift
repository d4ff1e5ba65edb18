import PGSampleCatalog
import PGSampleFixtureFile
import PGSampleLibPQ
import PGSampleSQL

/// What is asked of a target before a file is loaded into it.
struct TargetChecks {
    let session: Session
    let plan: RelocationPlan

    /// An object that the target has of its own: in the schemas that are loaded into if some get new names, else in the
    /// whole database. nil when it has none.
    func firstObject() throws -> QualifiedName? {
        let schemas = plan.map.isEmpty ? nil : plan.usedSchemas.map { plan.map[$0] ?? $0 }
        let list = schemas.map { $0.map { Literal.string($0.name) }.joined(separator: ", ") }
        let scope = list.map { "n.nspname IN (\($0.isEmpty ? "NULL" : $0))" } ?? "true"
        // Columns: a relation, routine or type that is no extension's and no part of another. 13 and later.
        let parts = [
            ("pg_class", "relname", "relnamespace", "o.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')"),
            ("pg_proc", "proname", "pronamespace", "true"),
            ("pg_type", "typname", "typnamespace", "o.typtype IN ('d', 'e', 'r')"),
        ].map { catalog, name, namespace, condition in
            """
            SELECT n.nspname, o.\(name) FROM pg_catalog.\(catalog) o JOIN pg_catalog.pg_namespace n ON n.oid = o.\(namespace)
            WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND \(condition) AND \(scope)
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = o.tableoid AND d.objid = o.oid
                    AND d.deptype IN ('e', 'i'))
            """
        }
        let found = try session.query(parts.joined(separator: "\nUNION ALL\n") + "\nORDER BY 1, 2 LIMIT 1")
        return found.rowCount == 0 ? nil : try found.name(0, 0, 1)
    }

    /// The locks that the server's table has room for, all sessions together (PostgreSQL documentation, 20.12
    /// "max_locks_per_transaction").
    func lockCapacity() throws -> Int {
        try session.query(
            """
            SELECT pg_catalog.current_setting('max_locks_per_transaction')::int8
                * (pg_catalog.current_setting('max_connections')::int8
                    + pg_catalog.current_setting('max_prepared_transactions')::int8)
            """
        ).integer(0, 0)
    }
}
