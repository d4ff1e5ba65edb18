import PGSampleLibPQ
import SystemPackage

@testable import PGSampleLocalServer

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The first field of a query's first row.
func firstField(
    of query: String, on server: ThrowawayServer, database: String = "postgres"
) async throws -> String? {
    let connection = try await Connection.open(server.connectionParameters(database: database))
    let field: String?
    do {
        field = try await connection.run { try $0.query(query)[0, 0] }
    } catch {
        await connection.close()
        throw error
    }
    await connection.close()
    return field
}

/// The server's main process, from the first line of its `postmaster.pid`.
func serverProcessID(of server: ThrowawayServer) -> Int32? {
    SmallFile.text(server.files.data.appending("postmaster.pid"))?.split(separator: "\n").first.flatMap {
        Int32($0)
    }
}

/// Whether a process runs, whoever's it is; one that only waits to be reaped does not.
func isRunning(_ processID: Int32) async throws -> Bool {
    try await Watcher.startTime(of: processID) != nil
}

/// Numbers of processes whose command line holds a folder's name.
func processes(naming folder: FilePath) async throws -> [String] {
    let script = """
        read -r name
        if [ -e /proc/self/cmdline ]; then
            for file in /proc/[0-9]*/cmdline; do tr '\\0' ' ' < "$file" | grep -qF "$name" && echo "$file"; done
        else
            ps ax -o args= | grep -F "$name" | grep -v 'grep -F'
        fi
        true
        """
    let input = ChildProcess.Input.bytes(Array((folder.string + "\n").utf8))
    let (outcome, output) = try await ChildProcess("/bin/sh", ["-c", script], input: input).collect()
    try outcome.requireSuccess()
    return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
}

/// Looks every tenth of a second until `condition` holds, for at least two minutes.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<1200 {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(100))
    }
    return try await condition()
}

/// A folder that the server's user may write in and nobody else may enter, for as long as `body` runs.
func withTemporaryFolder(
    _ body: nonisolated(nonsending) (FilePath) async throws -> Void
) async throws {
    let account = try ServerAccount.current()
    let folder = try await ServerFolder.create(for: account, in: ["/tmp"])
    let result: Result<Void, any Error>
    do { result = .success(try await body(folder.path)) } catch { result = .failure(error) }
    try await ChildProcess("/bin/rm", ["-rf", folder.path.string]).run().requireSuccess()
    try result.get()
}

/// Names in a folder that begin as those of server folders do.
func folderNames(in parent: FilePath) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: parent.string).filter {
        $0.hasPrefix(ServerFolder.prefix)
    }
}
