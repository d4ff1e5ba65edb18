/// Something to sample.
struct Work: Hashable {
    /// A word, for files and the JSON.
    let name: String
    let title: String
    let source: Source
    /// As pg-sample has it, and Perl's pg_sample as well.
    let arguments: [String]

    /// - Parameter limit: How much of every table.
    init(_ name: String, _ title: String, of source: Source, limit: String, isRandom: Bool = false) {
        (self.name, self.title, self.source) = (name, title, source)
        arguments = ["--limit=*=\(limit)"] + (isRandom ? ["--random"] : [])
    }
}
