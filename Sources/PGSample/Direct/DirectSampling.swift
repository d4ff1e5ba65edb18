import PGSampleCatalog
import PGSampleFixtureFile
import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL

/// Direct mode: one transaction, one snapshot, addresses instead of keys.
///
/// `pg_dump` reads the schema on the same snapshot, beside it base rows are chosen and closed over; then all
/// of it is written while the transaction is open.
struct DirectSampling {
    /// Of the closure, before their answers are taken in.
    private static let stepsAtOnce = 64

    let engine: SamplingEngine
    let source: LockedSource
    let connection: Connection
    /// `pg_dump`; nil for a fixture without a schema.
    let program: ClientProgram?

    /// Samples, writes, and ends the transaction.
    func fixture(to output: FixtureOutput) async throws -> SampledFixture {
        let watch = LockWatch(
            parameters: engine.source.parameters, backendProcessIDs: [source.backendProcessID])
        return try await watch.during { [self] in
            // pg_dump takes its locks at once, while nobody can have queued between ours and its own.
            async let schema = FixtureSchema.read(source, by: program, options: engine.options)
            let workers = try await helpers(watch.sessions)
            do {
                let sample = try await close(try await chooseBaseRows(workers), workers)
                let fixture = try await write(try await schema, sample, workers, to: output)
                await workers.close()
                return fixture
            } catch {
                await workers.close()
                throw error
            }
        }
    }

    /// Connections that see the run's snapshot.
    ///
    /// - Parameter sessions: Gets them, because they hold locks of their own, on indexes.
    private func helpers(_ sessions: WatchedSessions) async throws -> Workers {
        let (source, options) = (source, engine.options)
        let jobs = LockBudget.connections(
            options.jobs, locks: source.lockCount,
            dumped: program == nil ? 0 : source.catalog.relations.count, source.facts
        )
        let workers = try await Workers.open(
            min(jobs, source.plan.tables.count), beside: connection, engine.source.parameters,
            source.facts)
        do {
            try await workers.prepareHelpers { session in
                try session.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                try session.execute("SET TRANSACTION SNAPSHOT \(Literal.string(source.snapshot))")
                try session.execute(
                    SourceSettings.pinned(
                        source.facts, lockTimeoutMilliseconds: options.lockTimeout.milliseconds)
                )
                sessions.add(try session.query("SELECT pg_backend_pid()").integer(0, 0))
            }
            return workers
        } catch {
            await workers.close()
            throw error
        }
    }

    private func chooseBaseRows(_ workers: Workers) async throws -> Sample {
        let (source, options, progress) = (source, engine.options, engine.progress)
        let tables = source.plan.tables
        try await workers.execute(SourceSettings.freePlans)
        let choices = try await workers.map(Array(tables.indices)) { session, number in
            try BaseRows(session: session, facts: source.facts, options: options)
                .choose(tables[number])
        } done: {
            progress(.chosen(table: tables[$0].name.sql, rows: $1.count, done: $2, of: tables.count))
        }
        var sample = Sample()
        for (table, choice) in zip(tables, choices) {
            sample.tables[table.relation.id] = Sample.Table(
                isWhole: choice.isWhole, rows: choice.rows, baseCount: choice.count
            )
            if let diagnostic = choice.diagnostic { sample.diagnostics.append(diagnostic) }
        }
        return sample
    }

    private func close(_ sample: Sample, _ workers: Workers) async throws -> Sample {
        let (source, progress) = (source, engine.progress)
        let sizes = try await connection.run { try Closure.readSizes(source.source, $0) }
        var closure = Closure(
            catalog: source.catalog, plan: source.plan, sizes: sizes, sample: sample,
            connections: workers.connections.count
        )
        try await workers.execute(SourceSettings.closurePlans)
        while let steps = closure.nextWave() {
            // Those that take long first, so that no connection is left with one at the end.
            let order = steps.indices.sorted { (steps[$1].size, $0) < (steps[$0].size, $1) }
            // Some at a time, so that not all of their answers are in memory.
            for start in stride(from: 0, to: order.count, by: Self.stepsAtOnce) {
                let some = Array(order[start..<min(start + Self.stepsAtOnce, order.count)])
                try closure.add(try await workers.map(some) { try steps[$1].ask($0) }.flatMap(\.self))
            }
            progress(.following(rows: closure.found))
        }
        return closure.sample
    }

    /// Writes over the run's own connection, while the others read ahead.
    private func write(
        _ schema: FixtureSchema, _ sample: Sample, _ workers: Workers, to output: FixtureOutput
    ) async throws -> SampledFixture {
        let (source, options, name, progress) = (source.source, engine.options, engine.name, engine.progress)
        let ahead = RowsAhead(source: source, sample: sample)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            for helper in workers.connections.dropFirst() {
                group.addTask {
                    try await helper.run { try ahead.read(by: AddressedRows(session: $0)) }
                }
            }
            // Before the helpers are waited for: one that has read enough waits itself.
            defer { ahead.close() }
            let fixture = try await connection.run { session in
                let assembly = FixtureAssembly(
                    rows: ahead.inOrder(own: AddressedRows(session: session)), source: source, schema: schema,
                    sample: sample, name: name, progress: progress
                )
                let fixture = try SampledFixture(assembly, to: output, options, session)
                try session.execute("COMMIT")
                return fixture
            }
            try await group.waitForAll()
            return fixture
        }
    }
}

extension RowsAhead {
    /// Of all tables that have rows, in the order of the plan.
    fileprivate convenience init(source: SampledSource, sample: Sample) {
        let positions = SequencePositions(catalog: source.catalog)
        self.init(
            source.plan.tables.compactMap { table in
                guard let rows = sample.tables[table.relation.id], rows.count > 0 else { return nil }
                return Table(
                    table: table, sample: rows, drawing: positions.drawingColumns(of: table).map(\.column))
            }
        )
    }
}
