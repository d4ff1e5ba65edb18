/// What kept PGSample from doing what it was asked to do.
///
/// ``description`` is written for a terminal, in the order: what failed, on which object, why, what to do. It
/// never holds a row's values or a password; whoever throws keeps them out of every field. Decide by ``code``
/// and ``sqlState``, never by the text.
///
/// ```swift
/// do {
///     let rules = try LimitRules(parsing: ["users=50, orders=10%"])
/// } catch where error.code == .invalidRule {
///     print(error)
/// }
/// ```
public struct PGSampleError: Error, Sendable {
    /// What kind of failure it was.
    public var code: Code
    /// What failed, in a form that ``object`` can follow: `cannot read the table`.
    public var message: String
    /// What it failed on (a table, a file, a rule), without quotes; the description adds them.
    public var object: String?
    /// Why, in words of our own. When nil, ``cause`` says why.
    public var reason: String?
    /// The server's five-character SQLSTATE, when a server refused something (PostgreSQL documentation,
    /// appendix A, "PostgreSQL Error Codes").
    public var sqlState: String?
    /// What the user can do about it, as a sentence.
    public var remedy: String?
    /// The error that led to this one.
    public var cause: (any Error)?

    /// Creates an error; only what is known has to be given.
    ///
    /// - Parameters:
    ///   - code: The kind of failure.
    ///   - message: What failed, without the object and without a final full stop.
    ///   - object: What it failed on, without quotes.
    ///   - reason: Why, when the cause does not say it well.
    ///   - sqlState: The server's SQLSTATE.
    ///   - remedy: What to do about it.
    ///   - cause: The underlying error. Its description is shown when there is no reason.
    public init(
        code: Code, message: String, object: String? = nil, reason: String? = nil, sqlState: String? = nil,
        remedy: String? = nil, cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.object = object
        self.reason = reason
        self.sqlState = sqlState
        self.remedy = remedy
        self.cause = cause
    }
}

extension PGSampleError {
    /// The kind of a failure: an open set, so that a later release can add to it. Compare with the static
    /// members.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The code's name, as its static member is spelt.
        public let description: String

        private init(_ name: String) { description = name }

        /// A rule or a pattern cannot be read.
        public static let invalidRule = Code("invalidRule")
        /// A pattern matches no schema or table of the source.
        public static let unknownTable = Code("unknownTable")
        /// A table of the source has no row addresses, or cannot be created without something that is left
        /// out.
        public static let unsupportedTable = Code("unsupportedTable")
        /// A name is not one of the fixtures that the configuration declares.
        public static let unknownFixture = Code("unknownFixture")
        /// `fixtures.yml` is not valid.
        public static let invalidConfiguration = Code("invalidConfiguration")
        /// Options contradict each other, or a value is out of range.
        public static let invalidArguments = Code("invalidArguments")
        /// The source cannot be reached, or it refuses the user or the database.
        public static let connectionFailed = Code("connectionFailed")
        /// The role lacks a right on the object.
        public static let permissionDenied = Code("permissionDenied")
        /// `pg_dump` is missing, too old, or failed.
        public static let schemaDumpFailed = Code("schemaDumpFailed")
        /// The source's tables changed during the run.
        public static let sourceChanged = Code("sourceChanged")
        /// A lock was not granted in time, or somebody waited for ours and we gave way.
        public static let lockConflict = Code("lockConflict")
        /// The server refused a statement.
        public static let statementFailed = Code("statementFailed")
        /// The output cannot be written.
        public static let outputFailed = Code("outputFailed")
        /// What was written does not load, or differs from what was to be written.
        public static let verificationFailed = Code("verificationFailed")
        /// The run reached its longest duration. One whose task is cancelled throws `CancellationError`.
        public static let interrupted = Code("interrupted")
        /// The throwaway server cannot be started or used.
        public static let localServerFailed = Code("localServerFailed")
        /// A script or an archive cannot be restored into the throwaway server.
        public static let restoreFailed = Code("restoreFailed")
        /// A file cannot be loaded into the target.
        public static let loadFailed = Code("loadFailed")
        /// The target of a load has objects already.
        public static let targetNotEmpty = Code("targetNotEmpty")
        /// The command that a server was to be started for is not there.
        public static let commandNotFound = Code("commandNotFound")
        /// A staging schema of that name exists, and it may be somebody's.
        public static let stagingSchemaExists = Code("stagingSchemaExists")
        /// There is no staging schema to go on with, or its rows are lost.
        public static let stagingSchemaMissing = Code("stagingSchemaMissing")
        /// A staging schema holds the rows of another plan.
        public static let stagingPlanChanged = Code("stagingPlanChanged")
    }
}

extension PGSampleError: CustomStringConvertible {
    /// One line that says what failed, on which object and why, and a second one that says what to do.
    public var description: String {
        var line = message
        if let object { line += " \"\(Self.onOneLine(object))\"" }
        var why = reason ?? cause.map { "\($0)" }
        if let sqlState, why?.contains(sqlState) != true {
            why = [why, "(SQLSTATE \(sqlState))"].compactMap(\.self).joined(separator: " ")
        }
        if let why { line += ": \(why)" }
        if let remedy { line += "\n\(remedy)" }
        return line
    }

    /// A name may hold line breaks; a message may not be torn apart by them.
    private static func onOneLine(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
