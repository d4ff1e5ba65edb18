import PGSampleCatalog
import PGSampleFixtureFile
import PGSampleLocalServer
import PGSampleSQL

/// The statements of a fixture's schema: `pg_dump`'s, less what is left out, in `pg_dump`'s order, which
/// keeps every object after those that it needs; where that is no order, in ours (``StatementOrder``).
struct FixtureSchema: Sendable {
    struct Statement: Sendable, Hashable {
        var text: String
        /// Whether it has to find what the bodies of functions name.
        var looksIntoFunctions: Bool
    }

    var preData: [Statement] = []
    var postData: [Statement] = []
    /// Policies, and what switches row security on: after the materialized views are filled.
    var rowSecurity: [String] = []
    /// The CHECKs to hold the rows against when all else is there.
    var validations: [CallingChecks.Check] = []
    /// The materialized views to fill, each after those that it reads from.
    var refreshes: [QualifiedName] = []
    var schemas: Set<Identifier> = []
    var extensions: [Identifier] = []
    var leftOut: Set<FixtureManifest.LeftOutObject> = []
    /// Those of ``leftOut`` that are sequences.
    var sequencesLeftOut: Set<QualifiedName> = []
    /// The lowest major of a server that creates all of it.
    var minimumServerMajor = SourceFacts.oldestServerVersion / 10_000

    /// A fixture without a schema: `--data-only`.
    init() {}

    var isEmpty: Bool { preData.isEmpty && postData.isEmpty }

    /// Waits for the schema of `source`, read on the same snapshot.
    ///
    /// - Parameter reading: Nil for a fixture without a schema.
    static func read(
        _ source: LockedSource, by reading: SchemaReading?, options: SamplingOptions
    ) async throws -> FixtureSchema {
        guard let reading else { return FixtureSchema() }
        let dump = try await reading.text(of: source.schemaDump(options))
        return try FixtureSchema(dump: dump, source: source.source, options: options)
    }

    /// - Throws: ``PGSampleError`` when the text cannot be read, or when a table cannot be created without
    ///   something that is left out.
    init(dump: [UInt8], source: SampledSource, options: SamplingOptions) throws {
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
        let omittedKeys = Set(source.plan.omittedForeignKeys.map { Key($0, source.catalog) })
        let unhashedKeys = Set(
            source.plan.foreignKeys.filter(\.mayLackHash).map { Key($0, source.catalog) })
        var rewriting = StatementRewriting(superuserSettings: source.facts.superuserSettings)
        var minimumServer = MinimumServer(sourceMajor: source.facts.serverMajor)
        let populated = Set(source.catalog.materializedViews.filter(\.isPopulated).map(\.name))
        let partitioned = Set(source.catalog.relations.filter { $0.kind == .partitioned }.map(\.name))
        let statements = StatementOrder.madeBeforeRead(
            StatementOrder.namedBeforePartitioned(
                StatementOrder.settled(script.statements), partitioned: partitioned),
            source.readings.filter { source.bodyCallers.generating.contains($0.key) })
        var checks = source.callingChecks
        checks.settle(statements, isLeftOut: index.contains)
        var commentsOnChecks: [Statement] = []
        for statement in statements {
            if index.contains(statement) {
                if statement.kind == .sequence, let name = statement.name { sequencesLeftOut.insert(name) }
                // The tables themselves, and foreign keys to them or to an extension's, are the plan's to name.
                let relations = [statement.name, statement.owner, statement.referenced].compactMap(\.self)
                if !relations.contains(where: omittedTables.contains), !omittedKeys.contains(Key(statement)) {
                    noteOmission(of: statement, options)
                }
                continue
            }
            guard keep(statement), let text = rewriting.text(of: statement) else { continue }
            minimumServer.note(statement)
            let kept = Statement(
                text: text, looksIntoFunctions: source.bodyCallers.areLookedInto(by: statement))
            if checks.contains(statement) {
                if statement.kind == .comment { commentsOnChecks.append(kept) }
                continue
            }
            switch statement.section {
            case .preData: preData.append(kept)
            case .postData where [.policy, .rowSecurity].contains(statement.objectKind):
                rowSecurity.append(text)
            case .postData where unhashedKeys.contains(Key(statement)):
                postData += [
                    Self.plain("SET enable_hashjoin = off"), kept, Self.plain("RESET enable_hashjoin"),
                ]
            case .postData: postData.append(kept)
            }
            if let schema = statement.schema { schemas.insert(schema) }
            if statement.kind == .schema, let schema = statement.identifier { schemas.insert(schema) }
            if statement.kind == .extension, let name = statement.identifier { extensions.append(name) }
            if statement.kind == .table {
                preData += source.nullableChildren.corrections(of: statement.name).map(Self.plain)
                postpone(checks.of(statement.name))
            }
            if statement.kind == .materializedView, let name = statement.name, populated.contains(name) {
                refreshes.append(name)
            }
        }
        postData += validations.map { Self.plain($0.addition) } + commentsOnChecks
        orderRefreshes(source.readings)
        minimumServerMajor = minimumServer.major
        noteSettings(rewriting.settings)
        notePublications(source.catalog.publications)
    }

    private static func plain(_ text: String) -> Statement {
        Statement(text: text, looksIntoFunctions: false)
    }

    /// Takes CHECKs from the table that was made last; they come again when all rows are there.
    private mutating func postpone(_ checks: [CallingChecks.Check]) {
        preData += checks.filter(\.isWritten).map { Self.plain($0.removal) }
        validations += checks.filter { !$0.isInherited }
    }

    /// Puts materialized views after those that they read by way of functions, too.
    private mutating func orderRefreshes(_ readings: [QualifiedName: Set<QualifiedName>]) {
        let places = Dictionary(uniqueKeysWithValues: refreshes.enumerated().map { ($1, $0) })
        let read = refreshes.map { readings[$0, default: []].compactMap { places[$0] } }
        refreshes = LoadOrder.parentsFirst(count: refreshes.count, parents: read).map { refreshes[$0] }
    }

    /// The dump is without them: it would name each of their tables, too.
    private mutating func notePublications(_ publications: [Identifier]) {
        guard case .leftOut(let reason) = StatementPolicy.policy(for: .publication) else { return }
        for name in publications {
            leftOut.insert(
                FixtureManifest.LeftOutObject(kind: "publication", name: name.sql, reason: reason))
        }
    }

    /// A constraint by its table and name.
    private struct Key: Hashable {
        var table: QualifiedName?
        var name: Identifier?

        init(_ key: ForeignKey, _ catalog: Catalog) {
            table = catalog.relation(key.child)?.name
            name = key.name
        }

        init(_ statement: SchemaStatement) {
            table = statement.kind == .foreignKey ? statement.owner : nil
            name = statement.identifier
        }
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

    /// Names an object that is left out for others, unless it is of a schema that nobody asked for.
    private mutating func noteOmission(of statement: SchemaStatement, _ options: SamplingOptions) {
        let own = statement.objectKind == .schema ? statement.identifier : statement.schema
        let schema = own ?? statement.owner?.schema
        guard
            options.schemas.isEmpty
                || options.schemas.contains(where: { pattern in
                    schema.map { pattern.matches($0.name) } ?? true
                })
        else { return }
        note(
            statement,
            reason: statement.kind == .extension
                ? "no table of the fixture is made with it, and only a superuser may create it"
                : "it needs an object that is left out, or that only a superuser may create"
        )
    }

    private mutating func note(_ statement: SchemaStatement, reason: String) {
        guard statement.kind == statement.objectKind else { return }
        let part = statement.identifier.map { $0.sql + (statement.owner.map { " of \($0.sql)" } ?? "") }
        let name = statement.name?.sql ?? part ?? statement.owner?.sql ?? statement.arguments ?? ""
        leftOut.insert(FixtureManifest.LeftOutObject(kind: statement.kind.words, name: name, reason: reason))
    }
}
