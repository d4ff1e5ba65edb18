import Foundation
import PGSampleFixtureFile
import SystemPackage
import Testing

@Suite struct SHA256Tests {
    /// The examples of FIPS 180-4 and of NIST's CAVP, byte-oriented.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ])
    func publishedExamples(message: String, digest: String) {
        #expect(SHA256.hexDigest(of: message) == digest)
    }

    @Test func everyLengthAroundABlockAgreesWithTheSystemsProgramHoweverItIsCut() throws {
        let folder = try TemporaryFolder()
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        let lengths = Array(0...130) + [4_095, 4_096, 100_003]
        var paths: [String] = []
        var digests: [String] = []
        for length in lengths {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            paths.append(try folder.write(bytes, to: "\(length)").string)
            var hash = SHA256()
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Int.random(in: 0...min(rest.count, 150), using: &random)
                Array(rest.prefix(count)).withUnsafeBytes { hash.update($0) }
                rest = rest.dropFirst(count)
            }
            digests.append(hash.hexDigest())
        }
        #if os(Linux)
            let program = try run("sha256sum", paths, in: folder)
        #else
            let program = try run("shasum", ["-a", "256"] + paths, in: folder)
        #endif
        try #require(program.status == 0, "\(program.errors)")
        let expected = String(decoding: program.output, as: UTF8.self).split(separator: "\n").map {
            $0.prefix(64)
        }
        #expect(digests == expected.map(String.init), "seed \(seed)")
    }
}
