import Foundation

/// What came of a run.
protocol Findings {
    /// For people, in Markdown.
    var table: String { get }
    /// For programs.
    func json() throws -> Data
}
