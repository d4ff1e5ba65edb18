import Foundation
import PGSampleCatalog
import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL
import SystemPackage
import Testing

@testable import PGSample

@Suite(.usesServer) struct `pg_dump runs from the snapshot on` {
    private let folder: TestFolder
    private let facts: SourceFacts
    private let child: Session.ChildParameters

    init() async throws {
        folder = try TestFolder()
        (facts, child) = try await TestServer.withSession(TestServer.database()) {
            (try SourceFacts.read($0), $0.childParameters())
        }
    }

    /// A reading by a program that notes its process, and its arguments as its output.
    ///
    /// - Parameter script: What it does in the end.
    private func reading(by script: String = "") throws -> SchemaReading {
        try folder.write(
            """
            #!/bin/sh
            echo $$ >> '\(folder.file("runs"))'
            echo "$@"
            \(script)
            """, to: "pg_dump", mode: 0o755)
        let path = FilePath(folder.file("pg_dump"))
        return SchemaReading { ClientProgram(path: path, version: PostgreSQLVersion(major: 99, minor: 0)) }
    }

    private func dump(_ snapshot: String, stagingSchemas: [Identifier] = []) -> SchemaDump {
        let catalog = Catalog(
            relations: [], foreignKeys: [], sequences: [], materializedViews: [], extensions: [], schemas: [],
            stagingSchemas: stagingSchemas, hasLargeObjects: false)
        return SchemaDump(
            of: catalog, at: snapshot, for: child, facts,
            SamplingOptions())
    }

    private func text(of dump: SchemaDump, by reading: SchemaReading) async throws -> String {
        String(decoding: try await reading.text(of: dump), as: UTF8.self)
    }

    private func runs() throws -> [pid_t] {
        try folder.text("runs").split(separator: "\n").compactMap { pid_t($0) }
    }

    private func waitForRun() async throws -> pid_t {
        try await eventually("a process") { try !runs().isEmpty }
        return try #require(try runs().last)
    }

    @Test func `what was begun is what is waited for, however often`() async throws {
        let reading = try reading()
        reading.begin(dump("a"))
        reading.begin(dump("a"))
        for _ in 0..<2 { #expect(try await text(of: dump("a"), by: reading).contains("--snapshot=a ")) }
        #expect(try runs().count == 1)
        await reading.end()
    }

    @Test func `what nobody has begun begins when it is asked for`() async throws {
        let reading = try reading()
        #expect(try await text(of: dump("a"), by: reading).contains("--snapshot=a "))
        await reading.end()
    }

    @Test func `another snapshot, or other tables to leave out, end the process and begin again`()
        async throws
    {
        let reading = try reading(by: "case \"$*\" in *=new*) ;; *) exec sleep 600 ;; esac")
        reading.begin(dump("old"))
        let old = try await waitForRun()
        let new = try await text(of: dump("new"), by: reading)
        #expect(new.contains("--snapshot=new "))
        #expect(kill(old, 0) == -1, "the process for the old snapshot is gone")
        let other = try await text(of: dump("new", stagingSchemas: [Identifier("stage")]), by: reading)
        #expect(other.contains("--exclude-schema=\"stage\""))
        #expect(try runs().count == 3)
        await reading.end()
    }

    @Test func `an attempt that is called off leaves the search for the program to the next one`()
        async throws
    {
        _ = try reading()
        let (path, found) = (FilePath(folder.file("pg_dump")), AsyncStream.makeStream(of: Void.self))
        let reading = SchemaReading {
            for await _ in found.stream { break }
            try Task.checkCancellation()
            return ClientProgram(path: path, version: PostgreSQLVersion(major: 99, minor: 0))
        }
        reading.begin(dump("old"))
        reading.begin(dump("new"))
        found.continuation.yield()
        #expect(try await text(of: dump("new"), by: reading).contains("--snapshot=new "))
        #expect(try runs().count == 1)
        await reading.end()
    }

    @Test func `the end waits until no process is left, and whoever waits hears of it`() async throws {
        let reading = try reading(by: "exec sleep 600")
        let waiting = Task { try await text(of: dump("a"), by: reading) }
        let run = try await waitForRun()
        await reading.end()
        #expect(kill(run, 0) == -1)
        await #expect(throws: CancellationError.self) { try await waiting.value }
    }

    @Test func `a program that is not found is told to whoever asks for it or for the text`() async throws {
        struct Missing: Error {}
        let reading = SchemaReading { throw Missing() }
        await #expect(throws: Missing.self) { try await reading.findProgram() }
        await #expect(throws: Missing.self) { try await reading.text(of: dump("a")) }
        await reading.end()
    }

    @Test func `the locked source begins it, with what the run asks for in the end`() async throws {
        let database = try await TestServer.database()
        try await TestServer.execute(
            "CREATE TABLE t (); CREATE SCHEMA stage; COMMENT ON SCHEMA stage IS 'pg-sample staging of a test'",
            in: database)
        let reading = try reading()
        let source = try await TestServer.withSession(database) { session in
            try LockedSource.open(session, facts: facts, options: SamplingOptions(), schema: reading)
        }
        _ = try await waitForRun()
        let text = try await text(of: source.schemaDump(SamplingOptions()), by: reading)
        #expect(text.contains("--snapshot=\(source.snapshot) "))
        #expect(text.contains("--exclude-schema=\"stage\""))
        #expect(try runs().count == 1)
        await reading.end()
    }
}
