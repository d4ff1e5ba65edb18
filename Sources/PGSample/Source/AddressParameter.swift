import PGSampleLibPQ
import PGSampleSQL

/// Hands addresses to the server in settings of the transaction, so that the text of the statements that use
/// them stays the same: neither the server's log nor `pg_stat_statements` fills up with addresses, and COPY,
/// which takes no parameters, can use them too.
enum AddressParameter {
    /// Makes `text` the addresses that ``condition(_:slot:)`` means.
    ///
    /// - Parameter slot: Tells the addresses of several relations in one statement apart.
    static func send(_ text: AddressText, to session: Session, slot: Int = 0) throws {
        // The answer is the value itself unless it is thrown away on the server.
        try session.query(
            "SELECT FROM (SELECT set_config('\(setting(slot))', $1, true)) AS sent WHERE set_config IS NULL",
            textParameter: text.bytes
        )
    }

    /// As ``send(_:to:slot:)`` for several relations in one statement: slots from 0 on, in their order.
    static func send(_ texts: [AddressText], to session: Session) throws {
        let separator = UInt8(ascii: "|")
        // Without the zero byte of each but the last.
        let text = texts.map { $0.bytes.dropLast() }.joined(separator: [separator])
        try session.query(
            """
            SELECT count(set_config('\(prefix)' || slot - 1, addresses, true))
            FROM unnest(string_to_array($1, '|')) WITH ORDINALITY AS sent(addresses, slot)
            """, textParameter: Array(text) + [0])
    }

    /// A condition on `alias` that a Tid Scan answers. In a subquery, the addresses are read when the
    /// statement runs and not also when it is planned.
    static func condition(_ alias: String, slot: Int = 0) -> String {
        "\(alias).ctid = ANY ((SELECT current_setting('\(setting(slot))'))::tid[])"
    }

    /// The same of addresses that are the statement's parameter, of any number up to ``Closure/batchSize``.
    static func parameterCondition(_ alias: String) -> String {
        "\(alias).ctid = ANY ((SELECT $1)::tid[])"
    }

    /// Fetches the rows by address; the relation is known as `f`.
    static func select(_ expressions: [String], from relation: QualifiedName, slot: Int = 0) -> String {
        "SELECT \(expressions.joined(separator: ", ")) FROM ONLY \(relation.sql) AS f WHERE \(condition("f", slot: slot))"
    }

    private static func setting(_ slot: Int) -> String {
        "\(prefix)\(slot)"
    }

    private static let prefix = "pg_sample.a"
}
