import PGSampleLibPQ
import PGSampleLocalServer
import Testing

/// A connection for asynchronous code: who waits, who does not, and whom a cancellation hits.
@Suite struct ConnectionTests {
    @Test func `a cancellation hits its own statement and never the next one, in a thousand tries`()
        async throws
    {
        let seed = UInt64.random(in: 0..<1 << 32)
        print("cancellations: seed \(seed)")
        let (cancelled, astray) = try await TestServer.withConnection { connection in
            var generator = seed
            func next() -> UInt64 {
                generator = generator &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return generator >> 33
            }
            var cancelled = 0, astray = 0
            for _ in 0..<1000 {
                let (work, pause) = (Double(next() % 3000) / 1_000_000, Int(next() % 3000))
                let task = Task { try await connection.run { _ = try $0.query("SELECT pg_sleep(\(work))") } }
                try await Task.sleep(for: .microseconds(pause))
                task.cancel()
                do {
                    try await task.value
                } catch is CancellationError {
                    cancelled += 1
                }
                do {
                    let sum = try await connection.run { try $0.query("SELECT 1 + 1")[0, 0] }
                    if sum != "2" { astray += 1 }
                } catch {
                    astray += 1
                }
            }
            return (cancelled, astray)
        }
        #expect(astray == 0)
        // The test means something only if there were both kinds.
        #expect(cancelled > 0 && cancelled < 1000)
    }

    @Test func `a long statement ends soon after its task is cancelled, and the connection goes on`()
        async throws
    {
        try await TestServer.withConnection { connection in
            let task = Task { try await connection.run { _ = try $0.query("SELECT pg_sleep(600)") } }
            try await Task.sleep(for: .milliseconds(50))
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            let one = try await connection.run { try $0.query("SELECT 1")[0, 0] }
            #expect(one == "1")
        }
    }

    @Test func `rows without end stop when their task is cancelled, and the connection goes on`() async throws
    {
        try await TestServer.withConnection { connection in
            try await connection.run { try $0.execute("CREATE TEMP TABLE t (i int)") }
            let (pieces, continuation) = AsyncStream.makeStream(of: Void.self)
            let task = Task {
                defer { continuation.finish() }
                try await connection.run { session in
                    _ = try session.copyIn("COPY t FROM STDIN") { push in
                        while true {
                            try Array("1\n".utf8).withUnsafeBytes { try push($0) }
                            continuation.yield()
                        }
                    }
                }
            }
            for await _ in pieces { break }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try await connection.run { try $0.query("SELECT count(*) FROM t")[0, 0] } == "0")
        }
    }

    @Test func `what would follow a cancelled statement in the same work is not begun`() async throws {
        try await TestServer.withConnection { connection in
            try await connection.run { try $0.execute("CREATE TEMP TABLE done (i int)") }
            let task = Task {
                try await connection.run { session in
                    // A body that swallows the cancellation does not get far with it.
                    do { try session.execute("SELECT pg_sleep(600)") } catch {}
                    try session.execute("INSERT INTO done VALUES (1)")
                }
            }
            try await Task.sleep(for: .milliseconds(50))
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try await connection.run { try $0.query("SELECT count(*) FROM done")[0, 0] } == "0")
        }
    }

    @Test func `forty connections that wait for the server leave the tasks of others free`() async throws {
        let server = try await TestServer.shared
        let waiting = (0..<40).map { _ in
            Task {
                let connection = try await Connection.open(server.connectionParameters())
                try await connection.run { try $0.execute("SELECT pg_sleep(600) -- forty") }
            }
        }
        // They have most of the server's sessions, which others need when this test fails.
        defer { for task in waiting { task.cancel() } }
        // The pool has as many threads as the machine has cores: with one of them blocked by each wait,
        // nobody would see that all forty are in pg_sleep.
        try await TestServer.withConnection { connection in
            try await eventually("forty sessions asleep") {
                try await connection.run {
                    try $0.query(
                        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%-- forty' AND wait_event = 'PgSleep'"
                    )[0, 0] == "40"
                }
            }
        }
        for task in waiting { task.cancel() }
        for task in waiting { await #expect(throws: CancellationError.self) { try await task.value } }
    }

    @Test func `a closed connection says so`() async throws {
        let connection = try await Connection.open(try await TestServer.shared.connectionParameters())
        await connection.close()
        await connection.close()
        let error = await #expect(throws: DatabaseError.self) {
            try await connection.run { try $0.execute("SELECT 1") }
        }
        #expect(error?.code == .connectionLost)
    }
}
