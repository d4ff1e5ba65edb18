import PGSampleFixtureFile
import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Loads a file for trial into a throwaway server of this machine and tells what came of it: rows, constraints,
/// sequences.
///
/// ```swift
/// let report = try await FileVerification(of: "Fixtures/shop.sql.gz").verify()
/// for difference in report.differences { print(difference) }
/// ```
///
/// A fixture is loaded by an ordinary owner of an empty database, and its rows are compared with those of its header
/// and of the manifest beside it. What has neither, such as a dump of `pg_dump`, is loaded by a superuser, and there is
/// nothing to compare its rows with.
public struct FileVerification: Sendable {
    /// A step of a verification.
    public enum Progress: Sendable, Hashable {
        /// The file is loaded.
        case loading
        /// So much of the file was read and sent: at the beginning, after each 256 kB of SQL, and when a
        /// table's rows come to their end. With ``schemaFile``, first of that one.
        case reading(LoadPosition)
        /// A table's rows are in; the name is the file's.
        case loaded(table: String, rows: Int)
        /// What was loaded is looked at.
        case checking
    }

    /// The file to verify, compressed or not.
    public var file: String
    /// A file that is loaded before: the schema of one that has only rows.
    public var schemaFile: String?
    /// Called from any thread, in order.
    public var progress: @Sendable (Progress) -> Void = { _ in }

    /// A verification; nothing is done until ``verify()``.
    public init(of file: String) {
        self.file = file
    }

    /// Loads the file and looks at what came of it. The server and all that was loaded are gone afterwards.
    ///
    /// - Returns: What is there; what is not as it should be is in ``VerificationReport/differences``.
    /// - Throws: ``PGSampleError``: `.verificationFailed` for a file that does not load or has no schema,
    ///   `.localServerFailed` when there is no PostgreSQL on this machine, or its server fails. `CancellationError`.
    /// - Complexity: O(bytes of the file), in constant memory.
    public func verify() async throws -> VerificationReport {
        do {
            let (path, schemaPath) = (FilePath(file), schemaFile.map { FilePath($0) })
            let manifest = try manifest(of: path)
            let schema = try schemaPath.map { try TrialFile($0) }
            let trial = try TrialFile(path, digestsRows: manifest != nil)
            try requireSchema(of: trial)
            return try await ServerOnDemand.with { servers in
                let promises = TrialPromises(
                    header: trial.header, manifest: manifest,
                    unvalidated: trial.unvalidated.union(schema?.unvalidated), digests: trial.digests,
                    rowSearchPath: trial.rowSearchPath)
                return try await verify(
                    [schema, trial].compactMap(\.self), promises, on: try await servers.server())
            }
        } catch let error as FixtureFileError {
            throw PGSampleError(code: .verificationFailed, message: error.message, cause: nil)
        } catch let error as DatabaseError {
            throw PGSampleError(
                code: .localServerFailed, message: "the trial of the file broke off", object: file,
                reason: error.wordsWithoutData, sqlState: error.sqlState, cause: error
            )
        } catch {
            throw PGSampleError.wrapping(error, doing: "verifying")
        }
    }

    private func verify(
        _ files: [TrialFile], _ promises: TrialPromises, on server: ThrowawayServer
    ) async throws -> VerificationReport {
        let roles = files.filter { $0.header == nil }.flatMap(\.contents.roles.missing)
        let needs = TrialDatabase.Needs(
            encoding: files.last?.encoding ?? "UTF8",
            extensions: files.flatMap(\.extensions),
            isForOrdinaryOwner: files.allSatisfy { $0.header != nil },
            roles: Set(roles).sorted()
        )
        do {
            let trial = try await TrialDatabase.create(on: server, for: needs)
            return try await trial.finally {
                progress(.loading)
                var diagnostics: [Diagnostic] = []
                for file in files {
                    // Other rows than the header's are told with all the rest that differs.
                    diagnostics += try await trial.load(
                        file.path, checksCounts: false,
                        progress: { [progress] in progress(.loaded(table: $0.name, rows: $0.rows)) },
                        reading: { [progress] in progress(.reading($0)) })
                }
                progress(.checking)
                var report = try await trial.check(promises)
                report.diagnostics = diagnostics
                return report
            }
        } catch let error as TrialDatabase.MissingExtension {
            throw error.error(remedy: "Install it.")
        }
    }

    // MARK: The files

    /// The manifest beside the file, if there is one.
    private func manifest(of path: FilePath) throws -> FixtureManifest? {
        let manifest = FixtureManifest.path(forFixture: path)
        guard FileManager.default.fileExists(atPath: manifest.string) else { return nil }
        return try FixtureManifest.read(from: manifest)
    }

    private func requireSchema(of trial: TrialFile) throws {
        guard schemaFile == nil, let table = trial.tableWithoutSchema else { return }
        throw PGSampleError(
            code: .verificationFailed,
            message: "cannot verify \(file) alone: it creates no table, and has rows of",
            object: table,
            remedy: "Name a file with the schema by --schema-from, such as pg_dump --schema-only writes it."
        )
    }
}
