import ArgumentParser

/// `a=b`: a schema of a file, and the name to load it under.
struct SchemaPair: ExpressibleByArgument {
    var source: String
    var target: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        (source, target) = (String(parts[0]), String(parts[1]))
    }
}
