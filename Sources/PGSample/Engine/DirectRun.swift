import PGSampleCatalog
import PGSampleFixtureFile
import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL
import SystemPackage

/// One run in direct mode: one transaction, one snapshot, addresses instead of keys.
///
/// 1. lock every table, take the snapshot, read the catalog again (``LockedSource``)
/// 2. `pg_dump` on the same snapshot, beside it base rows and closure
/// 3. write schema, rows, sequences, the rest of the schema (``FixtureAssembly``)
/// 4. release the source; load the file for trial; put it in place
struct DirectRun {
    /// Runs on a standby that the standby's recovery may cancel.
    static let attempts = 2

    let engine: SamplingEngine

    private var options: SamplingOptions { engine.options }

    func write(to destination: SamplingEngine.Destination) async throws -> SamplingReport {
        var attempt = 1
        while true {
            do {
                return try await attemptToWrite(to: destination)
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

    private func attemptToWrite(to destination: SamplingEngine.Destination) async throws -> SamplingReport {
        let output = try StagedOutput(destination, isVerified: engine.verifies)
        do {
            let connection = try await Connection.open(engine.source.parameters)
            let fixture: Fixture
            do {
                fixture = try await sample(over: connection, to: output.output)
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

    private struct Fixture: Sendable {
        var report: SamplingReport
        var manifest: FixtureManifest
        var locale: DatabaseLocale
    }

    // MARK: In the source

    private func sample(over connection: Connection, to output: FixtureOutput) async throws -> Fixture {
        let options = options
        let facts = try await connection.run { try SourceFacts.read($0) }
        let program =
            options.isDataOnly
            ? nil
            : try await SchemaDump.findProgram(serverMajor: facts.serverMajor, path: engine.schemaProgram)
        let source = try await connection.run { try LockedSource.open($0, facts: facts, options: options) }
        engine.progress(
            .locked(tables: source.plan.tables.count, serverVersion: source.facts.serverVersionText)
        )
        let watch = LockWatch(
            parameters: engine.source.parameters, backendProcessID: source.backendProcessID,
            maximumDuration: options.maximumDuration
        )
        return try await watch.during { [self] in
            // pg_dump takes its locks at once, while nobody can have queued between ours and its own.
            async let schema = readSchema(of: source, by: program, over: connection)
            let sample = try await chooseRows(of: source, over: connection)
            let fixtureSchema = try await schema
            return try await assemble(source, fixtureSchema, sample, over: connection, to: output)
        }
    }

    private func readSchema(
        of source: LockedSource, by program: ClientProgram?, over connection: Connection
    ) async throws -> FixtureSchema {
        guard let program else { return FixtureSchema() }
        let dump = SchemaDump(program: program, source: source, options: options)
        return try FixtureSchema(dump: try await dump.run(), source: source, options: options)
    }

    private func assemble(
        _ source: LockedSource, _ schema: FixtureSchema, _ sample: Sample, over connection: Connection,
        to output: FixtureOutput
    ) async throws -> Fixture {
        let (options, name, progress) = (options, engine.name, engine.progress)
        return try await connection.run { session in
            let assembly = FixtureAssembly(
                session: session, source: source, schema: schema, sample: sample, name: name,
                progress: progress
            )
            let contents = try assembly.write(to: output)
            try output.finish()
            let locale = try DatabaseLocale.read(session)
            try session.execute("COMMIT")
            return Fixture(
                report: assembly.report(contents), manifest: assembly.manifest(contents, options: options),
                locale: locale
            )
        }
    }

    private func chooseRows(of source: LockedSource, over connection: Connection) async throws -> Sample {
        let (options, progress) = (options, engine.progress)
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

    // MARK: After the source is released

    private func finish(_ fixture: Fixture, _ output: StagedOutput) async throws -> SamplingReport {
        var report = fixture.report
        if engine.verifies {
            switch try await verify(output.output.finishedPath, locale: fixture.locale) {
            case .verified: report.isVerified = true
            case .skipped(let diagnostic): report.diagnostics = (report.diagnostics + [diagnostic]).sorted()
            }
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
        if let verifier = engine.verifier {
            return try await verifier.verify(path, isDataOnly: isDataOnly, locale: locale)
        }
        return try await ServerOnDemand.with { servers in
            try await FixtureVerifier(servers: servers).verify(path, isDataOnly: isDataOnly, locale: locale)
        }
    }
}
