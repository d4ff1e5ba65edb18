import PGSampleLocalServer
import Synchronization
import SystemPackage
import Testing

struct ChildProcessTests {
    private let shell: FilePath = "/bin/sh"

    private func sh(_ script: String, input: ChildProcess.Input = .null) -> ChildProcess {
        ChildProcess(shell, ["-c", script], input: input)
    }

    @Test func bytesOfAnyLengthPassThroughUnchangedInBothDirections() async throws {
        let block = (0..<1_000_003).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let rounds = 48
        let child = sh(
            "exec cat",
            input: .stream { write in
                for _ in 0..<rounds { try await write(block) }
            })
        var count = 0
        var wrong = 0
        let outcome = try await child.run { bytes in
            for byte in bytes {
                if byte != block[count % block.count] { wrong += 1 }
                count += 1
            }
        }
        #expect(outcome.succeeded)
        #expect(count == rounds * block.count)
        #expect(wrong == 0)
    }

    @Test func outputThatIsReadAfterTheProgramHasEndedIsComplete() async throws {
        var count = 0
        let outcome = try await sh("head -c 300000 /dev/zero").run { bytes in
            // The program has long ended when the last pieces are asked for.
            try await Task.sleep(for: .milliseconds(80))
            count += bytes.count
        }
        #expect(outcome.succeeded)
        #expect(count == 300_000)
    }

    @Test func outputGoesIntoAFileAndInputComesFromOne() async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending("numbers")
            let made = try await sh("seq 1 100000").run(outputTo: file)
            #expect(made.succeeded)
            let (_, end) = try await sh("cat | tail -n 2", input: .file(file)).collect()
            #expect(String(decoding: end, as: UTF8.self) == "99999\n100000\n")
            let shorter = try await sh("cat", input: .bytes(Array("short".utf8))).run(outputTo: file)
            #expect(shorter.succeeded)
            #expect(try await sh("cat", input: .file(file)).collect().output == Array("short".utf8))
        }
    }

    @Test func aFailureKeepsTheEndOfStandardError() async throws {
        let outcome = try await sh("seq 1 200000 >&2; echo the last words >&2; exit 7").run()
        #expect(outcome.status == .exited(7))
        #expect(outcome.standardError.hasSuffix("199999\n200000\nthe last words\n"))
        #expect(outcome.standardError.utf8.count <= ChildProcess.standardErrorLimit)
        let error = #expect(throws: LocalServerError.self) { try outcome.requireSuccess() }
        #expect(error?.code == .programFailed)
        #expect(error?.description.contains("\"/bin/sh\" ended with status 7") == true)
        #expect(error?.description.hasSuffix("the last words") == true)
    }

    @Test func aSignalIsTold() async throws {
        #expect(try await sh("kill -KILL $$").run().status == .killed(9))
    }

    @Test func nothingIsReadWithoutInput() async throws {
        #expect(try await sh("cat").collect().output == [])
    }

    @Test func aProgramThatStopsReadingIsNoFailure() async throws {
        let block = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        let child = sh(
            "head -c 3",
            input: .stream { write in
                for _ in 0..<64 { try await write(block) }
            })
        let (outcome, output) = try await child.collect()
        #expect(outcome.succeeded)
        #expect(output == Array("xxx".utf8))
    }

    private struct Odd: Error {}

    @Test func anErrorInTheHandlerEndsTheProgram() async throws {
        let started = Mutex<Int32?>(nil)
        await #expect(throws: Odd.self) {
            _ = try await sh("echo $$; exec sleep 600").run { bytes in
                started.withLock { $0 = Int32(String(decoding: bytes, as: UTF8.self).dropLast()) }
                throw Odd()
            }
        }
        let processID = try #require(started.withLock { $0 })
        #expect(try await !isRunning(processID))
    }

    @Test func anErrorOfWhoeverFeedsTheProgramEndsIt() async throws {
        let child = sh(
            "cat; exec sleep 600",
            input: .stream { write in
                try await write([1, 2, 3])
                throw Odd()
            })
        await #expect(throws: Odd.self) { _ = try await child.run() }
    }

    @Test func cancellingTheTaskEndsTheProgram() async throws {
        let (output, continuation) = AsyncStream.makeStream(of: Int32.self)
        let task = Task {
            defer { continuation.finish() }
            return try await sh("echo $$; exec sleep 600").run { bytes in
                continuation.yield(Int32(String(decoding: bytes, as: UTF8.self).dropLast()) ?? 0)
            }
        }
        let processID = try #require(await output.first { _ in true })
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
        #expect(try await !isRunning(processID))
    }

    @Test func moreOutputThanTheLimitIsAnError() async throws {
        let error = await #expect(throws: LocalServerError.self) {
            _ = try await sh("exec cat /dev/zero").collect(limit: 1000)
        }
        #expect(error?.message == "\"/bin/sh\" wrote more than 1000 bytes")
    }

    @Test func aMissingProgramIsNamed() async throws {
        let error = await #expect(throws: LocalServerError.self) {
            _ = try await ChildProcess("/nowhere/pg_dump").run()
        }
        #expect(error?.code == .programNotFound)
        #expect(error?.message.contains("\"/nowhere/pg_dump\"") == true)
    }

    @Test func variablesAreSetRemovedOrReplaced() async throws {
        let script = "echo \"${HOME-none} ${PGPASSWORD-none}\""
        var child = sh(script)
        child.variables = .inherited(["HOME": nil, "PGPASSWORD": "secret"])
        #expect(try await child.collect().output == Array("none secret\n".utf8))
        child.variables = .only(["HOME": "/h"])
        #expect(try await child.collect().output == Array("/h none\n".utf8))
    }

    @Test func theHandlerMayUseItsActor() async throws {
        actor Collector {
            var count = 0
            func count(_ child: ChildProcess) async throws -> Int {
                _ = try await child.run { bytes in count += bytes.count }
                return count
            }
        }
        #expect(try await Collector().count(sh("head -c 100000 /dev/zero")) == 100_000)
    }
}
