extension SchemaStatement {
    /// The names of the parameters of an `ALTER … SET (name = value, …)`; empty for any other statement.
    package var parameters: [Identifier] {
        parameterList?.entries.compactMap(\.name) ?? []
    }

    /// The statement's text without one of its parameters.
    ///
    /// Minor releases of late 2026 keep a number of their own among the options of every column, `pg_attver`.
    /// A pg_dump of the same age leaves it out; an older one writes it, it differs from copy to copy of a
    /// database, and servers that do not know it refuse it.
    ///
    /// - Returns: Nil when no other parameter is left, so that there is nothing to say.
    package func text(withoutParameter removed: Identifier) -> String? {
        guard let list = parameterList, list.entries.contains(where: { $0.name == removed }) else {
            return text
        }
        let kept = list.entries.filter { $0.name != removed }.map(\.text)
        guard !kept.isEmpty else { return nil }
        return list.before + kept.joined(separator: ", ") + list.after
    }

    private var parameterList: (before: String, entries: [(name: Identifier?, text: String)], after: String)?
    {
        guard kind == .columnSetting || kind == .tableSetting else { return nil }
        // The statement was cut into tokens before, so that it cannot fail now.
        guard var cursor = try? StatementCursor(ScriptStatement(bytes: Array(text.utf8), line: line)) else {
            return nil
        }
        repeat {
            guard cursor.seek("set") else { return nil }
        } while !cursor.isSymbol("(")
        guard let inside = cursor.parenthesized(), let first = inside.first else { return nil }
        var entries: [(name: Identifier?, text: String)] = []
        cursor.index = first
        while cursor.index < inside.upperBound {
            let start = cursor.index
            let name = cursor.path().last
            while cursor.index < inside.upperBound, !cursor.isSymbol(",") { cursor.index += 1 }
            entries.append((name, cursor.text(start..<cursor.index)))
            cursor.index += 1
        }
        let before = cursor.bytes[..<cursor.tokens[first].range.lowerBound]
        let after = cursor.bytes[cursor.tokens[inside.upperBound].range.lowerBound...]
        return (String(decoding: before, as: UTF8.self), entries, String(decoding: after, as: UTF8.self))
    }
}
