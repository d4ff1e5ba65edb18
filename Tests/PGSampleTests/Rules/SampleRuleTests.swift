import PGSample
import Testing

@Suite("Sample rules")
struct SampleRuleTests {
    @Test("each form is read as what it is")
    func forms() throws {
        #expect(try SampleRule(parsing: " * ") == .everything)
        #expect(try SampleRule(parsing: "12") == .rows(12))
        #expect(try SampleRule(parsing: "9223372036854775807") == .rows(Int.max))
        let percentage = try #require(Percentage("2.5"))
        #expect(try SampleRule(parsing: "2.50%") == .percent(percentage))
        #expect(try SampleRule(parsing: "a > 1").kind == .condition(rawSQL: "a > 1"))
        #expect(try SampleRule(parsing: "5 > a").kind == .condition(rawSQL: "5 > a"))
        #expect(try SampleRule(parsing: "e5").kind == .condition(rawSQL: "e5"))
    }

    @Test("a condition that would not read back as one is put in parentheses")
    func conditionsInParentheses() throws {
        for (sql, text) in [
            ("a > 1", "a > 1"), ("a, b", "(a, b)"), ("5", "(5)"), ("*", "(*)"), ("a %", "(a %)"),
            ("= 1", "(= 1)"),
        ] {
            let rule = try SampleRule.condition(rawSQL: sql)
            #expect(rule.description == text)
            #expect(try SampleRule(parsing: text) == rule)
        }
    }

    @Test(
        "a condition that could reach beyond its own end is refused",
        arguments: ["", "  ", "a) OR (b", "(a", "a = 'x", "a -- x", "a /* x", "a = $$x", "\"a"])
    func brokenConditions(sql: String) throws {
        let error = try #require(throws: PGSampleError.self) { try SampleRule.condition(rawSQL: sql) }
        #expect(error.code == .invalidRule)
    }

    @Test("one rule does not hold a comma")
    func comma() throws {
        let error = try #require(throws: PGSampleError.self) { try SampleRule(parsing: "5, 6") }
        #expect(error.remedy?.contains("parentheses") == true)
    }

    @Test(
        "a percentage is exact and written without needless digits",
        arguments: [
            ("0", "0"), ("100", "100"), ("100.000", "100"), ("0.1", "0.1"), (".25", "0.25"), ("7.", "7"),
            ("33.333333333", "33.333333333"), ("0.000000001", "0.000000001"), ("1.0000000000000", "1"),
        ])
    func percentages(text: String, canonical: String) throws {
        #expect(Percentage(text)?.description == canonical)
    }

    @Test(
        "what is no percentage is nil",
        arguments: [
            "", ".", "100.000000001", "101", "99999999999999999999", "-1", "+1", "1e1", "1.2.3", "٣", " 1",
        ])
    func invalidPercentages(text: String) {
        #expect(Percentage(text) == nil)
    }

    @Test("a share is rounded up and never overflows")
    func shares() throws {
        let cases: [(String, Int, Int)] = [
            ("0", 1000, 0), ("100", 7, 7), ("10", 0, 0), ("10", 1, 1), ("10", 100, 10), ("10", 101, 11),
            ("0.000000001", 5, 1), ("100", Int.max, Int.max), ("50", Int.max, Int.max / 2 + 1),
        ]
        for (text, count, share) in cases {
            #expect(try #require(Percentage(text)).share(of: count) == share, "\(text)% of \(count)")
        }
    }
}
