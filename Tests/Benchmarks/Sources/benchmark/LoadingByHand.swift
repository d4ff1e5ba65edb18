import Foundation

/// Loading a fixture as anyone would: psql reads it, in one transaction.
enum LoadingByHand {
    static func command(_ file: URL, into database: Database) -> Command {
        let psql = "psql -q -X -1 -v ON_ERROR_STOP=1 -d \(database.name)"
        return Command(shell: "gunzip -c '\(file.path)' | \(psql)")
    }
}
