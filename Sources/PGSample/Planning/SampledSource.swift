import PGSampleCatalog
import PGSampleLibPQ

/// A source as a run sees it: what its catalog says, what is to be done, what the fixture leaves out.
struct SampledSource: Sendable {
    var facts: SourceFacts
    var catalog: Catalog
    var plan: SamplingPlan
    /// What the fixture's schema leaves out.
    var omissions: SchemaOmissions
    var bodyCallers: BodyCallers

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
        self.plan = try Self.ordered(plan, catalog, session, facts, options)
        omissions =
            options.isDataOnly
            ? SchemaOmissions()
            : try SchemaOmissions.read(session, facts, catalog: catalog, plan: plan, options: options)
    }

    /// The plan with the tables that CHECKs and generated columns read before those that have these. Where the
    /// target has its constraints already, its own triggers and keys say what comes first.
    private static func ordered(
        _ plan: SamplingPlan, _ catalog: Catalog, _ session: Session, _ facts: SourceFacts,
        _ options: SamplingOptions
    ) throws -> SamplingPlan {
        let reader = DependencyReader(session)
        guard !options.isDataOnly, try reader.findsFunctionsOfRows() else { return plan }
        let checks = try reader.readChecks()
        let uses = try reader.readUses(
            completing: try reader.readGraph(), checks: checks, functionSearchPath: facts.functionSearchPath)
        var ordered = plan
        ordered.tables = SamplingPlanner.inLoadOrder(
            plan.tables, plan.foreignKeys, catalog, readings: uses.readings(checks: checks))
        return ordered
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
