import PGSampleLocalServer
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Makes the fixtures that a configuration declares, or looks whether they are still what would be made.
///
/// ```swift
/// let configuration = try FixtureConfiguration(yaml: text, path: "Fixtures/fixtures.yml")
/// let generator = FixtureGenerator(
///     declarations: configuration.fixtures, environment: ProcessInfo.processInfo.environment
/// )
/// for outcome in try await generator.generate(.write) {
///     print(outcome.name, try outcome.result.get().report.rows)
/// }
/// ```
///
/// One throwaway server serves the whole run: the sources that are restored into it, and the trials of the
/// results.
public struct FixtureGenerator: Sendable {
    /// What a run does with what it makes.
    public enum Mode: Sendable {
        /// Puts the files in place. A fixture that holds the same already is not touched, so git sees no
        /// change.
        case write
        /// Compares with the files and touches none.
        case check
    }

    /// What became of one declaration.
    public struct Outcome: Sendable {
        /// The fixture's name.
        public var name: String
        /// Where it is, or would be.
        public var path: String
        /// The fixture, or why there is none; then the old file, if any, is as it was.
        public var result: Result<Made, PGSampleError>
    }

    /// A fixture that was made.
    public struct Made: Sendable {
        /// What is in it, and why.
        public var report: SamplingReport
        /// The size of the compressed file.
        public var fileBytes: Int
        /// In ``Mode/check``: whether the committed file, or its manifest, is missing or holds something
        /// else.
        public var isStale: Bool
        /// In ``Mode/write``: whether the files held the same before.
        public var isUnchanged: Bool
    }

    /// Called from any thread with the fixture's name, in order, as the work goes on.
    public var progress: @Sendable (_ fixture: String, SamplingProgress) -> Void = { _, _ in }
    /// Whether results are loaded into the throwaway server before they are put in place.
    ///
    /// Nil, the default, is as each declaration says; where this machine has no PostgreSQL to load them with,
    /// that is skipped and ``SamplingReport/diagnostics`` say so. True asks for it of every fixture, and it
    /// is an error where it cannot be done. In ``Mode/check`` nothing is put in place, so only true has an
    /// effect.
    public var verifies: Bool?
    /// As ``SamplingEngine/schemaProgram``, for all fixtures. No declaration names it, because it is a machine's own.
    public var schemaProgram: String?

    private let declarations: [FixtureDeclaration]
    private let environment: [String: String]

    /// Creates a generator; nothing is done until ``generate(_:)``.
    ///
    /// - Parameter environment: The variables that the sources' URLs name.
    public init(declarations: [FixtureDeclaration], environment: [String: String]) {
        self.declarations = declarations
        self.environment = environment
    }

    /// Makes the fixtures, one after the other. A source that several declare is restored once.
    ///
    /// - Returns: One outcome per declaration, in their order: the failure of one does not keep others from
    ///   being made.
    /// - Throws: `CancellationError` only. The fixture that was being made is then as it was.
    public func generate(_ mode: Mode) async throws -> [Outcome] {
        try await ServerOnDemand.with { servers in
            var results: [Int: Result<Made, PGSampleError>] = [:]
            for group in groups {
                try await generate(group, mode, servers) { results[$0] = $1 }
            }
            return declarations.enumerated().compactMap { index, declaration in
                results[index].map {
                    Outcome(name: declaration.name, path: declaration.outputPath, result: $0)
                }
            }
        }
    }

    // MARK: Sources

    /// Declarations, by their numbers, that are sampled from the same source.
    private struct Group {
        /// The file to restore; nil for databases that run.
        var file: String?
        var members: [Int]
    }

    private var groups: [Group] {
        var groups: [Group] = []
        for (index, declaration) in declarations.enumerated() {
            let file: String? =
                switch declaration.source.kind {
                case .url: nil
                case .script(let path), .dump(let path): path
                }
            if let file, let known = groups.firstIndex(where: { $0.file == file }) {
                groups[known].members.append(index)
            } else {
                groups.append(Group(file: file, members: [index]))
            }
        }
        return groups
    }

    private func generate(
        _ group: Group, _ mode: Mode, _ servers: ServerOnDemand,
        _ note: (Int, Result<Made, PGSampleError>) -> Void
    ) async throws {
        var rest = group.members[...]
        do {
            guard let file = group.file else {
                for index in group.members {
                    note(
                        index,
                        try await result(of: index, mode, servers) { try source(of: declarations[index]) })
                }
                return
            }
            progress(declarations[group.members[0]].name, .restoring(file: file))
            try await RestoredSources(servers: servers).with(file) { source in
                while let index = rest.first {
                    note(index, try await result(of: index, mode, servers) { source })
                    rest.removeFirst()
                }
            }
        } catch {
            let failure = try Self.failure(error, "restoring the source")
            for index in rest { note(index, .failure(failure)) }
        }
    }

    private func source(of declaration: FixtureDeclaration) throws -> DatabaseSource {
        DatabaseSource(database: try declaration.connectionString(environment: environment))
    }

    // MARK: One fixture

    private func result(
        of index: Int, _ mode: Mode, _ servers: ServerOnDemand, from source: () throws -> DatabaseSource
    ) async throws -> Result<Made, PGSampleError> {
        do {
            let declaration = declarations[index]
            let engine = engine(for: declaration, source: try source(), mode, servers)
            switch mode {
            case .write: return .success(try await write(declaration, by: engine))
            case .check: return .success(try await check(declaration, by: engine))
            }
        } catch {
            return .failure(try Self.failure(error, "sampling"))
        }
    }

    private func engine(
        for declaration: FixtureDeclaration, source: DatabaseSource, _ mode: Mode, _ servers: ServerOnDemand
    ) -> SamplingEngine {
        let (name, progress) = (declaration.name, progress)
        var options = declaration.options
        // Nobody waits for a throwaway source, so that there is no reason to stage it.
        if declaration.source.isRestored, options.staging.choice == .automatic {
            options.staging.choice = .never
        }
        var engine = SamplingEngine(source: source, options: options, name: name)
        engine.schemaProgram = schemaProgram
        engine.writesManifest = true
        engine.verifies = verifies ?? (mode == .write && declaration.isVerified)
        engine.verifier = FixtureVerifier(servers: servers, isRequired: verifies == true)
        engine.keepsUnchangedFiles = true
        engine.progress = { progress(name, $0) }
        return engine
    }

    private func write(_ declaration: FixtureDeclaration, by engine: SamplingEngine) async throws -> Made {
        let report = try await engine.sampleAll(to: .file(declaration.outputPath))
        return Made(
            report: report, fileBytes: Self.size(of: declaration.outputPath), isStale: false,
            isUnchanged: report.isUnchanged
        )
    }

    private func check(_ declaration: FixtureDeclaration, by engine: SamplingEngine) async throws -> Made {
        try await TemporaryFolder.with { folder in
            let path = "\(folder)/\(declaration.name).sql.gz"
            let report = try await engine.sampleAll(to: .file(path))
            let manifest = try String(
                contentsOfFile: "\(folder)/\(declaration.name).manifest.json", encoding: .utf8)
            let committed = CommittedFixture(path: FilePath(declaration.outputPath))
            let isCurrent = try committed.holds(FilePath(path), manifest: manifest)
            return Made(
                report: report, fileBytes: Self.size(of: path), isStale: !isCurrent, isUnchanged: false)
        }
    }

    private static func size(of path: String) -> Int {
        // Without a size somebody has removed the file since it was written.
        (try? Stat(FilePath(path))).map { Int($0.size) } ?? 0
    }

    // MARK: Failures

    /// - Throws: `CancellationError` when the task was cancelled, which ends the run.
    private static func failure(_ error: any Error, _ doing: String) throws -> PGSampleError {
        if error is CancellationError || Task.isCancelled { throw CancellationError() }
        let wrapped = PGSampleError.wrapping(error, doing: doing)
        return wrapped as? PGSampleError
            ?? PGSampleError(code: .outputFailed, message: "the fixture could not be made", cause: wrapped)
    }
}
