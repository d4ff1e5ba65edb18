import PGSampleSQL

extension RelocatedText {
    /// The types whose values are names of objects.
    static let nameTypes: Set<String> = [
        "regclass", "regcollation", "regconfig", "regdictionary", "regnamespace", "regoper", "regoperator",
        "regproc", "regprocedure", "regtype",
    ]
    /// The functions whose first argument, a string, names an object.
    private static let nameFunctions: Set<String> = [
        "nextval", "currval", "setval", "pg_get_serial_sequence",
        "to_regclass", "to_regcollation", "to_regoper", "to_regoperator", "to_regproc", "to_regprocedure",
        "to_regtype",
        "to_tsvector", "to_tsquery", "plainto_tsquery", "phraseto_tsquery", "websearch_to_tsquery",
        "ts_lexize",
        "pg_relation_size", "pg_table_size", "pg_total_relation_size", "pg_indexes_size",
    ]

    /// Moves the names in a string whose place says that it names objects, and notes other strings of a body
    /// that do.
    mutating func moveLiteral(at index: Int) {
        guard let value = tokens[index].stringValue(in: bytes) else { return }
        // In the case of EXECUTE below: a string that cannot be cut into tokens is not SQL, and is treated
        // like any other string.
        if let type = nameType(of: index) {
            let moved = type == "regnamespace" ? movedSchema(value) : Self.moved(value, names, .reference)
            change(index, from: value, to: moved)
        } else if isArgumentOfNameFunction(index), let moved = movedQualifiedName(value, names) {
            change(index, from: value, to: moved)
        } else if isSearchPathValue(index) {
            change(index, from: value, to: movedSearchPath(value))
        } else if isExecuted(at: index), var sql = try? RelocatedText(value, names, .body) {
            sql.moveNames()
            change(index, from: value, to: sql.result)
            for finding in sql.findings { note(finding.schema, finding.reason) }
        } else if context == .body || context == .expression {
            for schema in names.map.schemas where mentions(schema, in: value) { note(schema, .string) }
        }
    }

    /// Moves the names in a string that is the argument of a trigger, if it is the name of an object and
    /// nothing else.
    mutating func moveArgument(at index: Int) {
        guard let value = tokens[index].stringValue(in: bytes) else { return }
        for schema in names.map.schemas where value.elementsEqual(schema.name.utf8) { note(schema, .value) }
        change(index, from: value, to: movedQualifiedName(value, names.withoutAmbiguity))
    }

    /// A string that is a qualified name (`schema.name`) and nothing else, with its schema moved.
    private func movedQualifiedName(_ value: [UInt8], _ names: RelocatedNames) -> [UInt8]? {
        // A string that is no SQL names nothing.
        guard var inner = try? RelocatedText(value, names, .reference) else { return nil }
        let tokens = inner.tokens
        let isQualifiedName = tokens.indices.allSatisfy {
            $0 % 2 == 0 ? inner.isName($0) : inner.isSymbol(".", $0)
        }
        guard isQualifiedName, tokens.count >= 3, tokens.count % 2 == 1 else { return nil }
        inner.moveNames()
        return inner.result
    }

    mutating func change(_ index: Int, from value: [UInt8], to moved: [UInt8]?) {
        guard let moved, moved != value else { return }
        replace(index, by: tokens[index].literal(of: moved, in: bytes))
    }

    private func movedSchema(_ value: [UInt8]) -> [UInt8]? {
        // A value that is no name stays.
        guard let tokens = try? SQLTokenizer.tokens(of: value), tokens.count == 1,
            let name = tokens[0].identifier(in: value), let target = names.target(of: name)
        else { return nil }
        return Array(target.sql.utf8)
    }

    // MARK: Places

    /// The type of names that the string at an index is read as.
    private func nameType(of index: Int) -> String? {
        var (before, after) = (index - 1, index + 1)
        if let type = word(before), Self.nameTypes.contains(type) { return type }
        if word(after) == "as", let type = typeName(at: after + 1), Self.nameTypes.contains(type) {
            return type
        }
        // `'…'::regclass`, `('…'::text)::regclass`
        while true {
            if isSymbol("::", after) {
                guard let type = typeName(at: after + 1) else { break }
                if Self.nameTypes.contains(type) { return type }
                guard type == "text" || type == "varchar" else { break }
                after += isSymbol(".", after + 2) ? 4 : 2
            } else if isSymbol("(", before), isSymbol(")", after), !isCall(before) {
                before -= 1
                after += 1
            } else {
                break
            }
        }
        return nil
    }

    private func isArgumentOfNameFunction(_ index: Int) -> Bool {
        var before = index - 1
        while isSymbol("(", before), !isCall(before) { before -= 1 }
        guard isSymbol("(", before), let function = word(before - 1) else { return false }
        return Self.nameFunctions.contains(function)
    }

    /// The last part of a type's name.
    private func typeName(at index: Int) -> String? {
        word(index) == "pg_catalog" && isSymbol(".", index + 1) ? word(index + 2) : word(index)
    }

    /// The second argument of `set_config('search_path', …)`.
    private func isSearchPathValue(_ index: Int) -> Bool {
        guard isSymbol(",", index - 1), isSymbol("(", index - 3), word(index - 4) == "set_config" else {
            return false
        }
        return tokens[index - 2].stringValue(in: bytes)?.elementsEqual("search_path".utf8) == true
    }

    // MARK: Strings that may become SQL

    /// Whether the string at an index is all of what `EXECUTE` runs, and so a statement.
    func isExecuted(at index: Int) -> Bool {
        guard context == .body, tokens[index].isString, word(index - 1) == "execute" else { return false }
        return isSymbol(";", index + 1) || ["into", "using", "loop"].contains(word(index + 1))
    }

    /// Whether a text names a schema: in a body all of it is the name, or it has `schema.` before a name that moves or
    /// before the end of a piece. (`current_setting('app.tenant')` has the schema's name and does not mean
    /// it.)
    func mentions(_ schema: Identifier, in value: [UInt8]) -> Bool {
        let name = Array(schema.name.utf8)
        if value == name || value.elementsEqual(schema.quoted.utf8) { return context == .body }
        let namesSearchPath = String(decoding: value, as: UTF8.self).lowercased().contains("search_path")
        for written in [name, Array(schema.quoted.utf8)] where value.count >= written.count {
            for start in 0...(value.count - written.count) where value[start...].starts(with: written) {
                let end = start + written.count
                if start > 0, Self.continuesName(value[start - 1]) || value[start - 1] == UInt8(ascii: ".") {
                    continue
                }
                guard end < value.count else {
                    if namesSearchPath { return true }
                    continue
                }
                if namesSearchPath, !Self.continuesName(value[end]) { return true }
                if value[end] == UInt8(ascii: "."), mayNameObject(value[(end + 1)...], of: schema) {
                    return true
                }
            }
        }
        return false
    }

    private func mayNameObject(_ rest: ArraySlice<UInt8>, of schema: Identifier) -> Bool {
        let plain = rest.prefix(while: Self.continuesName)
        guard !plain.isEmpty else { return true }
        return names.hasObject(Identifier(String(decoding: plain, as: UTF8.self).lowercased()), in: schema)
    }

    private static func continuesName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
            true
        default: false
        }
    }
}

extension RelocatedNames {
    /// For a place in which only objects are named.
    var withoutAmbiguity: RelocatedNames {
        var names = self
        names.ambiguous = []
        return names
    }
}
