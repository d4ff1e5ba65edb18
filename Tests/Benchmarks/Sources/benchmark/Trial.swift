/// A program at a work.
struct Trial: Hashable {
    enum Program: String {
        case direct = "pg-sample"
        case staging = "pg-sample --use-staging"
        case byHand = "by hand"
        case perl = "Perl pg_sample"
    }

    let work: Work
    let program: Program

    init(_ program: Program, _ work: Work) {
        (self.work, self.program) = (work, program)
    }

    var title: String { "\(program.rawValue), \(work.title)" }
}
