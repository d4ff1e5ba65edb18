import PGSampleLibPQ

/// A run's own connection and those that help it, working off a list together.
struct Workers: Sendable {
    let connections: [Connection]

    /// The run's own connection alone, or with as many others as are asked for and can be had.
    ///
    /// - Parameter jobs: Connections in all, at least 1.
    static func open(
        _ jobs: Int, beside connection: Connection, _ parameters: ConnectionParameters, _ facts: SourceFacts
    ) async throws -> Workers {
        let others = try await SpareConnections(parameters: parameters, facts: facts).open(jobs - 1)
        return Workers(connections: [connection] + others)
    }

    /// Ends the helpers; the run's own connection stays.
    func close() async {
        for connection in connections.dropFirst() { await connection.close() }
    }

    /// Runs `body` once on each helper.
    func prepareHelpers(_ body: @escaping @Sendable (Session) throws -> Void) async throws {
        for connection in connections.dropFirst() { try await connection.run(body) }
    }

    /// Runs a script on every connection.
    func execute(_ sql: String) async throws {
        for connection in connections { try await connection.run { try $0.execute(sql) } }
    }

    /// Runs `body` once for each of `numbers`, on whichever connection is free next.
    ///
    /// - Parameter done: Called from any thread after each with its result and how many are done.
    /// - Returns: The results in the order of `numbers`.
    /// - Throws: What `body` throws first; the others are cancelled.
    func map<T: Sendable>(
        _ numbers: [Int], _ body: @escaping @Sendable (Session, Int) throws -> T,
        done: @escaping @Sendable (_ number: Int, _ result: T, _ count: Int) -> Void = { _, _, _ in }
    ) async throws -> [T] {
        let (next, finished) = (Counter(0), Counter(1))
        let results = try await withThrowingTaskGroup(of: [Int: T].self) { group in
            for connection in connections.prefix(max(1, numbers.count)) {
                group.addTask {
                    try await connection.run { session in
                        var results: [Int: T] = [:]
                        while true {
                            let position = next.next()
                            guard position < numbers.count else { return results }
                            let number = numbers[position]
                            let result = try body(session, number)
                            results[position] = result
                            done(number, result, finished.next())
                        }
                    }
                }
            }
            return try await group.reduce(into: [Int: T]()) { $0.merge($1) { first, _ in first } }
        }
        return numbers.indices.compactMap { results[$0] }
    }
}
