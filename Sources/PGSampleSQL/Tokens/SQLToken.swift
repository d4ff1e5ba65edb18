/// One token of SQL text, comments included, as PostgreSQL's lexer cuts it.
package struct SQLToken: Sendable, Hashable {
    package enum Kind: UInt8, Sendable, Hashable {
        /// An identifier or a key word without quotes; the server folds it to lower case.
        case identifier
        /// `"…"`
        case quotedIdentifier
        /// `U&"…"`
        case unicodeIdentifier
        /// `'…'`, or several that a newline joins, as the following kinds of strings too.
        case string
        /// `E'…'`
        case escapeString
        /// `U&'…'`
        case unicodeString
        /// `N'…'`
        case nationalString
        /// `B'…'` or `X'…'`
        case bitString
        /// `$$…$$` or `$tag$…$tag$`
        case dollarString
        case number
        /// `$1`
        case parameter
        case `operator`
        /// One of `( ) [ ] , ; . .. : :: :=`
        case punctuation
        /// `-- …` up to the end of the line, without the newline.
        case lineComment
        /// `/* … */`, nested ones inside.
        case blockComment
        /// A backslash outside everything: to psql the start of a command, to the server an error.
        case backslash
        /// A byte that begins nothing in SQL.
        case unknown
    }

    package let kind: Kind
    /// Where the token stands in the bytes that were read.
    package let range: Range<Int>
    /// The line, counted from 1, that the token begins on.
    package let line: Int

    package init(kind: Kind, range: Range<Int>, line: Int) {
        self.kind = kind
        self.range = range
        self.line = line
    }

    package var isComment: Bool { kind == .lineComment || kind == .blockComment }

    /// Whether the token is a literal whose value is text.
    package var isString: Bool {
        switch kind {
        case .string, .escapeString, .unicodeString, .nationalString, .dollarString: true
        default: false
        }
    }
}
