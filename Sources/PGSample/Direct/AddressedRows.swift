import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

/// The rows of a sample that is known by address, read in its snapshot over one connection.
///
/// The addresses of small tables are sent for some tables at once, which saves a round trip for each, also
/// for those that another connection reads in the end.
final class AddressedRows: SampledRows {
    /// Relations whose addresses are sent at once.
    private static let relationsAtOnce = 16

    private let session: Session
    /// In the order in which they are read.
    private let tables: [RowsAhead.Table]
    private let numbers: [ObjectID: Int]
    /// The planner's settings of the transaction.
    private var plans: String?
    /// Where the server has the addresses of a relation.
    private var slots: [ObjectID: Int] = [:]

    /// - Parameter tables: Those that may be read, in their order.
    init(session: Session, tables: [RowsAhead.Table]) {
        self.session = session
        self.tables = tables
        numbers = Dictionary(uniqueKeysWithValues: tables.enumerated().map { ($1.table.relation.id, $0) })
    }

    func read(
        _ table: SamplingPlan.Table, _ sample: Sample.Table, extremesOf drawing: [Column],
        rows: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> [Identifier: ColumnExtremes] {
        let plans = sample.isWhole ? SourceSettings.freePlans : SourceSettings.addressPlans
        if plans != self.plans {
            try session.execute(plans)
            self.plans = plans
        }
        var reader = TableReader(session: session, table: table, sample: sample)
        if !sample.isWhole {
            try sendAhead(from: table)
            // A reader that sends addresses by itself takes the slots.
            if sample.storage.allSatisfy({ slots[$0] != nil }) { reader.slots = slots } else { slots = [:] }
        }
        do {
            return try reader.read(extremesOf: drawing, row: rows)
        } catch let error as DatabaseError {
            throw error.reading(table.name)
        }
    }

    /// Sends the addresses of a table and of those after it, if they are few and the server does not have
    /// them.
    private func sendAhead(from table: SamplingPlan.Table) throws {
        guard let number = numbers[table.relation.id],
            !tables[number].sample.storage.allSatisfy({ slots[$0] != nil })
        else { return }
        slots = [:]
        var texts: [AddressText] = []
        var rows = 0
        for next in tables[number...].map(\.sample) where !next.isWhole {
            rows += next.count
            guard rows <= PipelineGroups.maximumWeight,
                texts.count + next.storage.count <= Self.relationsAtOnce
            else { break }
            for relation in next.storage {
                slots[relation] = texts.count
                next.rows[relation]?.forEachBatch(of: next.count) { texts.append($0) }
            }
        }
        if !texts.isEmpty { try AddressParameter.send(texts, to: session) }
    }
}

extension Sample.Table {
    /// Relations that store rows of the sample, in an order that is always the same.
    fileprivate var storage: [ObjectID] { rows.filter { !$0.value.isEmpty }.keys.sorted() }
}
