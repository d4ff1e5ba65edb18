import PGSampleLocalServer
import Synchronization

/// The schema as `pg_dump` reads it, from the moment in which the run has its snapshot.
///
/// The program is looked for while the source is being locked, and runs while the rest of the catalog is
/// read. Whoever makes one ends it.
final class SchemaReading: Sendable {
    private let program: Task<ClientProgram, any Error>
    private let latest = Mutex<Attempt?>(nil)

    private struct Attempt {
        var dump: SchemaDump
        var text: Task<[UInt8], any Error>
    }

    /// - Parameter find: Finds `pg_dump`; begins at once.
    init(with find: @escaping @Sendable () async throws -> ClientProgram) {
        program = Task { try await find() }
    }

    /// Waits until the program is found.
    ///
    /// - Throws: what finding it throws.
    func findProgram() async throws {
        _ = try await Self.value(of: program)
    }

    /// Begins, unless this was begun already; what was begun with another snapshot is called off.
    func begin(_ dump: SchemaDump) {
        _ = attempt(dump)
    }

    /// The schema's text.
    ///
    /// - Throws: what finding the program throws; ``PGSampleError`` with `pg_dump`'s own words;
    ///   `CancellationError`.
    func text(of dump: SchemaDump) async throws -> [UInt8] {
        let text = attempt(dump)
        try await findProgram()
        return try await Self.value(of: text)
    }

    /// Calls off what was begun, and waits until no process of it is left. Idempotent.
    func end() async {
        program.cancel()
        _ = await program.result
        let text = latest.withLock { $0?.text }
        text?.cancel()
        _ = await text?.result
    }

    private func attempt(_ dump: SchemaDump) -> Task<[UInt8], any Error> {
        latest.withLock { latest in
            if let latest, latest.dump == dump { return latest.text }
            let (program, before) = (program, latest?.text)
            before?.cancel()
            let text = Task {
                // One at a time.
                _ = await before?.result
                // Which the next attempt needs too: it is not cancelled with this one.
                let program = try await program.value
                try Task.checkCancellation()
                return try await dump.run(by: program)
            }
            latest = Attempt(dump: dump, text: text)
            return text
        }
    }

    /// Waits for a task, and cancels it with the one that waits.
    private static func value<T: Sendable>(of task: Task<T, any Error>) async throws -> T {
        try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }
}
