import PGSampleCatalog
import PGSampleSQL

/// Where sequences must stand so that their next value is ahead of every key in the fixture.
///
/// The position comes from the rows of the fixture: in the sequence's direction the furthest value of the
/// columns that draw from it, within its bounds. The source's own counter is never used: it moves with writes
/// that the sample does not see, and reading it takes a right of its own.
struct SequencePositions {
    private let catalog: Catalog
    /// By the relation that has the column: the column's number and the sequence.
    private let drawing: [ObjectID: [(column: Int, sequence: Sequence)]]
    private var furthest: [ObjectID: Int64] = [:]

    init(catalog: Catalog) {
        self.catalog = catalog
        var drawing: [ObjectID: [(column: Int, sequence: Sequence)]] = [:]
        for sequence in catalog.sequences {
            for reference in sequence.drawingColumns + sequence.likelyColumns {
                drawing[reference.relation, default: []].append((reference.column, sequence))
            }
        }
        self.drawing = drawing
    }

    /// A column of a table whose values say how far a sequence must be.
    struct DrawingColumn: Sendable, Hashable {
        var column: Column
        var sequence: Sequence
    }

    /// The columns of `table`, partitions included, that draw from sequences.
    func drawingColumns(of table: SamplingPlan.Table) -> [DrawingColumn] {
        var found: Set<DrawingColumn> = []
        for relation in catalog.partitionTree(of: table.relation.id) {
            for (number, sequence) in drawing[relation.id, default: []] {
                // A partition may number its columns differently; names are the same.
                guard let name = relation.column(number)?.name,
                    let column = table.relation.columns.first(where: { $0.name == name }), !column.isGenerated
                else { continue }
                found.insert(DrawingColumn(column: column, sequence: sequence))
            }
        }
        return found.sorted { ($0.sequence.name, $0.column.number) < ($1.sequence.name, $1.column.number) }
    }

    /// Takes in a column's smallest and largest value.
    mutating func note(_ extremes: ColumnExtremes, of column: DrawingColumn) {
        let id = column.sequence.id
        if column.sequence.increment > 0 {
            furthest[id] = max(furthest[id] ?? extremes.maximum, extremes.maximum)
        } else {
            furthest[id] = min(furthest[id] ?? extremes.minimum, extremes.minimum)
        }
    }

    /// The values to set, sorted by sequence. A sequence that is not listed stays at its start.
    var settings: [(name: QualifiedName, value: Int64)] {
        catalog.sequences.compactMap { sequence in
            guard let value = furthest[sequence.id] else { return nil }
            let isBeforeBounds = sequence.increment > 0 ? value < sequence.minimum : value > sequence.maximum
            guard !isBeforeBounds else { return nil }
            return (sequence.name, min(max(value, sequence.minimum), sequence.maximum))
        }
    }
}
