/// One thing that a script holds.
package enum ScriptEvent: Sendable, Hashable {
    case statement(ScriptStatement)
    /// The next piece of the rows after a `COPY … FROM stdin` statement, byte for byte, newlines included.
    /// Pieces are cut where it suits the reader, not at rows.
    case copyData([UInt8])
    /// The line `\.` that ends the rows; the statement's rows may be none.
    case copyEnd
    /// A psql command outside statements, from its backslash to the end of its line.
    case metaCommand(String, line: Int)
}
