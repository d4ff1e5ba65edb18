/// Watches the tokens of one statement go by, to know where it ends and whether rows follow it.
///
/// Words count as psql's `psqlscan.l` counts them: a semicolon ends the statement unless it stands in
/// parentheses or in the `BEGIN ATOMIC … END` body of a function, in which each `CASE` has an `END` of its
/// own. (psql takes any `BEGIN` for such a body; a function that is called `begin` shows why `ATOMIC` has to
/// follow.)
struct StatementTracker {
    private enum Word {
        case create, or, replace, function, procedure, begin, atomic, `case`, end, copy, from, stdin, other
    }

    /// How far the statement's beginning agrees with `CREATE [OR REPLACE] {FUNCTION | PROCEDURE}`.
    private enum Opening {
        case nothing, create, createOr, createOrReplace, routine, copy, other
    }

    private(set) var parenthesisDepth = 0
    private(set) var bodyDepth = 0
    private(set) var copiesFromStdin = false
    private var opening = Opening.nothing
    private var previous = Word.other

    /// Whether a semicolon here ends the statement.
    var isOutermost: Bool { parenthesisDepth == 0 && bodyDepth == 0 }

    mutating func see(_ token: SQLToken, base: UnsafePointer<UInt8>) {
        switch token.kind {
        case .identifier:
            let word = Self.word(base + token.range.lowerBound, count: token.range.count)
            see(word)
            previous = word
        case .punctuation:
            let byte = base[token.range.lowerBound]
            if byte == UInt8(ascii: "(") {
                parenthesisDepth += 1
            } else if byte == UInt8(ascii: ")"), parenthesisDepth > 0 {
                parenthesisDepth -= 1
            }
            seeOther()
        case .lineComment, .blockComment: break
        default: seeOther()
        }
    }

    private mutating func seeOther() {
        if opening != .routine, opening != .copy { opening = .other }
        previous = .other
    }

    private mutating func see(_ word: Word) {
        switch opening {
        case .routine:
            seeInRoutine(word)
            return
        case .copy:
            if parenthesisDepth == 0, previous == .from, word == .stdin { copiesFromStdin = true }
            return
        default: break
        }
        opening =
            switch (opening, word) {
            case (.nothing, .create): .create
            case (.nothing, .copy): .copy
            case (.create, .or): .createOr
            case (.createOr, .replace): .createOrReplace
            case (.create, .function), (.create, .procedure): .routine
            case (.createOrReplace, .function), (.createOrReplace, .procedure): .routine
            default: .other
            }
    }

    private mutating func seeInRoutine(_ word: Word) {
        guard bodyDepth > 0 else {
            if parenthesisDepth == 0, previous == .begin, word == .atomic { bodyDepth = 1 }
            return
        }
        if word == .case { bodyDepth += 1 }
        if word == .end { bodyDepth -= 1 }
    }

    private static func word(_ base: UnsafePointer<UInt8>, count: Int) -> Word {
        switch count {
        case 2: return equals(base, "or") ? .or : .other
        case 3: return equals(base, "end") ? .end : .other
        case 4:
            if equals(base, "case") { return .case }
            if equals(base, "copy") { return .copy }
            return equals(base, "from") ? .from : .other
        case 5:
            if equals(base, "begin") { return .begin }
            return equals(base, "stdin") ? .stdin : .other
        case 6:
            if equals(base, "create") { return .create }
            return equals(base, "atomic") ? .atomic : .other
        case 7: return equals(base, "replace") ? .replace : .other
        case 8: return equals(base, "function") ? .function : .other
        case 9: return equals(base, "procedure") ? .procedure : .other
        default: return .other
        }
    }

    /// Whether the bytes, of which there are as many as `word` has, spell `word` in any case.
    private static func equals(_ base: UnsafePointer<UInt8>, _ word: StaticString) -> Bool {
        var index = 0
        while index < word.utf8CodeUnitCount {
            if ByteClass.lowercased(base[index]) != word.utf8Start[index] { return false }
            index += 1
        }
        return true
    }
}
