import CPGSampleLibPQ

extension Session {
    /// Where a session ended up and as whom, wherever each part came from.
    package struct Endpoint: Sendable, Hashable {
        /// A name, an address, or the folder of a unix socket. The address, where one was given beside a name
        /// (`hostaddr`): it is what libpq connects to, whatever the name says.
        package var host: String
        package var port: Int
        package var user: String
        /// Only in memory.
        package var password: String?
    }

    /// The server that answered.
    package var endpoint: Endpoint {
        let text = { (pointer: UnsafePointer<CChar>?) in pointer.map { String(cString: $0) } ?? "" }
        let password = text(PQpass(connection))
        let isAddressed = option("hostaddr") != nil
        return Endpoint(
            host: text(isAddressed ? PQhostaddr(connection) : PQhost(connection)),
            port: Int(text(PQport(connection))) ?? 5432,
            user: text(PQuser(connection)), password: password.isEmpty ? nil : password
        )
    }

    /// The settings that this session asked for when it connected, as `-c name=value`, wherever they came
    /// from; nil when it asked for none.
    package var startupOptions: String? { option("options") }

    /// A connection parameter's value, wherever it came from.
    private func option(_ keyword: String) -> String? {
        guard let options = PQconninfo(connection) else { return nil }
        defer { PQconninfoFree(options) }
        return Self.value(of: keyword, in: options)
    }

    /// The value of one of libpq's keywords; nil when it is not set, or to nothing.
    static func value(of keyword: String, in options: UnsafeMutablePointer<PQconninfoOption>) -> String? {
        var option = options
        while let name = option.pointee.keyword {
            if String(cString: name) == keyword {
                let value = option.pointee.val.map { String(cString: $0) } ?? ""
                return value.isEmpty ? nil : value
            }
            option += 1
        }
        return nil
    }

    /// How a child process reaches the very server that this session is connected to.
    package struct ChildParameters: Sendable, Hashable {
        /// A conninfo string without a password, fit for a command line.
        package var connectionString: String
        /// PGPASSWORD where one is needed; goes into the child's environment only.
        package var environment: [String: String]
    }

    /// What a child (`pg_dump`) needs to join this session's server: of several hosts the one that answered.
    package func childParameters() -> ChildParameters {
        let withheld: Set<String> = [
            "password", "sslpassword", "oauth_client_secret", "fallback_application_name", "client_encoding",
            "options",
        ]
        var values: [(String, String)] = []
        if let options = PQconninfo(connection) {
            defer { PQconninfoFree(options) }
            var option = options
            while let keyword = option.pointee.keyword {
                let name = String(cString: keyword)
                if let value = option.pointee.val, !withheld.contains(name) {
                    values.append((name, String(cString: value)))
                }
                option += 1
            }
        }
        let answered = [
            ("host", PQhost(connection)), ("hostaddr", PQhostaddr(connection)), ("port", PQport(connection)),
        ]
        for (name, pointer) in answered {
            guard let index = values.firstIndex(where: { $0.0 == name }), let pointer else { continue }
            values[index].1 = String(cString: pointer)
        }
        let password = PQpass(connection).map { String(cString: $0) } ?? ""
        return ChildParameters(
            connectionString: values.filter { !$0.1.isEmpty }.map { "\($0)=\(Self.quoted($1))" }.joined(
                separator: " "),
            environment: password.isEmpty ? [:] : ["PGPASSWORD": password]
        )
    }

    /// A value of a conninfo string, quoted as libpq reads it.
    private static func quoted(_ value: String) -> String {
        "'" + value.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
}
