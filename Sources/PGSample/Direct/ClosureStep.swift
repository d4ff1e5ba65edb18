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

    var isOfWholeTable: Bool {
        if case .all = rows { true } else { false }
    }

    /// How many rows are asked about, by which the time that it takes is estimated; of a whole table, more
    /// than of any other.
    var size: Int {
        switch rows {
        case .all: Closure.batchSize + 1
        case .at(let addresses, _): addresses.count
        }
    }

    /// Asks several questions, those about some rows together.
    ///
    /// - Returns: An answer for each question and foreign key.
    /// - Throws: `DatabaseError`, `CancellationError`.
    static func ask(_ steps: [ClosureStep], _ session: Session) throws -> [Answer] {
        var answers: [Answer] = []
        var queries: [ClosureQuery] = []
        var statements: [PipelinedStatement] = []
        for step in steps {
            switch step.rows {
            case .all(let join): answers.append(try parents(of: join, session))
            case .at(let addresses, let query):
                queries.append(query)
                statements.append(
                    PipelinedStatement(Array(query.sql.utf8), textParameter: AddressText(addresses).bytes))
            }
        }
        try session.pipeline(statements, binary: true) { number, result in
            answers += try queries[number].answers(in: result)
        }
        return answers
    }

    private static func parents(of join: ForeignKeyJoin, _ session: Session) throws -> Answer {
        var answer = Answer(foreignKey: join.foreignKey)
        try session.execute(SourceSettings.freePlans)
        try AddressStream.read(join.ofWholeTable, in: session) {
            answer.parents[$0.relation, default: []].append($0.address)
        }
        try session.execute(SourceSettings.closurePlans)
        return answer
    }
}

extension ClosureQuery {
    /// An answer for each arm.
    fileprivate func answers(in result: borrowing QueryResult) throws -> [ClosureStep.Answer] {
        var answers = arms.map { ClosureStep.Answer(foreignKey: $0.join.foreignKey) }
        for row in 0..<result.rowCount where !result.isNull(row, 2) {
            let arm = Int(try result.integer(row, 0, as: Int32.self))
            let parent =
                result.isNull(row, 1)
                ? arms[arm].join.parent.id : try result.integer(row, 1, as: UInt32.self)
            answers[arm].parents[parent, default: []] += try result.withBytes(row, 2) {
                try RowAddress.array(of: $0)
            }
        }
        return answers
    }
}
