import PGSample
import Testing

@Suite("PGSampleError")
struct PGSampleErrorTests {
    private struct Cause: Error, CustomStringConvertible {
        var description: String
    }

    @Test("the description says what failed, on which object, why, and what to do, in this order")
    func order() {
        let error = PGSampleError(
            code: .permissionDenied, message: "cannot read the table", object: "public.users",
            sqlState: "42501",
            remedy: "Grant SELECT on it.", cause: Cause(description: "permission denied for table users"))
        #expect(
            error.description == """
                cannot read the table "public.users": permission denied for table users (SQLSTATE 42501)
                Grant SELECT on it.
                """)
    }

    @Test("a reason goes before the cause's words, and a SQLSTATE is not said twice")
    func reason() {
        let error = PGSampleError(
            code: .statementFailed, message: "the query failed", reason: "ours", sqlState: "22012",
            cause: Cause(description: "theirs"))
        #expect(error.description == "the query failed: ours (SQLSTATE 22012)")
        let twice = PGSampleError(
            code: .statementFailed, message: "the query failed", sqlState: "22012",
            cause: Cause(description: "a value is not valid (SQLSTATE 22012)"))
        #expect(twice.description == "the query failed: a value is not valid (SQLSTATE 22012)")
    }

    @Test("a line break in a name does not tear the message apart")
    func lineBreaks() {
        let error = PGSampleError(code: .unknownTable, message: "no such table", object: "a\nb\r")
        #expect(error.description == #"no such table "a\nb\r""#)
    }

    @Test("codes are told apart by their names")
    func codes() {
        #expect(PGSampleError.Code.invalidRule != .unknownTable)
        #expect(PGSampleError.Code.stagingPlanChanged.description == "stagingPlanChanged")
    }
}
