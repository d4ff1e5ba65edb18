/// Something that bytes go to, in order.
package protocol ByteSink: AnyObject {
    /// Takes all of `bytes`, which are valid only during the call.
    ///
    /// - Throws: ``FixtureFileError``. After an error the sink holds a part; nothing more may be written to
    ///   it.
    func write(_ bytes: UnsafeRawBufferPointer) throws
}

extension ByteSink {
    /// Writes the UTF-8 bytes of `text`.
    package func write(_ text: String) throws {
        var text = text
        try text.withUTF8 { try write(UnsafeRawBufferPointer($0)) }
    }
}
