import Foundation
import Testing

@Suite struct ArticleTests {
    @Test func `the article's code is code that the Consumer package compiles and runs`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let article = try String(
            contentsOf: root.appending(
                path: "Sources/PGSampleFixtures/PGSampleFixtures.docc/TestingWithFixtures.md"),
            encoding: .utf8
        )
        let code = try String(
            contentsOf: root.appending(path: "Tests/Consumer/Tests/ConsumerTests/ArticleTests.swift"),
            encoding: .utf8
        )
        let blocks = article.components(separatedBy: "```swift\n").dropFirst().map {
            $0.components(separatedBy: "```")[0]
        }
        #expect(blocks.count == 4)
        for block in blocks { #expect(code.contains(block), "\(block)") }
    }
}
