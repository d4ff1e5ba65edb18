import PGSampleCatalog
import PGSampleFixtureFile
import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL

/// Staging mode: short transactions, a schema in the source.
///
/// 1. base rows into UNLOGGED tables, one committed transaction each (``StagedBaseRows``)
/// 2. what foreign keys lead to, in SQL, each round only from the last round's rows (``StagedClosure``)
/// 3. verification and repair in the schema, then export
///
/// Rows are known by their keys: what is unique in the source is unique in the staging tables, and the first
/// copy of a row wins. Rules, plan, order of the closure and output are those of direct mode.
struct StagedSampling {
    let engine: SamplingEngine
    /// The run's own connection, which holds the schema's name.
    let connection: Connection
    let facts: SourceFacts
    /// Nil for a fixture without a schema.
    let schema: SchemaReading?

    private var options: SamplingOptions { engine.options }

    private var emptyManager: StagingManager {
        StagingManager(schema: Identifier(options.staging.schema), facts: facts, options: options)
    }

    /// All that the passes work with.
    private struct Stage: Sendable {
        var source: SampledSource
        var tables: [StagedTable]
        var plan: StagingPlan
        var schema: FixtureSchema
        var manager: StagingManager
    }

    // MARK: Ways in

    /// Stages and writes what `source` has. Its transaction is ended.
    ///
    /// - Throws: ``StagingObstacle`` when the run can go on in direct mode: nothing was written then, and no
    ///   transaction is open.
    func sample(
        _ source: LockedSource, because reason: String, to output: FixtureOutput
    ) async throws -> SampledFixture {
        let stage: Stage
        do {
            stage = try await begin(source, because: reason)
        } catch {
            await rollBack()
            throw StagingObstacle.behind(error) ?? error
        }
        do {
            let full = try await fill(stage, isRefreshed: false)
            return try await export(full, to: output)
        } catch {
            guard var obstacle = error as? StagingObstacle else {
                // A schema that could not be dropped stands in the way of the next run, which says so; the error at
                // hand comes first.
                _ = await end(stage.manager, isKept: options.staging.keepsSchema)
                throw error
            }
            // A run that goes on in direct mode has nothing to keep, and the server may have no room for it.
            if let problem = await end(stage.manager, isKept: false) { obstacle.reason += "; \(problem)" }
            throw obstacle
        }
    }

    /// Goes on with a staging schema of an earlier run.
    ///
    /// - Returns: nil when that was not asked for.
    /// - Throws: ``PGSampleError``; the schema is then as far as the run came.
    func continueKept(to output: FixtureOutput) async throws -> SampledFixture? {
        guard let continuation = options.staging.continuation else { return nil }
        let stage = try await found(dumpingAgain: continuation == .refresh)
        do {
            return try await export(
                try await fill(stage, isRefreshed: continuation == .refresh), to: output)
        } catch let obstacle as StagingObstacle {
            throw PGSampleError(
                code: .statementFailed, message: "cannot go on in the staging schema",
                object: options.staging.schema, reason: obstacle.reason,
                remedy: "The schema is kept; run again with --resume, or with --no-staging."
            )
        }
    }

    // MARK: Beginning

    /// What is decided in the locked source: shapes, plan, schema; then the staging schema is made.
    private func begin(_ source: LockedSource, because reason: String) async throws -> Stage {
        let (options, facts, empty) = (options, facts, emptyManager)
        let prepared = try await connection.run { session in
            var manager = empty
            manager.transaction.facts = source.facts
            try StagingObstacle.check(session, facts)
            try manager.acquireName(session)
            try manager.checkSchema(force: options.staging.replacesSchema, session)
            let tables = try StagedTableReader(session: session, source: source.source).read(
                in: manager.schema)
            let definitions = try StagingPlan.definitions(session, source.plan)
            return (
                manager: manager, tables: tables,
                plan: StagingPlan(source.source, options, definitions: definitions),
                bytes: try StagingEstimate(session: session, source: source.source).bytes()
            )
        }
        engine.progress(
            .staging(
                schema: options.staging.schema, reason: reason, tables: prepared.tables.count,
                bytes: prepared.bytes
            )
        )
        let dump = try await dump(source)
        let schema = try schema(dump, source.source)
        let manager = try await connection.run { session in
            try session.execute("COMMIT")
            var manager = prepared.manager
            try manager.createSchema(
                force: options.staging.replacesSchema, plan: prepared.plan, dump: dump, session)
            return manager
        }
        return Stage(
            source: source.source, tables: prepared.tables, plan: prepared.plan, schema: schema,
            manager: manager
        )
    }

    /// Reads what an earlier run has left, without a lock on the source's tables, and compares plans.
    private func found(dumpingAgain: Bool) async throws -> Stage {
        let (options, facts, empty) = (options, facts, emptyManager)
        var stage = try await connection.run { session in
            var manager = empty
            try manager.acquireName(session)
            let (old, dump) = try manager.readRun(session)
            let source = try SampledSource.readUnlocked(session, facts, options)
            manager.transaction.facts = source.facts
            try manager.journal.read(session)
            // The definitions of indexes cannot be read while somebody holds their table exclusively, and what
            // is finished needs none.
            let isFilled = manager.journal[.verified] != nil && !dumpingAgain
            let (tables, plan) = try session.inCatalogTransaction(options) {
                (
                    try StagedTableReader(session: session, source: source)
                        .read(in: manager.schema, withUniqueness: !isFilled),
                    StagingPlan(
                        source, options, definitions: try StagingPlan.definitions(session, source.plan))
                )
            }
            let differences = plan.differences(from: old)
            guard differences.isEmpty else {
                throw PGSampleError(
                    code: .stagingPlanChanged, message: "the staging schema holds the rows of another plan",
                    object: options.staging.schema, reason: differences.joined(separator: "; "),
                    remedy: "Give the options that it was made with, or start over with --force."
                )
            }
            return Stage(
                source: source, tables: tables, plan: plan,
                schema: options.isDataOnly
                    ? FixtureSchema() : try FixtureSchema(dump: dump, source: source, options: options),
                manager: manager
            )
        }
        if dumpingAgain { stage.schema = try await dumpAgain(stage) }
        engine.progress(.resuming(schema: options.staging.schema))
        return stage
    }

    private func dumpAgain(_ stage: Stage) async throws -> FixtureSchema {
        let (options, facts, manager) = (options, facts, stage.manager)
        let source = try await connection.run { [schema] in
            try LockedSource.open($0, facts: facts, options: options, schema: schema)
        }
        let dump: [UInt8]
        do {
            dump = try await self.dump(source)
        } catch {
            await rollBack()
            throw error
        }
        try await connection.run { session in
            try session.execute("COMMIT")
            try manager.transaction.run(session) { try manager.store(dump: dump, session) }
        }
        return try schema(dump, stage.source)
    }

    /// Ends a transaction whose error is at hand. On a connection that is lost, or of a task that was cancelled,
    /// it ends with the connection.
    private func rollBack() async {
        _ = try? await connection.run { try $0.execute("ROLLBACK") }
    }

    private func dump(_ source: LockedSource) async throws -> [UInt8] {
        guard let schema else { return [] }
        let dump = source.schemaDump(options)
        return try await watch([connection]).during { try await schema.text(of: dump) }
    }

    private func schema(_ dump: [UInt8], _ source: SampledSource) throws -> FixtureSchema {
        self.schema == nil ? FixtureSchema() : try FixtureSchema(dump: dump, source: source, options: options)
    }

    private func watch(_ connections: [Connection]) async throws -> LockWatch {
        var pids: [Int] = []
        for connection in connections {
            // Not what libpq says, which behind a pool is the pool's.
            pids.append(try await connection.run { try $0.query("SELECT pg_backend_pid()").integer(0, 0) })
        }
        return LockWatch(
            parameters: engine.source.parameters, backendProcessIDs: pids)
    }

    // MARK: The passes

    /// Takes the steps that the journal does not have yet.
    ///
    /// - Throws: ``StagingObstacle`` for what the server has no room or no right for.
    private func fill(_ stage: Stage, isRefreshed: Bool) async throws -> Stage {
        let workers = try await Workers.open(
            min(options.jobs, stage.tables.count), beside: connection, engine.source.parameters,
            facts)
        do {
            let filled = try await watch(workers.connections).during {
                var stage = stage
                try await stageBaseRows(&stage, workers)
                if isRefreshed || stage.manager.journal[.refreshing] != nil { try await refresh(&stage) }
                try await followAndVerify(&stage)
                return stage
            }
            await workers.close()
            return filled
        } catch {
            await workers.close()
            throw StagingObstacle.behind(error) ?? error
        }
    }

    private func stageBaseRows(_ stage: inout Stage, _ workers: Workers) async throws {
        let base = StagedBaseRows(source: stage.source, manager: stage.manager, options: options)
        let (tables, progress) = (stage.tables, engine.progress)
        let missing = tables.indices.filter { stage.manager.journal[.base, $0] == nil }
        let before = tables.count - missing.count
        let outcomes = try await workers.map(missing) {
            try base.stage(tables[$1], $1, $0)
        } done: {
            progress(
                .chosen(
                    table: tables[$0].table.name.sql, rows: $1.count, done: before + $2, of: tables.count)
            )
        }
        for (number, outcome) in zip(missing, outcomes) {
            stage.manager.journal.note(.base, number, outcome.count, note: outcome.note)
        }
    }

    private func refresh(_ stage: inout Stage) async throws {
        let (before, options) = (stage, options)
        stage.manager = try await connection.run { session in
            var manager = before.manager
            if manager.journal[.refreshing] == nil {
                try manager.transaction.run(session) {
                    try manager.journal.forget([.followed, .verified, .refreshed, .dropped], in: session)
                    try manager.journal.record(.refreshing, in: session)
                }
                try manager.journal.read(session)
            }
            let equalities = try session.inCatalogTransaction(options) {
                try StagedRefresh.equalities(before.source.plan, session)
            }
            let base = StagedBaseRows(source: before.source, manager: manager, options: options)
            let keys = StagedClosure(
                session: session, source: before.source, tables: before.tables, manager: manager
            ).keys
            for (number, table) in before.tables.enumerated() where manager.journal[.refreshed, number] == nil
            {
                try Task.checkCancellation()
                let relation = table.table.relation
                let refresh = StagedRefresh(
                    base: base, equality: equalities[relation.id]?[relation.orderingKey?.columns ?? []] ?? [],
                    references: keys.filter { $0.parent.table.relation.id == relation.id }.map(\.number))
                try refresh.refresh(table, number, session)
            }
            try manager.transaction.run(session) {
                try manager.journal.forget([.refreshing, .refreshed], in: session)
            }
            try manager.journal.read(session)
            return manager
        }
    }

    /// The second pass, and the third one's part in the schema.
    private func followAndVerify(_ stage: inout Stage) async throws {
        let (before, progress) = (stage, engine.progress)
        guard before.manager.journal[.verified] == nil else { return }
        stage.manager = try await connection.run { session in
            var closure = StagedClosure(
                session: session, source: before.source, tables: before.tables, manager: before.manager)
            try closure.follow(wholeFirst: { $0.table.rule.kind == .everything }) {
                progress(.following(rows: $0))
            }
            progress(.verifyingForeignKeys(closure.keys.count))
            try closure.verify()
            return closure.manager
        }
    }

    // MARK: The end

    private func export(_ stage: Stage, to output: FixtureOutput) async throws -> SampledFixture {
        let (options, name, progress) = (options, engine.name, engine.progress)
        let facts = facts
        let fixture = try await connection.run { session in
            try checkPlan(stage.plan, session, facts, options)
            let closure = StagedClosure(
                session: session, source: stage.source, tables: stage.tables, manager: stage.manager)
            let assembly = FixtureAssembly(
                rows: stage.manager.stagingData(stage.tables, session), source: stage.source,
                schema: stage.schema, sample: try closure.sample(), name: name, progress: progress
            )
            return try SampledFixture(assembly, to: output, options, session)
        }
        let problem = await end(stage.manager, isKept: options.staging.keepsSchema)
        return fixture.adding(problem.map { [$0] } ?? [])
    }

    /// The schema was dumped before the rows were read: what was changed in between may not fit them.
    private func checkPlan(
        _ plan: StagingPlan, _ session: Session, _ facts: SourceFacts, _ options: SamplingOptions
    ) throws {
        let source = try SampledSource.readUnlocked(session, facts, options)
        let now = try session.inCatalogTransaction(options) {
            StagingPlan(source, options, definitions: try StagingPlan.definitions(session, source.plan))
        }
        let differences = now.differences(from: plan)
        guard differences.isEmpty else {
            throw PGSampleError(
                code: .sourceChanged, message: "the source's tables changed while they were staged",
                reason: differences.joined(separator: "; "), remedy: "Run again when no migration runs."
            )
        }
    }

    /// Drops the schema or marks it as kept, also when the task is cancelled or the connection gone.
    ///
    /// - Returns: What the user should know when that failed.
    private func end(_ manager: StagingManager, isKept: Bool) async -> Diagnostic? {
        let (connection, parameters) = (connection, engine.source.parameters)
        // A cancelled task could not send a statement any more.
        let cleanUp = Task.detached { () -> Diagnostic? in
            let finish: @Sendable (Session) throws -> Void = { session in
                try isKept ? manager.keepSchema(session) : manager.dropSchema(session)
            }
            do {
                do {
                    try await connection.run { session in
                        // Of a step that was cut short a transaction may be open.
                        try session.execute("ROLLBACK")
                        try finish(session)
                    }
                } catch let error as DatabaseError where error.code == .connectionLost {
                    let other = try await Connection.open(parameters)
                    try await other.run { session in
                        var manager = manager
                        try manager.reacquireName(session)
                        try finish(session)
                    }
                    await other.close()
                }
                return nil
            } catch {
                let schema = manager.schema.sql
                return Diagnostic(
                    isKept
                        ? "the staging schema \(schema) stays, but not with the date until which it is kept (\(error))"
                        : "the staging schema \(schema) could not be dropped: run again with --force (\(error))"
                )
            }
        }
        return await cleanUp.value
    }
}
