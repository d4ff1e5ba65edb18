import PGSampleLibPQ

extension FixtureDatabase {
    /// Runs one statement and returns its rows.
    ///
    ///     let rows = try await db.query("SELECT id, name FROM customers WHERE country = $1", "DE")
    ///     #expect(rows.first?["name"] == "Anna")
    ///
    /// - Parameters:
    ///   - sql: One statement; `$1`, `$2`, … stand for the parameters.
    ///   - parameters: Values; nil is NULL, and the server infers the types. A `Date` is sent as a UTC
    ///     timestamp with microseconds, `Data` and `[UInt8]` as `bytea`, other arrays as PostgreSQL arrays,
    ///     everything else by its `description`.
    /// - Returns: The rows in the server's order, each field as the server's text.
    /// - Throws: ``FixtureError`` with `.queryFailed` and the server's words, or `.serverLost`.
    @discardableResult
    public func query(
        _ sql: String, _ parameters: (any CustomStringConvertible & Sendable)?...
    ) async throws -> [FixtureRow] {
        try await rows(sql, parameters)
    }

    /// Runs one statement and reads each of its rows as a value.
    ///
    /// A row of a type with keys is read by its columns' names; a type without keys, such as `Int` or
    /// `String`, takes the only column. `snake_case` columns are found under `camelCase` keys too.
    ///
    /// - Throws: As ``query(_:_:)``; ``FixtureError`` with `.decodingFailed`.
    public func query<Value: Decodable>(
        _ sql: String, _ parameters: (any CustomStringConvertible & Sendable)?..., as type: Value.Type
    ) async throws -> [Value] {
        try await rows(sql, parameters).map { try $0.decode(type) }
    }

    /// Runs a script of one or more statements, which takes no parameters and whose rows are dropped.
    ///
    /// - Throws: As ``query(_:_:)``.
    public func execute(_ sql: String) async throws {
        try await session.run { try $0.execute(sql) }
    }

    private func rows(
        _ sql: String, _ parameters: [(any CustomStringConvertible & Sendable)?]
    ) async throws -> [FixtureRow] {
        let values = parameters.map { $0.map { ParameterEncoder.text(of: $0) } }
        return try await session.run { session in
            let result = try session.query(sql, values)
            let columns = (0..<result.columnCount).map { result.columnName($0) }
            return result.textRows().map { FixtureRow(columns: columns, values: $0) }
        }
    }

    /// A table's rows as text, for a test to compare: a line of column names, then one line per row, fields
    /// separated by commas as in CSV, NULL as nothing and empty strings as `""`.
    ///
    /// Rows come in the order of the primary key, else of their text, and text by its bytes, so that the same
    /// rows are the same text on every server. Times are in the session's `TimeZone`.
    ///
    /// - Parameter table: As in SQL: `orders`, `audit.price_changes`, `"Odd Name"`.
    /// - Throws: As ``query(_:_:)``.
    public func snapshot(of table: String) async throws -> String {
        try await session.run { session in
            // Columns: the table's quoted name, its primary key's quoted columns in key order. 13 and later.
            let found = try session.query(
                """
                SELECT pg_catalog.format('%I.%I', n.nspname, c.relname), (
                    SELECT pg_catalog.string_agg(
                        pg_catalog.format(
                            CASE WHEN a.attcollation = 0 THEN 'r.%I' ELSE 'r.%I COLLATE "C"' END, a.attname),
                        ', ' ORDER BY k.position)
                    FROM pg_catalog.pg_index i
                    CROSS JOIN LATERAL pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY k (attnum, position)
                    JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                    WHERE i.indrelid = c.oid AND i.indisprimary AND k.position <= i.indnkeyatts)
                FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE c.oid = $1::regclass
                """, [table])
            guard let name = found[0, 0] else {
                throw FixtureError(.queryFailed, "cannot take a snapshot of \"\(table)\": it has gone")
            }
            let order = found[0, 1] ?? "(r.*)::text COLLATE \"C\""
            var lines: [UInt8] = []
            _ = try session.copyOut(
                "COPY (SELECT * FROM \(name) r ORDER BY \(order)) TO STDOUT (FORMAT csv, HEADER)"
            ) {
                lines += $0
            }
            return String(decoding: lines, as: UTF8.self)
        }
    }
}
