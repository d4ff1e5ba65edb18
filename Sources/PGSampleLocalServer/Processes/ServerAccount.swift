import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// As whom PostgreSQL's server programs run: as ourselves, or, because they refuse root, as another user.
///
/// The other user is reached by `runuser` or `setpriv`. Never by Subprocess's `userID`: between fork and exec
/// glibc's `setgroups` waits for threads that the child does not have, and about one start in twelve hangs
/// for ever.
struct ServerAccount: Sendable, Hashable {
    /// Nil: ourselves.
    var name: String?
    var userID: UInt32
    /// The words before a program's path that run it as this user; empty for ourselves.
    var prefix: [String] = []

    /// Users that a server may run as when we are root, the first that exists is taken: PostgreSQL's own
    /// under the names that packages give it, then the user without rights.
    static let names = ["postgres", "_postgres", "pgsql", "nobody"]
    private static let folders = ["/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/bin"]

    /// The account of servers that this process starts.
    ///
    /// - Throws: ``LocalServerError`` with `.noServerAccount`.
    static func current() throws(LocalServerError) -> ServerAccount {
        let userID = geteuid()
        guard userID == 0 else { return ServerAccount(name: nil, userID: userID) }
        let ways = folders.flatMap { folder in ["runuser", "setpriv"].map { FilePath(folder).appending($0) } }
        return try forRoot(names: names, ways: ways.filter(ProgramFolders.isProgram))
    }

    static func forRoot(names: [String], ways: [FilePath]) throws(LocalServerError) -> ServerAccount {
        guard let user = names.lazy.compactMap(User.init).first else {
            throw LocalServerError(
                code: .noServerAccount,
                message: "PostgreSQL refuses to run as root, and none of the users "
                    + "\(names.joined(separator: ", ")) exists",
                remedy: "create one (useradd --system postgres), or run as an ordinary user"
            )
        }
        if let runuser = ways.first(where: { $0.lastComponent?.string == "runuser" }) {
            return ServerAccount(
                name: user.name, userID: user.userID, prefix: [runuser.string, "-u", user.name, "--"]
            )
        }
        if let setpriv = ways.first(where: { $0.lastComponent?.string == "setpriv" }) {
            return ServerAccount(
                name: user.name, userID: user.userID,
                prefix: [
                    setpriv.string, "--reuid=\(user.userID)", "--regid=\(user.groupID)", "--init-groups",
                    "--",
                ]
            )
        }
        throw LocalServerError(
            code: .noServerAccount,
            message: "PostgreSQL refuses to run as root, and neither runuser nor setpriv is there "
                + "to run it as \"\(user.name)\"",
            remedy: "install util-linux, or run as an ordinary user"
        )
    }

    /// A program as this user, in a session of its own and without our variables.
    func process(_ program: FilePath, _ arguments: [String], in folder: FilePath) -> ChildProcess {
        let words = prefix + [program.string] + arguments
        var process = ChildProcess(
            FilePath(words[0]), Array(words.dropFirst()),
            variables: .only(ProcessVariables.forServerPrograms()), workingDirectory: folder
        )
        process.hasOwnSession = true
        return process
    }

    /// An entry of the user database.
    private struct User {
        var name: String
        var userID: UInt32
        var groupID: UInt32

        init?(_ name: String) {
            var entry = passwd()
            var found: UnsafeMutablePointer<passwd>?
            var text = [CChar](repeating: 0, count: 16 * 1024)
            guard getpwnam_r(name, &entry, &text, text.count, &found) == 0, found != nil else { return nil }
            self.name = name
            userID = entry.pw_uid
            groupID = entry.pw_gid
        }
    }
}
