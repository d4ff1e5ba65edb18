import PGSample
import Testing

@Suite("fixtures.yml, problems")
struct ConfigurationProblemTests {
    /// The lines of the error, without the path.
    private func problems(_ yaml: String) throws -> [String] {
        let error = try #require(throws: PGSampleError.self) {
            try FixtureConfiguration(yaml: yaml, path: "f.yml")
        }
        #expect(error.code == .invalidConfiguration)
        return try error.description.split(separator: "\n").map { line in
            #expect(line.hasPrefix("f.yml:"))
            return String(try #require(line.split(separator: "f.yml:").first))
        }
    }

    /// The only problem of a fixture with this line as its third and last.
    private func problem(_ line: String) throws -> String {
        let problems = try problems("fixtures:\n- { name: a, source: { url: x },\n  \(line) }")
        #expect(problems.count == 1)
        return try #require(problems.first)
    }

    @Test("an unknown key is named with its place and the nearest valid key")
    func unknownKeys() throws {
        #expect(try problem("limit: 5") == "3:3: unknown key \"limit\"; did you mean \"limits\"?")
        #expect(try problem("exclude-table: x").hasSuffix("did you mean \"exclude_tables\"?"))
        #expect(try problem("dataOnly: true").hasSuffix("did you mean \"data_only\"?"))
        #expect(try problem("zebra: 1").contains("valid are \"name\", \"source\", \"schemas\""))
        #expect(
            try problems("fixture: []")
                == [
                    "1:1: the key \"fixtures\" is missing: a list, each with \"name\" and \"source\"",
                    "1:1: unknown key \"fixture\"; did you mean \"fixtures\"?",
                ])
        #expect(
            try problems("limits: 5\nfixtures: [{name: a, source: {url: x}}]")
                == ["1:1: unknown key \"limits\"; it belongs to a fixture"])
    }

    @Test(
        "a value of a wrong type is named with its place, what it must be and what it is",
        arguments: [
            ("limits: {users: 5}", "3:11: \"limits\" must be a text or a list of texts, not a mapping"),
            ("limits: [[users=5]]", "3:12: \"limits\" must be a text, not a list"),
            ("limits: true", "3:11: \"limits\" must be a text or a list of texts, not true or false"),
            ("limits: ~", "3:11: \"limits\" must be a text or a list of texts, not nothing"),
            (
                "schemas: [2024]",
                "3:13: \"schemas\" must be a text, not a whole number: put it in double quotes"
            ),
            ("schemas: [no]", "3:13: \"schemas\" must be a text, not true or false: put it in double quotes"),
            ("stable: 1", "3:11: \"stable\" must be true or false, not a whole number"),
            ("stable: \"true\"", "3:11: \"stable\" must be true or false, not a text"),
            ("verify: !mine true", "3:11: \"verify\" must be true or false, not a value with the tag !mine"),
            ("order: [random]", "3:10: \"order\" must be a text, not a list"),
            ("5: x", "3:3: unknown key \"5\"; valid are"),
            ("[a]: x", "3:3: a key must be a text, not a list"),
            ("<<: 5", "3:7: \"<<\" must be a mapping or a list of mappings, not a whole number"),
        ])
    func wrongTypes(line: String, problem: String) throws {
        #expect(try self.problem(line).hasPrefix(problem))
    }

    @Test(
        "a value that is out of range is named with its place and what is valid",
        arguments: [
            (
                "order: randm",
                "\"order\" is one of \"ascending\", \"descending\", \"random\", not \"randm\"; did you mean"
            ),
            ("seed: 1.5", "\"seed\" must be a whole number from -9223372036854775808"),
            ("seed: 010", "\"seed\" must be a whole number from"),
            ("seed: 0x10", "\"seed\" must be a whole number from"),
            ("seed: 9223372036854775808", "\"seed\" must be a whole number from"),
            ("compress: 10", "\"compress\" must be a whole number from 0 to 9, in plain digits"),
            ("compress: -1", "\"compress\" must be a whole number from 0 to 9, in plain digits"),
            ("lock_timeout: 5", "\"lock_timeout\" must be a whole number above zero with a unit"),
            ("lock_timeout: 0s", "\"lock_timeout\" must be a whole number above zero with a unit"),
            ("max_duration: -1s", "\"max_duration\" must be a whole number above zero with a unit"),
            (
                "max_duration: 99999999999999h",
                "\"max_duration\" must be a whole number above zero with a unit"
            ),
            (
                "staging: atuo",
                "\"staging\" is one of \"auto\", \"always\", \"never\", not \"atuo\"; did you mean \"auto\"?"
            ),
            ("limits: [users=-5]", "cannot read the rule \"users=-5\": a number of rows is a whole number"),
            (
                "exclude_tables: [a.b.c]",
                "cannot read the table pattern \"a.b.c\": a pattern has at most two parts"
            ),
            ("schemas: [a.b]", "cannot read the name pattern \"a.b\": one name is expected"),
            ("schemas: [\"\"]", "\"schemas\" is empty"),
        ])
    func outOfRange(line: String, problem: String) throws {
        let found = try self.problem(line)
        #expect(found.hasPrefix("3:"))
        #expect(found.contains(": \(problem)"), "\(found)")
    }

    @Test("a rule that the list's own commas cut is told to use quotes")
    func cutRules() throws {
        let found = try problems(
            "fixtures:\n- { name: a, source: { url: x }, limits: [users=id IN (1,2)] }")
        #expect(found.count == 2)
        #expect(
            found.first?.hasPrefix("2:43: cannot read the rule \"users=id IN (1\": the \"(\" is not") == true)
        #expect(found.allSatisfy { $0.hasSuffix("Inside [ ], a text with a comma needs double quotes.") })
    }

    @Test(
        "a fixture has one source",
        arguments: [
            ("", "2:3: the fixture has no \"source\": give { url:"),
            (", source: {}", "2:25: \"source\" is empty: give { url:"),
            (", source: x.sql", "2:25: \"source\" must be a mapping, not a text: give { url:"),
            (", source: {url: x, dump: y}", "2:34: \"source\" has \"url\" already: keep one of the two"),
            (", source: {sql: x}", "2:26: unknown key \"sql\"; valid are \"url\", \"script\", \"dump\""),
            (", source: {ulr: x}", "2:26: unknown key \"ulr\"; did you mean \"url\"?"),
            (", source: {url: 5}", "2:31: \"url\" must be a text, not a whole number"),
            (", source: {url: \"\"}", "2:31: \"url\" is empty"),
            (
                ", source: {script: \"${A}.sql\"}",
                "2:34: \"script\" is a plain path: only \"url\" is filled in"
            ),
        ])
    func sources(text: String, problem: String) throws {
        let found = try problems("fixtures:\n- { name: abcd\(text) }")
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix(problem) == true, "\(found)")
    }

    @Test(
        "a URL whose variables cannot be read is refused without being shown",
        arguments: ["p$x", "${", "${}", "${A-B}", "${1A}", "${A:-${B}}", "${A:=b}", "x$"])
    func templates(url: String) throws {
        let found = try problems("fixtures: [{name: a, source: {url: 'hunter2\(url)'}}]")
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("1:36: the \"url\" cannot be read: ") == true, "\(found)")
        #expect(found.first?.contains("hunter2") == false)
    }

    @Test(
        "a name has to be a safe file name",
        arguments: ["a/b", "../a", ".a", "-a", "a b", "é", "\"\\0\"", String(repeating: "x", count: 101)])
    func unsafeNames(name: String) throws {
        let found = try problems("fixtures: [{source: {url: x}, name: \(name)}]")
        #expect(found.count == 1)
        #expect(found.first?.contains("not a safe file name") == true, "\(found)")
    }

    @Test("a name is given once, even if case does not count")
    func duplicateNames() throws {
        let found = try problems(
            "fixtures:\n- {name: shop, source: {url: x}}\n- {name: Shop, source: {url: x}}")
        #expect(found == ["3:10: the name \"Shop\" is taken by the fixture in line 2"])
    }

    @Test("all problems are reported together, in the order of the file")
    func allProblems() throws {
        let found = try problems(
            """
            zebra: 1
            fixtures:
              - name: a
                sede: 5
                limits: [users=-1, orders=1, "=5"]
              - source: { url: x }
              - 7
            defaults:
              name: x
              order: sideways
            """)
        #expect(
            found.map { $0.split(separator: " ").first }
                == ["1:1:", "3:5:", "4:5:", "5:14:", "5:34:", "6:5:", "7:5:", "9:3:", "10:10:"])
    }

    @Test("a problem that aliases repeat is reported once")
    func aliases() throws {
        let found = try problems(
            """
            fixtures:
              - { name: a, source: { url: x }, limits: &l [users=-1] }
              - { name: b, source: { url: x }, limits: *l }
            """)
        #expect(found.count == 1)
    }

    @Test(
        "a file that is no mapping of fixtures is refused",
        arguments: [
            ("", "1:1: the file is empty"), ("# nothing\n", "1:1: the file is empty"),
            ("---\n", "1:1: the file is empty"),
            ("- a", "1:1: the file must be a mapping with the key \"fixtures\", not a list"),
            ("shop", "1:1: the file must be a mapping with the key \"fixtures\", not a text"),
            ("fixtures:", "\"fixtures\" must be a list of at least one fixture, not nothing"),
            ("fixtures: []", "1:11: \"fixtures\" must be a list of at least one fixture, not an empty list"),
            (
                "fixtures: {shop: {}}",
                "1:11: \"fixtures\" must be a list of at least one fixture, not a mapping"
            ),
            ("fixtures: [{name: a, source: {url: x}}]\ndefaults: 5", "2:11: \"defaults\" must be a mapping"),
        ])
    func roots(yaml: String, problem: String) throws {
        let found = try problems(yaml)
        #expect(found.count == 1)
        #expect(found.first?.contains(problem) == true, "\(found)")
    }

    @Test(
        "what is no YAML is named with its line, and with advice for the values this file invites",
        arguments: [
            ("fixtures:\n  - name: [a", "3:1: this is not valid YAML", "expected ',' or ']'"),
            ("fixtures:\n\t- a", "2:1: this is not valid YAML", "cannot start any token"),
            ("fixtures:\n- name: a\n  limits: *=5", "3:", "put a value that begins with * in double quotes"),
            ("fixtures:\n- source: { url: ${A} }", "2:", "put a value with ${…} in double quotes"),
            ("fixtures:\r\n- name: a\r\n  limits: *=5\r\n", "3:", "begins with * in double quotes"),
            ("fixtures:\r\n# \u{1}", "2:3: ", "control characters"),
            ("fixtures: *nobody", "1:11: this is not valid YAML", "undefined alias"),
            ("a: 1\n---\nb: 2", "2:1: this is not valid YAML", "single document"),
            ("fixtures: 1\nfixtures: 2", "1:1: ", "a key twice: \"fixtures\""),
            ("a: \u{1}", "1:4: this is not valid YAML", "control characters"),
        ])
    func syntax(yaml: String, place: String, words: String) throws {
        let found = try problems(yaml)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix(place) == true, "\(found)")
        #expect(found.first?.contains(words) == true, "\(found)")
    }

    @Test("a syntax error does not show the text around it")
    func noPasswords() throws {
        let found = try problems("fixtures:\n- source: { url: postgres://u:hunter2@h/d, ]")
        #expect(found.count == 1)
        #expect(found.first?.contains("hunter2") == false)
    }

    @Test("a duration needs a unit and stays within PostgreSQL's range")
    func durations() {
        #expect(DurationText.parse("500ms") == .milliseconds(500))
        #expect(DurationText.parse("10 min") == .seconds(600))
        #expect(DurationText.parse("2147483647ms") == .milliseconds(2_147_483_647))
        for text in ["", "5", "0s", "ms", "-1s", "1.5s", "1d", "2147483648ms", "9223372036854775807h", "5S"] {
            #expect(DurationText.parse(text) == nil, "\(text)")
        }
    }
}
