package import PGSampleSQL
package import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What the first two lines of a fixture say about it: a mark, and one line of JSON.
///
///     -- swift-pg-sample fixture, format 1
///     -- {"encoding":"UTF8","extensions":["citext"],"fixture":"shop",…}
///
/// Same content, same bytes: keys and lists are sorted, and there is no host, no user, no time. A name cannot
/// leave its comment, because JSON writes a newline as `\n`.
package struct FixtureHeader: Sendable, Hashable, Codable {
    /// The format that this release writes, and the newest that it reads.
    package static let currentFormat = 1
    static let mark = "-- swift-pg-sample fixture, format "
    /// A header of more bytes than this is taken for damage.
    private static let maximumHeaderSize = 64 * 1024 * 1024

    package struct Table: Sendable, Hashable, Codable {
        package var schema: String
        package var name: String
        package var rows: Int

        package init(_ name: QualifiedName, rows: Int) {
            schema = name.schema.name
            self.name = name.name.name
            self.rows = rows
        }

        package var qualifiedName: QualifiedName { QualifiedName(schema, name) }
    }

    package let format: Int
    /// The fixture's name in fixtures.yml; nil for a file that was made without one.
    package let fixture: String?
    /// By bytes.
    package let schemas: [String]
    /// The encoding of the file's own bytes, by its name in PostgreSQL.
    package let encoding: String
    /// By schema and name.
    package let tables: [Table]
    /// The lowest major version of a server that loads the file, as far as its statements tell.
    package let minimumServerMajor: Int
    /// The extensions that the server must offer, by bytes.
    package let extensions: [String]

    package init(
        fixture: String?, schemas: [String], tables: [Table], minimumServerMajor: Int, extensions: [String],
        encoding: String = "UTF8"
    ) {
        format = Self.currentFormat
        self.fixture = fixture
        self.schemas = schemas.map { Identifier($0) }.sorted().map(\.name)
        self.encoding = encoding
        self.tables = tables.sorted { $0.qualifiedName < $1.qualifiedName }
        self.minimumServerMajor = minimumServerMajor
        self.extensions = extensions.map { Identifier($0) }.sorted().map(\.name)
    }

    /// The two lines, with their newlines.
    package func lines() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json = String(decoding: try encoder.encode(self), as: UTF8.self)
        return "\(Self.mark)\(format)\n-- \(json)\n"
    }

    /// Reads the header of a fixture, compressed or not.
    ///
    /// - Returns: nil when the file is not a fixture of ours.
    /// - Throws: ``FixtureFileError`` with `.readFailed`, `.damaged`, or `.unknownFormat` for a format that a
    ///   later release wrote.
    package static func read(from path: FilePath) throws -> FixtureHeader? {
        var scanner = Scanner(path: path)
        let reader = try GzipReader(path: path)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 1)
        defer { buffer.deallocate() }
        while !scanner.isDone {
            let count = try reader.read(into: buffer)
            guard count > 0 else { break }
            try scanner.scan(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
        return try scanner.header()
    }

    /// Finds the header in a file that goes by in pieces.
    struct Scanner {
        private let path: FilePath
        private var bytes: [UInt8] = []
        /// Whether the header was seen whole, or cannot come any more.
        private(set) var isDone = false
        private var isOurs = false

        init(path: FilePath) {
            self.path = path
        }

        mutating func scan(_ piece: UnsafeRawBufferPointer) throws {
            guard !isDone else { return }
            bytes.append(contentsOf: piece)
            if !isOurs {
                let mark = Array(FixtureHeader.mark.utf8)
                isDone = !bytes.starts(with: mark.prefix(bytes.count))
                isOurs = !isDone && bytes.count >= mark.count
            }
            guard isOurs else { return }
            isDone = bytes.count(where: { $0 == UInt8(ascii: "\n") }) >= 2
            guard bytes.count <= FixtureHeader.maximumHeaderSize else { throw damage() }
        }

        /// The header; nil when the file is not ours.
        func header() throws -> FixtureHeader? {
            guard isOurs else { return nil }
            let lines = bytes.split(
                separator: UInt8(ascii: "\n"), maxSplits: 2, omittingEmptySubsequences: false)
            let number = String(decoding: lines[0].dropFirst(FixtureHeader.mark.utf8.count), as: UTF8.self)
            guard let format = Int(number), format > 0 else { throw damage() }
            guard format <= FixtureHeader.currentFormat else {
                throw FixtureFileError(
                    code: .unknownFormat,
                    message: "\(path) has fixture format \(format), and this release reads up to "
                        + "\(FixtureHeader.currentFormat): update swift-pg-sample",
                    path: path.string
                )
            }
            guard isDone, lines[1].starts(with: "-- ".utf8) else { throw damage() }
            do {
                return try JSONDecoder().decode(FixtureHeader.self, from: Data(lines[1].dropFirst(3)))
            } catch {
                throw damage(error)
            }
        }

        private func damage(_ cause: (any Error)? = nil) -> FixtureFileError {
            FixtureFileError(
                code: .damaged,
                message:
                    "the header of \(path) cannot be read: restore it from version control or generate it again",
                path: path.string, cause: cause
            )
        }
    }
}
