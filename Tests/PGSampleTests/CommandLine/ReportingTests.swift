import PGSampleFixtureFile
import Testing

@testable import PGSample

@Suite("Reporting")
struct ReportingTests {
    @Test(
        "Bytes have three digits or one decimal",
        arguments: [
            (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1_249, "1.2 kB"), (9_949, "9.9 kB"),
            (9_999, "10 kB"), (10_000, "10 kB"),
            (119_600, "120 kB"), (999_499, "999 kB"), (999_600, "1.0 MB"), (1_500_000, "1.5 MB"),
            (2_000_000_000_000, "2.0 TB"),
        ])
    func bytes(_ count: Int, _ text: String) {
        #expect(Figures.bytes(count) == text)
    }

    @Test("Numbers are grouped by thousands, nouns counted")
    func numbers() {
        #expect(
            [0, 999, 1000, 1_234_567, -1000].map(Figures.grouped) == [
                "0", "999", "1,000", "1,234,567", "-1,000",
            ])
        #expect(Figures.count(1, "table") == "1 table")
        #expect(Figures.count(2_000, "row") == "2,000 rows")
    }

    @Test("A name cannot move the cursor, colour the screen, or tear a line apart")
    func printable() {
        #expect(
            TerminalText.printable("a\u{1B}[31m\nb\u{2028}c\u{202E}d\u{9B}é日")
                == "a\u{FFFD}[31m\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{FFFD}é日")
    }

    @Test("A cut text fits, wide characters included", arguments: 0...12)
    func cut(_ width: Int) {
        for text in ["", "orders", "日本語テーブル", "e\u{301}e\u{301}e\u{301}e\u{301}", "a😀b😀c"] {
            let cut = TerminalText.cut(text, to: width)
            #expect(TerminalText.width(of: cut) <= width)
            #expect((cut == text) == (TerminalText.width(of: text) <= width))
        }
    }

    private static let report = SamplingReport(
        tables: [
            SamplingReport.Table(
                name: "public.users", rows: 1_217, bytes: 12_345, rule: "50", chosenRows: 50,
                references: [
                    .init(foreignKey: "public.orders.orders_user_id_fkey", rows: 1_150),
                    .init(foreignKey: #"crm."odd.table".by_user"#, rows: 12),
                    .init(foreignKey: "public.reviews.reviews_user_id_fkey", rows: 5),
                ]),
            SamplingReport.Table(
                name: "crm.notes", rows: 7, bytes: 90, rule: "created_at > now() - interval '7 days' AND x",
                chosenRows: 7, references: []),
        ],
        diagnostics: [], isVerified: true
    )

    @Test("The table is aligned and names as many foreign keys as fit")
    func table() {
        #expect(
            Self.report.table(width: 110) == [
                "table          rows  bytes  why",
                #"public.users  1,217  12 kB  50 by rule 50; 1,150 by orders_user_id_fkey, 17 by 2 other keys"#,
                "crm.notes         7   90 B  7 by rule created_at > now() - interval '…",
                "2 tables      1,224  12 kB",
            ])
        #expect(
            Self.report.table(width: 150)[1]
                == #"public.users  1,217  12 kB  50 by rule 50; 1,150 by orders_user_id_fkey, 12 by "odd.table".by_user, 5 by reviews_user_id_fkey"#
        )
        #expect(
            Self.report.table(width: 66)[1]
                == "public.users  1,217  12 kB  50 by rule 50; 1,167 by 3 foreign keys")
        for width in 50...160 {
            #expect(Self.report.table(width: width).allSatisfy { TerminalText.width(of: $0) <= width })
        }
        #expect(Self.report.figures == "2 tables, 1,224 rows")
    }

    @Test("The progress line says the phase, counts within it, and fits")
    func progressLine() {
        var text = ProgressText()
        #expect(text.line(width: 79, at: .zero) == "connecting")
        text.note(.locked(tables: 2, serverVersion: "15.4"), at: .zero)
        #expect(text.line(width: 79, at: .zero) == "reading · 0 of 2 tables")
        text.note(.chosen(table: "public.a", rows: 1_000, done: 1, of: 2), at: .zero)
        text.note(.chosen(table: "public.b", rows: 20, done: 2, of: 2), at: .zero)
        #expect(text.line(width: 79, at: .zero) == "choosing · 2 of 2 tables, 1,020 rows · public.b")
        text.note(.following(rows: 5), at: .zero)
        #expect(text.line(width: 79, at: .zero) == "following foreign keys · 5 rows")
        text.note(.written(table: "public.a", rows: 1_001, bytes: 2_000, done: 1, of: 2), at: .zero)
        text.note(.written(table: "public.b\n", rows: 24, bytes: 500, done: 2, of: 2), at: .zero)
        #expect(
            text.line(width: 79, at: .zero)
                == "writing · 2 of 2 tables, 1,025 rows, 2.5 kB · public.b\u{FFFD}")
        #expect(text.line(width: 47, at: .zero) == "writing · 2 of 2 tables, 1,025 rows, 2.5 kB · …")
        text.note(.verifying, at: .zero)
        #expect(text.line(width: 79, at: .seconds(60)) == "verifying")
        text.note(.restoring(file: "b.sql"), of: "other", at: .seconds(60))
        #expect(text.line(width: 79, at: .seconds(60)) == "other: restoring · b.sql")
        #expect(
            ProgressText.line(for: .following(rows: 5), of: "b") == "b: followed foreign keys: 5 rows so far")
    }

    @Test("While rows are written, the line counts those of the table at hand, and tells rate and time left")
    func paceOfWriting() {
        var text = ProgressText()
        text.note(.chosen(table: "public.b", rows: 90_000, done: 2, of: 2), at: .seconds(40))
        func writing(_ table: String, _ rows: Int, _ bytes: Int, done: Int) -> SamplingProgress {
            .writing(table: table, rows: rows, bytes: bytes, allRows: 100_000, done: done, of: 2)
        }
        text.note(writing("public.a", 0, 0, done: 0), at: .seconds(50))
        #expect(text.line(width: 99, at: .seconds(50)) == "writing · 0 of 2 tables, 0 rows, 0 B · public.a")
        text.note(writing("public.a", 5_000, 1_000_000, done: 0), at: .seconds(52))
        #expect(
            text.line(width: 99, at: .milliseconds(52_999))
                == "writing · 0 of 2 tables, 5,000 rows, 1.0 MB · public.a", "too early to tell")
        #expect(
            text.line(width: 99, at: .seconds(55))
                == "writing · 0 of 2 tables, 5,000 rows, 1.0 MB, 200 kB/s, 2 min left · public.a")
        text.note(
            .written(table: "public.a", rows: 10_000, bytes: 2_000_000, done: 1, of: 2), at: .seconds(60))
        text.note(writing("public.b", 40_000, 6_000_000, done: 1), at: .seconds(70))
        #expect(
            text.line(width: 99, at: .seconds(70))
                == "writing · 1 of 2 tables, 50,000 rows, 8.0 MB, 400 kB/s, 20 s left · public.b")
        // When nothing comes, what was promised is taken back.
        #expect(
            text.line(width: 99, at: .seconds(90))
                == "writing · 1 of 2 tables, 50,000 rows, 8.0 MB, 200 kB/s, 40 s left · public.b")
        text.note(
            .written(table: "public.b", rows: 90_000, bytes: 14_000_000, done: 2, of: 2), at: .seconds(90))
        #expect(
            text.line(width: 99, at: .seconds(90))
                == "writing · 2 of 2 tables, 100,000 rows, 16 MB, 400 kB/s · public.b")
        text.note(.verifying, at: .seconds(91))
        text.note(writing("public.a", 7, 70, done: 0), at: .seconds(99))
        #expect(
            text.line(width: 99, at: .seconds(99)) == "writing · 0 of 2 tables, 7 rows, 70 B · public.a",
            "another writing begins anew")
    }

    private typealias Step = DatabaseLoad.Progress

    /// A position in a file of 30 MB.
    private static func position(
        _ table: String?, _ rows: Int, _ bytes: Int, tables: Int, of allTables: Int? = 3,
        fileBytes: Int? = 30_000_000
    ) -> LoadPosition {
        LoadPosition(
            FixtureLoader.Position(
                table: table, rows: rows, tables: tables, allTables: allTables, bytes: bytes,
                fileBytes: fileBytes))
    }

    @Test("While a file is loaded, the line tells its share, and after some seconds rate and time left")
    func paceOfLoading() {
        var text = ProgressText()
        #expect(text.line(width: 99, at: .zero) == "connecting")
        text.note(Step.reading(Self.position(nil, 0, 90_000, tables: 0)), at: .seconds(10))
        #expect(text.line(width: 99, at: .seconds(10)) == "loading · 0 of 3 tables, 0 rows, 0% of 30 MB")
        text.note(Step.reading(Self.position("public.a", 5_000, 6_000_000, tables: 0)), at: .seconds(12))
        #expect(
            text.line(width: 99, at: .milliseconds(12_999))
                == "loading · 0 of 3 tables, 5,000 rows, 20% of 30 MB · public.a", "too early to tell")
        #expect(
            text.line(width: 99, at: .seconds(14))
                == "loading · 0 of 3 tables, 5,000 rows, 20% of 30 MB, 1.5 MB/s, 16 s left · public.a")
        text.note(Step.loaded(table: "public.a", rows: 5_000), at: .seconds(15))
        text.note(Step.reading(Self.position("public.b\n", 9_000, 20_000_000, tables: 1)), at: .seconds(20))
        #expect(
            text.line(width: 99, at: .seconds(20))
                == "loading · 1 of 3 tables, 9,000 rows, 66% of 30 MB, 2.0 MB/s, 5 s left · public.b\u{FFFD}")
        // When nothing comes, what was promised is taken back.
        #expect(
            text.line(width: 99, at: .seconds(30))
                == "loading · 1 of 3 tables, 9,000 rows, 66% of 30 MB, 1.0 MB/s, 10 s left · public.b\u{FFFD}"
        )
        text.note(Step.reading(Self.position(nil, 9_900, 30_000_000, tables: 2)), at: .seconds(30))
        #expect(
            text.line(width: 99, at: .seconds(30))
                == "loading · 2 of 3 tables, 9,900 rows, 100% of 30 MB, 1.5 MB/s", "nothing is left to read")
        text.note(Step.reading(Self.position(nil, 10_000, 30_000_000, tables: 3)), at: .seconds(31))
        #expect(
            text.line(width: 99, at: .seconds(60))
                == "loading · 3 of 3 tables, 10,000 rows · keys and indexes")
    }

    @Test("A load that begins anew counts anew, and one that renames schemas says what it reads before")
    func loadingAnew() {
        var text = ProgressText()
        text.note(Step.readingNames, at: .zero)
        #expect(text.line(width: 99, at: .seconds(9)) == "reading names")
        text.note(Step.reading(Self.position("a", 10, 15_000_000, tables: 0)), at: .seconds(10))
        text.note(Step.splits(locks: 9, capacity: 8, mark: nil), at: .seconds(20))
        #expect(text.line(width: 99, at: .seconds(20)) == "loading")
        text.note(Step.reading(Self.position("a", 1, 300_000, tables: 0)), at: .seconds(20))
        #expect(
            text.line(width: 99, at: .seconds(22)) == "loading · 0 of 3 tables, 1 row, 1% of 30 MB · a",
            "the pace is the second time's")
    }

    @Test("What a file does not say of itself is left out of the line")
    func loadingOfDumps() {
        var text = ProgressText()
        text.note(Step.reading(Self.position(nil, 0, 3_000_000, tables: 0, of: nil)), at: .zero)
        #expect(text.line(width: 99, at: .zero) == "loading · 10% of 30 MB", "rows of INSERT are not counted")
        text.note(Step.reading(Self.position("a", 7, 6_000_000, tables: 1, of: nil)), at: .zero)
        #expect(text.line(width: 99, at: .zero) == "loading · 1 table, 7 rows, 20% of 30 MB · a")
        text.note(Step.reading(Self.position(nil, 9, 30_000_000, tables: 2, of: nil)), at: .zero)
        #expect(text.line(width: 99, at: .zero) == "loading · 2 tables, 9 rows · keys and indexes")
        text.note(
            Step.reading(Self.position("a", 7, 6_000_000, tables: 0, of: nil, fileBytes: nil)), at: .zero)
        #expect(
            text.line(width: 99, at: .seconds(3)) == "loading · 0 tables, 7 rows, 6.0 MB, 2.0 MB/s · a",
            "of a file without a size nobody knows what is left")
    }

    @Test("What is verified is loaded in the same words, whether it was sampled or lay there")
    func paceOfVerifying() {
        let position = Self.position("public.a", 5_000, 6_000_000, tables: 1)
        let line = "verifying · 1 of 3 tables, 5,000 rows, 20% of 30 MB · public.a"
        var sampled = ProgressText()
        sampled.note(.verifying, at: .zero)
        sampled.note(SamplingProgress.reading(position), at: .zero)
        #expect(sampled.line(width: 99, at: .zero) == line)
        #expect(ProgressText.line(for: SamplingProgress.reading(position)) == nil)
        var file = ProgressText()
        file.note(FileVerification.Progress.loading, at: .zero)
        #expect(file.line(width: 99, at: .zero) == "verifying")
        file.note(FileVerification.Progress.reading(position), at: .zero)
        #expect(file.line(width: 99, at: .zero) == line)
        file.note(FileVerification.Progress.checking, at: .zero)
        #expect(file.line(width: 99, at: .zero) == "checking rows, constraints and sequences")
    }

    @Test("Rows within a table make no line each in a log")
    func linesOfWriting() {
        let step = SamplingProgress.writing(
            table: "public.a", rows: 1, bytes: 2, allRows: 3, done: 0, of: 1)
        #expect(ProgressText.line(for: step) == nil)
        #expect(ProgressText.line(for: step, of: "b") == nil)
    }

    @Test(
        "Times are rounded up to what people say",
        arguments: [
            (0, "1 s"), (400, "1 s"), (1_000, "1 s"), (1_001, "2 s"), (59_000, "59 s"), (59_001, "1 min"),
            (60_001, "2 min"), (3_540_000, "59 min"), (3_540_001, "1 h"), (3_601_000, "1 h 1 min"),
            (11_990_000, "3 h 20 min"),
        ])
    func times(_ milliseconds: Int, _ text: String) {
        #expect(Figures.time(.milliseconds(milliseconds)) == text)
    }
}
