/// SHA-256 (FIPS 180-4) of bytes that come in pieces.
///
/// Our own because a fixture's rows are all that is hashed, no secret, and the packages that offer it add
/// half a minute to every user's first build. A build without optimization is what `swift package
/// generate-fixtures` runs, so the rounds are written for it: pointers, masking shifts, and transparent
/// functions, which are inlined there too.
package struct SHA256: ~Copyable {
    private static let blockSize = 64

    /// 8 words of state, 64 of round constants, 64 of message schedule.
    private let state: UnsafeMutablePointer<UInt32>
    private let constants: UnsafeMutablePointer<UInt32>
    private let schedule: UnsafeMutablePointer<UInt32>
    /// The beginning of a block that is not full.
    private let partial: UnsafeMutableRawPointer
    private var partialCount = 0
    private var totalCount: UInt64 = 0

    package init() {
        state = .allocate(capacity: 8 + 64 + 64)
        constants = state + 8
        schedule = constants + 64
        partial = .allocate(byteCount: Self.blockSize, alignment: 16)
        Self.fractions.withUnsafeBufferPointer { words in
            for (index, word) in words.enumerated() { (state + index).initialize(to: word) }
        }
        schedule.initialize(repeating: 0, count: 64)
    }

    deinit {
        state.deallocate()
        partial.deallocate()
    }

    /// Adds bytes to the message.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard var source = bytes.baseAddress else { return }
        var rest = bytes.count
        totalCount &+= UInt64(rest)
        if partialCount > 0 {
            let count = min(rest, Self.blockSize - partialCount)
            (partial + partialCount).copyMemory(from: source, byteCount: count)
            partialCount += count
            source += count
            rest -= count
            guard partialCount == Self.blockSize else { return }
            compress(partial, blocks: 1)
            partialCount = 0
        }
        let blocks = rest / Self.blockSize
        compress(source, blocks: blocks)
        rest -= blocks * Self.blockSize
        partial.copyMemory(from: source + blocks * Self.blockSize, byteCount: rest)
        partialCount = rest
    }

    /// Adds the UTF-8 bytes of `text` to the message.
    package mutating func update(_ text: String) {
        var text = text
        text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
    }

    /// The digest in lower-case hexadecimal. It ends the message: nothing may be added afterwards.
    package mutating func hexDigest() -> String {
        let bitCount = totalCount &* 8
        var padding: [UInt8] = [0x80]
        let used = (partialCount + 1) % Self.blockSize
        padding += [UInt8](repeating: 0, count: (Self.blockSize + 56 - used) % Self.blockSize)
        padding += (0..<8).map { UInt8(truncatingIfNeeded: bitCount >> UInt64(56 - 8 * $0)) }
        padding.withUnsafeBytes { update($0) }
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for index in 0..<8 {
            for shift in stride(from: UInt32(28), through: 0, by: -4) {
                text.append(digits[Int((state[index] >> shift) & 0xF)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The digest of the UTF-8 bytes of `text`, in lower-case hexadecimal.
    package static func hexDigest(of text: String) -> String {
        var hash = SHA256()
        hash.update(text)
        return hash.hexDigest()
    }

    // MARK: Rounds

    private func compress(_ source: UnsafeRawPointer, blocks: Int) {
        let state = state
        let constants = constants
        let words = schedule
        var source = source
        var rest = blocks
        while rest > 0 {
            UnsafeMutableRawPointer(words).copyMemory(from: source, byteCount: Self.blockSize)
            Self.expand(words)
            var (a, b, c, d) = (state[0], state[1], state[2], state[3])
            var (e, f, g, h) = (state[4], state[5], state[6], state[7])
            var i = 0
            while i < 64 {
                Self.round(a, b, c, &d, e, f, g, &h, constants[i] &+ words[i])
                Self.round(h, a, b, &c, d, e, f, &g, constants[i &+ 1] &+ words[i &+ 1])
                Self.round(g, h, a, &b, c, d, e, &f, constants[i &+ 2] &+ words[i &+ 2])
                Self.round(f, g, h, &a, b, c, d, &e, constants[i &+ 3] &+ words[i &+ 3])
                Self.round(e, f, g, &h, a, b, c, &d, constants[i &+ 4] &+ words[i &+ 4])
                Self.round(d, e, f, &g, h, a, b, &c, constants[i &+ 5] &+ words[i &+ 5])
                Self.round(c, d, e, &f, g, h, a, &b, constants[i &+ 6] &+ words[i &+ 6])
                Self.round(b, c, d, &e, f, g, h, &a, constants[i &+ 7] &+ words[i &+ 7])
                i = i &+ 8
            }
            state[0] = state[0] &+ a
            state[1] = state[1] &+ b
            state[2] = state[2] &+ c
            state[3] = state[3] &+ d
            state[4] = state[4] &+ e
            state[5] = state[5] &+ f
            state[6] = state[6] &+ g
            state[7] = state[7] &+ h
            source += Self.blockSize
            rest = rest &- 1
        }
    }

    /// Turns the 16 big-endian words of a block into the 64 of the message schedule.
    private static func expand(_ words: UnsafeMutablePointer<UInt32>) {
        var i = 0
        while i < 16 {
            words[i] = words[i].bigEndian
            i = i &+ 1
        }
        while i < 64 {
            let early = words[i &- 15]
            let late = words[i &- 2]
            words[i] =
                words[i &- 16] &+ words[i &- 7]
                &+ (rotated(early, 7) ^ rotated(early, 18) ^ (early &>> 3))
                &+ (rotated(late, 17) ^ rotated(late, 19) ^ (late &>> 10))
            i = i &+ 1
        }
    }

    @_transparent
    private static func round(
        _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32,
        _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32, _ word: UInt32
    ) {
        h = h &+ (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) &+ (g ^ (e & (f ^ g))) &+ word
        d = d &+ h
        h = h &+ (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) &+ ((a & b) | (c & (a | b)))
    }

    @_transparent
    private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
        (word &>> count) | (word &<< (32 &- count))
    }

    /// The first 32 bits of the fractional parts of the square roots of the first 8 primes, then of the cube
    /// roots of the first 64 (FIPS 180-4, 5.3.3 and 4.2.2).
    private static let fractions: [UInt32] = [
        0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB,
        0x5BE0_CD19,
        0x428A_2F98, 0x7137_4491, 0xB5C0_FBCF, 0xE9B5_DBA5, 0x3956_C25B, 0x59F1_11F1, 0x923F_82A4,
        0xAB1C_5ED5,
        0xD807_AA98, 0x1283_5B01, 0x2431_85BE, 0x550C_7DC3, 0x72BE_5D74, 0x80DE_B1FE, 0x9BDC_06A7,
        0xC19B_F174,
        0xE49B_69C1, 0xEFBE_4786, 0x0FC1_9DC6, 0x240C_A1CC, 0x2DE9_2C6F, 0x4A74_84AA, 0x5CB0_A9DC,
        0x76F9_88DA,
        0x983E_5152, 0xA831_C66D, 0xB003_27C8, 0xBF59_7FC7, 0xC6E0_0BF3, 0xD5A7_9147, 0x06CA_6351,
        0x1429_2967,
        0x27B7_0A85, 0x2E1B_2138, 0x4D2C_6DFC, 0x5338_0D13, 0x650A_7354, 0x766A_0ABB, 0x81C2_C92E,
        0x9272_2C85,
        0xA2BF_E8A1, 0xA81A_664B, 0xC24B_8B70, 0xC76C_51A3, 0xD192_E819, 0xD699_0624, 0xF40E_3585,
        0x106A_A070,
        0x19A4_C116, 0x1E37_6C08, 0x2748_774C, 0x34B0_BCB5, 0x391C_0CB3, 0x4ED8_AA4A, 0x5B9C_CA4F,
        0x682E_6FF3,
        0x748F_82EE, 0x78A5_636F, 0x84C8_7814, 0x8CC7_0208, 0x90BE_FFFA, 0xA450_6CEB, 0xBEF9_A3F7,
        0xC671_78F2,
    ]
}
