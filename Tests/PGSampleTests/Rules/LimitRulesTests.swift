import PGSample
import Testing

@Suite("Limit rules")
struct LimitRulesTests {
    private func texts(_ rules: String...) throws -> [String] {
        try LimitRules(parsing: rules).entries.map(\.description)
    }

    private func error(_ rules: String) throws -> PGSampleError {
        let error = try #require(throws: PGSampleError.self) { try LimitRules(parsing: [rules]) }
        #expect(error.code == .invalidRule)
        return error
    }

    // MARK: Splitting

    @Test("commas inside brackets, quotes and conditions do not split (trap S2)")
    func commasThatDoNotSplit() throws {
        #expect(try texts("users = id IN (1,2), *=50") == ["users=id IN (1,2)", "*=50"])
        #expect(
            try texts("orders = status = 'a,b' AND x > 1, *=10") == [
                "orders=status = 'a,b' AND x > 1", "*=10",
            ])
        #expect(try texts("t = a = ARRAY[1,2], *=1") == ["t=a = ARRAY[1,2]", "*=1"])
        #expect(try texts("t = \"a,b\" > 1, *=1") == ["t=\"a,b\" > 1", "*=1"])
        #expect(try texts("t = a = $x$,'($x$, *=1") == ["t=a = $x$,'($x$", "*=1"])
        #expect(try texts("t = a = $$,$$, *=1") == ["t=a = $$,$$", "*=1"])
        #expect(try texts(#"t = a = E'\',', *=1"#) == [#"t=a = E'\','"#, "*=1"])
        #expect(try texts(#"t = a = '\', *=1"#) == [#"t=a = '\'"#, "*=1"])
        #expect(try texts("t = a = 'it''s, ok', *=1") == ["t=a = 'it''s, ok'", "*=1"])
        #expect(try texts("t = a /* , /* , */ , */ > 1, *=1") == ["t=a /* , /* , */ , */ > 1", "*=1"])
        #expect(try texts("t = a -- one, two (\n > 1, *=1") == ["t=a -- one, two (\n > 1", "*=1"])
        #expect(try texts("\"a,b\"=5, *=1") == ["\"a,b\"=5", "*=1"])
    }

    @Test("a dollar sign or an e that opens no quote hides nothing")
    func plainDollarsAndLetters() throws {
        #expect(try texts("t = a$1 > b$1, *=1") == ["t=a$1 > b$1", "*=1"])
        #expect(try texts("t = a > $1, u = b > $1, *=1").count == 3)
        #expect(try texts(#"t = note'\', *=1"#) == [#"t=note'\'"#, "*=1"])
    }

    @Test("a combining mark after a quote does not hide the quote")
    func combiningMarks() throws {
        #expect(try texts("t = a = '\u{301},', *=1").count == 2)
        #expect(try texts("t = a = 'x'\u{301}, *=1").count == 2)
    }

    @Test("blanks around patterns, rules and pieces are ignored")
    func blanks() throws {
        #expect(try texts("  users\t=\n 5 ,  * =  2.50 % ") == ["users=5", "*=2.5%"])
    }

    @Test("a rule without a pattern holds for every table")
    func bareRules() throws {
        #expect(try texts("*") == ["*=*"])
        #expect(try texts("0") == ["*=0"])
        #expect(try texts(".5%") == ["*=0.5%"])
    }

    @Test("several texts are tried in their order")
    func severalTexts() throws {
        #expect(try texts("a=1", "b=2,c=3") == ["a=1", "b=2", "c=3", "*=100"])
    }

    @Test("the first equals sign outside quotes ends the pattern")
    func firstEqualsSign() throws {
        #expect(try texts("users = id = 5") == ["users=id = 5", "*=100"])
        #expect(try texts("\"a=b\" = 5") == ["\"a=b\"=5", "*=100"])
        #expect(try texts("users = id >= 5") == ["users=id >= 5", "*=100"])
    }

    // MARK: Choosing

    @Test("the first pattern that matches decides, whatever a later rule takes (trap S3)")
    func firstMatchWins() throws {
        let rules = try LimitRules(parsing: ["users = 10, * = *"])
        #expect(rules.rule(schema: "public", table: "users").rule == .rows(10))
        #expect(rules.rule(schema: "public", table: "users").index == 0)
        #expect(rules.rule(schema: "public", table: "orders").rule == .everything)
        #expect(rules.rule(schema: "public", table: "orders").index == 1)
    }

    @Test("a pattern matches whole names only (trap S3)")
    func wholeNames() throws {
        let rules = try LimitRules(parsing: ["user=*"])
        #expect(rules.rule(schema: "public", table: "user_roles").rule == .rows(100))
        #expect(rules.rule(schema: "public", table: "users").rule == .rows(100))
        #expect(rules.rule(schema: "public", table: "user").rule == .everything)
    }

    @Test("without rules every table gives 100 rows")
    func defaultRule() throws {
        #expect(LimitRules().description == "*=100")
        #expect(try LimitRules(parsing: []) == LimitRules())
        #expect(LimitRules().rule(schema: "s", table: "t").rule == .rows(100))
    }

    @Test("the default is added only where no rule is for every table")
    func defaultIsAdded() throws {
        #expect(try LimitRules(parsing: ["crm.*=5"]).description == "crm.*=5, *=100")
        #expect(try LimitRules(parsing: ["*.*=5"]).description == "*.*=5")
        #expect(try LimitRules(parsing: ["*=5, users=1"]).description == "*=5, users=1")
    }

    // MARK: Errors

    @Test(
        "a piece that is no rule is quoted, with the reason",
        arguments: [
            ("users=5,,*=1", "users=5,,*=1", "nothing where a rule is expected"),
            ("users=5,", "users=5,", "nothing where a rule is expected"),
            ("", "", "nothing where a rule is expected"),
            ("users=", "users=", "no rule after"),
            ("=5", "=5", "no pattern before"),
            ("*=1, users=-5", "users=-5", "whole number from 0 to 9223372036854775807"),
            ("-5", "-5", "whole number from 0"),
            ("users=+5", "users=+5", "whole number from 0"),
            ("users=5.5", "users=5.5", "whole number from 0"),
            ("users=1,000", "000", "does not begin with 0"),
            ("users=a = '\0'", "users=a = '\0'", "zero byte"),
            ("users=1e3", "users=1e3", "whole number from 0"),
            ("users=99999999999999999999", "users=99999999999999999999", "whole number from 0"),
            ("users=100.1%", "users=100.1%", "from 0 to 100"),
            ("users=-1%", "users=-1%", "from 0 to 100"),
            ("users=1e1%", "users=1e1%", "from 0 to 100"),
            ("users=half%", "users=half%", "from 0 to 100"),
            ("users=%", "users=%", "from 0 to 100"),
            ("users=0.0000000001%", "users=0.0000000001%", "nine decimals"),
            ("a.b.c=5", "a.b.c=5", "at most two parts"),
            ("a.=5", "a.=5", "a name is empty"),
            ("\"\"=5", "\"\"=5", "a name is empty"),
            ("my-table=5", "my-table=5", "outside double quotes"),
            ("users == 5", "users == 5", "cannot begin with \"=\""),
            ("users = id IN (1,2, *=5", "users = id IN (1,2, *=5", "\"(\" is not closed"),
            ("users = id) > 5", "users = id) > 5", "\")\" closes nothing"),
            ("users = (a[1)] > 5", "users = (a[1)] > 5", "\")\" closes nothing"),
            ("users = a = 'x, *=5", "users = a = 'x, *=5", "\"'\" is not closed"),
            ("\"users = 5", "\"users = 5", "double quote is not closed"),
            ("users = a = $q$x$$, *=5", "users = a = $q$x$$, *=5", "\"$q$\" is not closed"),
            ("users = a /* > 5", "users = a /* > 5", "\"/*\" is not closed"),
            ("users = a -- x\n, *=5", "users = a -- x", "runs to the end"),
            ("users = a -- x, *=5", "users = a -- x, *=5", "runs to the end"),
        ])
    func invalidPieces(rules: String, piece: String, reason: String) throws {
        let error = try error(rules)
        #expect(error.object == piece)
        #expect(error.reason?.contains(reason) == true, "\(error)")
        #expect(error.remedy?.isEmpty == false)
    }

    @Test("a condition without a pattern is told how to become one for every table")
    func bareCondition() throws {
        #expect(try error("id > 5").remedy?.contains("\"*=id > 5\"") == true)
        #expect(try error("id >= 5").remedy?.contains("\"*=condition\"") == true)
    }

    @Test("a comma that split a condition is answered by advice on parentheses")
    func splitCondition() throws {
        let error = try error("users = a = 1, b > 2, *=5")
        #expect(error.object == "b > 2")
        #expect(error.remedy?.contains("parentheses") == true)
    }

    @Test("a long piece is cut in the message")
    func longPiece() throws {
        let error = try error("users=" + String(repeating: "9", count: 5000))
        #expect(error.description.count < 800)
    }
}
