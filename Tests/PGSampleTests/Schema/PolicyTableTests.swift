import Foundation
import Testing

@testable import PGSample

/// The documentation's table of object kinds is the code's.
@Suite struct PolicyTableTests {
    private static let begin = "<!-- The table comes from the code: see PolicyTableTests. -->\n\n"
    private static let end = "\n<!-- end of the table -->"
    /// Set to write the table instead of comparing it.
    private static let refreshes = ProcessInfo.processInfo.environment["PG_SAMPLE_REFRESH_DOCS"] != nil

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    private static let path = "Sources/PGSample/PGSample.docc/WhatAFixtureKeeps.md"

    @Test func `the article's table is what the code does with each kind of statement`() throws {
        let file = Self.root.appending(path: Self.path)
        var article = try String(contentsOf: file, encoding: .utf8)
        let begin = try #require(article.range(of: Self.begin)).upperBound
        let end = try #require(article.range(of: Self.end, range: begin..<article.endIndex)).lowerBound
        if Self.refreshes {
            article.replaceSubrange(begin..<end, with: PolicyTable.markdown)
            try article.write(to: file, atomically: true, encoding: .utf8)
        } else {
            #expect(
                article[begin..<end] == PolicyTable.markdown,
                "refresh it: PG_SAMPLE_REFRESH_DOCS=1 swift test --filter PolicyTableTests")
        }
    }

    @Test func `the README leads to the article`() throws {
        let readme = try String(contentsOf: Self.root.appending(path: "README.md"), encoding: .utf8)
        #expect(readme.contains("](\(Self.path))"))
    }

    @Test func `a kind has one line, and none of them breaks the table`() {
        let lines = PolicyTable.markdown.split(separator: "\n")
        #expect(Set(lines).count == lines.count)
        #expect(lines.allSatisfy { $0.split(separator: "|", omittingEmptySubsequences: false).count == 5 })
    }
}
