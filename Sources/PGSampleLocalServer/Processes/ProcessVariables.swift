#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The environment of this process.
package enum ProcessVariables {
    package static var current: [String: String] { ProcessInfo.processInfo.environment }

    /// What PostgreSQL's server programs get to see: none of the PG* variables, which would reach into their
    /// settings, and no secrets, which the server's user could read for as long as it runs.
    static func forServerPrograms(_ environment: [String: String] = current) -> [String: String] {
        var variables = ["PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C", "TZ": "UTC"]
        for name in ["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"] {
            variables[name] = environment[name]
        }
        return variables
    }
}
