import PGSampleCatalog
import PGSampleFixtureFile
import PGSampleSQL

/// The statements of a fixture's schema: `pg_dump`'s, less what is left out, in `pg_dump`'s order, which
/// keeps every object after those that it needs.
struct FixtureSchema: Sendable {
    var preData: [String] = []
    var postData: [String] = []
    /// Policies, and what switches row security on: after the materialized views are filled.
    var rowSecurity: [String] = []
    /// The materialized views to fill, each after those that it reads from.
    var refreshes: [QualifiedName] = []
    var schemas: Set<Identifier> = []
    var extensions: [Identifier] = []
    var leftOut: Set<FixtureManifest.LeftOutObject> = []

    /// A fixture without a schema: `--data-only`.
    init() {}

    var isEmpty: Bool { preData.isEmpty && postData.isEmpty }

    /// - Throws: ``PGSampleError`` when the text cannot be read, or when a table cannot be created without
    ///   something that is left out.
    init(dump: [UInt8], source: LockedSource, options: SamplingOptions) throws {
        let script: SchemaScript
        do {
            script = try SchemaScript(dump)
        } catch {
            throw PGSampleError(
                code: .schemaDumpFailed, message: "cannot read the schema that pg_dump wrote", cause: error
            )
        }
        let index = OmissionIndex(source.omissions, script: script)
        try index.checkInlineParts(of: source.plan)
        let omittedTables = Set(source.plan.omittedRelations.map(\.name))
        var rewriting = StatementRewriting(superuserSettings: source.facts.superuserSettings)
        let populated = Set(source.catalog.materializedViews.filter(\.isPopulated).map(\.name))
        for statement in script.statements {
            if index.contains(statement) {
                // The tables themselves, and foreign keys to them, are the plan's to name.
                let relations = [statement.name, statement.owner, statement.referenced].compactMap(\.self)
                let isChosen =
                    options.schemas.isEmpty
                    || options.schemas.contains { schema in
                        (statement.schema ?? statement.owner?.schema).map { schema.matches($0.name) } ?? true
                    }
                if isChosen, !relations.contains(where: omittedTables.contains) {
                    note(
                        statement,
                        reason: statement.kind == .extension
                            ? "no table of the fixture is made with it, and only a superuser may create it"
                            : "it needs an object that is left out, or that only a superuser may create"
                    )
                }
                continue
            }
            guard keep(statement), let text = rewriting.text(of: statement) else { continue }
            switch statement.section {
            case .preData: preData.append(text)
            case .postData where [.policy, .rowSecurity].contains(statement.objectKind):
                rowSecurity.append(text)
            case .postData: postData.append(text)
            }
            if let schema = statement.schema { schemas.insert(schema) }
            if statement.kind == .schema, let schema = statement.identifier { schemas.insert(schema) }
            if statement.kind == .extension, let name = statement.identifier { extensions.append(name) }
            if statement.kind == .materializedView, let name = statement.name, populated.contains(name) {
                refreshes.append(name)
            }
        }
        noteSettings(rewriting.settings)
    }

    private mutating func noteSettings(_ settings: [StatementRewriting.Setting]) {
        for setting in settings {
            let routine = "\(setting.routine?.sql ?? "")(\(setting.arguments ?? ""))"
            leftOut.insert(
                FixtureManifest.LeftOutObject(
                    kind: "setting", name: "\(setting.name) of \(routine)",
                    reason: "only a superuser may set it")
            )
        }
    }

    /// The schema that every new database has, and that its owner may not create or comment on.
    private static let publicSchema = Identifier("public")

    private mutating func keep(_ statement: SchemaStatement) -> Bool {
        if statement.objectKind == .schema, statement.identifier == Self.publicSchema { return false }
        // Only the extension's owner may comment on it.
        if statement.kind == .comment, statement.objectKind == .extension { return false }
        for kind in [statement.kind, statement.objectKind] {
            switch StatementPolicy.policy(for: kind) {
            case .kept: continue
            case .dropped: return false
            case .leftOut(let reason):
                note(statement, reason: reason)
                return false
            }
        }
        return true
    }

    private mutating func note(_ statement: SchemaStatement, reason: String) {
        guard statement.kind == statement.objectKind else { return }
        let words = statement.kind.rawValue.map { $0.isUppercase ? " \($0.lowercased())" : String($0) }
            .joined()
        let part = statement.identifier.map { $0.sql + (statement.owner.map { " of \($0.sql)" } ?? "") }
        let name = statement.name?.sql ?? part ?? statement.owner?.sql ?? statement.arguments ?? ""
        leftOut.insert(FixtureManifest.LeftOutObject(kind: words, name: name, reason: reason))
    }
}
