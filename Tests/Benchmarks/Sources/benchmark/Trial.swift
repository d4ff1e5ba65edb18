/// A program at a work.
struct Trial: Hashable, Comparable {
    enum Program: String {
        case direct = "pg-sample"
        case staging = "pg-sample --use-staging"
        case byHand = "by hand"
        case perl = "Perl pg_sample"
        /// Of what `direct` has written, into an empty database.
        case load = "pg-sample load"
        case loadByHand = "gunzip and psql"

        /// Whether it fills ``Source/loaded``, instead of writing a file.
        var loads: Bool { self == .load || self == .loadByHand }
    }

    let work: Work
    let program: Program

    init(_ program: Program, _ work: Work) {
        (self.work, self.program) = (work, program)
    }

    var title: String { "\(program.rawValue), \(work.title)" }

    static func < (left: Trial, right: Trial) -> Bool {
        (left.work.name, left.program.rawValue) < (right.work.name, right.program.rawValue)
    }
}
