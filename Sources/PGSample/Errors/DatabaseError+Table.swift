import PGSampleLibPQ
import PGSampleSQL

extension DatabaseError {
    /// The same error, which came up while a table was read.
    func reading(_ table: QualifiedName) -> DatabaseError {
        var error = self
        error.readTable = error.readTable ?? table.sql
        return error
    }
}
