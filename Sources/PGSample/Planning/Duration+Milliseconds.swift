extension Duration {
    /// Whole milliseconds, rounded towards zero; of a duration that is too long for them, the most or the
    /// least.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        let (product, overflows) = Int(seconds).multipliedReportingOverflow(by: 1_000)
        let (sum, exceeds) = product.addingReportingOverflow(Int(attoseconds / 1_000_000_000_000_000))
        return overflows || exceeds ? (seconds < 0 ? .min : .max) : sum
    }
}
