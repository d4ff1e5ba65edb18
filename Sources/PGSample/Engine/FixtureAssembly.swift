import PGSampleCatalog
import PGSampleFixtureFile
import PGSampleSQL

/// Puts a fixture together: schema, rows in load order, sequences, the rest of the schema.
struct FixtureAssembly {
    /// How often a table that is being written is told of at most: after so many bytes, and so much time.
    private static let progressBytes = 256 * 1024
    private static let progressInterval = Duration.milliseconds(250)

    let rows: any SampledRows
    let source: SampledSource
    let schema: FixtureSchema
    let sample: Sample
    let name: String?
    let progress: @Sendable (SamplingProgress) -> Void
    /// Of all tables.
    private let rowCount: Int

    init(
        rows: any SampledRows, source: SampledSource, schema: FixtureSchema, sample: Sample, name: String?,
        progress: @escaping @Sendable (SamplingProgress) -> Void
    ) {
        self.rows = rows
        self.source = source
        self.schema = schema
        self.sample = sample
        self.name = name
        self.progress = progress
        rowCount = sample.tables.values.reduce(0) { $0 + $1.count }
    }

    /// What the sample has of `table`: nothing where neither its rule nor a foreign key chose a row.
    private func sampled(_ table: SamplingPlan.Table) -> Sample.Table {
        sample.tables[table.relation.id] ?? Sample.Table()
    }

    private var header: FixtureHeader {
        FixtureHeader(
            fixture: name,
            schemas: schema.schemas.union(source.plan.tables.map(\.name.schema)).map(\.name),
            tables: source.plan.tables.map { FixtureHeader.Table($0.name, rows: sampled($0).count) },
            minimumServerMajor: schema.minimumServerMajor,
            extensions: schema.extensions.map(\.name),
            encoding: source.facts.fixtureEncoding
        )
    }

    /// Writes the whole fixture to `sink`; finishing and committing it is the caller's.
    ///
    /// - Throws: ``PGSampleError``, `DatabaseError`, `FixtureFileError`.
    func write(to sink: any ByteSink & Sendable) throws -> FixtureContents {
        let writer = try FixtureWriter(
            sink, header: header, functionSearchPath: source.facts.functionSearchPath)
        for statement in schema.preData {
            try writer.writePreData(statement.text, looksIntoFunctions: statement.looksIntoFunctions)
        }
        var positions = SequencePositions(catalog: source.catalog)
        for (index, table) in source.plan.tables.enumerated() {
            try Task.checkCancellation()
            let contents = try write(table, done: index, to: writer, &positions)
            progress(
                .written(
                    table: table.name.sql, rows: contents.rows, bytes: contents.bytes, done: index + 1,
                    of: source.plan.tables.count
                )
            )
        }
        for (name, value) in positions.settings where !schema.sequencesLeftOut.contains(name) {
            try writer.setSequence(name, value: value, isCalled: true)
        }
        for statement in schema.postData {
            try writer.writePostData(statement.text, looksIntoFunctions: statement.looksIntoFunctions)
        }
        for view in schema.refreshes { try writer.refresh(view) }
        for check in schema.validations { try writer.validate(check.name, of: check.table) }
        for statement in schema.rowSecurity { try writer.writeRowSecurity(statement) }
        return try writer.finish()
    }

    private func write(
        _ table: SamplingPlan.Table, done: Int, to writer: FixtureWriter, _ positions: inout SequencePositions
    ) throws -> FixtureContents.Table {
        let sample = sampled(table)
        try writer.beginTable(table.name, columns: table.relation.storedColumns.map(\.name))
        if sample.count > 0 {
            let drawing = positions.drawingColumns(of: table)
            var pulse = Pulse(bytes: Self.progressBytes, interval: Self.progressInterval)
            tellProgress(of: table, done: done, writer)
            let extremes = try rows.read(table, sample, extremesOf: drawing.map(\.column)) {
                try writer.writeRows($0)
                if pulse.isDue(after: $0.count) { tellProgress(of: table, done: done, writer) }
            }
            for column in drawing {
                if let extremes = extremes[column.column.name] { positions.note(extremes, of: column) }
            }
        }
        return try writer.endTable()
    }

    private func tellProgress(of table: SamplingPlan.Table, done: Int, _ writer: FixtureWriter) {
        let (rows, bytes) = writer.passedOn
        progress(
            .writing(
                table: table.name.sql, rows: rows, bytes: bytes, allRows: rowCount, done: done,
                of: source.plan.tables.count
            )
        )
    }

    // MARK: What is said of it

    /// What the manifest and the report both tell.
    private var diagnostics: [Diagnostic] {
        sample.diagnostics + source.plan.diagnostics + source.omissions.diagnostics
    }

    func manifest(_ contents: FixtureContents, options: SamplingOptions) -> FixtureManifest {
        let written = Dictionary(uniqueKeysWithValues: contents.tables.map { ($0.name, $0) })
        return FixtureManifest(
            fixture: name,
            rules: options.limits.entries.map(\.description),
            order: options.order.rawValue,
            seed: options.order == .random ? Int(options.seed) : nil,
            tables: source.plan.tables.compactMap { table in
                written[table.name].map { manifest(table, $0) }
            },
            schemaFingerprint: contents.schemaFingerprint,
            leftOut: Array(schema.leftOut),
            notes: diagnostics.map(\.description)
        )
    }

    private func manifest(
        _ table: SamplingPlan.Table, _ contents: FixtureContents.Table
    ) -> FixtureManifest.Table {
        let rows = sampled(table)
        let referenced = rows.referencedCount.values.reduce(0, +)
        return FixtureManifest.Table(
            contents,
            base: FixtureManifest.BaseRows(rows: rows.baseCount, rule: table.rule.description),
            referenced: referenced == 0
                ? nil
                : FixtureManifest.ReferencedRows(
                    rows: referenced, foreignKeys: rows.referencedCount.keys.map(\.path)
                )
        )
    }

    private var leftOut: [Diagnostic] {
        schema.leftOut.map { Diagnostic("the \($0.kind) \($0.name) is left out: \($0.reason)") }
    }

    func report(_ contents: FixtureContents) -> SamplingReport {
        let written = Dictionary(uniqueKeysWithValues: contents.tables.map { ($0.name, $0) })
        return SamplingReport(
            tables: source.plan.tables.map { table in
                let rows = sampled(table)
                return SamplingReport.Table(
                    name: table.name.sql, rows: rows.count, bytes: written[table.name]?.bytes ?? 0,
                    rule: table.rule.description, chosenRows: rows.baseCount,
                    references: rows.referencedCount.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
                        SamplingReport.Reference(foreignKey: $0.key.path, rows: $0.value)
                    }
                )
            },
            diagnostics: (diagnostics + leftOut).sorted(),
            isVerified: false
        )
    }
}

extension Sample.ForeignKeyName {
    /// `schema.table.constraint`.
    var path: String { "\(table.sql).\(name.sql)" }
}
