import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

/// How large relations are, in blocks: by their files, because statistics come and go with VACUUM.
struct RelationSizes: Sendable {
    private var blocks: [ObjectID: Int] = [:]

    /// None is known, and each counts as larger than anything else.
    init() {}

    /// One query for all of `relations`.
    static func read(_ relations: [Relation], _ facts: SourceFacts, _ session: Session) throws
        -> RelationSizes
    {
        var sizes = RelationSizes()
        // Columns: relation, bytes.
        let result = try session.query(
            "SELECT id, pg_relation_size(id) FROM unnest($1::oid[]) AS id",
            [ArrayText.of(Set(relations.map(\.id)).sorted())]
        )
        for row in 0..<result.rowCount where result[row, 1] != nil {
            sizes.blocks[try result.objectID(row, 0)] = try result.integer(row, 1) / facts.blockSize
        }
        return sizes
    }

    /// - Returns: nil if one of them is not known.
    func blocks(of relations: [Relation]) -> Int? {
        var sum = 0
        for relation in relations {
            guard let count = blocks[relation.id] else { return nil }
            sum += count
        }
        return sum
    }
}
