import PGSampleSQL
import SystemPackage

/// A statement of a file, as it is written and as the server gets it.
struct LoadStatement {
    let written: ScriptStatement
    let sent: ScriptStatement
    let failure: StatementFailure

    init(_ statement: ScriptStatement, path: FilePath, _ relocation: Relocation?) throws(ScriptSyntaxError) {
        written = statement
        sent = try relocation?.rewriting(statement) ?? statement
        failure = StatementFailure(statement: written, sent: sent, path: path)
    }

    /// The table of a COPY, under the name that it has in the target.
    var sentTable: String? {
        let name = StatementFailure(statement: sent, path: failure.path).tableName
        return name.isEmpty ? nil : name
    }

    /// The columns of a COPY; nil when it lists none.
    var columns: [Identifier]? {
        // The statement was cut into tokens when it was read.
        guard let tokens = try? SQLTokenizer.tokens(of: sent.bytes),
            let open = tokens.firstIndex(where: { sent.bytes[$0.range].elementsEqual("(".utf8) }),
            // Behind FROM are the options.
            !tokens[..<open].contains(where: {
                String(decoding: sent.bytes[$0.range], as: UTF8.self).lowercased() == "from"
            })
        else { return nil }
        return tokens[(open + 1)...].prefix { !sent.bytes[$0.range].elementsEqual(")".utf8) }
            .compactMap { $0.identifier(in: sent.bytes) }
    }
}
