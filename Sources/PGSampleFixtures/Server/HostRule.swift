/// Which hosts tests may use. A fixture's tests create and drop databases, which is nothing to do by mistake
/// on a server that others depend on.
struct HostRule: Sendable {
    /// Lower case.
    var allowed: Set<String>

    /// - Throws: ``FixtureError`` with `.hostRefused`.
    func check(_ host: String) throws(FixtureError) {
        guard !Self.isLocal(host), !allowed.contains(host.lowercased()) else { return }
        throw FixtureError(
            .hostRefused,
            "\(FixtureSettings.serverVariable) leads to host \"\(host)\", which is not this machine: tests create and "
                + "drop databases there. If that is meant, list the host in "
                + "\(FixtureSettings.allowedHostsVariable) (comma separated)"
        )
    }

    /// A unix socket (its folder; `@` is Linux's abstract space) or a loopback address.
    static func isLocal(_ host: String) -> Bool {
        if host.isEmpty || host.hasPrefix("/") || host.hasPrefix("@") { return true }
        if ["localhost", "::1"].contains(host.lowercased()) { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
