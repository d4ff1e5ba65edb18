import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

/// What a run has finished, kept in the staging schema beside the rows.
///
/// An entry is written in the transaction of the work that it tells of, so that whatever ends a run, the
/// journal holds exactly what was committed. Its table is UNLOGGED like the rows': a server that crashes
/// empties both (PostgreSQL documentation, CREATE TABLE, "UNLOGGED").
struct StagingJournal: Sendable {
    enum Step: String, Sendable {
        /// Base rows of table N are in; the value is their number, the note what a reader should know.
        case base
        /// All parents of the rows of table N up to this number were asked for.
        case followed = "closed"
        /// Rows that foreign key N led to.
        case found
        /// The foreign keys were verified, and what broke them was dropped.
        case verified
        /// The rows are being brought up to date.
        case refreshing
        /// The rows of table N are up to date.
        case refreshed
        /// Rows that were dropped because of foreign key N.
        case dropped
    }

    struct Entry: Sendable, Hashable {
        var value: Int
        var note: String?
    }

    private struct Key: Sendable, Hashable {
        var step: Step
        var number: Int
    }

    private let table: QualifiedName
    private var entries: [Key: Entry] = [:]
    /// Entries that ``save(in:)`` writes.
    private var unsaved: Set<Key> = []

    init(schema: Identifier) {
        table = QualifiedName(schema: schema, name: Identifier("steps"))
    }

    var creation: String {
        """
        CREATE UNLOGGED TABLE \(table.sql) (
            step pg_catalog.text, number int4, value int8 NOT NULL, note pg_catalog.text, PRIMARY KEY (step, number))
        """
    }

    subscript(_ step: Step, _ number: Int = 0) -> Entry? { entries[Key(step: step, number: number)] }

    /// Writes an entry in the session's transaction. It counts once that is committed; then ``note`` it.
    func record(
        _ step: Step, _ number: Int = 0, _ value: Int = 0, note: String? = nil, in session: Session
    ) throws {
        try session.query(
            """
            INSERT INTO \(table.sql) AS s VALUES ($1, $2::int4, $3::int8, $4)
            ON CONFLICT (step, number) DO UPDATE SET value = excluded.value, note = excluded.note
            """, [step.rawValue, "\(number)", "\(value)", note]
        )
    }

    /// Forgets the steps of the kinds given, in the session's transaction.
    func forget(_ steps: [Step], in session: Session) throws {
        let names = ArrayText.of(steps.map(\.rawValue))
        try session.query("DELETE FROM \(table.sql) WHERE step = ANY ($1::text[])", [names])
    }

    mutating func note(_ step: Step, _ number: Int = 0, _ value: Int = 0, note: String? = nil) {
        entries[Key(step: step, number: number)] = Entry(value: value, note: note)
    }

    /// Notes an entry that the next ``save(in:)`` writes.
    mutating func enter(_ step: Step, _ number: Int, _ value: Int) {
        note(step, number, value)
        unsaved.insert(Key(step: step, number: number))
    }

    /// Writes what was entered, in the session's transaction. When that is not committed, the journal must not be
    /// used any more.
    mutating func save(in session: Session) throws {
        guard !unsaved.isEmpty else { return }
        let keys = Array(unsaved)
        let columns = [
            keys.map(\.step.rawValue), keys.map { "\($0.number)" },
            keys.map { "\(entries[$0]?.value ?? 0)" },
        ]
        try session.query(
            """
            INSERT INTO \(table.sql) AS s (step, number, value)
            SELECT * FROM unnest($1::text[], $2::int4[], $3::int8[])
            ON CONFLICT (step, number) DO UPDATE SET value = excluded.value
            """, columns.map { ArrayText.of($0) }
        )
        unsaved = []
    }

    /// Reads what an earlier run has finished.
    mutating func read(_ session: Session) throws {
        let result = try session.query("SELECT step, number, value, note FROM \(table.sql)")
        entries = [:]
        for row in 0..<result.rowCount {
            guard let step = Step(rawValue: try result.text(row, 0)) else { continue }
            note(step, try result.integer(row, 1), try result.integer(row, 2), note: result[row, 3])
        }
    }
}
