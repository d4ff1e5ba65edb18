/// Copies of one template, made ahead of the tests that will ask for them.
///
/// As many are held ready as tests were announced and not served yet, at most ``limit``: so none is left over
/// at the end of a run.
actor ClonePool {
    private let limit: Int
    private let make: @Sendable () async throws -> String
    private var ready: [String] = []
    private var underWay = 0
    private var announced = 0
    private var waiting: [CheckedContinuation<String?, Never>] = []
    private var settling: [CheckedContinuation<Void, Never>] = []

    /// - Parameter make: Makes a copy and returns its name.
    init(limit: Int, make: @escaping @Sendable () async throws -> String) {
        self.limit = limit
        self.make = make
    }

    /// Says that one more copy will be asked for.
    func announce() {
        announced += 1
        prepare()
    }

    /// A copy that is ready, else the next one that gets ready, else a new one.
    func take() async throws -> (name: String, wasReady: Bool) {
        announced = max(0, announced - 1)
        defer { prepare() }
        if let name = ready.popLast() { return (name, true) }
        if underWay > waiting.count, let name = await withCheckedContinuation({ waiting.append($0) }) {
            return (name, false)
        }
        return (try await make(), false)
    }

    /// Waits until no copy is being made.
    func settle() async {
        if underWay > 0 { await withCheckedContinuation { settling.append($0) } }
    }

    /// Copies that nobody will ask for any more.
    func drain() -> [String] {
        defer { ready = [] }
        announced = 0
        return ready
    }

    private func prepare() {
        while ready.count + underWay - waiting.count < min(limit, announced) {
            underWay += 1
            // Not in the task of whoever asks, which may be cancelled or be over before the copy is made.
            Task.detached { [make] in
                // Whoever waits for it tries once more by himself, and so gets the error.
                await self.finish(try? await make())
            }
        }
    }

    private func finish(_ name: String?) {
        underWay -= 1
        if !waiting.isEmpty {
            waiting.removeFirst().resume(returning: name)
        } else if let name {
            ready.append(name)
        }
        guard underWay == 0 else { return }
        for continuation in settling { continuation.resume() }
        settling = []
    }
}
