import Foundation
import PGSampleFixtures

/// A program that is no test: prints the guests' bills, or with `--wait` tells where its database is and stays.
@main
struct Seed {
    static func main() async {
        do {
            try await printBills()
        } catch {
            FileHandle.standardError.write(Data("seed: \(error)\n".utf8))
            exit(1)
        }
    }

    static func printBills() async throws {
        try await withFixture("cafe") { db in
            if CommandLine.arguments.contains("--wait") {
                FileHandle.standardOutput.write(Data("\(db.host) \(db.name)\n".utf8))
                try await Task.sleep(for: .seconds(600))
            }
            let bills = try await db.query(
                "SELECT name, sum(total_cents) AS cents FROM guests JOIN orders ON guest_id = guests.id "
                    + "GROUP BY name ORDER BY name")
            for bill in bills { print(bill["name"] ?? "", bill["cents"] ?? "") }
        }
    }
}
