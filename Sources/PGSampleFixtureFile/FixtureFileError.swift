/// Why a fixture file could not be written, read or loaded.
///
/// The message is complete in itself: what failed, on which file or object, why, and what to do. It holds no
/// row's values.
package struct FixtureFileError: Error, Sendable {
    /// The kind of failure. An extensible set: compare with the static members.
    package struct Code: Sendable, Hashable {
        private let name: String

        /// The folder of the output does not exist.
        package static let folderMissing = Code(name: "folderMissing")
        /// The output is a folder.
        package static let isDirectory = Code(name: "isDirectory")
        /// The output or its folder may not be written to.
        package static let notWritable = Code(name: "notWritable")
        /// The file system, or the user's quota of it, is full.
        package static let diskFull = Code(name: "diskFull")
        /// Whoever read our output has stopped reading.
        package static let outputClosed = Code(name: "outputClosed")
        /// Another failure of the file system while writing.
        package static let writeFailed = Code(name: "writeFailed")
        /// The input cannot be opened or read.
        package static let readFailed = Code(name: "readFailed")
        /// The input is damaged, cut short, or not what its first bytes promise.
        package static let damaged = Code(name: "damaged")
        /// The input was written in a format that this release does not know.
        package static let unknownFormat = Code(name: "unknownFormat")
        /// The input is of a kind that cannot be loaded, or has a line that only psql can run.
        package static let refused = Code(name: "refused")
        /// What was to be written would not load.
        package static let invalidContent = Code(name: "invalidContent")
        /// Schemas cannot be renamed as was asked.
        package static let invalidSchemaMap = Code(name: "invalidSchemaMap")
        /// The server refused a statement or rows of the file.
        package static let loadFailed = Code(name: "loadFailed")
    }

    package var code: Code
    package var message: String
    /// The file, as the caller named it.
    package var path: String?
    /// The line of the file, counted from 1, where the failing statement or its rows begin.
    package var line: Int?
    /// The table, or the first words of the statement.
    package var object: String?
    /// The server's code, when the server refused.
    package var sqlState: String?
    package var cause: (any Error)?
    /// Whether part of a load that was to be one transaction stays: the file has ended the transaction itself.
    package var leavesPart = false

    package init(code: Code, message: String, path: String? = nil, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.path = path
        self.cause = cause
    }
}

extension FixtureFileError: CustomStringConvertible {
    package var description: String { message }
}
