import Foundation
import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL
import SystemPackage

@testable import PGSample

/// A copy of a database whose objects were created in another order, and whose rows lie in another order.
///
/// The statements are `pg_dump`'s, the order is a seed's: what fails for want of something is tried again
/// when the others are done. A materialized view that the source has filled is filled.
struct ShuffledCopy {
    let database: String

    /// Nothing of the rest could be created.
    struct Stuck: Error, CustomStringConvertible {
        var words: [String]
        var description: String { words.joined(separator: "\n") }
    }

    init(of source: String, seed: UInt64) async throws {
        database = try await TestServer.database()
        let dump = try await Self.dump(of: source, ["--section=pre-data", "--section=post-data"])
        let statements = try SchemaScript(dump).statements.filter {
            // A new database has this schema, and the copy is made with the settings of a session.
            $0.kind != .setting && !($0.objectKind == .schema && $0.identifier == Identifier("public"))
        }
        var generator = SplitMix64(seed: seed)
        for section in SchemaStatement.Section.allCases {
            let part = statements.filter { $0.section == section }
            try await Self.create(Self.units(part).shuffled(using: &generator), in: database)
            if section == .preData { try await Self.loadRows(of: source, into: database) }
        }
    }

    /// An object's statement with those that follow it, which speak of it alone.
    private static func units(_ statements: [SchemaStatement]) -> [String] {
        var units: [String] = []
        for statement in statements {
            switch statement.kind {
            case .comment, .columnSetting, .tableSetting, .indexSetting, .statisticsSetting, .triggerState,
                .ruleState, .textSearchMapping, .eventTriggerState, .operatorFamilyMember:
                units[units.count - 1] += ";\n" + statement.text
            default: units.append(statement.text)
            }
        }
        return units
    }

    private static func create(_ units: [String], in database: String) async throws {
        try await TestServer.withSession(database) { session in
            try session.execute(
                """
                SET search_path = ''; SET check_function_bodies = off; SET client_min_messages = error;
                SET xmloption = content;
                """
            )
            var rest = units
            while !rest.isEmpty {
                var failed: [(unit: String, words: String)] = []
                for unit in rest {
                    do {
                        try session.execute(unit)
                    } catch let error as DatabaseError {
                        failed.append((unit, "\(unit.prefix(200)): \(error)"))
                    }
                }
                guard failed.count < rest.count else { throw Stuck(words: failed.map(\.words)) }
                rest = failed.map(\.unit)
            }
        }
    }

    private static func loadRows(of source: String, into database: String) async throws {
        let dump = try await dump(of: source, ["--data-only", "--no-blobs"])
        var script: [ArraySlice<UInt8>] = [], rows: [ArraySlice<UInt8>]?
        for line in dump.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if rows == nil {
                script.append(line)
                // A name may have a newline in it.
                if line.reversed().starts(with: " FROM stdin;".utf8.reversed()) { rows = [] }
            } else if line.elementsEqual("\\.".utf8) {
                script += (rows ?? []).reversed()
                script.append(line)
                rows = nil
            } else {
                rows?.append(line)
            }
        }
        let text = Data(script.joined(separator: [UInt8(ascii: "\n")]))
        try await withTemporaryFolder { folder in
            let file = folder.appending("rows.sql")
            try text.write(to: URL(filePath: file.string))
            try await TestServer.load(file, into: database)
        }
    }

    private static func dump(of database: String, _ what: [String]) async throws -> [UInt8] {
        let server = try await TestServer.shared
        guard let program = server.installation.program("pg_dump") else {
            throw Stuck(words: ["pg_dump is missing"])
        }
        let arguments = ["--no-owner", "--no-privileges", "--no-publications", "--no-subscriptions"]
        let process = ChildProcess(
            program, arguments + what, variables: .inherited(server.clientVariables(database: database)))
        let (outcome, output) = try await process.collect(limit: 256 << 20)
        try outcome.requireSuccess()
        return Array(output)
    }
}
