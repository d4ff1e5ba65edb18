package import PGSampleLibPQ

extension ThrowawayServer {
    /// What a new database is made of; nil leaves it to the template.
    package struct DatabaseOptions: Sendable, Hashable {
        package var template = "template0"
        package var encoding: String?
        /// LC_COLLATE.
        package var collate: String?
        /// LC_CTYPE.
        package var characterType: String?
        /// `libc`, `icu` (15 and above) or `builtin` (17 and above).
        package var localeProvider: String?
        /// ICU_LOCALE or BUILTIN_LOCALE, as ``localeProvider`` says.
        package var providerLocale: String?

        package init(template: String = "template0", encoding: String? = nil) {
            self.template = template
            self.encoding = encoding
        }
    }

    /// How to connect to one of the server's databases as its superuser, whatever PG* variables are set.
    package nonisolated func connectionParameters(database: String = "postgres") -> ConnectionParameters {
        Self.connectionParameters(host: host, database: database)
    }

    static func connectionParameters(host: String, database: String) -> ConnectionParameters {
        let name = database.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
        // What a variable or a service file says about these would lead elsewhere, or nowhere.
        let pinned =
            "hostaddr='' options='' requirepeer='' sslmode=disable gssencmode=disable "
            + "channel_binding=disable target_session_attrs=any"
        return ConnectionParameters(
            database: "dbname='\(name)' \(pinned)", host: host, port: port, user: user
        )
    }

    /// Variables for a client program (`psql`, `pg_restore`), for ``ChildProcess/Variables/inherited(_:)``:
    /// those that lead to one of the server's databases, and nil for every other PG* variable of ours.
    package nonisolated func clientVariables(
        database: String = "postgres", environment: [String: String] = ProcessVariables.current
    ) -> [String: String?] {
        var variables: [String: String?] = [:]
        for name in environment.keys where name.hasPrefix("PG") && !name.hasPrefix("PG_SAMPLE") {
            variables.updateValue(nil, forKey: name)
        }
        let ours = [
            "PGHOST": host, "PGPORT": Self.port, "PGUSER": Self.user, "PGDATABASE": database,
        ]
        for (name, value) in ours { variables[name] = value }
        return variables
    }

    /// The server as a connection URL, for programs that take one; its database is `postgres`.
    package nonisolated var url: String {
        // A folder's path has no other character that some program reads as something else.
        "postgresql://\(Self.user)@/postgres?host=\(host.replacing("+", with: "%2B"))&port=\(Self.port)"
    }

    /// Makes a database.
    ///
    /// - Throws: `DatabaseError`: a locale that this machine does not have is refused by the server.
    package nonisolated func createDatabase(
        _ name: String, _ options: DatabaseOptions = DatabaseOptions()
    ) async throws {
        let provider = options.localeProvider.map { $0.lowercased() }
        let clauses: [(clause: String, value: String?)] = [
            ("ENCODING", options.encoding), ("LC_COLLATE", options.collate),
            ("LC_CTYPE", options.characterType), ("LOCALE_PROVIDER", provider),
            (provider == "builtin" ? "BUILTIN_LOCALE" : "ICU_LOCALE", options.providerLocale),
        ]
        let given = clauses.compactMap { clause, value in value.map { (clause, $0) } }
        let format = "CREATE DATABASE %I TEMPLATE %I" + given.map { " \($0.0) %L" }.joined()
        try await execute(format: format, [name, options.template] + given.map(\.1))
    }

    /// Removes a database, with its sessions; nothing happens when there is none.
    package nonisolated func dropDatabase(_ name: String) async throws {
        try await execute(format: "DROP DATABASE IF EXISTS %I WITH (FORCE)", [name])
    }

    /// Runs a utility statement, which takes no parameters: the server itself quotes the words into it.
    private nonisolated func execute(format: String, _ words: [String]) async throws {
        let connection = try await Connection.open(connectionParameters())
        do {
            try await connection.run { session in
                let places = words.indices.map { ", $\($0 + 2)::text" }.joined()
                let parameters = [format] + words
                let result = try session.query("SELECT pg_catalog.format($1::text\(places))", parameters)
                try session.execute(result[0, 0] ?? "")
            }
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }
}
