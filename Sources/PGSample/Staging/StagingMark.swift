import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The comment by which a staging schema is known as ours: nothing without it is ever dropped or sampled from.
struct StagingMark: Sendable, Hashable, Codable {
    /// What a comment begins with; the rest is JSON.
    static let prefix = CatalogReader.stagingMark
    /// How long a kept schema is meant to stay, in the server's words.
    static let keepingTime = "7 days"

    /// Tells runs apart.
    var run: String
    /// When it began, by the server's clock: `2026-11-22T12:00:00Z`.
    var started: String
    /// Until when it is meant to stay; nil while a run works in it.
    var keptUntil: String?

    enum CodingKeys: String, CodingKey {
        case run, started
        case keptUntil = "kept_until"
    }

    /// The mark of a run that begins now.
    init(_ session: Session) throws {
        run = UUID().uuidString.lowercased()
        started = try Self.time("now()", session)
    }

    /// The same run's mark on a schema that stays.
    func kept(_ session: Session) throws -> StagingMark {
        var mark = self
        mark.keptUntil = try Self.time("now() + interval '\(Self.keepingTime)'", session)
        return mark
    }

    private static func time(_ expression: String, _ session: Session) throws -> String {
        try session.query("SELECT \(text(ofTime: expression))").text(0, 0)
    }

    /// SQL for a time of the server's clock in the form of ``started``. Texts of it compare as the times do.
    private static func text(ofTime expression: String) -> String {
        "to_char((\(expression)) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
    }

    /// The mark in a comment; nil for a comment of somebody else.
    init?(comment: String?) {
        guard let comment, comment.hasPrefix(Self.prefix),
            let mark = try? JSONDecoder().decode(
                StagingMark.self, from: Data(comment.dropFirst(Self.prefix.count).utf8))
        else { return nil }  // what cannot be read is not ours
        self = mark
    }

    func comment() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return Self.prefix + String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// Sentences that point out schemas which are kept for longer than they were meant to.
    ///
    /// Columns: schema, comment.
    static func expired(_ session: Session) throws -> [String] {
        let kept = try session.query(
            """
            SELECT n.nspname, pg_catalog.obj_description(n.oid, 'pg_namespace'),
                   \(text(ofTime: "now()"))
            FROM pg_catalog.pg_namespace n
            WHERE starts_with(pg_catalog.obj_description(n.oid, 'pg_namespace'), $1)
            ORDER BY n.nspname COLLATE "C"
            """, [prefix]
        )
        return try (0..<kept.rowCount).compactMap { row in
            guard let until = StagingMark(comment: kept[row, 1])?.keptUntil, until < (try kept.text(row, 2))
            else { return nil }
            let name = Identifier(try kept.text(row, 0))
            return
                "the staging schema \(name.sql) was meant to stay until \(until): --sample-schema \(name.sql) "
                + "with --force or --resume ends it"
        }
    }
}
