/// Reads a row as a value: by its columns' names, or as a whole when it has one column and the type has no
/// keys.
struct RowDecoder: Decoder {
    let row: FixtureRow
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// A type that decodes a single value, such as `Int`, takes the only column.
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        guard row.columns.count == 1, FieldDecoder.isLeaf(type) else { return try Value(from: self) }
        return try FieldDecoder(text: row.values[0], codingPath: [ColumnKey(row.columns[0])]).decode(type)
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(Fields<Key>(row: row))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw DecodingError.typeMismatch(
            [String].self,
            .init(
                codingPath: codingPath, debugDescription: "a row is read by its columns' names, not as a list"
            ))
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        guard row.columns.count == 1 else {
            throw DecodingError.typeMismatch(
                String.self,
                .init(
                    codingPath: codingPath,
                    debugDescription: "one column is needed, there are \(row.columns.count)"))
        }
        return FieldDecoder(text: row.values[0], codingPath: [ColumnKey(row.columns[0])])
    }

    private struct Fields<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let row: FixtureRow
        var codingPath: [any CodingKey] { [] }
        var allKeys: [Key] { row.columns.compactMap { Key(stringValue: $0) } }

        /// A column of the key's name, or of its name in `snake_case`.
        private func index(of key: Key) -> Int? {
            row.columns.firstIndex(of: key.stringValue)
                ?? row.columns.firstIndex(of: Self.snakeCase(key.stringValue))
        }

        private static func snakeCase(_ name: String) -> String {
            let characters = Array(name)
            var result = ""
            for (index, character) in characters.enumerated() {
                // A run of capitals is one word, but for its last one before a small letter: `customerID`, `URLPath`.
                let endsRun = index + 1 < characters.count && characters[index + 1].isLowercase
                let beginsWord = index > 0 && (!characters[index - 1].isUppercase || endsRun)
                if character.isUppercase, beginsWord { result += "_" }
                result += character.lowercased()
            }
            return result
        }

        private func field(_ key: Key) throws -> FieldDecoder {
            guard let index = index(of: key) else {
                throw DecodingError.keyNotFound(
                    key, .init(codingPath: [key], debugDescription: "there is no such column"))
            }
            return FieldDecoder(text: row.values[index], codingPath: [key])
        }

        func contains(_ key: Key) -> Bool { index(of: key) != nil }

        func decodeNil(forKey key: Key) throws -> Bool { try field(key).decodeNil() }

        func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
            try field(key).decode(type)
        }

        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) throws -> KeyedDecodingContainer<Nested> {
            try field(key).container(keyedBy: type)
        }

        func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
            try field(key).unkeyedContainer()
        }

        func superDecoder() throws -> any Decoder { RowDecoder(row: row) }

        func superDecoder(forKey key: Key) throws -> any Decoder { try field(key) }
    }
}

struct ColumnKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
