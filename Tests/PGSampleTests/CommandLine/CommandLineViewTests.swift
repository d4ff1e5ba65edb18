import Testing

/// Materialized views whose query fails over a sample of the rows.
@Suite struct `The command line: views that cannot be filled` {
    /// One divides by what is left, one has the same row twice under a unique index, one reads the first.
    private static let tables = """
        CREATE TABLE t (id int PRIMARY KEY);
        INSERT INTO t SELECT generate_series(1, 100);
        CREATE MATERIALIZED VIEW "a Share" AS SELECT 1 / (count(*) - 3) AS part FROM t;
        CREATE MATERIALIZED VIEW distinct_ones AS SELECT CASE WHEN (SELECT count(*) FROM t) = 100 THEN id END AS id FROM t;
        CREATE UNIQUE INDEX ON distinct_ones (id) NULLS NOT DISTINCT;
        CREATE MATERIALIZED VIEW of_share AS SELECT part FROM "a Share";
        CREATE MATERIALIZED VIEW total AS SELECT count(*) AS rows FROM t;
        """

    private static let notes = [
        ("\"a Share\"", "22012"), ("distinct_ones", "23505"), ("of_share", "55000"),
    ].map { view, state in
        "note: the materialized view \(view) could not be filled from these rows (SQLSTATE \(state))\n"
    }.joined()

    private static let populated = """
        SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relkind = 'm' AND relispopulated
        """

    @Test func `the file loads, and every command names them`() async throws {
        let source = try await SourceDatabase(Self.tables)
        let folder = try TestFolder()
        let file = folder.file("out.sql.gz")
        let sample = try await source.tool("--limit", "*=3", "--verify", "-f", file).run()
        #expect(sample.status == 0)
        #expect(sample.errors.contains(Self.notes), "\(sample.errors)")
        let verified = try await ToolProcess(["verify", file]).run()
        #expect(verified.status == 0)
        #expect(verified.errors.contains(Self.notes + "table"), "\(verified.errors)")

        let target = try await SourceDatabase("")
        let loaded = try await target.tool("load", file).run()
        #expect(loaded.status == 0)
        #expect(loaded.errors == Self.notes + "loaded \(file): 1 table, 3 rows\n")
        #expect(try await target.value(Self.populated) == "total")
        let other = try await SourceDatabase("")
        let moved = try await other.tool("load", file, "--into-schema", "fx").run()
        #expect(moved.errors == Self.notes + "loaded \(file): 1 table, 3 rows\n")
        #expect(try await other.value(Self.populated) == "total")
        #expect(try await other.value("SELECT rows FROM fx.total") == "3")
    }

    @Test func `what the server lacks to fill one ends the load`() async throws {
        let source = try await SourceDatabase(
            """
            CREATE TABLE t (id int PRIMARY KEY);
            INSERT INTO t SELECT generate_series(1, 100);
            CREATE FUNCTION room() RETURNS int LANGUAGE plpgsql AS $$ BEGIN
                IF (SELECT count(*) FROM t) < 100 THEN RAISE 'no room' USING ERRCODE = 'disk_full'; END IF;
                RETURN 1;
            END $$;
            CREATE MATERIALIZED VIEW large AS SELECT room();
            """)
        let folder = try TestFolder()
        #expect(try await source.tool("--limit", "*=3", "-f", folder.file("out.sql")).run().status == 0)
        let target = try await SourceDatabase("")
        let loaded = try await target.tool("load", folder.file("out.sql")).run()
        #expect(loaded.status == 1 && loaded.errors.contains("53100"), "\(loaded.errors)")
        #expect(try await target.value("SELECT to_regclass('t') IS NULL") == "t")
    }

    @Test func `all of them are filled from rows that fit`() async throws {
        let source = try await SourceDatabase(Self.tables)
        let folder = try TestFolder()
        let file = folder.file("out.sql")
        #expect(try await source.tool("--limit", "*", "-f", file).run().status == 0)
        let target = try await SourceDatabase("")
        let loaded = try await target.tool("load", file).run()
        #expect(loaded.errors == "loaded \(file): 1 table, 100 rows\n")
        #expect(try await target.value(Self.populated) == "a Share distinct_ones of_share total")
    }
}
