import PGSampleCatalog
import PGSampleLibPQ

/// What a source says of itself before the run's transaction begins.
struct SourceFacts: Sendable {
    static let oldestServerVersion = 13_00_00

    var serverVersion: Int
    /// The search path of the role, which conditions of the user are evaluated with.
    var searchPath: String
    /// The schemas in which the bodies of functions look for names, first to last, as `search_path` has them:
    /// those that the database gives its sessions, else `public`. What a role has of its own does not count,
    /// so that every role's fixture is the same.
    var functionSearchPath: String
    /// What statements on rows run under: only the server's own schema, unless the server has to look into
    /// the body of a function to plan them (``BodyCallers/inlining``).
    private(set) var rowSearchPath = SourceSettings.searchPath
    var isStandby: Bool
    /// In bytes.
    var blockSize: Int
    var encoding: String
    /// Locks that the server's table has room for.
    var lockCapacity: Int
    /// What `pg_dump` is to be told, as `name=value`, because its output would not be what the rest of the
    /// fixture is made for: the role's sessions have it otherwise.
    var schemaSettings: [String]
    /// Bytes that a sort of the role's sessions may take up before it goes to disk.
    var workMemory: Int
    /// Every `…_timeout` setting of a session that this release has.
    var timeouts: [String]
    /// Connections that could be had when the run began.
    var spareConnections: Int
    /// The settings that only a superuser may change, by name in lower case.
    var superuserSettings: Set<String>

    /// The encoding of the fixture's bytes. What a SQL_ASCII database holds is in no known encoding and stays
    /// as it is.
    var fixtureEncoding: String { encoding == Self.unknownEncoding ? Self.unknownEncoding : "UTF8" }
    private static let unknownEncoding = "SQL_ASCII"

    /// As people write it: `15.18`.
    var serverVersionText: String { "\(serverMajor).\(serverVersion % 10_000)" }
    var serverMajor: Int { serverVersion / 10_000 }

    /// Rows that a block can hold if each has `bytes` of columns: as `MaxHeapTuplesPerPage` in
    /// `htup_details.h`, which is for none.
    ///
    /// Rows are aligned at 8 bytes, or 4 on some machines.
    func maximumRowsPerBlock(of bytes: Int) -> Int {
        let (pageHeader, rowHeader, linePointer, alignment) = (24, 24, 4, 4)
        let row = (rowHeader + bytes + alignment - 1) / alignment * alignment
        return max((blockSize - pageHeader) / (row + linePointer), 1)
    }

    /// Lets statements on rows find what the bodies of functions name.
    mutating func findWhatFunctionsNameInRows() {
        guard !functionSearchPath.isEmpty else { return }
        rowSearchPath = "\(SourceSettings.searchPath), \(functionSearchPath)"
    }

    static func read(_ session: Session) throws -> SourceFacts {
        guard session.serverVersion >= oldestServerVersion else {
            throw PGSampleError(
                code: .connectionFailed,
                message: "the server runs PostgreSQL \(session.serverVersion / 10_000)",
                reason: "13 is the oldest release that can be sampled"
            )
        }
        let result = try session.query(
            """
            SELECT current_setting('search_path'), pg_catalog.pg_is_in_recovery(), current_setting('block_size'),
                   current_setting('server_encoding'),
                   current_setting('max_locks_per_transaction')::int8
                       * (current_setting('max_connections')::int8
                          + current_setting('max_prepared_transactions')::int8),
                   pg_catalog.pg_size_bytes(current_setting('work_mem')),
                   (\(databaseSearchPath))
            """
        )
        let timeouts = try session.query(
            """
            SELECT name FROM pg_catalog.pg_settings
            WHERE name IN ('statement_timeout', 'idle_in_transaction_session_timeout', 'idle_session_timeout',
                           'transaction_timeout')
            ORDER BY name
            """
        )
        let schemaSettings = SourceSettings.schemaTexts.map { "('\($0.name)', '\($0.value)')" }
        let others = try session.query(
            """
            SELECT s.name || '=' || s.value
            FROM (VALUES \(schemaSettings.joined(separator: ", "))) AS s (name, value)
            WHERE current_setting(s.name) <> s.value
            """
        )
        let superuserSettings = try session.query(
            "SELECT lower(name) FROM pg_catalog.pg_settings WHERE context = 'superuser'")
        return SourceFacts(
            serverVersion: session.serverVersion,
            searchPath: try result.text(0, 0),
            functionSearchPath: result[0, 6] ?? "public",
            isStandby: try result.bool(0, 1),
            blockSize: try result.integer(0, 2),
            encoding: try result.text(0, 3),
            lockCapacity: try result.integer(0, 4),
            schemaSettings: others.textRows().compactMap { $0[0] },
            workMemory: try result.integer(0, 5),
            timeouts: try (0..<timeouts.rowCount).map { try timeouts.text($0, 0) },
            spareConnections: try SpareConnections.count(session),
            superuserSettings: Set(superuserSettings.textRows().compactMap { $0[0] })
        )
    }

    /// NULL where the database has none. Without `"$user"`, whose schema is the role's, and without
    /// `pg_temp`. Every name as SQL writes it, which a setting need not do (`my-schema`).
    private static let databaseSearchPath = #"""
        SELECT coalesce(
            pg_catalog.string_agg(
                CASE WHEN found.name[1] LIKE '"%' OR found.name[1] ~ '^[a-z_][a-z0-9_]*$' AND NOT EXISTS (
                        SELECT FROM pg_catalog.pg_get_keywords() k WHERE k.word = found.name[1])
                    THEN found.name[1]
                    ELSE '"' || pg_catalog.lower(found.name[1]) || '"' END, ', '
                ORDER BY found.position), '')
        FROM pg_catalog.pg_db_role_setting s
            CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS c (setting)
            LEFT JOIN LATERAL pg_catalog.regexp_matches(
                pg_catalog.substr(c.setting, 13), '("(?:[^"]|"")*"|[^,"[:space:]]+)', 'g')
                WITH ORDINALITY AS found (name, position)
                ON found.name[1] NOT IN ('"$user"', '""', 'pg_temp')
        WHERE s.setrole = 0 AND pg_catalog.starts_with(c.setting, 'search_path=')
            AND s.setdatabase = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database())
        GROUP BY s.setdatabase
        """#
}
