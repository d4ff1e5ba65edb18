import PGSampleLocalServer
package import SystemPackage

/// What the environment says about tests with fixtures. `DATABASE_URL` and libpq's own variables are never
/// looked at for a server: a test must not find its way into a database by accident.
package struct FixtureSettings: Sendable, Hashable {
    static let serverVariable = "PG_SAMPLE_TEST_URL"
    static let allowedHostsVariable = "PG_SAMPLE_ALLOWED_HOSTS"
    static let folderVariable = "PG_SAMPLE_FIXTURES"
    static let keepVariable = "PG_SAMPLE_KEEP"
    static let timingVariable = "PG_SAMPLE_TIMING"

    /// Which tests' databases stay for somebody to look at.
    package enum Keep: String, Sendable, Hashable, CaseIterable {
        case failed
        case all
        case none
    }

    /// A connection string of the server to test on; nil for a throwaway server of this machine.
    package var server: String?
    package var allowedHosts: Set<String>
    package var folder: FilePath?
    package var keep: Keep
    package var reportsTiming: Bool

    /// - Throws: ``FixtureError`` with `.invalidSettings`.
    package init(environment: [String: String] = ProcessVariables.current) throws(FixtureError) {
        let given = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        server = given(Self.serverVariable)
        allowedHosts = Set(
            (given(Self.allowedHostsVariable) ?? "").split(separator: ",")
                .map { $0.trimmingPrefix(while: \.isWhitespace).prefix { !$0.isWhitespace }.lowercased() })
        folder = given(Self.folderVariable).map { FilePath($0) }
        let keep = given(Self.keepVariable) ?? Keep.failed.rawValue
        guard let known = Keep(rawValue: keep) else {
            throw FixtureError(
                .invalidSettings,
                "\(Self.keepVariable) is \"\(keep)\": it may be "
                    + Keep.allCases.map(\.rawValue).joined(separator: ", ")
            )
        }
        self.keep = known
        reportsTiming = given(Self.timingVariable).map { $0 != "0" } ?? false
    }
}
