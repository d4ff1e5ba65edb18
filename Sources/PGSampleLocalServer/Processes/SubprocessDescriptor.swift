import Subprocess

// Subprocess speaks in the system's own `System` types where the platform has them, and in swift-system's
// elsewhere; this file is the one place that follows it.
#if canImport(System)
    import System
    import struct SystemPackage.FilePath
    typealias SubprocessFileDescriptor = System.FileDescriptor
#else
    import SystemPackage
    typealias SubprocessFileDescriptor = SystemPackage.FileDescriptor
#endif

/// Files as the standard streams of a child.
enum SubprocessDescriptor {
    /// A file, opened for reading; closed by Subprocess once the child has it.
    static func input(from path: SystemPackage.FilePath) throws -> FileDescriptorInput {
        let descriptor = try SubprocessFileDescriptor.open(
            .init(path.string), .readOnly, options: .closeOnExec)
        return .fileDescriptor(descriptor, closeAfterSpawningProcess: true)
    }

    /// A new or emptied file, opened for writing.
    static func writing(to path: SystemPackage.FilePath) throws -> SubprocessFileDescriptor {
        try SubprocessFileDescriptor.open(
            .init(path.string), .writeOnly, options: [.create, .truncate, .closeOnExec],
            permissions: .ownerReadWrite
        )
    }

    /// Our own standard streams, for a child that takes our place.
    static var ours: (input: FileDescriptorInput, output: FileDescriptorOutput, error: FileDescriptorOutput) {
        (
            .fileDescriptor(.standardInput, closeAfterSpawningProcess: false),
            .fileDescriptor(.standardOutput, closeAfterSpawningProcess: false),
            .fileDescriptor(.standardError, closeAfterSpawningProcess: false)
        )
    }

    static func close(_ descriptor: SubprocessFileDescriptor) {
        // The child wrote through its own copy: nothing of ours is lost by a failing close.
        try? descriptor.close()
    }
}

extension ChildProcess.Variables {
    var environment: Subprocess.Environment {
        switch self {
        case .inherited(let changes):
            .inherit.updating(
                Dictionary(uniqueKeysWithValues: changes.map { (Environment.Key(stringLiteral: $0), $1) })
            )
        case .only(let values):
            .custom(Dictionary(uniqueKeysWithValues: values.map { (Environment.Key(stringLiteral: $0), $1) }))
        }
    }
}

extension ChildProcess.Outcome.Status {
    init(_ status: TerminationStatus) {
        switch status {
        case .exited(let code): self = .exited(code)
        case .signaled(let signal): self = .killed(signal)
        }
    }
}
