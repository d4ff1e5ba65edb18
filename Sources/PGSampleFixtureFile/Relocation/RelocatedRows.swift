import PGSampleSQL

/// Moves names in the rows of a COPY, in the columns whose values are names of objects; all else passes as it
/// is.
///
/// Rows may arrive in pieces that are cut anywhere: what is not yet a whole row waits for the next piece.
package struct RelocatedRows {
    private enum Column {
        case other, name, schema, names, schemas
    }

    private let relocated: RelocatedNames
    private let columns: [Column]
    private var rest: [UInt8] = []

    init?(names: RelocatedNames, types: [String]) {
        relocated = names
        columns = types.map { type in
            if type == "regnamespace" { return .schema }
            if type == "_regnamespace" { return .schemas }
            if RelocatedText.nameTypes.contains(type) { return .name }
            return type.hasPrefix("_reg") && RelocatedText.nameTypes.contains(String(type.dropFirst()))
                ? .names : .other
        }
        guard columns.contains(where: { $0 != .other }), !names.map.isEmpty else { return nil }
    }

    /// Takes a piece of the rows in COPY's text format, and returns the whole rows that it completes.
    package mutating func rewriting(_ piece: [UInt8]) -> [UInt8] {
        let newline = UInt8(ascii: "\n")
        guard let last = piece.lastIndex(of: newline) else {
            rest += piece
            return []
        }
        let whole = rest + piece[...last]
        rest = Array(piece[(last + 1)...])
        var result: [UInt8] = []
        result.reserveCapacity(whole.count)
        for row in whole.dropLast().split(separator: newline, omittingEmptySubsequences: false) {
            result += moved(row)
            result.append(newline)
        }
        return result
    }

    private func moved(_ row: ArraySlice<UInt8>) -> [UInt8] {
        let fields = row.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
        guard fields.count == columns.count else { return Array(row) }
        let moved = zip(fields, columns).map { field, column in
            column == .other ? Array(field) : self.moved(field, column)
        }
        return Array(moved.joined(separator: [UInt8(ascii: "\t")]))
    }

    private func moved(_ field: ArraySlice<UInt8>, _ column: Column) -> [UInt8] {
        // COPY escapes by backslashes what an escape string does, and writes NULL as one more of them.
        guard !field.elementsEqual("\\N".utf8), let value = CopyField.value(field) else {
            return Array(field)
        }
        let result: [UInt8]?
        switch column {
        case .name: result = RelocatedText.moved(value, relocated, .reference)
        case .schema: result = movedSchema(value)
        case .names: result = movedArray(value) { RelocatedText.moved($0, relocated, .reference) }
        case .schemas: result = movedArray(value, by: movedSchema)
        case .other: result = nil
        }
        guard let result, result != value else { return Array(field) }
        return CopyField.text(result)
    }

    private func movedSchema(_ value: [UInt8]) -> [UInt8]? {
        // A value that is no name stays.
        guard let token = try? SQLTokenizer.tokens(of: value).first, token.range.count == value.count,
            let target = token.identifier(in: value).flatMap(relocated.target)
        else { return nil }
        return Array(target.sql.utf8)
    }

    /// The elements of `{a,"b",NULL}`, each by itself.
    private func movedArray(_ value: [UInt8], by move: ([UInt8]) -> [UInt8]?) -> [UInt8] {
        let (quote, backslash) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))
        let separators = Array("{},".utf8)
        var result: [UInt8] = []
        var index = 0
        while index < value.count {
            guard !separators.contains(value[index]) else {
                result.append(value[index])
                index += 1
                continue
            }
            let isQuoted = value[index] == quote
            if isQuoted { index += 1 }
            var element: [UInt8] = []
            while index < value.count, isQuoted ? value[index] != quote : !separators.contains(value[index]) {
                if value[index] == backslash, index + 1 < value.count { index += 1 }
                element.append(value[index])
                index += 1
            }
            if isQuoted { index += 1 }
            let moved = move(element) ?? element
            result += isQuoted || moved != element ? Self.quoted(moved) : element
        }
        return result
    }

    private static func quoted(_ element: [UInt8]) -> [UInt8] {
        let (quote, backslash) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))
        return [quote] + element.flatMap { $0 == quote || $0 == backslash ? [backslash, $0] : [$0] } + [quote]
    }
}

/// A field of COPY's text format (PostgreSQL documentation, "COPY", "Text Format").
enum CopyField {
    private static let escapes: [(letter: UInt8, byte: UInt8)] = [
        (UInt8(ascii: "b"), 0x08), (UInt8(ascii: "f"), 0x0C), (UInt8(ascii: "n"), 0x0A),
        (UInt8(ascii: "r"), 0x0D), (UInt8(ascii: "t"), 0x09), (UInt8(ascii: "v"), 0x0B),
        (UInt8(ascii: "\\"), UInt8(ascii: "\\")),
    ]

    /// What the field stands for; nil for one with characters by their numbers, which no server writes.
    static func value(_ field: ArraySlice<UInt8>) -> [UInt8]? {
        var value: [UInt8] = []
        var index = field.startIndex
        while index < field.endIndex {
            if field[index] == UInt8(ascii: "\\") {
                index += 1
                guard index < field.endIndex, let escape = escapes.first(where: { $0.letter == field[index] })
                else { return nil }
                value.append(escape.byte)
            } else {
                value.append(field[index])
            }
            index += 1
        }
        return value
    }

    static func text(_ value: [UInt8]) -> [UInt8] {
        value.flatMap { byte in
            escapes.first { $0.byte == byte }.map { [UInt8(ascii: "\\"), $0.letter] } ?? [byte]
        }
    }
}
