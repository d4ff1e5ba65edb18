import PGSample
import Testing

@Suite("Near misses")
struct NearMissesTests {
    @Test(
        "the distance counts insertions, deletions, substitutions and swaps",
        arguments: [
            ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("users", "users", 0), ("usres", "users", 1),
            ("user", "users", 1), ("kitten", "sitting", 3), ("ca", "abc", 3), ("ab", "ba", 1),
        ])
    func distance(left: String, right: String, distance: Int) {
        #expect(NearMisses.distance(Array(left.unicodeScalars), Array(right.unicodeScalars)) == distance)
    }

    @Test("the closest come first, and no more than three")
    func order() {
        let candidates = ["users", "user", "usher", "uses", "orders", "Users"]
        #expect(NearMisses.of("USERS", among: candidates) == ["Users", "users", "user"])
        #expect(NearMisses.of("order", among: candidates) == ["orders"])
        #expect(NearMisses.of("zebra", among: candidates) == [])
        #expect(NearMisses.of("id", among: ["ab", "xy"]) == [])
    }

    @Test("the beginning of a longer name is close to it")
    func beginnings() {
        #expect(NearMisses.of("exclude", among: ["exclude_tables", "limits"]) == ["exclude_tables"])
    }

    @Test("the question names what was found")
    func question() {
        #expect(NearMisses.question([]) == nil)
        #expect(NearMisses.question(["a"]) == "did you mean \"a\"?")
        #expect(NearMisses.question(["a", "b", "c"]) == "did you mean \"a\", \"b\" or \"c\"?")
    }
}

@Suite("Patterns that match nothing")
struct UnmatchedPatternTests {
    private let tables: [(schema: String, table: String)] = [
        ("public", "users"), ("public", "orders"), ("crm", "Contacts"), ("audit", "log.entries"),
    ]

    private func nearMisses(_ rules: String) throws -> [[String]] {
        try LimitRules(parsing: [rules]).unmatchedPatterns(tables: tables).map(\.nearMisses)
    }

    @Test("a rule is unmatched only when its own pattern matches no table")
    func matched() throws {
        #expect(try nearMisses("public.users=1, use*=2, *=3, users=4").isEmpty)
        #expect(try LimitRules(parsing: ["*=1"]).unmatchedPatterns(tables: []).isEmpty)
    }

    @Test("a misspelt name, another case, another schema and an unquoted dot are recognized")
    func suggestions() throws {
        #expect(try nearMisses("usres=1") == [["users"]])
        #expect(try nearMisses("contacts=1") == [["Contacts"]])
        #expect(try nearMisses("crm.users=1").first?.first == "public.users")
        #expect(try nearMisses("pubic.users=1").first?.first == "public.users")
        #expect(try nearMisses("log.entries=1").first?.first == "audit.\"log.entries\"")
        #expect(try nearMisses("invoices=1") == [[]])
    }

    @Test("the error names the pattern and what was probably meant")
    func error() throws {
        let unmatched = try LimitRules(parsing: ["usres=1"]).unmatchedPatterns(tables: tables)
        let error = try #require(PGSampleError(unmatched: unmatched))
        #expect(error.code == .unknownTable)
        #expect(
            error.description == "no table matches the limit pattern \"usres\"\nDid you mean \"users\"?")
        #expect(PGSampleError(unmatched: []) == nil)
    }

    @Test("schemas and excluded tables are checked too, and all are reported at once")
    func allOptions() throws {
        var options = SamplingOptions()
        options.limits = try LimitRules(parsing: ["usres=1"])
        options.schemas = [try NamePattern(parsing: "Crm"), try NamePattern(parsing: "pub*")]
        options.excludedTables = [try TablePattern(parsing: "odrers"), try TablePattern(parsing: "audit.*")]
        let unmatched = options.unmatchedPatterns(schemas: ["public", "crm", "audit"], tables: tables)
        #expect(unmatched.map(\.pattern) == ["usres", "Crm", "odrers"])
        #expect(unmatched.map(\.nearMisses) == [["users"], ["crm"], ["orders"]])
        let text = try #require(PGSampleError(unmatched: unmatched)).description
        for line in ["\"usres\": did you mean \"users\"?", "\"Crm\": did", "\"odrers\": did"] {
            #expect(text.contains(line))
        }
    }
}
