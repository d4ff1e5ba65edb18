import CPGSampleLibPQ

/// Where and as whom to connect, in libpq's own words (PostgreSQL documentation, 34.1 "Database Connection
/// Control Functions").
///
/// What is not given comes from the PG* variables, the service file and `.pgpass`, because libpq reads them.
package struct ConnectionParameters: Sendable, Hashable {
    /// A database name, a conninfo string or a URL; libpq expands it.
    package var database: String?
    package var host: String?
    package var port: String?
    package var user: String?
    /// Only in memory: never printed, never an argument of a child.
    package var password: String?
    /// Taken instead of the database that ``database``, as a connection string, leads to.
    package var overridingDatabase: String?
    /// Settings of the server for the session, as `-c name=value`; they stand in for those of the connection
    /// string and of PGOPTIONS.
    package var options: String?
    /// Shown in `pg_stat_activity` unless the user names the application.
    package var applicationName = "pg-sample"

    package init(
        database: String? = nil, host: String? = nil, port: String? = nil, user: String? = nil,
        password: String? = nil
    ) {
        self.database = database
        self.host = host
        self.port = port
        self.user = user
        self.password = password
    }

    /// True when ``database`` is a conninfo string or URL rather than a name, by libpq's own test.
    package var databaseIsConnectionString: Bool {
        guard let database else { return false }
        return database.hasPrefix("postgresql://") || database.hasPrefix("postgres://")
            || database.contains("=")
    }

    /// libpq's keywords and values; `dbname` stands first, so that what was given apart overrides what it
    /// expands to.
    package var keywordsAndValues: [(keyword: String, value: String)] {
        let given: [(String, String?)] = [
            ("dbname", database), ("host", host), ("port", port), ("user", user), ("password", password),
            // Of several only the first is expanded, and the last one counts.
            ("dbname", overridingDatabase), ("options", options),
            ("fallback_application_name", applicationName),
        ]
        return given.compactMap { keyword, value in value.map { (keyword, $0) } }
    }

    /// Refuses what libpq would misread, without ever quoting the string: it may hold a password.
    ///
    /// - Throws: ``DatabaseError`` with ``DatabaseError/Code/invalidParameters``.
    package func validate() throws(DatabaseError) {
        guard let database, databaseIsConnectionString else { return }
        if database.contains("://"),
            let authority = database.split(separator: "/", maxSplits: 3).dropFirst().first,
            authority.count(where: { $0 == "@" }) > 1
        {
            throw DatabaseError(
                code: .invalidParameters,
                message: "the connection URL has more than one \"@\" before the host: "
                    + "write a \"@\" of the user name or password as %40"
            )
        }
        var words: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(database, &words) else {
            PQfreemem(words)
            throw DatabaseError(
                code: .invalidParameters,
                message: "the connection string is neither a valid URL (postgresql://user@host:port/dbname) "
                    + "nor a valid list of keyword=value pairs; special characters in a URL are written as %XX"
            )
        }
        PQconninfoFree(options)
    }

    /// The database that ``database``, as a connection string, names by itself: neither PGDATABASE nor a
    /// service is looked at. Nil when it names none.
    package var namedDatabase: String? { namedValue(of: "dbname") }

    /// What ``database``, as a connection string, says of a keyword by itself.
    func namedValue(of keyword: String) -> String? {
        guard databaseIsConnectionString, let options = PQconninfoParse(database, nil) else { return nil }
        defer { PQconninfoFree(options) }
        return Session.value(of: keyword, in: options)
    }
}
