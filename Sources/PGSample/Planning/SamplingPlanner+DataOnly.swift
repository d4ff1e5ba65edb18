import PGSampleCatalog
import PGSampleSQL

extension SamplingPlanner {
    /// Foreign keys that rows without their schema may break while they are loaded, into tables that have the
    /// keys already: of tables that refer to each other in a circle one comes first.
    ///
    /// - Parameter tables: In the order in which they are written.
    func circularKeys(_ tables: [SamplingPlan.Table], _ keys: [ForeignKey]) -> [Diagnostic] {
        let position = Dictionary(uniqueKeysWithValues: tables.enumerated().map { ($1.relation.id, $0) })
        return keys.compactMap { key in
            guard let child = catalog.root(of: key.child), let parent = catalog.root(of: key.parent),
                let first = position[child.id], let second = position[parent.id], first < second
            else { return nil }
            return Diagnostic(
                "the rows of \(child.name.sql) come before those of \(parent.name.sql), to which their foreign key "
                    + "\(key.name.sql) refers, because the tables refer to each other: drop the key for the load, or "
                    + "write the schema too"
            )
        }
    }
}
