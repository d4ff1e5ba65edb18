/// The configuration of a throwaway server: nothing in it is meant to survive a crash, everything is meant to
/// be fast.
enum ServerSettings {
    private static let defaults = [
        "autovacuum": "off",  // a worker in a template database would keep it from being cloned
        "fsync": "off",
        "full_page_writes": "off",
        "jit": "off",
        "lc_messages": "C",
        "listen_addresses": "",
        "log_timezone": "UTC",
        "max_connections": "100",
        "max_locks_per_transaction": "1024",  // a file of some thousand tables is loaded in one transaction
        "max_wal_senders": "0",
        "synchronous_commit": "off",
        "timezone": "UTC",
        "wal_level": "minimal",
    ]

    /// The end of a `postgresql.conf`, where a later line overrides an earlier one.
    ///
    /// - Throws: ``LocalServerError`` with `.invalidSetting` for a name that is no name.
    static func text(socketFolder: String, settings: [String: String]) throws(LocalServerError) -> String {
        var all = defaults
        all["unix_socket_directories"] = socketFolder
        all["port"] = ThrowawayServer.port
        all.merge(settings) { _, given in given }
        var text = "\n"
        for (name, value) in all.sorted(by: { $0.key < $1.key }) {
            guard !name.isEmpty,
                name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "_.".contains($0)) })
            else {
                throw LocalServerError(
                    code: .invalidSetting, message: "\"\(name)\" is not the name of a setting")
            }
            text += "\(name) = '\(quoted(value))'\n"
        }
        return text
    }

    private static func quoted(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("'", with: "''").replacing("\n", with: "\\n")
    }
}
