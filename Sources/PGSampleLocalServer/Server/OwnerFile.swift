import SystemPackage

/// The file that says which process a folder of ours belongs to: a server's (``ServerFolder``) or a work
/// folder (``OwnedFolder``). Without it a folder is none of ours, whatever its name.
struct OwnerFile: Sendable, Hashable {
    static let name = "owner"
    private static let firstLine = "pg-sample throwaway server, format 1"

    var owner: ProcessIdentity
    /// Where ``owner``'s number means something: a boot of the system and a space of process numbers.
    var processSpace: String

    init(owner: ProcessIdentity) {
        self.owner = owner
        processSpace = Self.currentProcessSpace
    }

    /// Reads what ``text`` wrote; nil for anything else.
    init?(text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 5, lines[0] == Self.firstLine, lines[4].isEmpty, let processID = Int32(lines[1]),
            processID > 0
        else {
            return nil
        }
        owner = ProcessIdentity(processID: processID, startTime: String(lines[2]))
        processSpace = String(lines[3])
    }

    /// Reads the file of a folder that is the user's; nil when there is none.
    init?(ofFolder folder: FilePath, userID: UInt32) {
        guard let status = SmallFile.status(folder), status.isFolder, status.userID == userID,
            let text = SmallFile.text(folder.appending(Self.name))
        else { return nil }
        self.init(text: text)
    }

    var text: String {
        [Self.firstLine, "\(owner.processID)", owner.startTime, processSpace, ""].joined(separator: "\n")
    }

    /// The boot and the process namespace on Linux (proc(5), pid_namespaces(7)); elsewhere start times are
    /// dates, and one space is enough.
    static var currentProcessSpace: String {
        let boot = SmallFile.text("/proc/sys/kernel/random/boot_id") ?? ""
        return boot.trimmingNewlines + " " + (SmallFile.linkTarget("/proc/self/ns/pid") ?? "")
    }
}
