import PGSampleCatalog
import PGSampleFixtureFile
import PGSampleLibPQ
import PGSampleSQL

/// Tells everybody that a target holds a part of a file only: a schema with nothing in it, whose name says so.
///
/// It is committed before the load begins and outlives whoever loads, however that ends.
struct IncompleteMark {
    private static let prefix = "incomplete load by pg-sample"
    /// Bytes of the longest name that PostgreSQL keeps whole.
    private static let maximumLength = 63

    private let session: Session
    /// The marks of this target: one for the whole database, or one for each schema that is loaded into under a new
    /// name.
    private let names: [Identifier]

    init(session: Session, plan: RelocationPlan) {
        self.session = session
        let schemas = plan.usedSchemas.map { plan.map[$0] ?? $0 }
        names = plan.map.isEmpty ? [Identifier(Self.prefix)] : Set(schemas.map(Self.name)).sorted()
    }

    private static func name(ofSchema schema: Identifier) -> Identifier {
        var name = "\(prefix): \(schema.name)"
        while name.utf8.count > maximumLength { name.unicodeScalars.removeLast() }
        return Identifier(name)
    }

    /// The mark that an earlier load has left, or somebody else's has set.
    func find() throws -> Identifier? {
        try names.first { name in
            try session.query("SELECT FROM pg_catalog.pg_namespace WHERE nspname = $1", [name.name]).rowCount
                > 0
        }
    }

    /// Marks the target.
    ///
    /// - Parameter file: What is going to be loaded, for whoever finds the mark.
    /// - Returns: The mark; nil when the role may not create schemas.
    func set(for file: String) throws -> Identifier? {
        let right = "pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')"
        guard try session.query("SELECT \(right)").bool(0, 0) else { return nil }
        for name in names {
            try session.execute("CREATE SCHEMA IF NOT EXISTS \(name.quoted)")
            let text = "A load of \(file) by pg-sample has begun and has not come to its end."
            try session.execute("COMMENT ON SCHEMA \(name.quoted) IS \(Literal.string(text))")
        }
        return names.first
    }

    /// Takes the mark away. What the file has set in the session, such as `search_path`, does not matter any more.
    func remove() throws {
        try session.execute("RESET ALL")
        for name in names { try session.execute("DROP SCHEMA IF EXISTS \(name.quoted)") }
    }
}
