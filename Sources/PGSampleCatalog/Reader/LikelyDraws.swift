import PGSampleSQL

/// Which columns get their values from which sequences, where no catalog says it: by the words of bodies that are
/// strings, and by the names of sequences that nothing else draws from. Pure.
///
/// They are guesses, for where a fixture puts its sequences: a sequence that is further ahead than it has to be collides with
/// no row.
struct LikelyDraws {
    /// A routine's text, which runs when a row of `relation` is inserted.
    struct Body {
        var relation: ObjectID
        /// The column whose default it gives; nil for a trigger's, which gives columns of `NEW` their values.
        var column: Int?
        var text: [UInt8]
    }

    private let relations: [ObjectID: Relation]
    private let sequences: [QualifiedName: Sequence]
    private var found: [ObjectID: Set<ColumnReference>] = [:]

    init(relations: [Relation], sequences: [Sequence]) {
        self.relations = Dictionary(uniqueKeysWithValues: relations.map { ($0.id, $0) })
        self.sequences = Dictionary(uniqueKeysWithValues: sequences.map { ($0.name, $0) })
    }

    /// Sorted, and without those that the catalog tells.
    func columns(of sequence: Sequence) -> [ColumnReference] {
        found[sequence.id, default: []].subtracting(sequence.drawingColumns).sorted()
    }

    // MARK: Bodies

    mutating func note(_ body: Body) {
        guard let relation = relations[body.relation] else { return }
        for draw in DrawnValues(body.text).draws {
            guard let sequence = sequence(draw.sequence, near: relation.name.schema) else { continue }
            let column: Int?
            if let name = draw.column {
                column = relation.columns.first { $0.name == name }?.number
            } else {
                column = body.column
            }
            guard let column else { continue }
            found[sequence.id, default: []].insert(ColumnReference(relation: relation.id, column: column))
        }
    }

    /// The sequence of a name, which without a schema is that of `schema` or the only one so called.
    private func sequence(_ name: [Identifier], near schema: Identifier) -> Sequence? {
        guard let last = name.last else { return nil }
        guard name.count == 1 else { return sequences[QualifiedName(schema: name[0], name: last)] }
        if let near = sequences[QualifiedName(schema: schema, name: last)] { return near }
        let all = sequences.values.filter { $0.name.name == last }
        return all.count == 1 ? all[0] : nil
    }

    // MARK: Names

    /// Takes sequences that nothing draws from for what they are called after, as programs call them that ask for
    /// their values themselves: `table_column_seq`, which is `serial`'s name for one (PostgreSQL documentation, 8.1.4
    /// "Serial Types"), and `table_seq`, for the primary key.
    mutating func noteNames() {
        let unused = sequences.values.filter { $0.drawingColumns.isEmpty && found[$0.id] == nil }
        guard !unused.isEmpty else { return }
        var columns: [QualifiedName: Set<ColumnReference>] = [:]
        for relation in relations.values where !relation.isExtensionMember {
            let primaryKey = relation.orderingKey.flatMap {
                $0.isPrimary && $0.columns.count == 1 ? $0.columns[0] : nil
            }
            for column in relation.columns where column.type.category == "N" && !column.isGenerated {
                let reference = ColumnReference(relation: relation.id, column: column.number)
                let table = relation.name.name.name
                var names = ["\(table)_\(column.name.name)_seq"]
                if column.number == primaryKey { names.append("\(table)_seq") }
                for name in names {
                    columns[QualifiedName(schema: relation.name.schema, name: Identifier(name)), default: []]
                        .insert(reference)
                }
            }
        }
        for sequence in unused { found[sequence.id] = columns[sequence.name] }
    }
}
