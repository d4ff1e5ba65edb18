/// Runs `work`, and beside it `watch`, which can end it by throwing.
///
/// - Returns: What `work` returns; `watch` may have ended before.
/// - Throws: What the first of the two throws. The other one is cancelled and waited for.
func watching<T: Sendable>(
    _ watch: @escaping @Sendable () async throws -> Void,
    during work: @escaping @Sendable () async throws -> T
) async throws -> T {
    try await withThrowingTaskGroup(of: T?.self) { group in
        group.addTask { try await work() }
        group.addTask {
            try await watch()
            return nil
        }
        defer { group.cancelAll() }
        while let result = try await group.next() {
            if let value = result { return value }
        }
        throw CancellationError()
    }
}
