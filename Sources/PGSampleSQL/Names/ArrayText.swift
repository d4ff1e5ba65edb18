/// The text of a PostgreSQL array, as a statement's parameter has it (PostgreSQL documentation, 8.15.6).
package enum ArrayText {
    /// Elements of which none needs quotes, such as numbers.
    package static func of(_ elements: some Sequence<some CustomStringConvertible>) -> String {
        "{\(elements.map(\.description).joined(separator: ","))}"
    }

    /// An element of any text, in quotes.
    package static func quoted(_ element: String) -> String {
        "\"\(element.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }
}
