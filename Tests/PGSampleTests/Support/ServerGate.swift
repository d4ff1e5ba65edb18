import Testing

/// A suite whose test cases use the server of ``TestServer``, a few of them at a time and in the order of
/// their coming: each takes several sessions, a server has a limit, and Swift Testing begins all cases at once.
struct ServerGate: SuiteTrait, TestTrait, TestScoping {
    private static let gate = Gate(width: 8)
    /// Whether what runs has passed the gate: ``TestServer`` serves nobody else.
    @TaskLocal static var isPassed = false

    /// The suite's tests take it over, and each of their cases passes by itself.
    var isRecursive: Bool { true }

    func provideScope(
        for test: Test, testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await Self.gate.pass {
            try await Self.$isPassed.withValue(true) { try await function() }
        }
    }
}

extension Trait where Self == ServerGate {
    /// For a suite that uses ``TestServer``.
    static var usesServer: Self { Self() }
}

/// Lets a few bodies run at once, in the order of their coming.
private actor Gate {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(width: Int) {
        free = width
    }

    nonisolated func pass<T>(_ body: () async throws -> T) async rethrows -> T {
        await enter()
        do {
            let value = try await body()
            await leave()
            return value
        } catch {
            await leave()
            throw error
        }
    }

    private func enter() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
