import Foundation

/// A database of the server that PG* variables name, through psql.
struct Database {
    let name: String

    init(_ name: String) { self.name = name }

    /// Where databases are made from.
    static let maintenance = Database("template1")

    static func create(_ name: String, template: String = "template0") throws {
        try maintenance.run(sql: removal(of: name), "CREATE DATABASE \(name) TEMPLATE \(template)")
    }

    static func drop(_ name: String) throws {
        try maintenance.run(sql: removal(of: name))
    }

    private static func removal(of name: String) -> String { "DROP DATABASE IF EXISTS \(name) WITH (FORCE)" }

    /// Runs psql on one of our scripts.
    ///
    /// - Returns: What it prints: a row on a line, its columns parted by tabs.
    @discardableResult
    func run(resource: String, variables: [String: String] = [:]) throws -> String {
        guard let path = Bundle.module.path(forResource: resource, ofType: "sql", inDirectory: "SQL") else {
            throw BenchmarkError("the script \(resource).sql is not beside this program")
        }
        return try run(variables.map { "--set=\($0.key)=\($0.value)" }.sorted() + ["--file=\(path)"])
    }

    /// Runs psql on one of our scripts that prints numbers, one on a line.
    func sum(resource: String) throws -> Int {
        try run(resource: resource).split(separator: "\n").reduce(0) { $0 + (Int($1) ?? 0) }
    }

    /// The rows of all tables.
    func rows() throws -> Int { try sum(resource: "count") }

    /// Runs a statement that gives one value.
    func value(sql: String) throws -> String { try run(sql: sql).trimmingCharacters(in: .newlines) }

    @discardableResult
    func run(script: URL) throws -> String { try run(["--file=\(script.path)"]) }

    /// Runs statements, each in its own transaction.
    @discardableResult
    func run(sql statements: String...) throws -> String { try run(statements.map { "--command=\($0)" }) }

    private func run(_ arguments: [String]) throws -> String {
        try Command(Self.psql + ["--dbname=\(name)"] + arguments).output()
    }

    static let psql = ["psql", "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1"]
}
