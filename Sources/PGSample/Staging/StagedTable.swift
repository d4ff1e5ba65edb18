import PGSampleCatalog
import PGSampleSQL

/// The staging table of a table of the plan: its shape and the SQL that speaks of it. Pure.
struct StagedTable: Sendable, Hashable {
    /// Columns that a table can have (`MaxHeapAttributeNumber` in `htup_details.h`).
    static let maximumColumns = 1_600

    /// Something that no two rows of the table share, as a clause of the staging table.
    struct Uniqueness: Sendable, Hashable {
        enum Clause: Sendable, Hashable {
            /// As ALTER TABLE … ADD has it.
            case constraint(String)
            /// What follows the table's name in CREATE UNIQUE INDEX, without WHERE, and the condition.
            case index(String, condition: String?)
        }

        var clause: Clause
        /// The partitions that it holds in, each for itself; nil for the whole table.
        var partitions: [ObjectID]?
    }

    var table: SamplingPlan.Table
    var name: QualifiedName
    var columns: [StagedColumn]
    var uniqueness: [Uniqueness]
    /// Numbers the rows in the order of their arrival.
    var rowColumn: Identifier
    /// The relation that stored the row; nil for a table without partitions.
    var storageColumn: Identifier?

    init(
        _ table: SamplingPlan.Table, number: Int, in schema: Identifier, columns: [StagedColumn],
        uniqueness: [Uniqueness]
    ) {
        self.table = table
        name = QualifiedName(schema: schema, name: Self.name(of: table.relation, number: number))
        self.columns = columns
        self.uniqueness = uniqueness
        let taken = Set(table.relation.columns.map(\.name))
        rowColumn = Self.free("pg_sample_row", taken)
        storageColumn =
            table.relation.kind == .partitioned ? Self.free("pg_sample_partition", taken) : nil
    }

    /// A number that no other table has, and as much of the table's name as there is room for.
    private static func name(of relation: Relation, number: Int) -> Identifier {
        let digits = "\(number)"
        var name = "t" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "_"
        for character in relation.name.name.name.unicodeScalars {
            guard name.utf8.count + String(character).utf8.count <= StagingSettings.maximumNameLength else {
                break
            }
            name.unicodeScalars.append(character)
        }
        return Identifier(name)
    }

    private static func free(_ name: String, _ taken: Set<Identifier>) -> Identifier {
        var candidate = Identifier(name)
        var number = 1
        while taken.contains(candidate) {
            number += 1
            candidate = Identifier("\(name)_\(number)")
        }
        return candidate
    }

    /// Columns of the staging table, ours included.
    var width: Int { columns.count + (storageColumn == nil ? 1 : 2) }

    // MARK: SQL

    /// Gives the rows of every table of the schema their numbers.
    static func sequence(in schema: Identifier) -> QualifiedName {
        QualifiedName(schema: schema, name: Identifier("rows"))
    }

    private var nextNumber: String {
        "nextval(\(Literal.string(Self.sequence(in: name.schema).sql))::regclass)"
    }

    var creation: String {
        let number = "\(rowColumn.sql) int8 NOT NULL DEFAULT \(nextNumber)"
        let storage = storageColumn.map { ["\($0.sql) oid NOT NULL"] } ?? []
        let all = columns.map(\.definition) + [number] + storage
        return "CREATE UNLOGGED TABLE \(name.sql) (\(all.joined(separator: ", ")))"
    }

    /// What makes the first copy of a row win, and the index that finds the rows of the last round.
    var indexes: [String] {
        ["CREATE UNIQUE INDEX ON \(name.sql) (\(rowColumn.sql))"]
            + uniqueness.map { uniqueness in
                let condition = uniqueness.partitions.flatMap { storageCondition(nil, $0) }
                switch uniqueness.clause {
                case .constraint(let text): return "ALTER TABLE \(name.sql) ADD \(text)"
                case .index(let text, let predicate):
                    let all = [predicate, condition].compactMap(\.self)
                    let filter = all.isEmpty ? "" : " WHERE " + all.joined(separator: " AND ")
                    return "CREATE UNIQUE INDEX ON \(name.sql)\(text)\(filter)"
                }
            }
    }

    /// Copies rows; those that are there already stay as they are.
    ///
    /// - Parameters:
    ///   - source: What stands after FROM.
    ///   - alias: The source's row in it.
    func insertion(from source: String, alias: String) -> String {
        let names = columns.map(\.name.sql) + [rowColumn.sql] + (storageColumn.map { [$0.sql] } ?? [])
        let values =
            columns.map { $0.value(of: alias) } + [nextNumber]
            + (storageColumn == nil ? [] : ["\(alias).tableoid"])
        return """
            INSERT INTO \(name.sql) (\(names.joined(separator: ", ")))
            SELECT \(values.joined(separator: ", ")) FROM \(source)
            ON CONFLICT DO NOTHING
            """
    }

    /// Limits rows to some partitions; nil where that is all of them.
    func storageCondition(_ alias: String?, _ partitions: [ObjectID]) -> String? {
        guard let storageColumn, Set(partitions) != Set(table.storage.map(\.id)) else { return nil }
        let column = (alias.map { "\($0)." } ?? "") + storageColumn.sql
        return "\(column) = ANY ('\(ArrayText.of(partitions))'::oid[])"
    }
}
