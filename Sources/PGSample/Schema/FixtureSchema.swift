import PGSampleCatalog
import PGSampleFixtureFile
import PGSampleSQL

/// The statements of a fixture's schema: `pg_dump`'s, less what is left out, in `pg_dump`'s order, which keeps every
/// object after those that it needs.
struct FixtureSchema: Sendable {
    var preData: [String] = []
    var postData: [String] = []
    /// The materialized views to fill, each after those that it reads from.
    var refreshes: [QualifiedName] = []
    var schemas: Set<Identifier> = []
    var extensions: [Identifier] = []
    var leftOut: Set<FixtureManifest.LeftOutObject> = []

    /// A fixture without a schema: `--data-only`.
    init() {}

    /// - Throws: ``PGSampleError`` when the text cannot be read.
    init(dump: [UInt8], catalog: Catalog, omissions: SchemaOmissions) throws {
        let script: SchemaScript
        do {
            script = try SchemaScript(dump)
        } catch {
            throw PGSampleError(
                code: .schemaDumpFailed, message: "cannot read the schema that pg_dump wrote", cause: error
            )
        }
        let index = OmissionIndex(omissions, script: script)
        let populated = Set(catalog.materializedViews.filter(\.isPopulated).map(\.name))
        for statement in script.statements {
            guard keep(statement, unless: index) else { continue }
            switch statement.section {
            case .preData: preData.append(statement.text)
            case .postData: postData.append(Self.guarded(statement))
            }
            if let schema = statement.schema { schemas.insert(schema) }
            if statement.kind == .schema, let schema = statement.identifier { schemas.insert(schema) }
            if statement.kind == .extension, let name = statement.identifier { extensions.append(name) }
            if statement.kind == .materializedView, let name = statement.name, populated.contains(name) {
                refreshes.append(name)
            }
        }
    }

    /// The schema that every new database has, and that its owner may not create or comment on.
    private static let publicSchema = Identifier("public")

    private mutating func keep(_ statement: SchemaStatement, unless index: OmissionIndex) -> Bool {
        if index.contains(statement) {
            if statement.objectKind == .extension || StatementPolicy.policy(for: statement.kind) != .kept {
                note(statement, reason: "nothing in the fixture needs it, and only a superuser may create it")
            }
            return false
        }
        if statement.objectKind == .schema, statement.identifier == Self.publicSchema { return false }
        if statement.kind == .comment, statement.objectKind == .extension { return false }  // needs the extension's owner
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
        let words = statement.kind.rawValue.map { $0.isUppercase ? " \($0.lowercased())" : String($0) }.joined()
        let name = statement.name?.sql ?? statement.identifier?.sql ?? statement.owner?.sql ?? ""
        leftOut.insert(FixtureManifest.LeftOutObject(kind: words, name: name, reason: reason))
    }

    /// A policy for roles that the target may not have is created only where they are: without them it could apply to
    /// nobody.
    private static func guarded(_ statement: SchemaStatement) -> String {
        let builtIn: Set<String> = ["public", "current_user", "current_role", "session_user"]
        let roles = statement.roles.filter { !builtIn.contains($0.name) }
        guard statement.kind == .policy, !roles.isEmpty else { return statement.text }
        let list = roles.map { Literal.string($0.name) }.joined(separator: ", ")
        return """
            DO \(quote("""
                BEGIN
                    IF (SELECT count(*) FROM pg_catalog.pg_roles WHERE rolname IN (\(list))) = \(Set(roles).count) THEN
                        EXECUTE \(quote(statement.text));
                    END IF;
                END
                """))
            """
    }

    /// Dollar quotes with a tag that the text does not hold.
    private static func quote(_ text: String) -> String {
        var tag = "$pg_sample$"
        var number = 0
        while text.contains(tag) {
            number += 1
            tag = "$pg_sample\(number)$"
        }
        return tag + text + tag
    }
}
