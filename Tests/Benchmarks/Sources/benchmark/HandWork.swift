import Foundation

/// The same rows by hand: `pg_dump -s`, then one psql that copies exactly the rows that our output has, then gzip. Which
/// rows those are is found beforehand and kept in the source's copy as addresses, so that it pays for the reading only.
struct HandWork {
    /// What pg-sample compresses with.
    private static let level = 6

    private let work: Work
    private let script: URL

    /// - Precondition: Our output of this work is in ``Source/loaded``.
    /// - Throws: ``BenchmarkError`` if the copy has not the same rows.
    init(_ work: Work, rows: Int, folder: URL) throws {
        self.work = work
        script = folder.appending(path: "\(work.name).copies.sql")
        let copy = Database(work.source.copy)
        let (exports, imports) = (
            folder.appending(path: "exports.sql"), folder.appending(path: "imports.sql")
        )
        var lines = (exports: "", imports: "", copies: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\n")
        for (number, line) in try copy.run(resource: "tables").split(separator: "\n").enumerated() {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            let (table, key, columns) = (fields[0], fields[1], fields[2])
            let file = folder.appending(path: "keys\(number)").path
            lines.exports += "\\copy (SELECT \(key) FROM ONLY \(table)) TO '\(file)'\n"
            lines.imports += """
                CREATE TEMP TABLE keys AS SELECT \(key) FROM ONLY \(table) WITH NO DATA;
                \\copy keys FROM '\(file)'
                ANALYZE keys;
                INSERT INTO by_hand.rows SELECT '\(work.name)', '\(table)', array_agg(t.ctid)
                FROM ONLY \(table) AS t JOIN keys USING (\(key)) HAVING count(*) > 0;
                DROP TABLE keys;

                """
            lines.copies += """
                COPY (SELECT \(columns) FROM ONLY \(table) WHERE ctid = ANY ((SELECT addresses FROM by_hand.rows
                WHERE work = '\(work.name)' AND relation = '\(table)'::regclass)::tid[])) TO STDOUT;

                """
        }
        try Data(lines.exports.utf8).write(to: exports)
        try Data(lines.imports.utf8).write(to: imports)
        try Data((lines.copies + "COMMIT;\n").utf8).write(to: script)
        try Database(Source.loaded).run(script: exports)
        try copy.run(script: imports)
        try copy.run(sql: "VACUUM ANALYZE by_hand.rows")
        let found = try Command(shell: Self.copies(script, of: work.source) + " | wc -l").output()
        guard Int(found.trimmingCharacters(in: .whitespacesAndNewlines)) == rows else {
            throw BenchmarkError(
                "by hand \(work.title) has \(found) rows, and pg-sample's output has \(rows)")
        }
    }

    func command(output: URL) -> Command {
        let schema = "pg_dump -s -N by_hand -d \(work.source.copy)"
        return Command(
            shell:
                "{ \(schema) && \(Self.copies(script, of: work.source)); } | gzip -n -\(Self.level) > '\(output.path)'"
        )
    }

    private static func copies(_ script: URL, of source: Source) -> String {
        Database.psql.map { "'\($0)'" }.joined(separator: " ") + " -d \(source.copy) -f '\(script.path)'"
    }
}
