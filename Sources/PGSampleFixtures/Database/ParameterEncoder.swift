import Foundation
import PGSampleSQL

/// Writes a statement's parameter as text that the server reads as the same value, in whatever type it infers.
enum ParameterEncoder {
    /// - Returns: Of a date its instant in UTC to the microsecond (PostgreSQL documentation, 8.5.1), of `Data`
    ///   and bytes hexadecimal digits (8.4.1), of an array the elements in braces (8.15.6), of anything else
    ///   its description.
    static func text(of value: any CustomStringConvertible) -> String {
        if let bytes = bytes(value) { return hexadecimal(bytes) }
        return switch value {
        case let date as Date: PostgreSQLDate.text(of: date)
        case let data as Data: hexadecimal(data)
        case let url as URL: url.absoluteString
        case let array as [Any?]: text(of: array)
        default: value.description
        }
    }

    /// Nil for every other array: without elements each can be cast to bytes.
    private static func bytes(_ value: Any) -> [UInt8]? {
        type(of: value) == [UInt8].self ? value as? [UInt8] : nil
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        "\\x" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func text(of array: [Any?]) -> String {
        let elements = array.map { element in
            switch element {
            case nil: "NULL"
            case .some(let value) where bytes(value) != nil:
                ArrayText.quoted(hexadecimal(bytes(value) ?? []))
            case let nested as [Any?]: text(of: nested)
            case let value as any CustomStringConvertible: ArrayText.quoted(text(of: value))
            case .some(let other): ArrayText.quoted("\(other)")
            }
        }
        return ArrayText.of(elements)
    }
}
