import PGSampleLibPQ
import PGSampleSQL

extension DependencyReader {
    /// What runs while a fixture is loaded, and what that uses, the words of string bodies included.
    ///
    /// - Parameters:
    ///   - checks: ``readChecks()``.
    ///   - functionSearchPath: Where routines without a path of their own look for names, as `search_path` has it.
    /// - Complexity: five queries; O(routines, relations and types) rows.
    package func readUses(
        completing graph: DependencyGraph, checks: Set<DependencyGraph.Object>, functionSearchPath: String
    ) throws -> LoadTimeUses {
        let evaluated = checks.union(try readEvaluated())
        var bodies = RoutineBodies()
        try readBodies(into: &bodies)
        bodies.path = Self.schemas(of: functionSearchPath)
        guard !bodies.bodies.isEmpty else { return LoadTimeUses(graph: graph, evaluated: evaluated) }
        try readRoutines(into: &bodies)
        bodies.relations = try readObjects(
            "pg_class", "relname", "relnamespace", "o.relkind IN ('r', 'p', 'v', 'm', 'f')")
        bodies.types = try readObjects(
            "pg_type", "typname", "typnamespace", "o.typrelid = 0 AND o.typcategory <> 'A'")
        return LoadTimeUses(
            graph: bodies.completing(graph, evaluated: evaluated), evaluated: evaluated)
    }

    /// Columns: catalog, object of what is computed during a load, CHECK constraints apart: indexes, partition keys,
    /// generated columns, materialized views, statistics. 13 and later.
    private func readEvaluated() throws -> Set<DependencyGraph.Object> {
        let result = try session.query(
            """
            SELECT 'pg_class'::regclass::oid, oid FROM pg_class WHERE relkind IN ('i', 'I', 'p')
            UNION ALL
            SELECT 'pg_attrdef'::regclass, d.oid
            FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
            WHERE a.attgenerated <> ''
            UNION ALL
            SELECT 'pg_rewrite'::regclass, r.oid FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
            WHERE c.relkind = 'm'
            UNION ALL
            SELECT 'pg_statistic_ext'::regclass, oid FROM pg_statistic_ext
            """
        )
        return try Set((0..<result.rowCount).map { try result.object($0, 0, 1) })
    }

    /// Columns: routine, body of the users' routines in SQL, as a string, and in PL/pgSQL, path of its own.
    /// `prosqlbody` is of 14.
    private func readBodies(into bodies: inout RoutineBodies) throws {
        let isString = session.serverVersion >= 14_00_00 ? "o.prosqlbody IS NULL" : "true"
        let setting = "search_path="
        let result = try session.query(
            """
            SELECT o.oid, o.prosrc, (SELECT c FROM unnest(o.proconfig) AS c WHERE starts_with(c, '\(setting)'))
            FROM pg_proc o JOIN pg_language l ON l.oid = o.prolang
            WHERE l.lanname IN ('sql', 'plpgsql') AND \(isString) AND o.oid >= \(Self.firstUserObject)
                AND NOT \(CatalogReader.isExtensionMember("o.oid", of: "pg_proc"))
            """
        )
        for row in 0..<result.rowCount {
            let routine = DependencyGraph.Object(
                catalog: SystemCatalog.routine, id: try result.objectID(row, 0))
            bodies.bodies[routine] = Array(try result.text(row, 1).utf8)
            if let path = result[row, 2] {
                bodies.paths[routine] = Self.schemas(of: String(path.dropFirst(setting.count)))
            }
        }
    }

    /// The names in a search path.
    private static func schemas(of path: String) -> [Identifier] {
        let bytes = Array(path.utf8)
        // The server has read it; what cannot be cut is no name.
        return ((try? SQLTokenizer.tokens(of: bytes)) ?? []).compactMap { $0.identifier(in: bytes) }
    }

    /// Columns: routine, schema, name, fewest arguments, most arguments (of a variadic one none that counts), whether a
    /// built-in one has the name.
    private func readRoutines(into bodies: inout RoutineBodies) throws {
        let result = try session.query(
            """
            SELECT o.oid, n.nspname, o.proname, o.pronargs - o.pronargdefaults - (o.provariadic <> 0)::int,
                   CASE WHEN o.provariadic <> 0 THEN 1000 ELSE o.pronargs END,
                   EXISTS (SELECT FROM pg_proc b WHERE b.proname = o.proname AND b.pronamespace = 'pg_catalog'::regnamespace)
            FROM pg_proc o JOIN pg_namespace n ON n.oid = o.pronamespace
            WHERE \(CatalogReader.isUserSchema)
            """
        )
        for row in 0..<result.rowCount {
            let fewest = max(0, try result.integer(row, 3))
            let routine = RoutineBodies.Routine(
                object: DependencyGraph.Object(
                    catalog: SystemCatalog.routine, id: try result.objectID(row, 0)),
                arguments: fewest...max(fewest, try result.integer(row, 4))
            )
            let name = try result.name(row, 1, 2)
            bodies.routines[name, default: []].append(routine)
            if try !result.bool(row, 5) { bodies.unqualified[name.name, default: []].append(routine) }
        }
    }

    /// Columns: catalog, object, schema, name.
    private func readObjects(
        _ catalog: String, _ name: String, _ namespace: String, _ condition: String
    ) throws -> [QualifiedName: DependencyGraph.Object] {
        let result = try session.query(
            """
            SELECT o.tableoid, o.oid, n.nspname, o.\(name)
            FROM \(catalog) o JOIN pg_namespace n ON n.oid = o.\(namespace)
            WHERE \(condition) AND \(CatalogReader.isUserSchema)
            """
        )
        var names: [QualifiedName: DependencyGraph.Object] = [:]
        for row in 0..<result.rowCount { names[try result.name(row, 2, 3)] = try result.object(row, 0, 1) }
        return names
    }
}
