import Escaping

/// Many calls at a glance: of each a small picture of what both sides heard, all on scales of their own time.
public enum SmallMultiples {
    static let width = 220.0
    static let lane = 26.0

    /// Adds the pictures as a list; `link` gives where a call's name leads, `nil` for nowhere.
    public static func draw(_ calls: [PlottedCall], link: (PlottedCall) -> String?, into page: inout EscapedText) {
        page.add("<ul class=\"multiples\">\n")
        for call in calls.lazy.map(\.tamed) {
            page.add("<li class=\"\(call.verdict)\"><p>")
            if let target = link(call) {
                page.add("<a href=\"\(target)\">\(call.name)</a>")
            } else {
                page.add("<strong>\(call.name)</strong>")
            }
            page.add(" <span>\(TimeScale.text(call.durationSeconds)) · \(words(call))</span></p>")
            draw(call, into: &page)
            page.add("</li>\n")
        }
        page.add("</ul>\n")
    }

    /// The worst way of a call in words.
    private static func words(_ call: PlottedCall) -> String {
        let deaf = Set(call.unheard.map(\.listener))
        if deaf.count == 2 { return "neither side heard" }
        if let listener = deaf.first { return "\(listener.rawValue) side could not hear" }
        let shares = call.streams.map { stream -> (Int, Int) in
            let due = stream.points.reduce(0) { $0 + $1.received + $1.lost }
            return (stream.points.reduce(0) { $0 + $1.lost + $1.late }, due)
        }
        guard let worst = shares.filter({ $0.1 > 0 }).max(by: { $0.0 * $1.1 < $1.0 * $0.1 }) else { return "no media" }
        if call.streams.count == 1, call.streams[0].sender != nil { return "one way, " + unheard(worst) }
        return unheard(worst)
    }

    private static func unheard(_ worst: (Int, Int)) -> String {
        worst.0 == 0 ? "all in time" : "\(PlotWords.percent(min(worst.0, worst.1), of: worst.1)) not heard"
    }

    private static func draw(_ call: PlottedCall, into page: inout EscapedText) {
        let height = 2 * lane + 8
        let canvas = MultipleCanvas(duration: max(0.5, call.durationSeconds))
        PlotCanvas.open(
            "multiple", label: "\(call.name): what the calling side heard above, the called side below",
            width: width, height: height, &page)
        for hold in call.holds {
            let from = canvas.x(hold.fromSeconds)
            PlotCanvas.rect(
                "hold", x: from, y: 0, width: max(1, canvas.x(hold.untilSeconds) - from), height: height, &page)
        }
        PlotCanvas.path("grid", "M0 \(PlotCanvas.number(lane + 4))H\(PlotCanvas.number(width))", &page)
        for stream in call.streams {
            let top = stream.sender == .calling ? lane + 6 : 2
            canvas.draw(stream, top: top, height: lane, &page)
        }
        for stretch in call.unheard {
            let from = canvas.x(stretch.fromSeconds)
            PlotCanvas.rect(
                "unheard", x: from, y: stretch.listener == .called ? lane + 6 : 2,
                width: max(1, canvas.x(stretch.untilSeconds) - from), height: lane, &page)
        }
        PlotCanvas.close(&page)
    }

    /// How the list is laid out.
    public static let sheet: StaticString = """
        .multiples{list-style:none;margin:1rem 0;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(172px,1fr));gap:.7rem}
        .multiples li{border:1px solid var(--line,#d5dae0);border-left:4px solid var(--line,#d5dae0);border-radius:5px;padding:.4rem .5rem;min-width:0}
        .multiples li.fault{border-left-color:#c62828}.multiples li.warning{border-left-color:#d98200}
        .multiples p{margin:0 0 .2rem;font-size:.85rem}.multiples span{color:var(--dim,#57606a)}
        """
}

/// The pen for small pictures: the whole width is time.
private struct MultipleCanvas {
    let duration: Double

    func x(_ seconds: Double) -> Double { min(1, max(0, seconds / duration)) * SmallMultiples.width }

    func draw(_ stream: PlottedStream, top: Double, height: Double, _ page: inout EscapedText) {
        let columns = PlotColumn.of(stream, over: duration, most: 110)
        let middle = top + height / 2
        var band = ""
        var lost = ""
        var late = ""
        for column in columns {
            let (from, until) = (x(column.from), max(x(column.until), x(column.from) + 1))
            let unknown = column.received > 0 && stream.levelObstacle != nil ? 0.3 : 0.04
            let share = column.level.map { min(1, max(0.04, ($0 + 60) / 54)) } ?? unknown
            band += HeardLane.box(from, until, middle - share * height / 2, share * height)
            let lostHeight = column.lost > 0 ? max(2, column.lostShare * height) : 0
            let lateHeight = column.late > 0 ? max(2, column.lateShare * height) : 0
            lost += HeardLane.box(from, until, top + height - lostHeight, lostHeight)
            late += HeardLane.box(from, until, top + height - lostHeight - lateHeight, lateHeight)
        }
        PlotCanvas.path(StreamWords.className(stream.sender), band, &page)
        PlotCanvas.path("late", late, &page)
        PlotCanvas.path("lost", lost, &page)
    }
}
