import PGSampleFixtureFile
import PGSampleSQL
import Synchronization
import SystemPackage

/// What has to be known of a request's files before they are loaded into schemas of a test's own; learned
/// once for all tests that ask for the same.
final class SchemaRecipe: Sendable {
    /// Warnings that an error quotes at most.
    private static let quotedWarnings = 3

    let files: [FilePath]
    /// The schemas of the files by name, behind `public`, which is there in any case.
    let sources: [Identifier]
    /// In the order of the files, each once.
    let extensions: [NeededExtension]
    /// Loads and drops at a time, so that their locks have room.
    let locks: Gate
    private let title: String
    private let known = Mutex<[RelocationPlan]?>(nil)

    /// Reads the files.
    ///
    /// - Throws: ``FixtureError`` with `.fixtureNotFound`, `.invalidSettings`, `.loadFailed`, or
    ///   `.isolationUnavailable` for files that cannot be moved.
    init(_ request: FixtureRequest, settings: FixtureSettings, lockCapacity: Int) throws {
        try request.checkSteps()
        title = request.title
        files = try request.names.map { try request.places.file(of: $0, settings: settings) }
        var sources: Set<Identifier> = []
        var extensions: [NeededExtension] = []
        var lockCount = 1
        for file in files {
            let plan = try Self.reading(request.title) { try Relocation.plan(for: file, map: .none) }
            guard !plan.hasTransactions else {
                throw Self.unavailable(title, because: "\"\(file)\" begins or ends transactions by itself")
            }
            sources.formUnion(plan.usedSchemas)
            extensions += plan.extensions.filter { !extensions.contains($0) }
            lockCount += plan.lockCount
        }
        guard lockCount < lockCapacity else {
            throw Self.unavailable(
                title,
                because: "it takes about \(lockCount) locks to drop it again, and the server has room for "
                    + "\(lockCapacity); raise max_locks_per_transaction")
        }
        sources.remove(SchemaPlace.publicSchema)
        self.sources = [SchemaPlace.publicSchema] + sources.sorted()
        self.extensions = extensions
        locks = Gate(width: max(1, lockCapacity / 2 / lockCount))
    }

    /// How each file's schemas get their new names: plans to be renamed by the map of a test. They are made by
    /// the first call and kept.
    ///
    /// - Parameter existing: What the `migrate` step has made, by the names of the files: the same for every
    ///   test, because steps of one revision do the same.
    /// - Throws: ``FixtureError`` with `.loadFailed`, or `.isolationUnavailable` for files of which something
    ///   would keep the old names.
    func plans(existing: [QualifiedName]) throws -> [RelocationPlan] {
        if let plans = known.withLock({ $0 }) { return plans }
        let map = try SchemaMap(sources.enumerated().map { (source: $1.name, target: "fx_\($0)") })
        var objects = existing
        var plans: [RelocationPlan] = []
        for file in files {
            let plan = try Self.reading(title) {
                try Relocation.plan(for: file, map: map, existing: objects)
            }
            guard plan.warnings.isEmpty else {
                let more = plan.warnings.count - Self.quotedWarnings
                throw Self.unavailable(
                    title,
                    because: plan.warnings.prefix(Self.quotedWarnings).map { "\"\(file)\", \($0)" }
                        .joined(separator: "; ") + (more > 0 ? "; and \(more) more" : ""))
            }
            // What has been set stays set, even if the transaction is undone.
            guard plan.sequencesNotCreated.isEmpty else {
                throw Self.unavailable(
                    title,
                    because:
                        "\"\(file)\" sets the sequence \(plan.sequencesNotCreated[0].sql), which is not its own"
                )
            }
            objects = plan.objects
            plans.append(plan)
        }
        known.withLock { $0 = plans }
        return plans
    }

    static func unavailable(_ title: String, because reason: String) -> FixtureError {
        FixtureError(
            .isolationUnavailable,
            "\(title) cannot be loaded into a schema of its own: \(reason). Use isolation .database")
    }

    private static func reading<T>(_ title: String, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as FixtureFileError {
            throw FixtureError(.loadFailed, "\(title) does not load: \(error.message)", cause: error)
        }
    }
}
