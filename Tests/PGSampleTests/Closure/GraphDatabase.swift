import PGSampleCatalog
import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL

@testable import PGSample

/// Tables `t0`, `t1`, …, each with a nullable reference to every one of them, and what is in them, as plain
/// Swift values.
///
/// All foreign keys are declared; a graph takes those that are its edges. So thousands of graphs need no DDL.
struct GraphDatabase {
    let session: Session
    let tables: Int
    let catalog: Catalog
    private let relations: [Relation]

    /// `references[table][row][parent]`: the row of `parent` that the row refers to. Rows count from 0.
    private(set) var references: [[[Int?]]] = []
    private var addresses: [[RowAddress]] = []

    static func schema(tables: Int) -> String {
        let columns = (0..<tables).map { "r\($0) int" }.joined(separator: ", ")
        let creation = (0..<tables).map { "CREATE TABLE t\($0) (id int PRIMARY KEY, \(columns));" }
        let keys = (0..<tables).flatMap { child in
            (0..<tables).map {
                "ALTER TABLE t\(child) ADD CONSTRAINT k\(child)_\($0) FOREIGN KEY (r\($0)) REFERENCES t\($0);"
            }
        }
        return (creation + keys).joined(separator: "\n")
    }

    init(session: Session, tables: Int) throws {
        self.session = session
        self.tables = tables
        try session.execute("SET search_path = pg_catalog")
        let catalog = try CatalogReader(session).read()
        self.catalog = catalog
        relations = (0..<tables).compactMap { index in
            catalog.relations.first { $0.name == QualifiedName("public", "t\(index)") }
        }
    }

    /// Fills the tables anew and begins a transaction that sees them.
    mutating func fill(rows: Int, using generator: inout SplitMix64) throws {
        references = (0..<tables).map { _ in
            (0..<rows).map { _ in
                (0..<tables).map { _ in
                    Bool.random(using: &generator) ? nil : Int.random(in: 0..<rows, using: &generator)
                }
            }
        }
        let inserts = references.enumerated().map { table, rows in
            let values = rows.enumerated().map { row, parents in
                "(\(([row] as [Int?] + parents).map { $0.map(String.init) ?? "NULL" }.joined(separator: ", ")))"
            }
            return
                "INSERT INTO public.t\(table) VALUES \(values.shuffled(using: &generator).joined(separator: ", "));"
        }
        let truncation = "TRUNCATE \((0..<tables).map { "public.t\($0)" }.joined(separator: ", "));"
        try session.execute("ROLLBACK")
        try session.execute(
            """
            SET session_replication_role = replica;
            \(truncation)
            \(inserts.joined(separator: "\n"))
            """
        )
        try session.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        addresses = try relations.map { relation in
            var found = Array(repeating: RowAddress(block: 0, offset: 0), count: rows)
            try AddressStream.read("SELECT tableoid, ctid, id FROM \(relation.name.sql)", in: session) {
                if let id = $0.extra { found[Int(id)] = $0.address }
            }
            return found
        }
    }

    /// What a sample starts from, by table: some rows, or nil for the table as a whole.
    typealias Start = [Set<Int>?]

    /// The rows of each table that our closure finds.
    func closure(of start: Start, over graph: DirectedGraph) throws -> [Set<Int>] {
        let included = Set(relations.prefix(graph.nodes).map(\.id))
        let keys = catalog.foreignKeys.filter { key in
            guard let child = relations.firstIndex(where: { $0.id == key.child }),
                let parent = relations.firstIndex(where: { $0.id == key.parent })
            else { return false }
            return child < graph.nodes && parent < graph.nodes && graph.hasEdge(child, parent)
        }
        let part = Catalog(
            relations: catalog.relations.filter { included.contains($0.id) }, foreignKeys: keys,
            sequences: [],
            materializedViews: [], extensions: [], schemas: catalog.schemas, hasLargeObjects: false
        )
        var sample = Sample()
        for (table, rows) in start.enumerated() {
            var set = RowSet()
            for row in rows ?? [] { set.insert(addresses[table][row]) }
            sample.tables[relations[table].id] = Sample.Table(
                isWhole: rows == nil, rows: [relations[table].id: set],
                baseCount: rows?.count ?? addresses[table].count
            )
        }
        let plan = try SamplingPlanner(catalog: part, options: SamplingOptions()).plan()
        let sizes = try RelationSizes.read(part.relations, SourceFacts.read(session), session)
        let closed = try session.close(sample, of: plan, part, sizes)
        return (0..<graph.nodes).map { table in
            guard start[table] != nil else { return Set(addresses[table].indices) }
            let rows = closed.tables[relations[table].id]?.rows[relations[table].id] ?? RowSet()
            return Set(addresses[table].indices.filter { rows.contains(addresses[table][$0]) })
        }
    }

    /// The same, in plain Swift over keys: add a row's parents until nothing is new.
    func expectedClosure(of start: Start, over graph: DirectedGraph) -> [Set<Int>] {
        var found = start.enumerated().map { table, rows in rows ?? Set(references[table].indices) }
        var worklist = found.enumerated().flatMap { table, rows in rows.map { (table: table, row: $0) } }
        while let (child, row) = worklist.popLast() {
            for parent in 0..<graph.nodes where graph.hasEdge(child, parent) {
                guard let reference = references[child][row][parent] else { continue }
                if found[parent].insert(reference).inserted { worklist.append((parent, reference)) }
            }
        }
        return found
    }
}
