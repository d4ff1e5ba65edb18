import PGSampleSQL

/// What routines use whose bodies are strings, as far as the words of the bodies tell. Pure.
///
/// `pg_depend` has nothing of it, because such a body is read when it runs (PostgreSQL documentation, 5.15
/// "Dependency Tracking"). A fixture's load runs some of them: in indexes, checks, generated
/// columns, and in what fills materialized views.
struct RoutineBodies {
    typealias Object = DependencyGraph.Object

    struct Routine {
        var object: Object
        /// How many arguments a call may have.
        var arguments: ClosedRange<Int>
    }

    /// The text of each body.
    var bodies: [Object: [UInt8]] = [:]
    /// Where names without a schema are looked for: the paths of the routines that set one, and that of all others.
    var paths: [Object: [Identifier]] = [:]
    var path: [Identifier] = []
    var routines: [QualifiedName: [Routine]] = [:]
    /// Routines that a name without a schema can mean: of all schemas, but for the names of built-in ones.
    var unqualified: [Identifier: [Routine]] = [:]
    var relations: [QualifiedName: Object] = [:] {
        didSet {
            unqualifiedRelations = Dictionary(grouping: relations.keys, by: \.name)
                .compactMapValues { names in names.count == 1 ? relations[names[0]] : nil }
        }
    }
    /// Relations that are the only ones of their name, which a name without a schema means wherever the path leads
    /// when the routine is called; of several that are not on the path nobody knows which one.
    private var unqualifiedRelations: [Identifier: Object] = [:]
    var types: [QualifiedName: Object] = [:]

    /// The graph with what the bodies use that run when `evaluated` objects are created or filled.
    ///
    /// - Complexity: O(objects + dependencies + bytes of the bodies).
    func completing(_ graph: DependencyGraph, evaluated: Set<Object>) -> DependencyGraph {
        var graph = graph
        var seen = evaluated
        var worklist = Array(evaluated)
        while let object = worklist.popLast() {
            if let body = bodies[object] {
                for used in uses(in: body, path: paths[object] ?? path).sorted() {
                    graph.insert(object, dependsOn: used, .normal)
                }
            }
            var next = graph.referenced[object, default: []].map(\.object)
            if object.catalog == SystemCatalog.relation {
                // A view is what its rule says.
                next += graph.dependents[object, default: []].map(\.object).filter {
                    $0.catalog == SystemCatalog.rule
                }
            }
            for object in next where seen.insert(object).inserted { worklist.append(object) }
        }
        return graph
    }

    // MARK: Words

    /// What a body names: routines that it calls, relations and types.
    private func uses(in body: [UInt8], path: [Identifier]) -> Set<Object> {
        // What is no SQL cannot be run either.
        guard let tokens = try? SQLTokenizer.tokens(of: body) else { return [] }
        let words = BodyWords(bytes: body, tokens: tokens)
        var uses: Set<Object> = []
        for index in tokens.indices {
            guard let name = words.identifier(index), !words.isMark(".", at: index - 1) else { continue }
            guard words.isMark(".", at: index + 1), let last = words.identifier(index + 2) else {
                if words.isMark("(", at: index + 1) {
                    uses.formUnion(matches(unqualified[name], words.argumentCount(after: index + 1)))
                } else if words.isRelationExpected(at: index), let relation = relation(name, path) {
                    uses.insert(relation)
                }
                continue
            }
            let qualified = QualifiedName(schema: name, name: last)
            if words.isMark("(", at: index + 3) {
                uses.formUnion(matches(routines[qualified], words.argumentCount(after: index + 3)))
            }
            uses.formUnion([relations[qualified], types[qualified]].compactMap(\.self))
        }
        return uses
    }

    private func relation(_ name: Identifier, _ path: [Identifier]) -> Object? {
        path.lazy.compactMap { relations[QualifiedName(schema: $0, name: name)] }.first
            ?? unqualifiedRelations[name]
    }

    private func matches(_ routines: [Routine]?, _ count: Int) -> [Object] {
        (routines ?? []).filter { $0.arguments.contains(count) }.map(\.object)
    }
}
