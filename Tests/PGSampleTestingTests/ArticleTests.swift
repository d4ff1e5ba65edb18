import Foundation
import Testing

@Suite struct ArticleTests {
    /// - `blocks`: Blocks of code that the article has; those that import a driver's package are not compiled.
    @Test(arguments: [
        (article: "TestingWithFixtures", code: "ArticleTests", blocks: 4),
        (article: "WithYourDriver", code: "DriverTests", blocks: 5),
    ])
    func `an article's code is code that the Consumer package compiles and runs`(
        _ article: String, _ code: String, _ count: Int
    ) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(
            contentsOf: root.appending(path: "Sources/PGSampleFixtures/PGSampleFixtures.docc/\(article).md"),
            encoding: .utf8
        )
        let compiled = try String(
            contentsOf: root.appending(path: "Tests/Consumer/Tests/ConsumerTests/\(code).swift"),
            encoding: .utf8
        )
        let blocks = text.components(separatedBy: "```swift\n").dropFirst().map {
            $0.components(separatedBy: "```")[0]
        }
        #expect(blocks.count == count)
        for block in blocks where !block.hasPrefix("import PostgresNIO") && !block.hasPrefix("import Fluent")
        {
            #expect(compiled.contains(block), "\(block)")
        }
    }
}
