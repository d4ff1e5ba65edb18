import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A socket where PostgreSQL's would be, with nobody who answers.
final class SilentServer: Sendable {
    private let listener: Int32

    init(in folder: TestFolder) throws {
        #if canImport(Darwin)
            let kind = SOCK_STREAM
        #else
            let kind = Int32(SOCK_STREAM.rawValue)
        #endif
        listener = socket(AF_UNIX, kind, 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { path in
            let bytes = Array(folder.file(".s.PGSQL.5432").utf8)
            path.copyBytes(from: bytes.prefix(path.count - 1))
        }
        let status = withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard listener >= 0, status == 0, listen(listener, 1) == 0, fcntl(listener, F_SETFL, O_NONBLOCK) == 0
        else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
    }

    deinit { close(listener) }

    /// Returns when the tool has connected, which then waits for an answer.
    func waitForClient(_ tool: ToolProcess.Running) async throws {
        // The client's end stays open as long as this process runs.
        try await eventually("a client", by: tool) { accept(listener, nil, nil) >= 0 }
    }
}
