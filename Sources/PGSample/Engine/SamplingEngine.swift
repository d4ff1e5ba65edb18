import PGSampleCatalog
import PGSampleFixtureFile
import PGSampleLibPQ
import PGSampleLocalServer
import SystemPackage

/// Samples a database into a fixture: rows by rule, every row that they refer to, and the schema.
///
/// SELECT on the tables is enough. Nothing is written to the source in direct mode;
/// ``SamplingOptions/staging`` says when the sample is first copied into a schema there.
///
/// ```swift
/// var options = SamplingOptions()
/// options.limits = try LimitRules(parsing: ["users=50"])
/// let engine = SamplingEngine(source: DatabaseSource(database: "shop"), options: options)
/// let report = try await engine.sampleAll(to: .file("Fixtures/shop.sql.gz"))
/// ```
public struct SamplingEngine: Sendable {
    /// Where a fixture goes.
    public enum Destination: Sendable, Hashable {
        /// A file, compressed when its name ends in `.gz`. It appears whole or not at all.
        case file(String)
        /// Plain SQL on standard output.
        case standardOutput

        /// Whether what is written there is compressed.
        package var isCompressed: Bool {
            switch self {
            case .file(let path): FixtureOutput.compresses(FilePath(path))
            case .standardOutput: false
            }
        }
    }

    /// The database to sample.
    public var source: DatabaseSource
    /// What to take from it.
    public var options: SamplingOptions
    /// The fixture's name in its header and manifest; nil for a file without one.
    public var name: String?
    /// The `pg_dump` that reads the schema; nil for the one that the variable PG_SAMPLE_PG_DUMP names, else
    /// the lowest installed one that can read the server.
    public var schemaProgram: String?
    /// Whether a manifest is written beside the file.
    public var writesManifest = false
    /// Whether the fixture is loaded into a throwaway server before it is put in place.
    public var verifies = false
    /// Holds the trials of ``verifies``; nil for one with a server of its own.
    var verifier: FixtureVerifier?
    /// Whether a file and a manifest that hold the same already are left alone.
    var keepsUnchangedFiles = false
    /// The variables by which `pg_dump` is found.
    var environment = ProcessVariables.current
    /// Called as the work goes on, from any thread, also from two at the same time: of two tables that are done
    /// at once either may come first.
    public var progress: @Sendable (SamplingProgress) -> Void = { _ in }

    /// Creates an engine; nothing is done until ``sampleAll(to:)``.
    public init(source: DatabaseSource, options: SamplingOptions = SamplingOptions(), name: String? = nil) {
        self.source = source
        self.options = options
        self.name = name
    }

    /// Samples and writes.
    ///
    /// - Returns: What was written, in the order of the file.
    /// - Throws: ``PGSampleError``; `CancellationError` when the task was cancelled. An existing file is then
    ///   as it was.
    /// - Complexity: O(rows of the sample × foreign keys), by index. Memory is that of the rows' addresses.
    public func sampleAll(to destination: Destination) async throws -> SamplingReport {
        do {
            return try await SamplingRun(engine: self).write(to: destination)
        } catch {
            throw PGSampleError.wrapping(error, doing: "sampling")
        }
    }
}
