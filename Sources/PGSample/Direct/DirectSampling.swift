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
    let engine: SamplingEngine
    let source: LockedSource
    let connection: Connection
    /// Nil for a fixture without a schema.
    let schema: SchemaReading?

    /// Samples, writes, and ends the transaction.
    func fixture(to output: FixtureOutput) async throws -> SampledFixture {
        let watch = LockWatch(
            parameters: engine.source.parameters, backendProcessIDs: [source.backendProcessID])
        return try await watch.during { [self] in
            async let schema = FixtureSchema.read(source, by: self.schema, options: engine.options)
            let workers = try await helpers(watch.sessions)
            do {
                let sample = try await followForeignKeys(from: try await chooseBaseRows(workers), workers)
                let ahead = RowsAhead(source: source.source, sample: sample)
                // Also while pg_dump is not done.
                async let reading: Void = read(ahead, workers)
                do {
                    let fixture = try await write(try await schema, sample, ahead, to: output)
                    try await reading
                    await workers.close()
                    return fixture
                } catch {
                    // Before the readers are waited for: one that has read enough waits itself.
                    ahead.close()
                    throw error
                }
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
            dumped: schema == nil ? 0 : source.catalog.relations.count, source.facts
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
                        source.facts, lockTimeoutMilliseconds: options.lockTimeoutMilliseconds)
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
        try await workers.execute("SET LOCAL search_path = \(source.facts.rowSearchPath)")
        try await workers.execute(SourceSettings.freePlans)
        let finished = Counter(1)
        let groups = PipelineGroups.groups(
            tables.map { BaseRows.smallLimit(of: $0, options) }, connections: workers.connections.count)
        let choices = try await workers.map(Array(groups.indices)) { session, number in
            let group = groups[number].map { tables[$0] }
            let base = BaseRows(session: session, facts: source.facts, options: options)
            let choices = try base.choose(group)
            for (table, choice) in zip(group, choices) {
                progress(
                    .chosen(
                        table: table.name.sql, rows: choice.count, done: finished.next(), of: tables.count))
            }
            return choices
        }
        var sample = Sample()
        let order = zip(groups.joined(), choices.joined()).sorted { $0.0 < $1.0 }
        for (number, choice) in order {
            let table = tables[number]
            sample.tables[table.relation.id] = Sample.Table(
                isWhole: choice.isWhole, rows: choice.rows, baseCount: choice.count
            )
            if let diagnostic = choice.diagnostic { sample.diagnostics.append(diagnostic) }
        }
        return sample
    }

    private func followForeignKeys(from sample: Sample, _ workers: Workers) async throws -> Sample {
        let (source, progress) = (source, engine.progress)
        let sizes = try await connection.run { try Closure.readSizes(source.source, $0) }
        var closure = Closure(
            catalog: source.catalog, plan: source.plan, sizes: sizes, sample: sample,
            connections: workers.connections.count
        )
        try await workers.execute(SourceSettings.closurePlans)
        while let steps = closure.nextWave() {
            for round in ClosureRound.rounds(of: steps, connections: workers.connections.count) {
                let answers = try await workers.map(Array(round.groups.indices)) {
                    try ClosureStep.ask(round.groups[$1], $0)
                }
                try closure.add(answers.flatMap(\.self))
            }
            progress(.following(rows: closure.found))
        }
        return closure.sample
    }

    /// Reads ahead over all connections but the run's own.
    private func read(_ ahead: RowsAhead, _ workers: Workers) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for helper in workers.connections.dropFirst() {
                group.addTask {
                    try await helper.run {
                        try ahead.read(by: AddressedRows(session: $0, tables: ahead.tables))
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Writes over the run's own connection, and ends the transaction.
    private func write(
        _ schema: FixtureSchema, _ sample: Sample, _ ahead: RowsAhead, to output: FixtureOutput
    ) async throws -> SampledFixture {
        let (source, options, name, progress) = (source.source, engine.options, engine.name, engine.progress)
        return try await connection.run { session in
            let own = AddressedRows(session: session, tables: ahead.tables)
            let assembly = FixtureAssembly(
                rows: ahead.inOrder(own: own), source: source, schema: schema, sample: sample, name: name,
                progress: progress
            )
            let fixture = try SampledFixture(assembly, to: output, options, session)
            try session.execute("COMMIT")
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
