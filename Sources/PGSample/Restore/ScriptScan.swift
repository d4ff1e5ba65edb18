import PGSampleFixtureFile
import PGSampleSQL
import SystemPackage

/// Goes over a script for what it says, in one pass and in constant memory.
///
/// A script that cannot be read to its end is no error: whoever runs it says so in better words.
struct ScriptScan {
    private var reader = ScriptReader()
    private var isUnreadable = false

    /// Takes the next bytes of the script.
    mutating func append(_ bytes: UnsafeRawBufferPointer, _ see: (ScriptEvent) throws -> Void) throws {
        guard !isUnreadable else { return }
        reader.append(bytes)
        try deliver(see)
    }

    /// Ends the script.
    mutating func finish(_ see: (ScriptEvent) throws -> Void) throws {
        guard !isUnreadable else { return }
        reader.finish()
        try deliver(see)
    }

    private mutating func deliver(_ see: (ScriptEvent) throws -> Void) throws {
        while let event = nextEvent() { try see(event) }
    }

    private mutating func nextEvent() -> ScriptEvent? {
        do throws(ScriptSyntaxError) {
            return try reader.next()
        } catch {
            isUnreadable = true
            return nil
        }
    }

    /// Goes over a file, compressed or not.
    ///
    /// - Throws: `FixtureFileError`, and what `see` throws.
    static func file(_ path: FilePath, _ see: (ScriptEvent) throws -> Void) throws {
        var scan = ScriptScan()
        try GzipReader.forEachPiece(of: path) { try scan.append($0, see) }
        try scan.finish(see)
    }
}
