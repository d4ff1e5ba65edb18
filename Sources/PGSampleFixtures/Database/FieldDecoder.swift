import Foundation

/// Reads one field, which is the server's text, as a value.
struct FieldDecoder: Decoder, SingleValueDecodingContainer {
    let text: String?
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// Types that are read from text here, although their own decoding would look for something else.
    private static let wholeTypes: [any (Decodable & SendableMetatype).Type] = [
        Date.self, Data.self, Decimal.self, URL.self, UUID.self, String.self, Bool.self, Double.self,
        Float.self,
        Int.self, Int8.self, Int16.self, Int32.self, Int64.self, UInt.self, UInt8.self, UInt16.self,
        UInt32.self,
        UInt64.self,
    ]

    /// Whether a value of the type is one field rather than one row.
    static func isLeaf(_ type: any Decodable.Type) -> Bool {
        wholeTypes.contains { $0 == type } || type is any OptionalType.Type
            || type is any RawRepresentable.Type
    }

    func decodeNil() -> Bool { text == nil }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if type is any OptionalType.Type { return try Value(from: self) }
        guard let text else {
            throw DecodingError.valueNotFound(
                type, .init(codingPath: codingPath, debugDescription: "it is NULL"))
        }
        if let value = try whole(type, of: text) as? Value { return value }
        if text.hasPrefix("{") || text.hasPrefix("["), !(type is any RawRepresentable.Type) {
            do {
                return try JSONDecoder().decode(type, from: Data(text.utf8))
            } catch {
                throw mismatch(
                    type, "it is not JSON of that shape; an array can be selected as to_json(column)")
            }
        }
        return try Value(from: self)
    }

    /// Nil for types that read themselves.
    private func whole(_ type: any Decodable.Type, of text: String) throws -> Any? {
        let value: Any?
        switch type {
        case is String.Type: return text
        case is Bool.Type: value = ["t": true, "true": true, "f": false, "false": false][text]
        case is Date.Type: value = PostgreSQLDate.date(text)
        case is Data.Type: value = Self.data(text)
        case is Decimal.Type: value = Decimal(string: text, locale: Locale(identifier: "en_US_POSIX"))
        case is URL.Type: value = URL(string: text)
        case is UUID.Type: value = UUID(uuidString: text)
        case let number as any (LosslessStringConvertible & Numeric).Type: value = number.init(text)
        default: return nil
        }
        guard let value else { throw mismatch(type, "its text is none of that type") }
        return value
    }

    /// `bytea` in the format that servers send unless they are told otherwise: `\x` and hexadecimal digits.
    private static func data(_ text: String) -> Data? {
        guard text.hasPrefix("\\x") else { return nil }
        let digits = Array(text.utf8.dropFirst(2))
        guard digits.count.isMultiple(of: 2) else { return nil }
        var data = Data(capacity: digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16)
            else {
                return nil
            }
            data.append(byte)
        }
        return data
    }

    private func mismatch(_ type: any Decodable.Type, _ words: String) -> DecodingError {
        .typeMismatch(type, .init(codingPath: codingPath, debugDescription: words))
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        throw mismatch(String.self, "it is one field, without keys")
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw mismatch(String.self, "it is one field; an array can be selected as to_json(column)")
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { self }
}

/// Tells optional types from others.
protocol OptionalType {}
extension Optional: OptionalType {}
