package import PGSampleSQL

/// Which schemas of a file are to get which names where it is loaded.
///
///     let map = try SchemaMap([("public", "fx_3f9a"), ("audit", "fx_3f9a_audit")])
///
/// Two schemas cannot become one. A schema that is not in the map keeps its name.
package struct SchemaMap: Sendable, Hashable {
    /// Bytes of the longest name that PostgreSQL keeps whole.
    private static let maximumLength = 63

    /// Loads under the names of the file.
    package static let none = SchemaMap(uncheckedTargets: [:])

    /// The new name of each schema whose name changes.
    package let targets: [Identifier: Identifier]

    init(uncheckedTargets: [Identifier: Identifier]) {
        targets = uncheckedTargets
    }

    /// - Parameter names: Pairs of a name in the file and the name to load it under, as the catalog stores
    ///   them.
    /// - Throws: ``FixtureFileError`` with `.invalidSchemaMap` for a name that is given twice on a side, is
    ///   empty, too long, or reserved for the system.
    package init(_ names: [(source: String, target: String)]) throws(FixtureFileError) {
        var targets: [Identifier: Identifier] = [:]
        var taken: Set<Identifier> = []
        for (source, target) in names {
            let (old, new) = (Identifier(source), Identifier(target))
            guard !source.isEmpty, !target.isEmpty else { throw Self.flaw("a schema's name is empty") }
            guard target.utf8.count <= Self.maximumLength else {
                throw Self.flaw("the name \(new.quoted) is longer than \(Self.maximumLength) bytes")
            }
            guard !target.hasPrefix("pg_"), target != "information_schema" else {
                throw Self.flaw("the name \(new.quoted) is the system's")
            }
            guard targets.updateValue(new, forKey: old) == nil else {
                throw Self.flaw("the schema \(old.quoted) is given two names")
            }
            guard taken.insert(new).inserted else {
                throw Self.flaw("two schemas are to be called \(new.quoted)")
            }
        }
        self.init(uncheckedTargets: targets.filter { $0.key != $0.value })
    }

    /// Whether every schema keeps its name.
    package var isEmpty: Bool { targets.isEmpty }

    /// The schemas whose names change, by bytes.
    package var schemas: [Identifier] { targets.keys.sorted() }

    /// The new name of a schema; nil for one that keeps its name.
    package subscript(schema: Identifier) -> Identifier? { targets[schema] }

    /// The part of the map that is about these schemas.
    func only(_ isKept: (Identifier) -> Bool) -> SchemaMap {
        SchemaMap(uncheckedTargets: targets.filter { isKept($0.key) })
    }

    private static func flaw(_ reason: String) -> FixtureFileError {
        FixtureFileError(code: .invalidSchemaMap, message: "the schemas cannot be renamed so: \(reason)")
    }
}
