import PGSampleLibPQ
import PGSampleSQL

/// Statements of a file that wait to be sent together, so that the server's distance is paid once for many.
///
/// Only within a transaction. Outside of one each statement is sent by itself: it takes effect then whatever
/// becomes of those after it, and it may be one that no transaction can have.
struct StatementQueue {
    /// Statements whose answers are not awaited one by one.
    private static let maximumCount = 100
    /// Bytes after which a queue is sent.
    private static let maximumBytes = 64 << 10
    /// What statements begin with that a transaction may end by, or that a pipeline cannot have.
    private static let loners: Set = [
        "abort", "begin", "commit", "copy", "end", "prepare", "rollback", "start",
    ]

    private let session: Session
    private var statements: [LoadStatement] = []
    private var bytes = 0
    /// Whether a statement of the file has ended the transaction that it was sent in.
    private(set) var hasEndedTransaction = false

    init(_ session: Session) {
        self.session = session
    }

    /// - Throws: As ``send()``.
    mutating func append(_ statement: LoadStatement) throws {
        let isAlone = Self.loners.contains(statement.firstWord)
        if isAlone { try send() }
        statements.append(statement)
        bytes += statement.sent.bytes.count
        let isFull = statements.count >= Self.maximumCount || bytes >= Self.maximumBytes
        let wasInTransaction = session.isInTransaction
        if isAlone || isFull || !wasInTransaction { try send() }
        if wasInTransaction, !session.isInTransaction { hasEndedTransaction = true }
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

extension LoadStatement {
    /// In lower case; empty if the statement does not begin with a letter.
    fileprivate var firstWord: String {
        let letters = sent.bytes.prefix { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
        return String(decoding: letters, as: UTF8.self).lowercased()
    }
}
