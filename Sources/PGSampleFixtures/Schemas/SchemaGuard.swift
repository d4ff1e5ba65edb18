import PGSampleLibPQ
import PGSampleSQL

/// Sees to it that a load into schemas of a test's own touches nothing else in the database.
///
/// What a file does is not read from its text: a transaction's locks and the rows that it wrote into the
/// catalog say it, whichever way a name was resolved. A row that went into somebody else's table, a view on
/// one, a function beside the test's schemas: all are seen before the transaction is committed, and undone.
struct SchemaGuard {
    let schemas: [String]
    /// What bodies name by the schemas' old names, and the fixture does not have.
    let namesNotCreated: [QualifiedName]
    let title: String
    private let namesBefore: String

    /// - Parameter session: The one that will load, outside of a transaction.
    init(_ session: Session, schemas: [String], namesNotCreated: [QualifiedName], title: String) throws {
        self.schemas = schemas
        self.namesNotCreated = namesNotCreated
        self.title = title
        let names = try session.query("SELECT nspname FROM pg_catalog.pg_namespace").textRows()
        namesBefore = names.compactMap { $0[0].map { Literal.string($0) } }.joined(separator: ", ")
    }

    /// - Parameter session: In the transaction that has loaded.
    /// - Throws: ``FixtureError`` with `.isolationUnavailable`, `DatabaseError`.
    func check(_ session: Session) throws {
        try checkBodies(session)
        let queries = [Self.touchedRelations(outside: ours)] + writtenObjects
        let found = try session.query(queries.joined(separator: "\nUNION ALL\n") + "\nLIMIT 1")
        guard found.rowCount > 0 else { return }
        throw SchemaRecipe.unavailable(
            title,
            because:
                "it uses or makes something outside of its own schemas (\(found[0, 0] ?? "")), and nothing of it "
                + "was kept")
    }

    /// A body is read when it runs, so that no lock tells what it will find.
    ///
    /// - Throws: As ``check(_:)``.
    private func checkBodies(_ session: Session) throws {
        guard !namesNotCreated.isEmpty else { return }
        let list = namesNotCreated.map {
            "(\(Literal.string($0.schema.name)), \(Literal.string($0.name.name)))"
        }
        .joined(separator: ", ")
        // Columns: a relation, routine or type of such a name that is no extension's, described. 13 and later.
        let parts = [
            ("pg_class", "relname", "relnamespace"), ("pg_proc", "proname", "pronamespace"),
            ("pg_type", "typname", "typnamespace"),
        ].map { catalog, name, namespace in
            """
            SELECT pg_catalog.pg_describe_object(o.tableoid, o.oid, 0)
            FROM pg_catalog.\(catalog) o JOIN pg_catalog.pg_namespace n ON n.oid = o.\(namespace)
            WHERE (n.nspname, o.\(name)) IN (\(list)) AND NOT EXISTS (
                SELECT FROM pg_catalog.pg_depend d WHERE d.classid = o.tableoid AND d.objid = o.oid
                    AND d.deptype = 'e')
            """
        }
        let found = try session.query(parts.joined(separator: "\nUNION ALL\n") + "\nLIMIT 1")
        guard found.rowCount > 0 else { return }
        throw SchemaRecipe.unavailable(
            title,
            because:
                "a function of it names something that it lacks and that the database has outside of the "
                + "fixture's schemas (\(found[0, 0] ?? ""))")
    }

    private var ours: String { schemas.map { Literal.string($0) }.joined(separator: ", ") }

    /// Relations that the transaction has locked, and so has read, written or referred to; temporary ones,
    /// the system's and extensions' aside. 13 and later.
    private static func touchedRelations(outside ours: String) -> String {
        """
        SELECT pg_catalog.pg_describe_object(c.tableoid, c.oid, 0)
        FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_class c ON c.oid = l.relation
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE l.locktype = 'relation' AND l.pid = pg_catalog.pg_backend_pid() AND l.database = (
                SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
            AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND n.nspname NOT IN (\(ours))
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = c.tableoid AND d.objid = c.oid
                AND d.deptype = 'e')
        """
    }

    /// What the transaction has made or altered that is no relation. 13 and later.
    private var writtenObjects: [String] {
        let byNamespace = [
            ("pg_proc", "pronamespace"), ("pg_type", "typnamespace"), ("pg_operator", "oprnamespace"),
            ("pg_opclass", "opcnamespace"), ("pg_opfamily", "opfnamespace"),
            ("pg_collation", "collnamespace"), ("pg_conversion", "connamespace"),
            ("pg_ts_config", "cfgnamespace"), ("pg_ts_dict", "dictnamespace"),
        ].map { catalog, namespace in
            """
            SELECT pg_catalog.pg_describe_object(o.tableoid, o.oid, 0)
            FROM pg_catalog.\(catalog) o JOIN pg_catalog.pg_namespace n ON n.oid = o.\(namespace)
            WHERE o.xmin = pg_catalog.pg_current_xact_id()::xid AND n.nspname !~ '^pg_' AND n.nspname NOT IN (\(ours))
            """
        }
        let ofDatabase = ["pg_extension", "pg_event_trigger", "pg_publication"].map { catalog in
            """
            SELECT pg_catalog.pg_describe_object(o.tableoid, o.oid, 0) FROM pg_catalog.\(catalog) o
            WHERE o.xmin = pg_catalog.pg_current_xact_id()::xid
            """
        }
        // One that stepped aside for a moment has been written too, but it was there before.
        let namespaces = """
            SELECT pg_catalog.pg_describe_object(o.tableoid, o.oid, 0) FROM pg_catalog.pg_namespace o
            WHERE o.xmin = pg_catalog.pg_current_xact_id()::xid AND o.nspname !~ '^pg_'
                AND o.nspname NOT IN (\(ours), \(namesBefore))
            """
        return byNamespace + ofDatabase + [namespaces]
    }
}
