import Foundation

/// Plots side by side, as SVG: on no background, in colours that stand out from white as from black.
struct Figure {
    /// Values over a quantity, each with the least and the largest that was measured.
    struct Line {
        var name: String
        var points: [(x: Double, y: Spread)]
    }

    struct Panel {
        var x: Axis
        var y: Axis
        var lines: [Line]
    }

    var title: String
    var panels: [Panel]

    private static let panelSize = (width: 380.0, height: 260.0)
    /// Of a panel's plot within it.
    private static let plot = (left: 58.0, top: 34.0, right: 366.0, bottom: 214.0)
    private static let grey = "#767676"
    private static let styles = [(color: "#2f81f7", dashes: ""), (color: "#d9730d", dashes: "6 3")]

    /// The same numbers give the same text.
    var svg: String {
        let (width, height) = (Self.panelSize.width * Double(panels.count), Self.panelSize.height)
        var text = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.text(width)) \(Self.text(height))" role="img" \
            font-family="system-ui, sans-serif" font-size="12" fill="\(Self.grey)">
            <title>\(title)</title>

            """
        for (number, panel) in panels.enumerated() {
            text += "<g transform=\"translate(\(Self.text(Double(number) * Self.panelSize.width)) 0)\">\n"
            text += Self.axes(of: panel) + panel.lines.indices.map { Self.line($0, of: panel) }.joined()
            text += "</g>\n"
        }
        return text + "</svg>\n"
    }

    // MARK: Parts

    private static func axes(of panel: Panel) -> String {
        let (left, right, bottom) = (Self.text(plot.left), Self.text(plot.right), Self.text(plot.bottom))
        var text = ""
        for tick in panel.y.ticks {
            let y = y(tick, panel)
            text += stroke("M\(left) \(y)H\(right)", grey, opacity: 0.3)
            text += label(Axis.name(tick), Self.text(plot.left - 6), y, "text-anchor=\"end\" dy=\"4\"")
        }
        for tick in panel.x.ticks {
            let x = x(tick, panel)
            text += stroke("M\(x) \(bottom)v5", grey)
            text += label(Axis.name(tick), x, Self.text(plot.bottom + 19), "text-anchor=\"middle\"")
        }
        text += stroke("M\(left) \(bottom)H\(right)", grey)
        let middle = (x: Self.text((plot.left + plot.right) / 2), y: Self.text((plot.top + plot.bottom) / 2))
        text += label(panel.x.label, middle.x, Self.text(plot.bottom + 38), "text-anchor=\"middle\"")
        let upright = "transform=\"translate(14 \(middle.y)) rotate(-90)\""
        return text + label(panel.y.label, "0", "0", "text-anchor=\"middle\" \(upright)")
    }

    /// A line with its name above the plot.
    private static func line(_ number: Int, of panel: Panel) -> String {
        let (line, style) = (panel.lines[number], styles[number % styles.count])
        let places = line.points.map { (x: x($0.x, panel), y: y($0.y.median, panel), spread: $0.y) }
        var text = stroke(
            "M" + places.map { "\($0.x) \($0.y)" }.joined(separator: "L"), style.color, width: 2,
            dashes: style.dashes)
        for place in places {
            text += stroke(
                "M\(place.x) \(y(place.spread.least, panel))V\(y(place.spread.most, panel))", style.color)
            text += "<circle cx=\"\(place.x)\" cy=\"\(place.y)\" r=\"3\" fill=\"\(style.color)\"/>\n"
        }
        let left = plot.left + Double(number) * 120
        text += stroke("M\(Self.text(left)) 16h24", style.color, width: 2, dashes: style.dashes)
        return text + label(line.name, Self.text(left + 30), "20")
    }

    private static func stroke(
        _ path: String, _ color: String, width: Int = 1, opacity: Double = 1, dashes: String = ""
    ) -> String {
        let extras =
            (opacity < 1 ? " stroke-opacity=\"\(opacity)\"" : "")
            + (dashes.isEmpty ? "" : " stroke-dasharray=\"\(dashes)\"")
        return "<path d=\"\(path)\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"\(width)\"\(extras)/>\n"
    }

    private static func label(_ words: String, _ x: String, _ y: String, _ attributes: String = "") -> String
    {
        "<text x=\"\(x)\" y=\"\(y)\"\(attributes.isEmpty ? "" : " ")\(attributes)>\(words)</text>\n"
    }

    private static func x(_ value: Double, _ panel: Panel) -> String {
        text(plot.left + panel.x.position(value) * (plot.right - plot.left))
    }

    private static func y(_ value: Double, _ panel: Panel) -> String {
        text(plot.bottom - panel.y.position(value) * (plot.bottom - plot.top))
    }

    private static func text(_ number: Double) -> String {
        String(format: "%g", (number * 10).rounded() / 10)
    }
}
