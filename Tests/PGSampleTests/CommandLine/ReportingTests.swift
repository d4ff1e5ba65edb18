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
        #expect(text.line(width: 79) == "connecting")
        text.note(.locked(tables: 2, serverVersion: "15.4"))
        #expect(text.line(width: 79) == "reading · 0 of 2 tables")
        text.note(.chosen(table: "public.a", rows: 1_000, done: 1, of: 2))
        text.note(.chosen(table: "public.b", rows: 20, done: 2, of: 2))
        #expect(text.line(width: 79) == "choosing · 2 of 2 tables, 1,020 rows · public.b")
        text.note(.following(rows: 5))
        #expect(text.line(width: 79) == "following foreign keys · 5 rows")
        text.note(.written(table: "public.a", rows: 1_001, bytes: 2_000, done: 1, of: 2))
        text.note(.written(table: "public.b\n", rows: 24, bytes: 500, done: 2, of: 2))
        #expect(text.line(width: 79) == "writing · 2 of 2 tables, 1,025 rows, 2.5 kB · public.b\u{FFFD}")
        #expect(text.line(width: 47) == "writing · 2 of 2 tables, 1,025 rows, 2.5 kB · …")
        text.note(.verifying)
        #expect(text.line(width: 79) == "verifying")
        text.note(.restoring(file: "b.sql"), of: "other")
        #expect(text.line(width: 79) == "other: restoring · b.sql")
        #expect(
            ProgressText.line(for: .following(rows: 5), of: "b") == "b: followed foreign keys: 5 rows so far")
    }
}
