import PGSampleFixtureFile
import PGSampleLibPQ
import PGSampleLocalServer
import SystemPackage

/// Proves that a finished fixture loads, as an ordinary owner of an empty database of a throwaway server.
struct FixtureVerifier: Sendable {
    enum Verdict: Sendable, Hashable {
        /// It loads; what is not an error and the user should know.
        case verified([Diagnostic])
        /// No trial was held; why, in words for the user.
        case skipped(Diagnostic)
    }

    let servers: ServerOnDemand
    /// Whether it is an error that no trial can be held here.
    var isRequired = true
    /// Called as the fixture is loaded, from any thread, in order.
    var reading: @Sendable (LoadPosition) -> Void = { _ in }

    /// Loads the file at `path` and looks at what came of it.
    ///
    /// - Parameters:
    ///   - isDataOnly: Whether the file has no schema, and so cannot be loaded alone.
    ///   - locale: The source's, which the trial takes as well where this machine has it.
    /// - Throws: ``PGSampleError`` with `.verificationFailed`, naming the object and the server's words, or
    ///   with `.localServerFailed`; `CancellationError`.
    func verify(_ path: FilePath, isDataOnly: Bool, locale: DatabaseLocale?) async throws -> Verdict {
        guard !isDataOnly else {
            return .skipped(
                Diagnostic("The fixture was not verified: rows without a schema cannot be loaded alone."))
        }
        do {
            guard let header = try FixtureHeader.read(from: path) else {
                throw PGSampleError.verification("the fixture has no header", remedy: Self.staysRemedy)
            }
            switch try await server(for: header) {
            case .failure(let diagnostic): return .skipped(diagnostic)
            case .success(let server):
                return .verified(try await verify(path, header, locale, on: server))
            }
        } catch let error as FixtureFileError {
            throw PGSampleError.verification(
                "the fixture cannot be read", reason: error.message, remedy: Self.staysRemedy, cause: error)
        } catch let error as DatabaseError {
            throw PGSampleError(
                code: .localServerFailed, message: "the trial of the fixture broke off",
                reason: error.wordsWithoutData, sqlState: error.sqlState, remedy: Self.staysRemedy,
                cause: error
            )
        }
    }

    /// What every failed trial means to the user's files.
    static let staysRemedy = "Nothing was written: an old file stays as it was."

    // MARK: The server

    private enum Server {
        case success(ThrowawayServer)
        case failure(Diagnostic)
    }

    private func server(for header: FixtureHeader) async throws -> Server {
        let server: ThrowawayServer
        do {
            server = try await servers.server()
        } catch let error as LocalServerError where error.code == .noInstallation && !isRequired {
            return .failure(
                Diagnostic(
                    "The fixture was not verified: \(error.message). Install PostgreSQL to have it loaded.")
            )
        }
        let major = server.installation.version.major
        guard major < header.minimumServerMajor else { return .success(server) }
        let reason =
            "it needs PostgreSQL \(header.minimumServerMajor), and the newest of this machine is \(major)"
        guard !isRequired else {
            throw PGSampleError.verification(
                "the fixture cannot be loaded for trial", reason: reason,
                remedy:
                    "Install PostgreSQL \(header.minimumServerMajor), or pass --no-verify. \(Self.staysRemedy)"
            )
        }
        return .failure(Diagnostic("The fixture was not verified: \(reason)."))
    }

    private func verify(
        _ path: FilePath, _ header: FixtureHeader, _ locale: DatabaseLocale?, on server: ThrowawayServer
    ) async throws -> [Diagnostic] {
        let file = try TrialFile(path)
        let needs = TrialDatabase.Needs(
            encoding: header.encoding, extensions: header.extensions, locale: locale)
        do {
            let trial = try await TrialDatabase.create(on: server, for: needs)
            return try await trial.finally {
                let diagnostics = try await trial.load(path, reading: reading)
                let promises = TrialPromises(
                    header: header, unvalidated: file.unvalidated, rowSearchPath: file.rowSearchPath)
                let report = try await trial.check(promises)
                if let first = report.differences.first { throw Self.failure(first) }
                return diagnostics
            }
        } catch let error as TrialDatabase.MissingExtension {
            throw error.error(remedy: "Install it, or pass --no-verify. \(Self.staysRemedy)")
        } catch var error as PGSampleError where error.code == .verificationFailed {
            error.remedy = [error.remedy, Self.staysRemedy].compactMap(\.self).joined(separator: " ")
            throw error
        }
    }

    private static func failure(_ difference: VerificationReport.Difference) -> PGSampleError {
        .verification(
            "the loaded fixture is not what was to be written, in", object: difference.object,
            reason: "expected \(difference.expected), found \(difference.found)"
        )
    }
}

extension PGSampleError {
    /// A failed trial of a fixture.
    static func verification(
        _ message: String, object: String? = nil, reason: String? = nil, sqlState: String? = nil,
        remedy: String? = nil, cause: (any Error)? = nil
    ) -> PGSampleError {
        PGSampleError(
            code: .verificationFailed, message: message, object: object, reason: reason, sqlState: sqlState,
            remedy: remedy, cause: cause
        )
    }
}
