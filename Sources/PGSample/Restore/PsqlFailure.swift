import PGSampleLibPQ

/// What psql said last, with `VERBOSITY=verbose` and in the C locale: the one form that names the SQLSTATE.
///
///     psql:shop.sql:12: ERROR:  23505: duplicate key value violates unique constraint "users_pkey"
///     DETAIL:  Key (id)=(1) already exists.
///     SCHEMA NAME:  public
///     TABLE NAME:  users
///     CONSTRAINT NAME:  users_pkey
///     CONTEXT:  COPY users, line 3
///     LOCATION:  _bt_check_unique, nbtinsert.c:664
struct PsqlFailure {
    /// The script's line, 1-based, where the failing statement ends.
    let line: Int?
    /// The file that the line is of, as psql names it.
    let file: String?
    /// What the server refused; nil when it was psql that did not go on.
    let server: DatabaseError?
    /// psql's own last words.
    let words: String

    init(standardError: String) {
        let lines = standardError.split(whereSeparator: \.isNewline).map(String.init)
        let refusal = lines.indices.last { Self.refusal(lines[$0]) != nil }
        guard let refusal, let (place, sqlState, message) = Self.refusal(lines[refusal]) else {
            words = lines.last { $0.hasPrefix("psql:") } ?? lines.last ?? "psql gave no reason"
            (file, line, server) = (nil, nil, nil)
            return
        }
        var error = DatabaseError(code: .statementFailed, message: message, sqlState: sqlState)
        for line in lines[refusal...].dropFirst() {
            error.schemaName = Self.value(of: "SCHEMA NAME", in: line) ?? error.schemaName
            error.tableName = Self.value(of: "TABLE NAME", in: line) ?? error.tableName
            error.columnName = Self.value(of: "COLUMN NAME", in: line) ?? error.columnName
            error.constraintName = Self.value(of: "CONSTRAINT NAME", in: line) ?? error.constraintName
        }
        server = error
        words = error.wordsWithoutData
        (file, line) = place
    }

    /// - Parameters:
    ///   - path: The file as the configuration names it.
    ///   - linesAreOfFile: Whether psql's lines are lines of the file, and not of a script that was made of
    ///     it.
    func error(file path: String, linesAreOfFile: Bool) -> PGSampleError {
        var place = ""
        if linesAreOfFile, let line {
            // The script may have included another one.
            let isIncluded = file.map { $0 != "<stdin>" && !$0.hasSuffix(Self.name(of: path)) } ?? false
            place = isIncluded ? ", at line \(line) of \(file ?? ""), included by" : ", at line \(line) of"
        }
        return PGSampleError(
            code: .restoreFailed, message: "cannot restore the source\(place)", object: path, reason: words,
            sqlState: server?.sqlState, cause: server
        )
    }

    private static func name(of path: String) -> Substring {
        path.split(separator: "/").last ?? ""
    }

    // MARK: Lines

    /// `psql:FILE:LINE: ERROR:  SQLSTATE: message`, `FATAL`, `PANIC`.
    private static func refusal(
        _ line: String
    ) -> (place: (file: String?, line: Int?), sqlState: String, message: String)? {
        for severity in [" ERROR:  ", " FATAL:  ", " PANIC:  "] {
            guard let range = line.firstRange(of: severity) else { continue }
            let rest = line[range.upperBound...]
            let sqlState = rest.prefix(5)
            let isState =
                sqlState.count == 5 && sqlState.allSatisfy { $0.isASCII && ($0.isNumber || $0.isUppercase) }
            guard isState, rest.dropFirst(5).hasPrefix(": ") else { continue }
            return (place(line[..<range.lowerBound]), String(sqlState), String(rest.dropFirst(7)))
        }
        return nil
    }

    /// `psql:FILE:LINE:`
    private static func place(_ text: Substring) -> (file: String?, line: Int?) {
        let parts = text.split(separator: ":")
        guard parts.count >= 3, parts[0] == "psql", let line = parts.last.flatMap({ Int($0) }) else {
            return (nil, nil)
        }
        return (parts.dropFirst().dropLast().joined(separator: ":"), line)
    }

    private static func value(of field: String, in line: String) -> String? {
        guard line.hasPrefix(field + ":  ") else { return nil }
        return String(line.dropFirst(field.count + 3))
    }
}
