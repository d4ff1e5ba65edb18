import PGSampleFixtureFile
import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL
import SystemPackage

/// One run, from connecting to putting the file in place.
///
/// 1. lock every table, take the snapshot, read the catalog again (``LockedSource``)
/// 2. choose the mode (``StagingDecision``)
/// 3. schema and rows: directly (``DirectSampling``) or by way of a staging schema (``StagedSampling``)
/// 4. release the source; load the file for trial; put it in place
struct SamplingRun {
    /// Runs on a standby that the standby's recovery may cancel.
    static let attempts = 2

    let engine: SamplingEngine

    private var options: SamplingOptions { engine.options }

    func write(to destination: SamplingEngine.Destination) async throws -> SamplingReport {
        var deadline: Deadline?
        var attempt = 1
        while true {
            do {
                return try await attemptToWrite(to: destination, &deadline)
            } catch let error as DatabaseError
                where error.sqlState == SQLState.serializationFailure && attempt < Self.attempts
                && destination != .standardOutput
            {
                // A standby's recovery needed the rows that our snapshot still saw. What went to standard
                // output cannot be taken back, so there nothing is tried again.
                attempt += 1
            }
        }
    }

    private func attemptToWrite(
        to destination: SamplingEngine.Destination, _ deadline: inout Deadline?
    ) async throws -> SamplingReport {
        let output = try PendingOutput(
            destination, level: options.compressionLevel, isVerified: engine.verifies)
        do {
            let connection = try await Connection.open(engine.source.parameters)
            let running = deadline ?? Deadline(maximumDuration: options.maximumDuration)
            deadline = running
            let fixture: SampledFixture
            do {
                fixture = try await running.during {
                    try await sample(over: connection, to: output.output)
                }
            } catch {
                await connection.close()
                throw error
            }
            await connection.close()
            return try await finish(fixture, output)
        } catch {
            output.abandon()
            throw error
        }
    }

    // MARK: In the source

    private func sample(over connection: Connection, to output: FixtureOutput) async throws -> SampledFixture
    {
        let facts = try await connection.run { try SourceFacts.read($0) }
        let schema = options.isDataOnly ? nil : schemaReading(facts)
        do {
            let fixture = try await sample(over: connection, facts, schema, to: output)
            await schema?.end()
            return fixture
        } catch {
            await schema?.end()
            throw error
        }
    }

    private func sample(
        over connection: Connection, _ facts: SourceFacts, _ schema: SchemaReading?, to output: FixtureOutput
    ) async throws -> SampledFixture {
        let leftovers = try await connection.run { try StagingMark.expired($0) }
        var diagnostics = leftovers.map { Diagnostic($0) }
        let staging = StagedSampling(engine: engine, connection: connection, facts: facts, schema: schema)
        do {
            if let fixture = try await staging.continueKept(to: output) {
                return fixture.adding(diagnostics)
            }
            let source = try await lock(connection, facts, schema)
            switch StagingDecision(source.plan, options.staging) {
            case .direct(let reason):
                engine.progress(.direct(reason: reason))
            case .staging(let reason):
                return try await staging.sample(source, because: reason, to: output).adding(diagnostics)
            }
            return try await direct(source, connection, schema, to: output).adding(diagnostics)
        } catch let obstacle as StagingObstacle {
            diagnostics.append(obstacle.diagnostic)
            engine.progress(.direct(reason: obstacle.reason))
        }
        let source = try await lock(connection, facts, schema)
        return try await direct(source, connection, schema, to: output).adding(diagnostics)
    }

    private func schemaReading(_ facts: SourceFacts) -> SchemaReading {
        SchemaReading { [engine] in
            try await SchemaDump.findProgram(
                serverMajor: facts.serverMajor, path: engine.schemaProgram, environment: engine.environment)
        }
    }

    private func lock(
        _ connection: Connection, _ facts: SourceFacts, _ schema: SchemaReading?
    ) async throws -> LockedSource {
        let options = options
        let source = try await connection.run {
            try LockedSource.open($0, facts: facts, options: options, schema: schema)
        }
        // That there is none is said before the work.
        try await schema?.findProgram()
        engine.progress(
            .locked(tables: source.plan.tables.count, serverVersion: source.facts.serverVersionText)
        )
        return source
    }

    private func direct(
        _ source: LockedSource, _ connection: Connection, _ schema: SchemaReading?, to output: FixtureOutput
    ) async throws -> SampledFixture {
        let sampling = DirectSampling(engine: engine, source: source, connection: connection, schema: schema)
        return try await sampling.fixture(to: output)
    }

    // MARK: After the source is released

    private func finish(_ fixture: SampledFixture, _ output: PendingOutput) async throws -> SamplingReport {
        var report = fixture.report
        if engine.verifies {
            switch try await verify(output.output.finishedPath, locale: fixture.locale) {
            case .verified(let diagnostics):
                report.isVerified = true
                report.diagnostics += diagnostics
            case .skipped(let diagnostic): report.diagnostics.append(diagnostic)
            }
            report.diagnostics.sort()
        }
        report.isUnchanged = try output.commit(
            manifest: engine.writesManifest ? fixture.manifest : nil,
            keepsUnchanged: engine.keepsUnchangedFiles
        )
        return report
    }

    private func verify(_ path: FilePath?, locale: DatabaseLocale) async throws -> FixtureVerifier.Verdict {
        guard let path else {
            let reason = "what was written cannot be read again"
            return .skipped(Diagnostic("The fixture was not verified: \(reason)."))
        }
        engine.progress(.verifying)
        let isDataOnly = options.isDataOnly
        let reading: @Sendable (LoadPosition) -> Void = { [progress = engine.progress] in
            progress(.reading($0))
        }
        if var verifier = engine.verifier {
            verifier.reading = reading
            return try await verifier.verify(path, isDataOnly: isDataOnly, locale: locale)
        }
        return try await ServerOnDemand.with { servers in
            try await FixtureVerifier(servers: servers, reading: reading).verify(
                path, isDataOnly: isDataOnly, locale: locale)
        }
    }
}
