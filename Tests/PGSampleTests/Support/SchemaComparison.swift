import Testing

@testable import PGSample

/// Compares `pg_dump -s` of a source and of its loaded copy, line by line.
enum SchemaComparison {
    /// What lines that the two may differ in begin with.
    private static let ignored = [
        "COMMENT ON EXTENSION", "COMMENT ON SCHEMA public", "\\restrict", "\\unrestrict", "--",
        "CREATE PUBLICATION",
        "ALTER PUBLICATION",
    ]

    /// - Parameters:
    ///   - diagnostics: What the run left out on purpose; a line that names an extension among them may be
    ///     missing.
    ///   - toleratesOmissions: Whether lines may be missing when something was left out; what is only in the
    ///     copy is a difference in any case.
    ///   - normalise: Makes the copy's dump comparable.
    static func check(
        source: String, copy: String, _ diagnostics: [Diagnostic], toleratesOmissions: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation, normalise: (String) -> String = { $0 }
    ) async throws {
        let expected = lines(try await TestServer.schema(of: source)).filter { line in
            !(line.hasPrefix("CREATE EXTENSION")
                && diagnostics.contains {
                    $0.description.hasPrefix("the extension")
                        && line.contains(" \($0.description.split(separator: " ")[2]) ")
                })
        }
        let found = lines(normalise(try await TestServer.schema(of: copy)))
        let hasOmissions = diagnostics.contains { $0.description.contains(" is left out: ") }
        let all = found.difference(from: expected)
        let difference = toleratesOmissions && hasOmissions ? all.insertions : all.insertions + all.removals
        let words = difference.prefix(20).map { change in
            switch change {
            case .insert(_, let line, _): "only in the copy: \(line)"
            case .remove(_, let line, _): "only in the source: \(line)"
            }
        }
        #expect(difference.isEmpty, "\(words.joined(separator: "\n"))", sourceLocation: sourceLocation)
    }

    /// Sorted and without commas at their ends: inherited columns may come back in another order.
    private static func lines(_ dump: String) -> [String] {
        dump.split(whereSeparator: \.isNewline).map(String.init).filter { line in
            !ignored.contains(where: line.hasPrefix)
        }.map { $0.hasSuffix(",") ? String($0.dropLast()) : $0 }.sorted()
    }
}
