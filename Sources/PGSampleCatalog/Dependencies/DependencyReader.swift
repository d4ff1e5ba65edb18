package import PGSampleLibPQ
package import PGSampleSQL

/// Reads `pg_depend` and what it lacks (objects that only a superuser may create, members of extensions), and
/// identifies objects by the names that a dump uses.
package struct DependencyReader {
    /// The first object id that is not the server's own (`FirstNormalObjectId` in `transam.h`).
    static let firstUserObject = 16_384
    /// The one schema of the server's own that users create objects in.
    static let publicNamespace = 2_200

    let session: Session

    package init(_ session: Session) {
        self.session = session
    }

    /// Columns: catalog, object, referenced catalog, referenced object, kind. Not that of a function on its planner
    /// support function, which only a superuser may claim: a fixture's functions are without.
    ///
    /// - Complexity: one query; O(dependencies) rows.
    package func readGraph() throws -> DependencyGraph {
        let result = try session.query(
            """
            SELECT DISTINCT classid, objid, refclassid, refobjid, deptype
            FROM pg_depend d
            WHERE objid >= \(Self.firstUserObject)
                AND (refobjid >= \(Self.firstUserObject) OR refobjid = \(Self.publicNamespace))
                AND deptype <> 'e'
                AND NOT (classid = 'pg_proc'::regclass AND refclassid = 'pg_proc'::regclass AND EXISTS (
                    SELECT FROM pg_proc p WHERE p.oid = d.objid AND p.prosupport = d.refobjid))
            ORDER BY classid, objid, refclassid, refobjid, deptype
            """
        )
        var graph = DependencyGraph()
        for row in 0..<result.rowCount {
            let kind: DependencyGraph.Kind =
                switch try result.text(row, 4) {
                case "i": .internal
                case "n", "x": .normal
                default: .automatic
                }
            graph.insert(
                try result.object(row, 0, 1), dependsOn: try result.object(row, 2, 3), kind
            )
        }
        return graph
    }

    /// Columns: catalog, object of what only a superuser may create: routines in C, base types and shells of
    /// types, operator classes and families, languages, access methods, text search parsers and templates,
    /// casts without a function or between types of others, event triggers, foreign data wrappers with their
    /// servers.
    package func readSuperuserObjects() throws -> Set<DependencyGraph.Object> {
        let catalogs: [(name: String, condition: String)] = [
            (
                "pg_proc",
                // A range type's constructors are parts of the type. Every aggregate is `internal`, and
                // anybody may create it unless its state is.
                """
                CASE o.prokind
                    WHEN 'a' THEN EXISTS (
                        SELECT FROM pg_aggregate a
                        WHERE a.aggfnoid = o.oid AND 'internal'::regtype IN (a.aggtranstype, a.aggmtranstype))
                    ELSE o.prolang IN (SELECT l.oid FROM pg_language l WHERE l.lanname IN ('c', 'internal'))
                        AND NOT EXISTS (SELECT FROM pg_depend d
                                        WHERE d.classid = 'pg_proc'::regclass AND d.objid = o.oid AND d.deptype = 'i')
                END
                """
            ),
            (
                "pg_type",
                // CREATE TYPE with a representation of its own, or with nothing but a name; arrays come with
                // their elements' types.
                """
                (NOT o.typisdefined
                    OR (o.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = o.oid)))
                """
            ),
            ("pg_opclass", "true"), ("pg_opfamily", "true"), ("pg_language", "true"), ("pg_am", "true"),
            ("pg_ts_parser", "true"), ("pg_ts_template", "true"),
            (
                "pg_cast",
                // A cast belongs to who owns one of its types.
                """
                (o.castmethod = 'b' OR NOT EXISTS (
                    SELECT FROM unnest(ARRAY[o.castsource, o.casttarget]) AS t (type)
                    WHERE t.type >= \(Self.firstUserObject)
                        AND NOT \(CatalogReader.isExtensionMember("t.type", of: "pg_type"))))
                """
            ),
            ("pg_event_trigger", "true"), ("pg_foreign_data_wrapper", "true"), ("pg_foreign_server", "true"),
            ("pg_transform", "true"),
        ]
        let selects = catalogs.map { catalog in
            """
            SELECT '\(catalog.name)'::regclass::oid, o.oid FROM \(catalog.name) o
            WHERE o.oid >= \(Self.firstUserObject) AND \(catalog.condition)
                AND NOT \(CatalogReader.isExtensionMember("o.oid", of: catalog.name))
            """
        }
        let result = try session.query(selects.joined(separator: "\nUNION ALL\n"))
        return try Set((0..<result.rowCount).map { try result.object($0, 0, 1) })
    }

    /// Whether a CHECK, a generated column or, where there are materialized views, a view calls a function that users
    /// have made, which may read other tables, for all that PostgreSQL says of it.
    package func findsReadingFunctions() throws -> Bool {
        try session.query(
            """
            SELECT EXISTS (
                SELECT FROM pg_depend d JOIN pg_proc p ON p.oid = d.refobjid JOIN pg_language l ON l.oid = p.prolang
                LEFT JOIN pg_attrdef f ON d.classid = 'pg_attrdef'::regclass AND f.oid = d.objid
                LEFT JOIN pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum
                WHERE d.refclassid = 'pg_proc'::regclass AND p.oid >= \(Self.firstUserObject)
                    AND l.lanname NOT IN ('c', 'internal')
                    AND (d.classid = 'pg_constraint'::regclass OR a.attgenerated <> ''
                         OR d.classid = 'pg_rewrite'::regclass AND EXISTS (SELECT FROM pg_class WHERE relkind = 'm')))
            """
        ).bool(0, 0)
    }

    /// Columns: constraint. The CHECK constraints of tables and domains.
    package func readChecks() throws -> Set<DependencyGraph.Object> {
        let result = try session.query(
            "SELECT oid FROM pg_constraint WHERE contype = 'c' AND oid >= \(Self.firstUserObject)"
        )
        return try Set(
            (0..<result.rowCount).map {
                DependencyGraph.Object(catalog: SystemCatalog.constraint, id: try result.objectID($0, 0))
            }
        )
    }

    /// Columns: extension, catalog, object of every member of an extension.
    package func readExtensionMembers() throws -> [DependencyGraph.Object: ObjectID] {
        let result = try session.query(
            "SELECT DISTINCT refobjid, classid, objid FROM pg_depend WHERE deptype = 'e'"
        )
        var members: [DependencyGraph.Object: ObjectID] = [:]
        for row in 0..<result.rowCount {
            members[try result.object(row, 1, 2)] = try result.objectID(row, 0)
        }
        return members
    }

    /// Columns: schema, id.
    package func readNamespaces() throws -> [Identifier: ObjectID] {
        let result = try session.query(
            "SELECT n.nspname, n.oid FROM pg_namespace n WHERE \(CatalogReader.isUserSchema)"
        )
        var namespaces: [Identifier: ObjectID] = [:]
        for row in 0..<result.rowCount {
            namespaces[Identifier(try result.text(row, 0))] = try result.objectID(row, 1)
        }
        return namespaces
    }

    /// The names of objects, as the statements of a dump write them.
    ///
    /// Columns: type, schema, name, and of routines the arguments as CREATE writes them; of what belongs to a
    /// relation the relation, and whether it is a CHECK (`pg_identify_object`, `pg_identify_object_as_address`; PostgreSQL
    /// documentation, 9.27.5). The first writes schema and name with quotes where SQL needs them, and nothing else.
    package func readNames(of objects: Set<DependencyGraph.Object>) throws -> Set<NamedObject> {
        guard !objects.isEmpty else { return [] }
        let sorted = objects.sorted()
        let result = try session.query(
            """
            SELECT i.type, (parse_ident(i.schema))[1],
                   CASE WHEN i.type = 'cast' THEN i.identity
                        ELSE coalesce((parse_ident(i.name))[1], a.object_names[array_length(a.object_names, 1)], i.identity) END,
                   p.proname, \(Self.routineArguments), a.object_names[1], a.object_names[2],
                   array_length(a.object_names, 1), coalesce(k.contype = 'c', false)
            FROM unnest($1::oid[], $2::oid[]) AS o (classid, objid)
                CROSS JOIN LATERAL pg_identify_object(o.classid, o.objid, 0) AS i
                CROSS JOIN LATERAL pg_identify_object_as_address(o.classid, o.objid, 0) AS a
                LEFT JOIN pg_proc p ON o.classid = \(SystemCatalog.routine) AND p.oid = o.objid
                LEFT JOIN pg_constraint k ON o.classid = \(SystemCatalog.constraint) AND k.oid = o.objid
            WHERE i.type IS NOT NULL AND i.identity IS NOT NULL
            """,
            [ArrayText.of(sorted.map(\.catalog)), ArrayText.of(sorted.map(\.id))]
        )
        var names: Set<NamedObject> = []
        for row in 0..<result.rowCount {
            let length = try result.integer(row, 7)
            let name = try result[row, 3] ?? result.text(row, 2)
            var named = NamedObject(
                type: try result.text(row, 0), schema: result[row, 1].map { Identifier($0) },
                name: Identifier(name),
                arguments: result[row, 4], relation: nil, isCheck: try result.bool(row, 8)
            )
            if NamedObject.relationPartTypes.contains(named.type), length == 3 {
                named.relation = try result.nameIfPresent(row, 5, 6)
            }
            names.insert(named)
        }
        return names
    }

    /// As CREATE and `pg_dump` write them, default values left out.
    private static let routineArguments =
        "CASE WHEN p.oid IS NOT NULL THEN pg_get_function_identity_arguments(p.oid) END"
}

/// An object by type and name.
package struct NamedObject: Sendable, Hashable {
    /// Types whose objects are named within a relation.
    package static let relationPartTypes: Set<String> = [
        "table constraint", "trigger", "policy", "rule", "default value",
    ]

    /// As `pg_identify_object` names it: `table`, `view`, `function`, `table constraint`, ….
    package var type: String
    package var schema: Identifier?
    package var name: Identifier
    /// Of routines.
    package var arguments: String?
    /// Of what belongs to a relation.
    package var relation: QualifiedName?
    /// Whether it is a CHECK, the one kind of constraint that may be written inside CREATE TABLE.
    package var isCheck = false
}
