/// Builds the URL of a database, as libpq reads it (PostgreSQL documentation, 34.1.1.2 "Connection URIs").
enum FixtureAddress {
    /// - Parameters:
    ///   - host: A name, an address, or the folder of a unix socket, which goes into the query.
    ///   - query: Further parameters, already encoded.
    static func url(
        host: String, port: Int, user: String, password: String?, database: String, query: String = ""
    ) -> String {
        let login = encoded(user) + (password.map { ":" + encoded($0) } ?? "") + "@"
        var query = query
        let authority: String
        if host.isEmpty || host.hasPrefix("/") || host.hasPrefix("@") {
            authority = login
            let socket = (host.isEmpty ? "" : "host=\(encoded(host, keeping: "/"))&") + "port=\(port)"
            query = query.isEmpty ? socket : socket + "&" + query
        } else {
            authority = login + (host.contains(":") ? "[\(host)]" : encoded(host)) + ":\(port)"
        }
        return "postgresql://\(authority)/\(encoded(database))" + (query.isEmpty ? "" : "?" + query)
    }

    /// What a URL says behind its `?`, without what we say ourselves.
    static func query(ofURL url: String) -> String {
        guard url.contains("://"), let mark = url.firstIndex(of: "?") else { return "" }
        let ours: Set<Substring> = ["host", "hostaddr", "port", "user", "password", "dbname"]
        return url[url.index(after: mark)...].split(separator: "&").filter {
            !ours.contains($0.prefix { $0 != "=" })
        }.joined(separator: "&")
    }

    /// A URL's query with these settings for the session instead of those that it has.
    static func query(_ query: String, options: String) -> String {
        let others = query.split(separator: "&").filter { $0.prefix { $0 != "=" } != "options" }
        return (others + ["options=\(encoded(options))"]).joined(separator: "&")
    }

    private static func encoded(_ text: String, keeping extra: String = "") -> String {
        let plain = Set("-._~".utf8).union(extra.utf8)
        var result = ""
        for byte in text.utf8 {
            let letter = byte | 0x20
            let isPlain =
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || plain.contains(byte)
            let digits = String(byte, radix: 16, uppercase: true)
            result += isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + digits
        }
        return result
    }
}
