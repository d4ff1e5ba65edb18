/// A pattern for one name: a schema's, or a table's within its schema.
///
/// `*` stands for any number of characters, none included, and `?` for exactly one. The pattern matches whole
/// names, and case counts: nothing is folded, so `Users` matches the table that was created as `"Users"` and
/// no other. Inside double quotes every character stands for itself, and a double quote is doubled:
/// `"Order ""new"""`. Characters other than letters, digits, `_`, `$` and what lies beyond ASCII have to be
/// quoted.
///
/// Names are compared by Unicode scalars, as PostgreSQL compares them: `é` in one scalar and in two are two
/// names.
public struct NamePattern: Sendable, Hashable {
    private enum Element: Sendable, Hashable {
        case scalar(Unicode.Scalar)
        case oneCharacter
        case anyCharacters
    }

    private var elements: [Element] = []

    /// Matches every name: `*`.
    public static let everything = NamePattern(elements: [.anyCharacters])

    /// Matches one name and no other, whatever characters it has. (PostgreSQL has no empty names.)
    public init(exactly name: String) {
        elements = name.unicodeScalars.map(Element.scalar)
    }

    /// Reads a pattern.
    ///
    /// - Parameter text: One name; blanks around it are ignored. A dot has to be quoted.
    /// - Throws: ``PGSampleError`` with ``PGSampleError/Code/invalidRule`` when the text is empty, a quote is
    ///   not closed, or a character would need quotes.
    public init(parsing text: String) throws(PGSampleError) {
        do throws(RuleFlaw) {
            let parts = try Self.parts(of: text.trimmed)
            guard let only = parts.first, parts.count == 1 else {
                throw RuleFlaw(
                    reason: "one name is expected, without a dot",
                    remedy: "A dot in a name needs double quotes.")
            }
            self = only
        } catch {
            throw error.error(about: text, message: "cannot read the name pattern")
        }
    }

    private init(elements: [Element]) { self.elements = elements }

    /// Whether the pattern matches the whole name. At worst the product of both lengths.
    public func matches(_ name: String) -> Bool {
        let scalars = Array(name.unicodeScalars)
        var element = 0
        var scalar = 0
        // Where the last `*` stands and up to where it has eaten: on a mismatch it eats one more.
        var retry: (element: Int, scalar: Int)?
        while scalar < scalars.count {
            if element < elements.count, elements[element] == .anyCharacters {
                retry = (element, scalar)
                element += 1
            } else if element < elements.count, Self.matches(elements[element], scalars[scalar]) {
                element += 1
                scalar += 1
            } else if let last = retry {
                retry = (last.element, last.scalar + 1)
                element = last.element + 1
                scalar = last.scalar + 1
            } else {
                return false
            }
        }
        return elements[element...].allSatisfy { $0 == .anyCharacters }
    }

    private static func matches(_ element: Element, _ scalar: Unicode.Scalar) -> Bool {
        element == .oneCharacter || element == .scalar(scalar)
    }

    /// The characters as the author meant them, wildcards included and without quotes: near misses are sought
    /// for it.
    var plainText: String {
        var text = String.UnicodeScalarView()
        for element in elements {
            switch element {
            case .scalar(let scalar): text.append(scalar)
            case .oneCharacter: text.append("?")
            case .anyCharacters: text.append("*")
            }
        }
        return String(text)
    }
}

extension NamePattern {
    /// Splits a trimmed text at its dots outside quotes; there is at least one part, and none is empty.
    static func parts(of text: String) throws(RuleFlaw) -> [NamePattern] {
        var parts = [NamePattern(elements: [])]
        var rest = Substring(text).unicodeScalars
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"": parts[parts.count - 1].elements += try quotedElements(&rest)
            case ".": parts.append(NamePattern(elements: []))
            case "*":
                if parts[parts.count - 1].elements.last != .anyCharacters {
                    parts[parts.count - 1].elements.append(.anyCharacters)
                }
            case "?": parts[parts.count - 1].elements.append(.oneCharacter)
            case _ where isBare(scalar): parts[parts.count - 1].elements.append(.scalar(scalar))
            default:
                throw RuleFlaw(
                    reason: "a name or pattern cannot hold \"\(scalar)\" outside double quotes",
                    remedy: "Put the name in double quotes: \(NamePattern(exactly: text))."
                )
            }
        }
        guard parts.allSatisfy({ !$0.elements.isEmpty }) else {
            throw RuleFlaw(reason: "a name is empty", remedy: "A pattern is table or schema.table.")
        }
        return parts
    }

    private static func quotedElements(_ rest: inout Substring.UnicodeScalarView) throws(RuleFlaw)
        -> [Element]
    {
        var elements: [Element] = []
        while let scalar = rest.popFirst() {
            if scalar == "\"" {
                guard rest.first == "\"" else { return elements }
                rest.removeFirst()
            }
            elements.append(.scalar(scalar))
        }
        throw RuleFlaw(reason: "a double quote is not closed")
    }

    /// What a name may hold without quotes. Upper case is among it, because nothing is folded.
    private static func isBare(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "$": true
        default: !scalar.isASCII && !scalar.properties.isWhitespace
        }
    }
}

extension NamePattern: CustomStringConvertible {
    /// The canonical text, quoted where it has to be. It reads back as an equal pattern.
    public var description: String {
        var text = String.UnicodeScalarView()
        var run: [Unicode.Scalar] = []
        func endRun() {
            // A dollar sign is read without quotes, but next to a wildcard it would open a dollar quote.
            let needsQuotes = !run.allSatisfy { Self.isBare($0) && $0 != "$" }
            if needsQuotes { text.append("\"") }
            for scalar in run {
                text.append(scalar)
                if scalar == "\"" { text.append(scalar) }
            }
            if needsQuotes { text.append("\"") }
            run = []
        }
        for element in elements {
            switch element {
            case .scalar(let scalar): run.append(scalar)
            case .oneCharacter:
                endRun()
                text.append("?")
            case .anyCharacters:
                endRun()
                text.append("*")
            }
        }
        endRun()
        return String(text)
    }
}
