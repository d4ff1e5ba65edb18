extension String {
    /// FNV-1a, 64 bits: unlike `hashValue` the same in every process.
    var stableHash: UInt64 {
        utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}
