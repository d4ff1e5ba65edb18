/// One row of a query: its columns' names and the server's text of its fields.
public struct FixtureRow: Sendable, Hashable {
    /// In the order of the query's columns; names may repeat.
    public let columns: [String]
    /// Nil is NULL.
    public let values: [String?]

    init(columns: [String], values: [String?]) {
        self.columns = columns
        self.values = values
    }

    /// The field of a column, of several with one name the first; nil for NULL and for a column that is not
    /// there.
    public subscript(column: String) -> String? {
        columns.firstIndex(of: column).flatMap { values[$0] }
    }

    /// Reads the row as a value, as ``FixtureDatabase/query(_:_:as:)`` does.
    ///
    /// - Throws: ``FixtureError`` with `.decodingFailed`, which names the column and no value.
    public func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        do {
            return try RowDecoder(row: self).decode(type)
        } catch let error as DecodingError {
            throw FixtureError(
                .decodingFailed,
                "a row with the columns \(columns.joined(separator: ", ")) cannot be read as \(type): "
                    + Self.words(of: error),
                cause: error
            )
        }
    }

    private static func words(of error: DecodingError) -> String {
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
            .dataCorrupted(let context):
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            return (path.isEmpty ? "" : "\(path): ") + context.debugDescription
        @unknown default: return "\(error)"
        }
    }
}
