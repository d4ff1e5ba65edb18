import PGSampleLibPQ
import PGSampleSQL

/// Statements of a file that wait to be sent together, so that the server's distance is paid once for many.
struct StatementQueue {
    /// Statements whose answers are not awaited one by one.
    private static let maximumCount = 100
    /// Bytes after which a queue is sent.
    private static let maximumBytes = 64 << 10

    private let session: Session
    private let maximumCount: Int
    private var statements: [LoadStatement] = []
    private var bytes = 0

    /// - Parameter isInTransaction: Outside of one each statement is sent by itself: it takes effect then
    ///   whatever becomes of those after it, and it may be one that no transaction can have.
    init(_ session: Session, isInTransaction: Bool) {
        self.session = session
        maximumCount = isInTransaction ? Self.maximumCount : 1
    }

    /// - Throws: As ``send()``.
    mutating func append(_ statement: LoadStatement) throws {
        statements.append(statement)
        bytes += statement.sent.bytes.count
        if statements.count >= maximumCount || bytes >= Self.maximumBytes { try send() }
    }

    /// Sends all that wait, and waits until they are done.
    ///
    /// - Throws: ``FixtureFileError`` of the first statement that the server refuses; `CancellationError`.
    mutating func send() throws {
        let waiting = statements
        statements = []
        bytes = 0
        var done = 0
        do {
            guard waiting.count > 1 else {
                for statement in waiting { try session.execute(bytes: statement.sent.bytes) }
                return
            }
            try session.pipeline(waiting.map { PipelinedStatement($0.sent.bytes) }) { number, _ in
                done = number + 1
            }
        } catch let error as DatabaseError {
            // The last answer, too, is to a statement.
            throw waiting[min(done, waiting.count - 1)].failure.error(for: error)
        }
    }
}
