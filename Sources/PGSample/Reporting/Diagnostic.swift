/// Something that a user should know although the run goes on.
public struct Diagnostic: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// One sentence, naming the object.
    public var description: String

    init(_ description: String) {
        self.description = description
    }

    /// By text.
    public static func < (a: Self, b: Self) -> Bool { a.description < b.description }
}
