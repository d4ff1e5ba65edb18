import Testing

@testable import PGSample

@Suite struct `Options of a library's user` {
    @Test(arguments: [
        (Duration.zero, 1), (.microseconds(500), 1), (.seconds(-1), 1), (.seconds(5), 5000),
        (.seconds(1 << 40), Int(Int32.max)),
    ])
    func `no time to wait for a lock is none at all, or more than the server takes`(
        _ timeout: Duration, _ milliseconds: Int
    ) {
        var options = SamplingOptions()
        options.lockTimeout = timeout
        #expect(options.lockTimeoutMilliseconds == milliseconds)
    }

    @Test func `a source that is printed does not show its password`() {
        let source = DatabaseSource(
            database: "postgresql://app:s3cret@db/shop", host: "replica", user: "reader", password: "s3cret")
        var dumped = ""
        dump(SamplingEngine(source: source), to: &dumped)
        for text in ["\(source)", String(reflecting: source), dumped] {
            #expect(!text.contains("s3cret") && text.contains("replica"), "\(text)")
        }
    }
}
