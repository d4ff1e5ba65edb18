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
    /// `pg_dump`; nil for a fixture without a schema.
    let program: ClientProgram?

    /// Samples, writes, and ends the transaction.
    func fixture(to output: FixtureOutput) async throws -> SampledFixture {
        let watch = LockWatch(
            parameters: engine.source.parameters, backendProcessIDs: [source.backendProcessID],
            maximumDuration: engine.options.maximumDuration
        )
        return try await watch.during { [self] in
            // pg_dump takes its locks at once, while nobody can have queued between ours and its own.
            async let schema = FixtureSchema.read(source, by: program, options: engine.options)
            let sample = try await chooseRows()
            return try await write(try await schema, sample, to: output)
        }
    }

    private func chooseRows() async throws -> Sample {
        let (source, options, progress) = (source, engine.options, engine.progress)
        return try await connection.run { session in
            let base = BaseRows(session: session, facts: source.facts, options: options)
            var sample = Sample()
            try session.execute(SourceSettings.freePlans)
            for (index, table) in source.plan.tables.enumerated() {
                try Task.checkCancellation()
                let choice = try base.choose(table)
                sample.tables[table.relation.id] = Sample.Table(
                    isWhole: choice.isWhole, rows: choice.rows, baseCount: choice.count
                )
                if let diagnostic = choice.diagnostic { sample.diagnostics.append(diagnostic) }
                progress(
                    .chosen(
                        table: table.name.sql, rows: choice.count, done: index + 1,
                        of: source.plan.tables.count
                    )
                )
            }
            var closure = Closure(
                session: session, catalog: source.catalog, plan: source.plan, sample: sample)
            return try closure.close { progress(.following(rows: $0)) }
        }
    }

    private func write(
        _ schema: FixtureSchema, _ sample: Sample, to output: FixtureOutput
    ) async throws -> SampledFixture {
        let (source, options, name, progress) = (source.source, engine.options, engine.name, engine.progress)
        return try await connection.run { session in
            let assembly = FixtureAssembly(
                rows: AddressedRows(session: session), source: source, schema: schema, sample: sample,
                name: name, progress: progress
            )
            let fixture = try SampledFixture(assembly, to: output, options, session)
            try session.execute("COMMIT")
            return fixture
        }
    }
}
