import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

/// The second and third pass over a staging schema: what foreign keys lead to, and whether they hold.
struct StagedClosure {
    let session: Session
    let source: SampledSource
    let tables: [StagedTable]
    let keys: [StagedForeignKey]
    var manager: StagingManager

    init(session: Session, source: SampledSource, tables: [StagedTable], manager: StagingManager) {
        self.session = session
        self.source = source
        self.tables = tables
        self.manager = manager
        let byID = Dictionary(uniqueKeysWithValues: tables.map { ($0.table.relation.id, $0) })
        let catalog = source.catalog
        keys = source.plan.foreignKeys.enumerated().compactMap { number, key in
            guard let child = catalog.root(of: key.child).flatMap({ byID[$0.id] }),
                let parent = catalog.root(of: key.parent).flatMap({ byID[$0.id] })
            else { return nil }
            return StagedForeignKey(key, number: number, child: child, parent: parent, catalog)
        }
    }

    // MARK: Verification

    /// Verifies the validated foreign keys and drops what breaks one, until nothing does.
    ///
    /// Rows are read at different times, so what was written in between may leave a row without its parent.
    /// That no two rows share a key the indexes have seen to: the first copy won. Dropping an orphan may
    /// make orphans of the rows that refer to it, so the keys that lead to its table are looked at again.
    mutating func verify() throws {
        var suspects = keys.filter(\.key.isValidated)
        while !suspects.isEmpty {
            try Task.checkCancellation()
            let reports = try manager.verifyForeignKeys(suspects, session)
            var shrunk: Set<ObjectID> = []
            for (key, report) in zip(suspects, reports) where report.orphans > 0 {
                try dropOrphans(of: key)
                shrunk.insert(key.child.table.relation.id)
            }
            suspects = keys.filter { $0.key.isValidated && shrunk.contains($0.parent.table.relation.id) }
        }
        try manager.transaction.run(session) { try manager.journal.record(.verified, in: session) }
        manager.journal.note(.verified)
    }

    private mutating func dropOrphans(of key: StagedForeignKey) throws {
        let before = manager.journal[.dropped, key.number]?.value ?? 0
        let dropped = try manager.transaction.run(session) {
            try session.execute(key.plans)
            let dropped = try session.query(key.deletionOfOrphans).affectedRows
            try manager.journal.record(.dropped, key.number, before + dropped, in: session)
            return dropped
        }
        manager.journal.note(.dropped, key.number, before + dropped)
    }

    // MARK: What has come of it

    /// The sample as it is staged, for the report and the manifest.
    func sample() throws -> Sample {
        var sample = Sample()
        for (number, table) in tables.enumerated() {
            let base = manager.journal[.base, number]
            sample.tables[table.table.relation.id] = Sample.Table(
                baseCount: base?.value ?? 0,
                stagedCount: try session.query("SELECT count(*) FROM \(table.name.sql)").integer(0, 0)
            )
            if let note = base?.note { sample.diagnostics.append(Diagnostic(note)) }
        }
        for key in keys {
            if let found = manager.journal[.found, key.number]?.value, found > 0 {
                sample.tables[key.parent.table.relation.id]?.referencedCount[key.name, default: 0] += found
            }
            if let dropped = manager.journal[.dropped, key.number]?.value {
                sample.diagnostics.append(
                    Diagnostic(
                        "\(Figures.count(dropped, "row")) of \(key.name.table.sql) dropped: the parents by "
                            + "\(key.name.name.sql) were gone, by a write meanwhile or by one with triggers off"
                    )
                )
            }
        }
        return sample
    }
}
