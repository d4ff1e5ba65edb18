import PGSampleSQL
import Testing

@Suite struct SQLTokenizerTests {
    /// The tokens as `kind:text`.
    private func tokens(_ sql: String) throws -> [String] {
        var tokenizer = SQLTokenizer(sql)
        var tokens: [String] = []
        while let token = try tokenizer.next() {
            tokens.append("\(token.kind):\(String(decoding: tokenizer.bytes[token.range], as: UTF8.self))")
        }
        return tokens
    }

    @Test(arguments: [
        ("a.B$1 _x é", ["identifier:a", "punctuation:.", "identifier:B$1", "identifier:_x", "identifier:é"]),
        ("\"a\"\"b;\"x", ["quotedIdentifier:\"a\"\"b;\"", "identifier:x"]),
        (
            "U&\"d\\0061\" u&x U&'a\\'",
            [
                "unicodeIdentifier:U&\"d\\0061\"", "identifier:u", "operator:&", "identifier:x",
                "unicodeString:U&'a\\'",
            ]
        ),
        ("'a\\' 'it''s'", ["string:'a\\'", "string:'it''s'"]),
        ("E'a\\'b' e'\\\\'", ["escapeString:E'a\\'b'", "escapeString:e'\\\\'"]),
        ("B'01' x'1F' N'a'", ["bitString:B'01'", "bitString:x'1F'", "nationalString:N'a'"]),
        ("$$a;'$$ $x$ $y$ $$ $x$", ["dollarString:$$a;'$$", "dollarString:$x$ $y$ $$ $x$"]),
        ("$a$ $a $a$", ["dollarString:$a$ $a $a$"]),
        ("$$ $ $$", ["dollarString:$$ $ $$"]),
        ("$1 $12a $é$x$é$", ["parameter:$1", "parameter:$12", "identifier:a", "dollarString:$é$x$é$"]),
        ("a$b$c", ["identifier:a$b$c"]),
        (
            "1 1.5 .5 1. 1e3 1.e-3 1..2 1e 0x1F 1_000 1e+",
            [
                "number:1", "number:1.5", "number:.5", "number:1.", "number:1e3", "number:1.e-3", "number:1",
                "punctuation:..", "number:2", "number:1", "identifier:e", "number:0x1F", "number:1_000",
                "number:1",
                "identifier:e", "operator:+",
            ]
        ),
        (
            "a<>-1 @- +- <=>-",
            [
                "identifier:a", "operator:<>", "operator:-", "number:1", "operator:@-", "operator:+",
                "operator:-",
                "operator:<=>", "operator:-",
            ]
        ),
        (
            "a+/* x */b*--y\nc",
            [
                "identifier:a", "operator:+", "blockComment:/* x */", "identifier:b", "operator:*",
                "lineComment:--y",
                "identifier:c",
            ]
        ),
        ("/* /* */ ' */ x", ["blockComment:/* /* */ ' */", "identifier:x"]),
        (
            "/**/ /***/ /*/*/**/*/*/",
            ["blockComment:/**/", "blockComment:/***/", "blockComment:/*/*/**/*/*/"]
        ),
        (
            "a::b:=:c[1:2]",
            [
                "identifier:a", "punctuation:::", "identifier:b", "punctuation::=", "punctuation::",
                "identifier:c",
                "punctuation:[", "number:1", "punctuation::", "number:2", "punctuation:]",
            ]
        ),
        ("'a'\n  'b' 'c'", ["string:'a'\n  'b'", "string:'c'"]),
        ("E'a' -- x\n '\\'' y", ["escapeString:E'a' -- x\n '\\''", "identifier:y"]),
        ("'a'\n- 'b'", ["string:'a'", "operator:-", "string:'b'"]),
        ("\\x \u{1}$", ["backslash:\\", "identifier:x", "unknown:\u{1}", "unknown:$"]),
        ("a--b\r\nc", ["identifier:a", "lineComment:--b", "identifier:c"]),
        ("'/*' -- /*\n\"--\"", ["string:'/*'", "lineComment:-- /*", "quotedIdentifier:\"--\""]),
    ])
    func `Text is cut where PostgreSQL's lexer cuts it`(sql: String, expected: [String]) throws {
        #expect(try tokens(sql) == expected)
    }

    @Test func `A token knows the line that it begins on`() throws {
        let sql = "a\n'x\ny'\n$$\n\n$$ b /*\n*/ c\r\nd"
        #expect(try SQLTokenizer.tokens(of: Array(sql.utf8)).map(\.line) == [1, 2, 4, 6, 7, 8])
    }

    @Test(arguments: [
        ("a\n 'b", 2, "a string"), ("\n\"", 2, "a quoted name"), ("$a$ $a", 1, "a dollar-quoted string"),
        ("x /* /* */", 1, "a comment"), ("E'\\'", 1, "a string"),
    ])
    func `What is not closed is an error at the line where it opens`(sql: String, line: Int, what: String)
        throws
    {
        let error = #expect(throws: ScriptSyntaxError.self) { try tokens(sql) }
        #expect(error?.line == line)
        #expect(error?.message.hasPrefix(what) == true)
    }
}
