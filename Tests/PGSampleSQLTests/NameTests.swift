import PGSampleSQL
import Testing

@Suite struct NameTests {
    @Test(arguments: [
        ("orders", "orders"), ("_x9", "_x9"), ("Orders", "\"Orders\""), ("9x", "\"9x\""), ("a b", "\"a b\""),
        ("", "\"\""), ("a\"b", "\"a\"\"b\""), ("a$b", "\"a$b\""), ("user", "\"user\""), ("name", "name"),
        ("json_table", "\"json_table\""), ("system_user", "\"system_user\""), ("between", "\"between\""),
        ("größe", "\"größe\""), ("a.b", "\"a.b\""), ("a\\b", "\"a\\b\""), ("a\nb", "\"a\nb\""),
        // A quote that carries an accent is one character to Swift, and still a quote to the server.
        ("a\"\u{301}b", "\"a\"\"\u{301}b\""),
    ])
    func `A name is quoted exactly when the server would quote it`(name: String, sql: String) {
        #expect(Identifier(name).sql == sql)
        #expect(Array(Identifier(name).sql.utf8) == Array(sql.utf8))
    }

    @Test func `Names are the same when their bytes are`() {
        let composed = Identifier("caf\u{E9}")
        let decomposed = Identifier("cafe\u{301}")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(QualifiedName("s", "caf\u{E9}") != QualifiedName("s", "cafe\u{301}"))
    }

    @Test func `Names sort by bytes, schema first`() {
        let names = ["b.a", "B.z", "a.b", "a.B", "é.a", "z.a"].map { text in
            let parts = text.split(separator: ".")
            return QualifiedName(String(parts[0]), String(parts[1]))
        }
        #expect(
            names.sorted().map { "\($0.schema.name).\($0.name.name)" } == [
                "B.z", "a.B", "a.b", "b.a", "z.a", "é.a",
            ])
    }

    @Test func `A qualified name quotes each part by itself`() {
        #expect(QualifiedName("public", "order").sql == "public.\"order\"")
        #expect(QualifiedName("a.b", "c").sql == "\"a.b\".c")
    }

    @Test(arguments: [
        ("", "''"), ("it's", "'it''s'"), ("a\\b", "E'a\\\\b'"), ("\\'", "E'\\\\'''"),
        ("'\u{301}", "'''\u{301}'"),
        ("a\nb\"", "'a\nb\"'"),
    ])
    func `A literal reads the same under both settings of standard_conforming_strings`(
        text: String, sql: String
    ) {
        #expect(Array(Literal.string(text).utf8) == Array(sql.utf8))
    }
}
