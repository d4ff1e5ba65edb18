import PGSampleFixtureFile
import PGSampleLibPQ
import PGSampleSQL

/// The schemas in which the extensions of a fixture live, which belong into a test's search path.
///
/// Without them a comparison of two `citext` would silently be one of two `text`. With them a name that the
/// test's own schemas lack is looked for there too: so a schema that holds anything but extensions' objects is
/// refused, and no table of somebody else's is ever found by accident.
struct ExtensionHomes: Sendable {
    /// The advisory lock of those who make an extension: `fx homes` in ASCII, as a number.
    private static let lockKey = 7_383_687_221_992_056_179

    let space: SchemaSpace
    let extensions: [NeededExtension]
    let title: String

    /// - Returns: Each schema once, in the order of the extensions.
    /// - Throws: ``FixtureError`` with `.isolationUnavailable`, `DatabaseError`.
    func find() async throws -> [Identifier] {
        guard !extensions.isEmpty else { return [] }
        return try await space.administration.run { session in
            if space.isOurs { try create(session) }
            let found = try installed(session)
            var homes: [Identifier] = []
            for needed in extensions {
                let home = try home(of: needed, found)
                if home.name != "pg_catalog", !homes.contains(home) { homes.append(home) }
            }
            try requireNothingElse(in: homes, session)
            return homes
        }
    }

    /// In a database of our own an extension is made by whoever needs it first.
    private func create(_ session: Session) throws {
        let found = try installed(session)
        let missing = extensions.filter { found[$0.name] == nil }
        guard !missing.isEmpty else { return }
        var statements = ["BEGIN", "SELECT pg_catalog.pg_advisory_xact_lock(\(Self.lockKey))"]
        for needed in missing {
            let schema = needed.schema ?? SchemaPlace.publicSchema
            statements.append("CREATE SCHEMA IF NOT EXISTS \(schema.sql)")
            statements.append("CREATE EXTENSION IF NOT EXISTS \(needed.name.sql) WITH SCHEMA \(schema.sql)")
        }
        do {
            try session.execute((statements + ["COMMIT"]).joined(separator: ";\n"))
        } catch {
            // The error at hand is the one to tell.
            try? session.execute("ROLLBACK")
            throw error
        }
    }

    /// Columns: extension, its schema. 13 and later.
    private func installed(_ session: Session) throws -> [Identifier: Identifier] {
        let list = extensions.map { Literal.string($0.name.name) }.joined(separator: ", ")
        let rows = try session.query(
            """
            SELECT e.extname, n.nspname FROM pg_catalog.pg_extension e
                JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
            WHERE e.extname IN (\(list))
            """
        ).textRows().map { (Identifier($0[0] ?? ""), Identifier($0[1] ?? "")) }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    private func home(of needed: NeededExtension, _ found: [Identifier: Identifier]) throws -> Identifier {
        let name = needed.name.sql
        guard let home = found[needed.name] else {
            let schema = needed.schema.map { " WITH SCHEMA \($0.sql)" } ?? ""
            throw SchemaRecipe.unavailable(
                title,
                because:
                    "it needs the extension \(name), which is one for the whole database \"\(space.database)\" and "
                    + "not there: run CREATE EXTENSION \(name)\(schema) in it once")
        }
        guard needed.schema == nil || needed.schema == home else {
            throw SchemaRecipe.unavailable(
                title,
                because:
                    "it needs the extension \(name) in schema \(needed.schema?.sql ?? ""), and in database "
                    + "\"\(space.database)\" it lives in schema \(home.sql)")
        }
        return home
    }

    /// Columns: a relation, routine, type or operator that is no extension's, described; its schema. 13 and
    /// later.
    private func requireNothingElse(in homes: [Identifier], _ session: Session) throws {
        guard !homes.isEmpty else { return }
        let list = homes.map { Literal.string($0.name) }.joined(separator: ", ")
        let isArray = "EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.typarray = o.oid)"
        let parts = [
            ("pg_class", "relnamespace", "o.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c')"),
            ("pg_proc", "pronamespace", "true"),
            ("pg_type", "typnamespace", "o.typtype IN ('b', 'd', 'e', 'r') AND NOT \(isArray)"),
            ("pg_operator", "oprnamespace", "true"),
        ].map { catalog, namespace, condition in
            """
            SELECT pg_catalog.pg_describe_object(o.tableoid, o.oid, 0), n.nspname
            FROM pg_catalog.\(catalog) o JOIN pg_catalog.pg_namespace n ON n.oid = o.\(namespace)
            WHERE n.nspname IN (\(list)) AND \(condition)
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = o.tableoid AND d.objid = o.oid
                    AND d.deptype IN ('e', 'i'))
            """
        }
        let found = try session.query(parts.joined(separator: "\nUNION ALL\n") + "\nLIMIT 1")
        guard found.rowCount > 0 else { return }
        let home = Identifier(found[0, 1] ?? "").sql
        throw SchemaRecipe.unavailable(
            title,
            because:
                "an extension that it needs lives in schema \(home) of database \"\(space.database)\", which "
                + "holds more than extensions (\(found[0, 0] ?? "")): a name that is missing in the fixture would "
                + "be found there. Name a database whose schema \(home) is empty but for extensions")
    }
}
