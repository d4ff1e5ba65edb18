/// Addresses as the text of a `tid[]` value: `{"(0,1)","(0,2)"}`, closed by a zero byte for libpq.
struct AddressText {
    /// Quotes, parentheses, two commas, ten digits of a block and five of an offset.
    private static let bytesPerAddress = 21

    private(set) var count = 0
    private var storage: [UInt8]

    init(capacity: Int) {
        storage = [UInt8(ascii: "{")]
        storage.reserveCapacity(capacity * Self.bytesPerAddress + 2)
    }

    init(_ addresses: [RowAddress]) {
        self.init(capacity: addresses.count)
        for address in addresses { append(address) }
    }

    mutating func append(_ address: RowAddress) {
        if count > 0 { storage.append(UInt8(ascii: ",")) }
        storage.append(UInt8(ascii: "\""))
        storage.append(UInt8(ascii: "("))
        appendDecimal(address.block)
        storage.append(UInt8(ascii: ","))
        appendDecimal(UInt32(address.offset))
        storage.append(UInt8(ascii: ")"))
        storage.append(UInt8(ascii: "\""))
        count += 1
    }

    mutating func removeAll() {
        storage.removeAll(keepingCapacity: true)
        storage.append(UInt8(ascii: "{"))
        count = 0
    }

    /// The whole text with its closing brace and zero byte.
    var bytes: [UInt8] { storage + [UInt8(ascii: "}"), 0] }

    private mutating func appendDecimal(_ value: UInt32) {
        var divisor: UInt32 = 1
        while value / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            storage.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }
}
