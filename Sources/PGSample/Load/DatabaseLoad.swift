import PGSampleFixtureFile
import PGSampleLibPQ
import PGSampleSQL
import SystemPackage

/// Loads a SQL file into a database: a fixture, or a plain dump of `pg_dump`, compressed or not.
///
/// ```swift
/// var load = DatabaseLoad(into: DatabaseSource(database: "scratch"))
/// load.schemaMap = [("public", "fx_3f9a")]
/// let report = try await load.load("Fixtures/shop.sql.gz")
/// ```
///
/// The file is streamed: memory grows with its longest statement and the number of its objects, not with its
/// rows.
public struct DatabaseLoad: Sendable {
    /// A step of a load.
    public enum Progress: Sendable, Hashable {
        /// The file is read for the objects that it creates, before anything is sent, because schemas get
        /// other names.
        case readingNames
        /// The server has no room for the locks of one transaction, so that a load that fails leaves a part
        /// behind. Until the end, the schema `mark` tells that; it is nil when the role may not create
        /// schemas.
        case splits(locks: Int, capacity: Int, mark: String?)
        /// So much of the file was read and sent: at the beginning, after each 256 kB of SQL, and when a
        /// table's rows come to their end. After ``splits(locks:capacity:mark:)`` it begins anew.
        case reading(LoadPosition)
        /// A table's rows are in; the name is the file's. After ``splits(locks:capacity:mark:)`` all tables
        /// are loaded again, if some were before.
        case loaded(table: String, rows: Int)
    }

    /// The database to load into.
    public var target: DatabaseSource
    /// Schemas of the file, and the names to load them under, as the catalog stores them.
    public var schemaMap: [(source: String, target: String)] = []
    /// The name for the one schema that the file has; nil to go by ``schemaMap``.
    public var intoSchema: String?
    /// Whether a target that has objects is loaded into.
    public var allowsObjectsInTarget = false
    /// Called from any thread, in order.
    public var progress: @Sendable (Progress) -> Void = { _ in }

    /// A load of a file as it is, into a target without objects.
    public init(into target: DatabaseSource) {
        self.target = target
    }

    /// Loads a file, in one transaction if the server's lock table has room for it.
    ///
    /// - Throws: ``PGSampleError``: `.invalidArguments` for schemas that the file does not have or that
    ///   cannot be called so, `.targetNotEmpty`, `.loadFailed` with the file's line and the server's words,
    ///   `.connectionFailed`. `CancellationError`.
    public func load(_ file: String) async throws -> LoadReport {
        let path = FilePath(file)
        do {
            let map = try map(for: path)
            // Only a map needs to know the file before it is loaded. What is no file is found before
            // connecting.
            if map.isEmpty { _ = try FixtureHeader.read(from: path) }
            let plan = try map.isEmpty ? .none : Relocation.plan(for: path, map: map)
            let connection = try await Connection.open(target.parameters)
            do {
                let report = try await connection.run { try load(path, by: plan, over: $0) }
                await connection.close()
                return report
            } catch {
                await connection.close()
                throw error
            }
        } catch {
            throw Self.wrapping(error)
        }
    }

    private func load(_ path: FilePath, by plan: RelocationPlan, over session: Session) throws -> LoadReport {
        let checks = TargetChecks(session: session, plan: plan)
        let mark = IncompleteMark(session: session, plan: plan)
        let earlierMark = try mark.find()
        let object = try checks.firstObject()
        if let object, !allowsObjectsInTarget { throw Self.notEmpty(object, earlierMark) }
        let capacity = try checks.lockCapacity()
        var (isOneTransaction, ownMark) = (true, Identifier?.none)
        let loaded: FixtureLoader.Outcome
        do {
            do {
                loaded = try loadAtOnce(path, by: plan, capacity: capacity, over: session)
            } catch let excess as TooManyLocks {
                isOneTransaction = false
                ownMark = try mark.set(for: path.string)
                progress(.splits(locks: excess.count, capacity: capacity, mark: ownMark?.sql))
                loaded = try loader(session).load(path, by: plan)
            }
        } catch let error as FixtureFileError {
            throw Self.failure(error, isOneTransaction: isOneTransaction, capacity: capacity, mark: ownMark)
        }
        var diagnostics = (plan.warnings.map { "\($0)" } + loaded.misfits).map { Diagnostic($0) }
        if let earlierMark, object != nil {
            // What is missing of the earlier load is missing still.
            diagnostics.append(
                Diagnostic(
                    "the target stays marked as incomplete, by the schema \(earlierMark.sql), because an earlier load "
                        + "has not come to its end"))
        } else if ownMark != nil || earlierMark != nil {
            try mark.remove()
        }
        return LoadReport(
            tables: loaded.tables.map { LoadReport.Table(name: $0.name, rows: $0.rows) },
            diagnostics: diagnostics, isOneTransaction: isOneTransaction
        )
    }

    /// Loads in one transaction, unless that would take half of the server's lock table.
    ///
    /// - Throws: ``TooManyLocks``, with nothing loaded, and as `FixtureLoader`.
    private func loadAtOnce(
        _ path: FilePath, by plan: RelocationPlan, capacity: Int, over session: Session
    ) throws -> FixtureLoader.Outcome {
        let limit = max(0, capacity / 2 - 1)
        // With a map the file was read before, and the locks are counted.
        guard !plan.map.isEmpty else {
            return try loader(session, inOneTransaction: true, lockLimit: limit).load(path, by: plan)
        }
        guard plan.lockCount <= limit || !plan.needsRename.isEmpty else {
            throw TooManyLocks(count: plan.lockCount)
        }
        return try loader(session, inOneTransaction: true).load(path, by: plan)
    }

    private func loader(
        _ session: Session, inOneTransaction: Bool = false, lockLimit: Int? = nil
    ) -> FixtureLoader {
        FixtureLoader(
            session, inOneTransaction: inOneTransaction, lockLimit: lockLimit,
            progress: { [progress] in progress(.loaded(table: $0.name, rows: $0.rows)) },
            reading: { [progress] in progress(.reading(LoadPosition($0))) }
        )
    }

    // MARK: Names

    /// The map that the options give for a file.
    private func map(for path: FilePath) throws -> SchemaMap {
        guard intoSchema != nil || !schemaMap.isEmpty else { return .none }
        progress(.readingNames)
        let schemas = try Relocation.plan(for: path, map: .none).usedSchemas
        let list = schemas.map(\.sql).joined(separator: ", ")
        guard let intoSchema else {
            let unknown = schemaMap.first { pair in !schemas.contains(Identifier(pair.source)) }
            guard let unknown else { return try SchemaMap(schemaMap) }
            throw PGSampleError(
                code: .invalidArguments, message: "\(path) has no schema", object: unknown.source,
                reason: schemas.isEmpty ? "it has none" : "it has \(list)"
            )
        }
        guard schemas.count == 1 else {
            throw PGSampleError(
                code: .invalidArguments, message: "cannot load \(path) into one schema", object: intoSchema,
                reason: schemas.isEmpty ? "it has none" : "it has \(schemas.count): \(list)",
                remedy: schemas.isEmpty
                    ? nil : "Name each by --schema-map, as --schema-map \(schemas[0].name)=\(intoSchema)."
            )
        }
        return try SchemaMap([(schemas[0].name, intoSchema)])
    }

    // MARK: Errors

    private static func notEmpty(_ object: QualifiedName, _ mark: Identifier?) -> PGSampleError {
        guard let mark else {
            return PGSampleError(
                code: .targetNotEmpty, message: "the target is not empty: it has", object: object.sql,
                remedy: "Load into an empty database or schema, or pass --force."
            )
        }
        return PGSampleError(
            code: .targetNotEmpty,
            message: "the target is incomplete: an earlier load has begun and has not ended, by",
            object: mark.name, reason: "it has \(object.sql)",
            remedy: "Wait for that load, or empty the target; --force loads in spite of it."
        )
    }

    private static func failure(
        _ error: FixtureFileError, isOneTransaction: Bool, capacity: Int, mark: Identifier?
    ) -> PGSampleError {
        var failure = failure(error)
        var advice: [String] = []
        if error.sqlState == SQLState.outOfMemory {
            advice.append(
                "The server's lock table is full: raise max_locks_per_transaction (it has room for "
                    + "\(Figures.grouped(capacity)) locks of all sessions).")
        }
        if error.leavesPart {
            advice.append("The file ends transactions itself: the target holds what was loaded before.")
        } else if !isOneTransaction {
            let marked = mark.map { ", and the schema \($0.sql) marks it as incomplete" } ?? ""
            advice.append("The target holds what was loaded before\(marked); empty it before the next try.")
        }
        failure.remedy = advice.isEmpty ? nil : advice.joined(separator: " ")
        return failure
    }

    private static func wrapping(_ error: any Error) -> any Error {
        switch error {
        case let error as FixtureFileError: return failure(error)
        case let error as DatabaseError:
            var failure = PGSampleError(error, doing: "loading")
            if error.code == .connectionFailed { failure.message = "cannot connect to the target" }
            if error.code == .connectionLost {
                failure.message = "the connection to the target was lost"
                failure.remedy = nil
            }
            return failure
        default: return error
        }
    }

    private static func failure(_ error: FixtureFileError) -> PGSampleError {
        PGSampleError(
            // The message has the server's words and code in it.
            code: error.code == .invalidSchemaMap ? .invalidArguments : .loadFailed, message: error.message
        )
    }
}

/// What a load brought in.
public struct LoadReport: Sendable, Hashable {
    /// A table that rows were loaded into.
    public struct Table: Sendable, Hashable {
        /// As the file writes it.
        public var name: String
        /// By the server's count.
        public var rows: Int
    }

    /// In the order of the file.
    public var tables: [Table]
    /// What keeps the old name of a schema although it may have had to change, in the order of the file; and whether the
    /// target stays marked as incomplete.
    public var diagnostics: [Diagnostic]
    /// Whether all of it was one transaction.
    public var isOneTransaction: Bool

    /// Rows of all tables.
    public var rows: Int { tables.reduce(0) { $0 + $1.rows } }
}
