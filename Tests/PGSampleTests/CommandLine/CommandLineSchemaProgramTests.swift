import Foundation
import Testing

@Suite struct `The command line: the pg_dump that is named` {
    /// A program that says of itself what `words` are, and then fails if it is run for more.
    private static func program(
        _ words: String, in folder: TestFolder, mode: Int = 0o755
    ) throws -> String {
        try folder.write(
            "#!/bin/sh\n[ \"$1\" = --version ] && echo '\(words)' && exit\nexit 9\n", to: "dump", mode: mode)
        return folder.file("dump")
    }

    @Test func `--pg-dump is taken, and goes before the environment variable`() async throws {
        let source = try await SourceDatabase()
        let folder = try TestFolder()
        let real = try #require(source.schemaProgram)
        // Leaves a trace, so that it was this one.
        try folder.write(
            "#!/bin/sh\ntouch '\(folder.file("used"))'\nexec '\(real)' \"$@\"\n", to: "mine", mode: 0o755)
        var tool = source.tool("--pg-dump", folder.file("mine"), "-f", folder.file("out.sql"), "-q")
        tool.variables["PG_SAMPLE_PG_DUMP"] = folder.file("missing")
        let outcome = try await tool.run()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try folder.names() == ["mine", "out.sql", "used"])
    }

    @Test func `generate takes it too`() async throws {
        let folder = try TestFolder()
        try folder.write("CREATE TABLE t ();", to: "t.sql", mode: 0o644)
        try folder.write("fixtures:\n  - name: t\n    source: { script: t.sql }\n", to: "fixtures.yml")
        let outcome = try await ToolProcess(
            "generate", "--config", folder.file("fixtures.yml"), "--pg-dump", folder.file("missing")
        ).run()
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.contains(
                "t: --pg-dump does not name a pg_dump \"\(folder.file("missing"))\": there is no such file\n"),
            "\(outcome.errors)")
    }

    @Test func `a version that cannot read the server is told with both versions and the way without one`()
        async throws
    {
        let source = try await SourceDatabase()
        let folder = try TestFolder()
        let old = try Self.program("pg_dump (PostgreSQL) 9.6.24", in: folder)
        let major = try await source.value("SELECT current_setting('server_version_num')::int / 10000")
        let named = try await source.tool("--pg-dump", old).run()
        #expect(named.status == 1 && named.output.isEmpty)
        #expect(
            named.errors.hasPrefix(
                "pg-sample: pg_dump 9.6 cannot read a server of PostgreSQL \(major); --pg-dump names \"\(old)\"\n"
            ),
            "\(named.errors)")
        #expect(named.errors.contains("--data-only"))
        var tool = source.tool()
        tool.variables["PG_SAMPLE_PG_DUMP"] = old
        #expect(
            try await tool.run().errors.contains("PostgreSQL \(major); PG_SAMPLE_PG_DUMP names \"\(old)\""))
        #expect(try await source.tool("--pg-dump", old, "--data-only").run().status == 0)
    }

    @Test func `what cannot be run, or is another program, is refused by name`() async throws {
        let source = try await SourceDatabase()
        let folder = try TestFolder()
        let psql = try Self.program("psql (PostgreSQL) 99.0", in: folder)
        let other = try await source.tool("--pg-dump", psql).run()
        #expect(other.status == 1)
        #expect(
            other.errors.hasPrefix(
                "pg-sample: --pg-dump does not name a pg_dump \"\(psql)\": its --version does not say"),
            "\(other.errors)")
        let text = try Self.program("pg_dump (PostgreSQL) 99.0", in: folder, mode: 0o644)
        let unrunnable = try await source.tool("--pg-dump", text).run()
        #expect(unrunnable.errors.contains("it is not a program that may be run"), "\(unrunnable.errors)")
        let directory = try await source.tool("--pg-dump", folder.path).run()
        #expect(directory.errors.contains("it is not a program that may be run"), "\(directory.errors)")
    }
}
