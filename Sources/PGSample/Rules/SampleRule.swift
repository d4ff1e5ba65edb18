/// How many rows of a table the sample starts from, before the rows that they refer to are added.
///
/// | text | rows |
/// |---|---|
/// | `*` | every row |
/// | `50` | 50 rows; `0` takes only rows that others refer to |
/// | `2.5%` | a share of the rows |
/// | anything else | the rows for which this SQL condition holds |
///
/// ```swift
/// let rule = try SampleRule(parsing: "created_at > now() - interval '7 days'")
/// ```
public struct SampleRule: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case everything
        case rows(Int)
        case percent(Percentage)
        /// SQL text as the user wrote it. Brackets and quotes are balanced and no comment is left open, so it
        /// can stand in parentheses; nothing else is known about it.
        case condition(rawSQL: String)
    }

    package let kind: Kind

    /// Every row: `*`.
    public static let everything = SampleRule(kind: .everything)

    /// A number of rows: `50`. Which ones is for ``SamplingOptions/order`` to say.
    ///
    /// - Precondition: `count` is 0 or more.
    public static func rows(_ count: Int) -> SampleRule {
        precondition(count >= 0, "a number of rows is 0 or more")
        return SampleRule(kind: .rows(count))
    }

    /// A share of the table's rows: `2.5%`.
    public static func percent(_ percentage: Percentage) -> SampleRule {
        SampleRule(kind: .percent(percentage))
    }

    /// The rows for which a condition holds. **The text is raw SQL**: it is sent to the source as it is, with
    /// the rights of the role that samples, so it must not come from somebody who may not run SQL there.
    ///
    /// - Parameter sql: What could stand after WHERE. Blanks around it are dropped; it is put in parentheses
    ///   where it would otherwise not be read back as one condition (`a, b` or `5`).
    /// - Throws: ``PGSampleError`` with ``PGSampleError/Code/invalidRule`` when it is empty, or when a
    ///   bracket, quote or comment in it is not closed.
    public static func condition(rawSQL sql: String) throws(PGSampleError) -> SampleRule {
        let text = sql.trimmed
        do throws(RuleFlaw) {
            let bytes = Array(text.utf8)
            let topLevel = try NestingScanner.topLevelOffsets(in: bytes)
            guard !text.isEmpty else { throw RuleFlaw(reason: "it is empty") }
            let isOneCondition =
                !topLevel.contains { bytes[$0] == UInt8(ascii: ",") }
                // The error says only that the text does not read as a condition, which is all that is asked
                // here.
                && (try? SampleRule(reading: text))?.kind == .condition(rawSQL: text)
            return SampleRule(kind: .condition(rawSQL: isOneCondition ? text : "(\(text))"))
        } catch {
            throw error.error(about: text, message: "cannot read the condition")
        }
    }

    private init(kind: Kind) { self.kind = kind }

    /// Reads one rule without a pattern.
    ///
    /// - Parameter text: As in the table above; blanks around it are ignored.
    /// - Throws: ``PGSampleError`` with ``PGSampleError/Code/invalidRule`` for an empty text, a number that
    ///   is negative, fractional or too large, a percentage outside 0 … 100, and a condition whose brackets
    ///   or quotes are not closed or that has a comma outside of them.
    public init(parsing text: String) throws(PGSampleError) {
        do throws(RuleFlaw) {
            let bytes = Array(text.trimmed.utf8)
            let topLevel = try NestingScanner.topLevelOffsets(in: bytes)
            if topLevel.contains(where: { bytes[$0] == UInt8(ascii: ",") }) {
                throw RuleFlaw(
                    reason: "a comma separates rules, and one rule is expected here",
                    remedy: "If the comma belongs to a condition, put the condition in parentheses."
                )
            }
            try self.init(reading: text.trimmed)
        } catch {
            throw error.error(about: text)
        }
    }
}

extension SampleRule {
    /// Reads a trimmed text that is known to be balanced and without a comma at the top level.
    init(reading text: String) throws(RuleFlaw) {
        if text.isEmpty { throw RuleFlaw(reason: "the rule is empty") }
        if text == "*" {
            self = .everything
        } else if text.hasSuffix("%") {
            self = .percent(try Self.percentage(text))
        } else if Self.looksLikeNumber(text) {
            self = .rows(try Self.rowCount(text))
        } else if let first = text.utf8.first, "=<>".utf8.contains(first) {
            throw RuleFlaw(
                reason: "a condition cannot begin with \"\(Unicode.Scalar(first))\"",
                remedy: "The first \"=\" separates the table pattern from its rule: users = id > 5."
            )
        } else {
            // Once more, because the line break that ended a comment may have been trimmed.
            _ = try NestingScanner.topLevelOffsets(in: Array(text.utf8))
            self.init(kind: .condition(rawSQL: text))
        }
    }

    /// Whether the author meant a number. No condition can look like this: it would not be boolean.
    static func looksLikeNumber(_ text: String) -> Bool {
        guard let first = text.utf8.first, "+-.0123456789".utf8.contains(first) else { return false }
        return text.utf8.allSatisfy("+-.,_eE 0123456789".utf8.contains)
    }

    private static func percentage(_ text: String) throws(RuleFlaw) -> Percentage {
        guard let percentage = Percentage(text.dropLast().trimmed) else {
            throw RuleFlaw(
                reason: "a percentage is a number from 0 to 100 with at most nine decimals and no sign")
        }
        return percentage
    }

    private static func rowCount(_ text: String) throws(RuleFlaw) -> Int {
        let isDigits = text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
        guard isDigits, let count = Int(text) else {
            throw RuleFlaw(reason: "a number of rows is a whole number from 0 to \(Int.max), digits only")
        }
        // `users=1,000` would otherwise mean 1 row of users and only referenced rows of all other tables.
        guard text == "0" || !text.hasPrefix("0") else {
            throw RuleFlaw(
                reason: "a number of rows does not begin with 0",
                remedy: "A comma separates rules, so thousands are written without it: users=1000."
            )
        }
        return count
    }
}

extension SampleRule: CustomStringConvertible {
    /// The rule's canonical text, as manifests hold it. It reads back as an equal rule.
    public var description: String {
        switch kind {
        case .everything: "*"
        case .rows(let count): String(count)
        case .percent(let percentage): "\(percentage)%"
        case .condition(let sql): sql
        }
    }
}
