import PGSampleSQL
import Testing

/// Every script is read whole, byte by byte, and cut in two at every byte: the events have to be the same.
@Suite struct ScriptReaderTests {
    @Test(arguments: [
        ("", []),
        ("SELECT 1;", ["1: SELECT 1"]), ("\u{FEFF}SELECT 1;", ["1: SELECT 1"]), ("\u{FEFF}", []),
        ("SELECT 1 -- end", ["1: SELECT 1"]),
        (" ;;\n; a ; b ;", ["2: a", "2: b"]),
        ("-- first\n/* second */ a /* in */ b -- last\n;", ["2: a /* in */ b"]),
        ("a (;) ; b", ["1: a (;)", "1: b"]),
        (
            "CREATE RULE r AS ON INSERT TO t DO (a; b); c;",
            ["1: CREATE RULE r AS ON INSERT TO t DO (a; b)", "1: c"]
        ),
        ("a '/*' ; b \"--;\" ; c", ["1: a '/*'", "1: b \"--;\"", "1: c"]),
        ("a /* ; /* ; */ ; */ b; c", ["1: a /* ; /* ; */ ; */ b", "1: c"]),
        ("a\r\n;\r\nb\r\n;", ["1: a", "3: b"]),
        ("a E'\\';' 'x\\';b", ["1: a E'\\';' 'x\\'", "1: b"]),
        ("DO $$ begin; end $$; b", ["1: DO $$ begin; end $$", "1: b"]),
        ("f $a$ one;\n\n$b$ $$ ;$c $a$;\ng", ["1: f $a$ one;\n\n$b$ $$ ;$c $a$", "4: g"]),
        ("BEGIN; a; END; b", ["1: BEGIN", "1: a", "1: END", "1: b"]),
    ])
    func `A statement ends at a semicolon outside everything`(script: String, expected: [String]) throws {
        try check(script, expected)
    }

    @Test(arguments: ["FUNCTION", "procedure"], ["CREATE", "create or replace", "CREATE OR /*x*/ REPLACE"])
    func `The body of a SQL routine is part of its statement`(kind: String, create: String) throws {
        let routine =
            "\(create) \(kind) s.f(a int) BEGIN ATOMIC\n SELECT CASE WHEN a THEN (CASE x WHEN 1 THEN 2 END)\n END;\n"
            + " SELECT begin, \"end\" FROM t;\nEND"
        try check("\(routine); b;", ["1: \(routine)", "\(routine.split(separator: "\n").count): b"])
    }

    @Test(arguments: [
        "CREATE FUNCTION begin() RETURNS int LANGUAGE sql AS 'x'", "CREATE TABLE begin (atomic int)",
        "SELECT CASE WHEN a THEN b END", "CREATE VIEW v AS SELECT begin atomic FROM t",
        "CREATE FUNCTION f(begin atomic)",
    ])
    func `The words of a body open none elsewhere`(statement: String) throws {
        try check("\(statement); b", ["1: \(statement)", "1: b"])
    }

    @Test(arguments: [
        ("COPY t FROM stdin;\n\\.\n", ["1: COPY t FROM stdin *", "end"]),
        ("COPY t FROM stdin;\n1\t\\N\n\\.\nb;", ["1: COPY t FROM stdin *", "rows 1\t\\N\n", "end", "4: b"]),
        (
            "copy s.\"from\" (a, b) from STDIN WITH (FORMAT text) ; \r\n1\r\n\\.\r\nb",
            [
                "1: copy s.\"from\" (a, b) from STDIN WITH (FORMAT text) *", "rows 1\r\n", "end", "4: b",
            ]
        ),
        (
            "COPY t FROM stdin;\n\\.x\n\\\n\\\\.\na\\.\n\\. \n'\";--\n$$\n/*\n\n\\..\n\\.\n\\.",
            [
                "1: COPY t FROM stdin *", "rows \\.x\n\\\n\\\\.\na\\.\n\\. \n'\";--\n$$\n/*\n\n\\..\n", "end",
                "13: \\\\.",
            ]
        ),
        ("COPY t FROM stdin;\n\n\\.", ["1: COPY t FROM stdin *", "rows \n", "end"]),
        ("COPY t FROM stdin;\n\\\r\n\\.\r", ["1: COPY t FROM stdin *", "rows \\\r\n", "end"]),
        ("COPY (SELECT a FROM stdin) TO 'x'; b", ["1: COPY (SELECT a FROM stdin) TO 'x'", "1: b"]),
        ("COPY t FROM 'stdin'; b", ["1: COPY t FROM 'stdin'", "1: b"]),
        ("COPY stdin FROM \"stdin\"; b", ["1: COPY stdin FROM \"stdin\"", "1: b"]),
    ])
    func `Rows follow COPY FROM stdin up to a line that is only backslash dot`(
        script: String, expected: [String]
    ) throws {
        try check(script, expected)
    }

    @Test(arguments: [
        (
            "\\restrict a'b;c\nSELECT 1;\n\\unrestrict a'b;c\n",
            ["1: \\\\restrict a'b;c", "2: SELECT 1", "3: \\\\unrestrict a'b;c"]
        ),
        ("a; \\connect x \r\nb", ["1: a", "1: \\\\connect x", "2: b"]),
        ("\\.\n\\", ["1: \\\\.", "2: \\\\"]),
    ])
    func `A backslash outside statements is a psql command up to the end of its line`(
        script: String, expected: [String]
    ) throws {
        try check(script, expected)
    }

    @Test(arguments: [
        ("a;\n'b;\n", 2, "a string"), ("a;\n\nb /*", 3, "a comment"), ("$q$", 1, "a dollar-quoted"),
        ("a;\nCOPY t FROM stdin;\n1\n", 2, "the rows"), ("COPY t FROM stdin;", 1, "the rows"),
        ("\nCOPY t FROM stdin", 2, "the rows"),
        ("COPY t FROM stdin; x\n", 1, "text after COPY"), ("a\n(b;", 1, "the statement"),
        ("a \\g\n", 1, "a backslash"),
        ("CREATE FUNCTION f() BEGIN ATOMIC a;", 1, "the statement"),
    ])
    func `A script that cannot be cut is an error with its line`(script: String, line: Int, what: String)
        throws
    {
        for pieces in cuts(of: Array(script.utf8)) {
            let error = #expect(throws: ScriptSyntaxError.self) { try events(of: pieces) }
            #expect(error?.line == line)
            #expect(error?.message.hasPrefix(what) == true, "\(String(describing: error))")
        }
    }

    @Test func `An error is given again by every later call`() {
        var reader = ScriptReader()
        reader.append(Array("a; 'b".utf8))
        reader.finish()
        #expect(throws: Never.self) { try reader.next() }
        #expect(throws: ScriptSyntaxError.self) { try reader.next() }
        #expect(throws: ScriptSyntaxError.self) { try reader.next() }
    }

    @Test func `Rows come in pieces as large as what was appended`() throws {
        var reader = ScriptReader()
        reader.append(Array("COPY t FROM stdin;\n".utf8))
        _ = try reader.next()
        let piece = Array(String(repeating: "1\tsome text\n", count: 1000).utf8)
        for _ in 0..<3 {
            reader.append(piece)
            #expect(try reader.next() == .copyData(piece))
            #expect(try reader.next() == nil)
        }
    }

    // MARK: -

    private func check(
        _ script: String, _ expected: [String], at location: SourceLocation = #_sourceLocation
    ) throws {
        for pieces in cuts(of: Array(script.utf8)) {
            let found = try events(of: pieces)
            #expect(found == expected, "cut as \(pieces.map(\.count))", sourceLocation: location)
            if found != expected { return }
        }
    }

    private func cuts(of bytes: [UInt8]) -> [[[UInt8]]] {
        let halves = bytes.indices.map { [Array(bytes[..<$0]), Array(bytes[$0...])] }
        return [[bytes], bytes.map { [$0] }] + halves
    }

    /// The events as text: `line: statement` with a star if rows follow, `rows …`, `end`, `line: \command`.
    private func events(of pieces: [[UInt8]]) throws -> [String] {
        var reader = ScriptReader()
        var found: [String] = []
        var rows: [UInt8] = []
        func drain() throws {
            while let event = try reader.next() {
                if case .copyData(let bytes) = event {
                    #expect(!bytes.isEmpty)
                    rows += bytes
                    continue
                }
                if !rows.isEmpty { found.append("rows " + String(decoding: rows, as: UTF8.self)) }
                rows = []
                switch event {
                case .statement(let statement):
                    found.append(
                        "\(statement.line): \(statement.text)" + (statement.copiesFromStdin ? " *" : ""))
                case .copyEnd: found.append("end")
                case .metaCommand(let text, let line): found.append("\(line): \\\(text)")
                case .copyData: break
                }
            }
        }
        for piece in pieces {
            reader.append(piece)
            try drain()
        }
        reader.finish()
        try drain()
        return found
    }
}
