import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

/// A source as a run sees it: what its catalog says, what is to be done, what the fixture leaves out.
struct SampledSource: Sendable {
    var facts: SourceFacts
    var catalog: Catalog
    var plan: SamplingPlan
    /// What the fixture's schema leaves out.
    var omissions: SchemaOmissions
    var bodyCallers: BodyCallers
    /// None for a fixture without a schema; so the next.
    private(set) var callingChecks = CallingChecks()
    private(set) var nullableChildren = NullableChildren()
    /// By table and materialized view, what these read by way of functions whose bodies PostgreSQL does not look into.
    private(set) var readings: [QualifiedName: Set<QualifiedName>] = [:]

    /// Reads in the session's transaction what is left out.
    init(
        _ session: Session, _ facts: SourceFacts, _ catalog: Catalog, _ plan: SamplingPlan,
        _ options: SamplingOptions
    ) throws {
        let callers = try BodyCallers.read(session)
        self.facts = facts
        if plan.tables.contains(where: { $0.treeIDs.contains(where: callers.inlining.contains) }) {
            self.facts.findWhatFunctionsNameInRows()
        }
        bodyCallers = callers
        self.catalog = catalog
        self.plan = plan
        omissions =
            options.isDataOnly
            ? SchemaOmissions()
            : try SchemaOmissions.read(session, facts, catalog: catalog, plan: plan, options: options)
        if !options.isDataOnly {
            callingChecks = try CallingChecks.read(session)
            nullableChildren = try NullableChildren.read(session)
            try order(session)
        }
    }

    /// Puts the tables that CHECKs and generated columns read before those that have these, and notes what has to be
    /// made or filled before what. Where the target has its constraints already, its own triggers and keys say what
    /// comes first.
    private mutating func order(_ session: Session) throws {
        let reader = DependencyReader(session)
        guard try reader.findsReadingFunctions() else { return }
        let checks = try reader.readChecks()
        let uses = try reader.readUses(
            completing: try reader.readGraph(), checks: checks, functionSearchPath: facts.functionSearchPath)
        let ofTables = uses.readings(checks: checks)
        plan.tables = SamplingPlanner.inLoadOrder(
            plan.tables, plan.foreignKeys, catalog, readings: ofTables)
        let views = catalog.materializedViews.map { ($0.id, $0.name) }
        let names = Dictionary(
            catalog.relations.map { ($0.id, $0.name) } + views, uniquingKeysWith: { first, _ in first })
        for (id, read) in ofTables.merging(uses.viewReadings(), uniquingKeysWith: { $0.union($1) }) {
            guard let name = names[id] else { continue }
            readings[name] = Set(read.compactMap { names[$0] })
        }
    }

    /// Reads a source without a lock on any table of it.
    ///
    /// - Throws: ``PGSampleError``: a rule or a right is wrong.
    static func readUnlocked(
        _ session: Session, _ facts: SourceFacts, _ options: SamplingOptions
    ) throws -> SampledSource {
        try session.inCatalogTransaction(options) {
            let catalog = try CatalogReader(session).read()
            let plan = try SamplingPlanner(catalog: catalog, options: options).plan()
            return try SampledSource(session, facts, catalog, plan, options)
        }
    }
}

extension Session {
    /// Runs catalog queries in a transaction of their own that sees one state of the catalog.
    func inCatalogTransaction<T>(_ options: SamplingOptions, _ body: () throws -> T) throws -> T {
        try execute(
            """
            BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
            \(SourceSettings.catalog(lockTimeoutMilliseconds: options.lockTimeoutMilliseconds))
            """
        )
        do {
            let value = try body()
            try execute("COMMIT")
            return value
        } catch {
            // The connection may be gone; the error at hand says why.
            try? execute("ROLLBACK")
            throw error
        }
    }
}
