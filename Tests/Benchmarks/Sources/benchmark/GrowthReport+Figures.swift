extension GrowthReport {
    /// The plots, by the names of their files.
    var figures: [String: Figure] {
        [
            "growth-source.svg": Figure(
                title: "The same sample of ever larger sources",
                panels: panels(
                    of: bySource,
                    Axis("rows of the source", of: values(of: bySource, \.rowsOfSource), .logarithmic),
                    \.rowsOfSource, time: .linear)),
            "growth-sample.svg": Figure(
                title: "Ever larger samples of the same source",
                panels: panels(
                    of: bySample,
                    Axis("rows of the output", of: values(of: bySample, \.rowsOfOutput), .logarithmic),
                    \.rowsOfOutput, time: .logarithmic)),
        ]
    }

    private func values(of points: [Point], _ rows: KeyPath<Point, Int>) -> [Double] {
        points.map { Double($0[keyPath: rows]) }
    }

    /// Time and memory.
    private func panels(
        of points: [Point], _ x: Axis, _ rows: KeyPath<Point, Int>, time scale: Axis.Scale
    ) -> [Figure.Panel] {
        func line(_ name: String, _ value: (Point) -> Spread) -> Figure.Line {
            Figure.Line(name: name, points: zip(values(of: points, rows), points.map(value)).map { ($0, $1) })
        }
        func panel(_ label: String, _ scale: Axis.Scale, _ lines: [Figure.Line]) -> Figure.Panel {
            let values = lines.flatMap(\.points).flatMap { [$0.y.least, $0.y.most] }
            return Figure.Panel(x: x, y: Axis(label, of: values, scale), lines: lines)
        }
        let isBound = points.contains(where: \.byHand.isMemoryBound)
        return [
            panel(
                "time, in seconds", scale,
                [line("pg-sample", \.ours.time), line("by hand", \.byHand.time)]),
            panel(
                "memory, in MB", .linear,
                [
                    line("pg-sample", \.ours.memory),
                    line(isBound ? "by hand, at most" : "by hand", \.byHand.memory),
                ]),
        ]
    }
}
