import PGSampleCatalog
import PGSampleLibPQ

/// A question of the closure to the server: which parents do these rows have? Its answer depends on nothing
/// else, so that several can be asked at once, on several connections.
struct ClosureStep: Sendable {
    enum Rows: Sendable {
        /// All of the relation's, of which only this foreign key is followed.
        case all(ForeignKeyJoin)
        case at([RowAddress], ClosureQuery)
    }

    /// The parents that were found, which may name one many times.
    struct Answer: Sendable {
        var foreignKey: ForeignKey
        var parents: [ObjectID: [RowAddress]] = [:]
    }

    let rows: Rows

    /// How many rows are asked about, by which the time that it takes is estimated; of a whole table, more
    /// than of any other.
    var size: Int {
        switch rows {
        case .all: Int.max
        case .at(let addresses, _): addresses.count
        }
    }

    /// - Returns: An answer for each foreign key.
    /// - Throws: `DatabaseError`, `CancellationError`.
    func ask(_ session: Session) throws -> [Answer] {
        switch rows {
        case .all(let join):
            var answer = Answer(foreignKey: join.foreignKey)
            try session.execute(SourceSettings.freePlans)
            try AddressStream.read(join.ofWholeTable, in: session) {
                answer.parents[$0.relation, default: []].append($0.address)
            }
            try session.execute(SourceSettings.closurePlans)
            return [answer]
        case .at(let addresses, let query):
            var answers = query.arms.map { Answer(foreignKey: $0.join.foreignKey) }
            let result = try session.query(
                query.sql, textParameter: AddressText(addresses).bytes, binary: true)
            for row in 0..<result.rowCount where !result.isNull(row, 2) {
                let arm = try result.integer(row, 0, as: Int32.self)
                let parent =
                    result.isNull(row, 1)
                    ? query.arms[Int(arm)].join.parent.id : try result.integer(row, 1, as: UInt32.self)
                answers[Int(arm)].parents[parent, default: []] += try result.withBytes(row, 2) {
                    try RowAddress.array(of: $0)
                }
            }
            return answers
        }
    }
}
