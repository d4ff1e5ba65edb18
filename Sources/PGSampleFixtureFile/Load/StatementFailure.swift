import PGSampleLibPQ
import PGSampleSQL
import SystemPackage

/// Says which statement of a file the server refused, and why, without any data of the file.
struct StatementFailure {
    let statement: ScriptStatement
    /// What the server was sent, when that differs: its schemas have other names.
    var sent: ScriptStatement?
    let path: FilePath

    /// Words of a statement that its object shows at most.
    private static let maximumWords = 8

    /// The table of a COPY as the file writes it.
    var tableName: String { nameTokens.map { text(of: $0) }.joined() }

    /// The first words and names of the statement, up to its first literal or parenthesis: values stand
    /// behind them.
    var firstWords: String {
        var words = ""
        var count = 0
        for token in tokens {
            let text = text(of: token)
            switch token.kind {
            case .identifier, .quotedIdentifier, .unicodeIdentifier:
                count += words.hasSuffix(".") ? 0 : 1
                guard count <= Self.maximumWords else { return words }
                words += words.isEmpty || words.hasSuffix(".") ? text : " " + text
            case .punctuation where text == "." && !words.isEmpty:
                words += text
            default: return words
            }
        }
        return words
    }

    func error(for cause: DatabaseError) -> FixtureFileError {
        guard statement.copiesFromStdin else {
            return Self.error(for: cause, object: firstWords, line: line(of: cause), path: path)
        }
        guard let row = row(of: cause) else {
            return Self.error(for: cause, object: tableName, line: statement.line, path: path)
        }
        return Self.error(
            for: cause, object: "row \(row) of \(tableName)", line: firstDataLine + row - 1, path: path
        )
    }

    static func error(
        for cause: DatabaseError, object: String, line: Int?, path: FilePath
    ) -> FixtureFileError {
        let place = line.map { ", line \($0)" } ?? ""
        let what = object.isEmpty ? "" : "\(object): "
        var error = FixtureFileError(
            code: .loadFailed, message: "cannot load \(path)\(place): \(what)\(cause.wordsWithoutData)",
            path: path.string, cause: cause
        )
        error.line = line
        error.object = object
        error.sqlState = cause.sqlState
        return error
    }

    // MARK: Places

    /// The line that the server points at, else the statement's first.
    private func line(of cause: DatabaseError) -> Int {
        guard let position = cause.statementPosition else { return statement.line }
        let before = (sent ?? statement).text.unicodeScalars.prefix(max(0, position - 1))
        return statement.line + before.count(where: { $0 == "\n" })
    }

    /// Rows begin on the line after the one where their statement ends.
    private var firstDataLine: Int {
        statement.line + statement.bytes.count(where: { $0 == UInt8(ascii: "\n") }) + 1
    }

    /// The row that the server was at. Its words for a place are `COPY table, line 3, column …` in every
    /// language that keeps this order; of one that does not, the table alone is told. The rest of the words
    /// is data.
    private func row(of cause: DatabaseError) -> Int? {
        guard let context = cause.context, let token = nameTokens.last else { return nil }
        let written = text(of: token)
        let name =
            token.kind == .quotedIdentifier
            ? String(written.dropFirst().dropLast()).replacing("\"\"", with: "\"") : written.lowercased()
        for line in context.split(whereSeparator: \.isNewline) where line.hasPrefix("COPY \(name), ") {
            let rest = line.dropFirst("COPY \(name), ".count)
            return Int(rest.drop { !$0.isASCII || !$0.isNumber }.prefix { $0.isASCII && $0.isNumber })
        }
        return nil
    }

    // MARK: Tokens

    /// The tokens of the statement; none of one that cannot be cut, which the script's reader does not let
    /// through.
    private var tokens: [SQLToken] {
        (try? SQLTokenizer.tokens(of: statement.bytes)) ?? []
    }

    /// What names the table in `COPY [schema.]table …`.
    private var nameTokens: ArraySlice<SQLToken> {
        let tokens = tokens.dropFirst()
        let isQualified = tokens.count > 2 && text(of: tokens[tokens.startIndex + 1]) == "."
        return tokens.prefix(isQualified ? 3 : 1)
    }

    private func text(of token: SQLToken) -> String {
        String(decoding: statement.bytes[token.range], as: UTF8.self)
    }
}
