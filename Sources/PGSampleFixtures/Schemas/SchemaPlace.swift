import PGSampleSQL

/// The schemas of one test: which schema of its fixtures is called what, and where names without a schema
/// are looked for.
struct SchemaPlace: Sendable {
    /// Bytes of the longest name that PostgreSQL keeps whole.
    private static let maximumLength = 63

    /// By the name in the fixtures.
    let targets: [Identifier: String]
    /// The schema that stands for `public`.
    let schema: String
    let searchPath: [String]
    /// The settings for a session: what the user asks for, then the search path.
    let options: String

    /// New names for schemas. They are plain: no driver and no shell has to quote them.
    ///
    /// - Parameters:
    ///   - sources: The schemas of the fixtures, `public` among them and first.
    ///   - homes: The schemas in which the fixtures' extensions live.
    init(for sources: [Identifier], homes: [Identifier], startupOptions: String?) {
        let group =
            String(UInt64.random(in: 0...UInt64.max), radix: 36)
            + String(UInt32.random(in: 0...UInt32.max), radix: 36)
        var targets: [Identifier: String] = [:]
        var path: [String] = []
        for (index, source) in sources.enumerated() {
            let start = DatabaseMark.schemaPrefix + group + "_"
            var name = Self.shortened(start + Self.plain(source.name))
            if path.contains(name) { name = Self.shortened(start + "\(index)_" + Self.plain(source.name)) }
            targets[source] = name
            path.append(name)
        }
        self.targets = targets
        schema = targets[Self.publicSchema] ?? ""
        searchPath = path + homes.map(\.name)
        let list = searchPath.map { Identifier($0).sql }.joined(separator: ",")
        let setting = "-csearch_path=" + Self.escaped(list)
        options = startupOptions.map { $0 + " " + setting } ?? setting
    }

    /// PostgreSQL's default schema. Every test gets a schema in its place, the first in the search path,
    /// whether or not the fixtures use it: migrations create unqualified names there.
    static let publicSchema = Identifier("public")

    /// In the order of the search path.
    var schemas: [String] { searchPath.filter { targets.values.contains($0) } }

    /// What the schemas of one test have in common; nil for a name that is none of ours.
    static func group(ofName name: String) -> Substring? {
        guard name.hasPrefix(DatabaseMark.schemaPrefix) else { return nil }
        return name.dropFirst(DatabaseMark.schemaPrefix.count).prefix { $0 != "_" }
    }

    private static func plain(_ name: String) -> String {
        String(
            decoding: name.utf8.map { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
                default: UInt8(ascii: "_")
                }
            }, as: UTF8.self)
    }

    private static func shortened(_ name: String) -> String { String(name.prefix(maximumLength)) }

    /// As the server splits options: at white space, a backslash taking what follows as it is.
    private static func escaped(_ value: String) -> String {
        var result = ""
        for character in value {
            if character.isWhitespace || character == "\\" { result += "\\" }
            result.append(character)
        }
        return result
    }
}
