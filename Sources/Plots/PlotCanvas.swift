import Escaping
import JSONText

/// For how wide a screen a picture is drawn.
public enum PlotWidth: Int, Sendable, CaseIterable {
    /// A page beside other things, or a desk's screen.
    case wide = 960
    /// A telephone held upright.
    case narrow = 360

    var pixels: Double { Double(rawValue) }
    /// Room for the numbers of the scales.
    var left: Double { self == .wide ? 52 : 40 }
    var right: Double { pixels - (self == .wide ? 12 : 8) }
    var room: Double { right - left }
    /// The most columns of data, two pixels each.
    var columns: Int { Int(room / 2) }
    var timeTicks: Int { self == .wide ? 12 : 5 }
    var panel: Double { self == .wide ? 56 : 50 }
}

/// The pen: marks with classes, never with styles, so that a page may forbid those.
struct PlotCanvas {
    let width: PlotWidth
    let time: TimeScale

    func x(_ seconds: Double) -> Double {
        guard seconds.isFinite else { return width.left }
        return width.left + min(1, max(0, seconds / time.duration)) * width.room
    }

    static func number(_ value: Double) -> String {
        DecimalText.shortest(value.isFinite ? value : 0, places: 1)
    }

    /// About how wide a text is drawn.
    static func textWidth(_ text: String) -> Double { Double(text.unicodeScalars.count) * 6.3 }

    static func open(_ name: String, label: String, width: Double, height: Double, _ page: inout EscapedText) {
        page.add(
            """
            <svg xmlns="http://www.w3.org/2000/svg" class="plot \(name)" viewBox="0 0 \(number(width)) \(number(height))" \
            width="\(number(width))" height="\(number(height))" role="img" aria-label="\(label)">
            """)
    }

    static func close(_ page: inout EscapedText) { page.add("</svg>\n") }

    static func rect(
        _ name: String, x: Double, y: Double, width: Double, height: Double, _ page: inout EscapedText
    ) {
        page.add(
            "<rect class=\"\(name)\" x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\" height=\"\(number(height))\"/>"
        )
    }

    static func line(
        _ name: String, x1: Double, y1: Double, x2: Double, y2: Double, _ page: inout EscapedText
    ) {
        path(name, "M\(number(x1)) \(number(y1))L\(number(x2)) \(number(y2))", &page)
    }

    /// Numbers and letters of this room, however many: a text of anybody would be cut at a length that no drawing keeps.
    static func path(_ name: String, _ data: String, _ page: inout EscapedText) {
        guard !data.isEmpty else { return }
        page.add("<path class=\"\(name)\" d=\"")
        var rest = data[...]
        while !rest.isEmpty {
            page.text(String(rest.prefix(pieceLength)))
            rest = rest.dropFirst(pieceLength)
        }
        page.add("\"/>")
    }

    private static let pieceLength = 2_000

    static func text(_ name: String, _ text: String, x: Double, y: Double, _ page: inout EscapedText) {
        page.add("<text class=\"\(name)\" x=\"\(number(x))\" y=\"\(number(y))\">\(text)</text>")
    }

    // MARK: What every picture has

    /// Lines of the ticks of time from `top` to `bottom`, and their labels below where `isLabelled`.
    func timeGrid(top: Double, bottom: Double, isLabelled: Bool, _ page: inout EscapedText) {
        var grid = ""
        for tick in time.ticks {
            let place = Self.number(x(tick))
            grid += "M\(place) \(Self.number(top))V\(Self.number(bottom))"
        }
        Self.path("grid", grid, &page)
        guard isLabelled else { return }
        for (index, tick) in time.ticks.enumerated() {
            let place = x(tick)
            let isLast = index == time.ticks.count - 1 && place > width.right - 18
            Self.text(
                index == 0 ? "tick" : isLast ? "tick end" : "tick mid", time.label(tick), x: place, y: bottom + 14,
                &page)
        }
    }

    /// Lines of a scale's ticks with their numbers to the left.
    func valueGrid(
        _ scale: PlotScale, top: Double, bottom: Double, label: (Double) -> String, _ page: inout EscapedText
    ) {
        var grid = ""
        for tick in scale.ticks {
            let y = bottom - scale.share(tick) * (bottom - top)
            grid += "M\(Self.number(width.left)) \(Self.number(y))H\(Self.number(width.right))"
            Self.text("tick end", label(tick), x: width.left - 5, y: y + 4, &page)
        }
        Self.path("grid", grid, &page)
    }

    /// Stretches on hold, behind everything.
    func holds(_ spans: [PlottedCall.Span], top: Double, bottom: Double, isLabelled: Bool, _ page: inout EscapedText) {
        for span in spans {
            let from = x(span.fromSeconds)
            let until = x(span.untilSeconds)
            Self.rect("hold", x: from, y: top, width: max(1, until - from), height: bottom - top, &page)
            if isLabelled, until - from > Self.textWidth(span.label) + 8 {
                Self.text("note mid", span.label, x: (from + until) / 2, y: top + 11, &page)
            }
        }
    }

    /// A line at every event.
    func eventLines(_ events: [PlottedCall.Event], top: Double, bottom: Double, _ page: inout EscapedText) {
        for (tone, name) in [
            (PlottedCall.Event.Tone.plain, "event"), (.good, "event good"), (.bad, "event bad"),
        ] {
            let places = events.filter { $0.tone == tone }.map { Self.number(x($0.atSeconds)) }
            var data = ""
            var before = ""
            for place in places where place != before {
                data += "M\(place) \(Self.number(top))V\(Self.number(bottom))"
                before = place
            }
            Self.path(name, data, &page)
        }
    }
}
