import PGSample
import Testing

@Suite("Table patterns")
struct TablePatternTests {
    @Test(
        "a pattern matches whole names, and case counts",
        arguments: [
            ("users", "public", "users", true), ("users", "crm", "users", true),
            ("users", "public", "Users", false),
            ("users", "public", "users2", false), ("public.users", "crm", "users", false),
            ("crm.*", "crm", "anything", true), ("*.users", "crm", "users", true),
            ("c?m.u*s", "crm", "us", true),
            ("user?", "public", "user", false), ("user?", "public", "users", true), ("*", "a.b", "", true),
            ("*a*b*", "s", "xxaxxbxx", true), ("*a*b*", "s", "xxbxxaxx", false), ("*ab", "s", "aab", true),
            ("**", "s", "x", true), ("größe", "s", "größe", true), ("?", "s", "é", true),
            ("?", "s", "e\u{301}", false),
            ("\"a.b\"", "s", "a.b", true), ("\"a.b\"", "a", "b", false), ("\"*\"", "s", "x", false),
            ("\"*\"", "s", "*", true), ("\"q\"\"t\"", "s", "q\"t", true), ("\"a b\"*", "s", "a bc", true),
            ("\"x,y\".\"z=1\"", "x,y", "z=1", true),
        ])
    func matching(pattern: String, schema: String, table: String, matches: Bool) throws {
        #expect(try TablePattern(parsing: pattern).matches(schema: schema, table: table) == matches)
    }

    @Test("names that are canonically equivalent but spelt differently are two names, as for PostgreSQL")
    func unicode() throws {
        #expect(try !TablePattern(parsing: "caf\u{e9}").matches(schema: "s", table: "cafe\u{301}"))
    }

    @Test("many wildcards do not take exponential time")
    func manyWildcards() throws {
        let pattern = try NamePattern(parsing: String(repeating: "a*", count: 30) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 2000)))
    }

    @Test("the canonical text quotes only what needs it")
    func canonicalText() throws {
        for (text, canonical) in [
            (" crm.users ", "crm.users"), ("\"users\"", "users"), ("\"a.b\".c*", "\"a.b\".c*"),
            ("a**?b", "a*?b"),
            ("\"a\"\"b\"", "\"a\"\"b\""), ("a$b", "\"a$b\""),
        ] {
            #expect(try TablePattern(parsing: text).description == canonical)
        }
        #expect(NamePattern(exactly: "Odd *").description == "\"Odd *\"")
    }

    @Test("a name pattern is one name", arguments: ["a.b", "", "a b", "\"a"])
    func invalidNamePatterns(text: String) throws {
        let error = try #require(throws: PGSampleError.self) { try NamePattern(parsing: text) }
        #expect(error.code == .invalidRule)
    }

    @Test("a name with unusual characters is offered in double quotes")
    func quotingAdvice() throws {
        let error = try #require(throws: PGSampleError.self) { try TablePattern(parsing: "my-table") }
        #expect(error.remedy?.contains("\"my-table\"") == true)
    }
}
