import Escaping
import JSONText

/// A stream over the time of its call: what was missing and late, jitter, lateness against the buffer, level, MOS.
public struct StreamPlot {
    private let stream: PlottedStream
    private let call: PlottedCall
    private let width: PlotWidth
    private let canvas: PlotCanvas
    private let columns: [PlotColumn]
    private let panels: [Panel]

    private enum Panel: CaseIterable {
        case missing, jitter, lateness, level, mos
    }

    private static let title = 18.0
    private static let gap = 8.0

    /// The picture of a stream, on the axis of `call`, for screens of `width`.
    public init(_ given: PlottedStream, in call: PlottedCall, width: PlotWidth) {
        let stream = given.tamed
        let call = call.tamed
        self.stream = stream
        self.call = call
        self.width = width
        canvas = PlotCanvas(width: width, time: TimeScale(duration: call.durationSeconds, most: width.timeTicks))
        let found = PlotColumn.of(stream, over: canvas.time.duration, most: width.columns)
        columns = found
        panels = Panel.allCases.filter { panel in
            switch panel {
            case .missing: !found.isEmpty
            case .jitter: found.contains { $0.jitter != nil }
            case .lateness: found.contains { $0.lateness != nil }
            case .level: found.contains { $0.level != nil }
            case .mos: !stream.ratings.isEmpty
            }
        }
    }

    /// What cannot be drawn of this stream, and why, in a sentence; `nil` where everything is.
    public var absences: String? {
        var absent: [String] = []
        if !panels.contains(.jitter) { absent.append("jitter and lateness (the clock rate is unknown)") }
        if !panels.contains(.level) { absent.append("level (\(stream.levelObstacle ?? "it was not measured"))") }
        if !panels.contains(.mos) { absent.append("MOS (there is no estimate)") }
        return absent.isEmpty ? nil : "Not drawn: " + absent.joined(separator: ", ") + "."
    }

    var height: Double {
        4 + Double(panels.count) * (Self.title + width.panel + Self.gap) + 14 + (panels.isEmpty ? 20 : 0)
    }

    /// Adds the picture to a page.
    public func draw(into page: inout EscapedText) {
        let label =
            "\(stream.id), \(stream.codec), \(stream.path), over time: "
            + panels.map { summary($0).joined(separator: ", ") }.joined(separator: "; ")
        PlotCanvas.open(
            width == .wide ? "wide" : "narrow", label: label, width: width.pixels, height: height, &page)
        marks(&page)
        PlotCanvas.close(&page)
    }

    func marks(_ page: inout EscapedText) {
        var y = 4.0
        for (index, panel) in panels.enumerated() {
            let words = summary(panel)
            PlotCanvas.text("name", words[0], x: width.left, y: y + 12, &page)
            let room = width.room - PlotCanvas.textWidth(words[0]) - 20
            let rest = words.dropFirst().joined(separator: ", ")
            PlotCanvas.text("tick end", StreamWords.cut(rest, room: room), x: width.right, y: y + 12, &page)
            y += Self.title
            let bottom = y + width.panel
            canvas.holds(call.holds, top: y, bottom: bottom, isLabelled: false, &page)
            canvas.timeGrid(top: y, bottom: bottom, isLabelled: index == panels.count - 1, &page)
            draw(panel, top: y, bottom: bottom, &page)
            canvas.eventLines(call.events, top: y, bottom: bottom, &page)
            y = bottom + Self.gap
        }
        if panels.isEmpty { PlotCanvas.text("note", "nothing to draw", x: width.left, y: y + 12, &page) }
    }

    // MARK: Panels

    /// The panel's name with its unit, and its figures.
    private func summary(_ panel: Panel) -> [String] {
        let short = width == .narrow
        switch panel {
        case .missing:
            let lost = columns.reduce(0) { $0 + $1.lost }
            let late = columns.reduce(0) { $0 + $1.late }
            let due = columns.reduce(0) { $0 + $1.due }
            return [
                short ? "not heard, %" : "packets not heard, % of those due",
                "lost \(lost) (\(PlotWords.percent(lost, of: due)))",
                stream.countsLate
                    ? "late \(late) (\(PlotWords.percent(late, of: due)))" : "late not counted for this buffer",
            ]
        case .jitter:
            let worst = columns.filter { $0.jitter != nil }.max { ($0.jitter ?? 0) < ($1.jitter ?? 0) }
            return [short ? "jitter, ms" : "jitter (RFC 3550), ms"] + at(worst, worst?.jitter, "ms")
        case .lateness:
            let worst = columns.filter { $0.lateness != nil }.max { ($0.lateness ?? 0) < ($1.lateness ?? 0) }
            let buffer = "buffer \(PlotWords.number(stream.bufferMilliseconds)) ms"
            return [short ? "lateness, ms" : "lateness of the worst packet, ms"] + at(worst, worst?.lateness, "ms") + [
                buffer
            ]
        case .level:
            let loudest = columns.compactMap(\.level).max() ?? -90
            return ["level, dBov", "loudest \(PlotWords.number(loudest)) dBov"]
        case .mos:
            let worst = stream.ratings.min { $0.mos < $1.mos }
            let words = worst.map {
                [
                    "lowest \(DecimalText.fixed($0.mos, places: 2)) at \(TimeScale.text(stream.startSeconds + $0.startSeconds))"
                ]
            }
            return [short ? "MOS-CQE" : "MOS-CQE, estimated, 1 to 5"] + (words ?? [])
        }
    }

    private func at(_ column: PlotColumn?, _ value: Double?, _ unit: String) -> [String] {
        guard let column, let value else { return [] }
        return ["worst \(PlotWords.number(value)) \(unit) at \(TimeScale.text(column.from))"]
    }

    private func draw(_ panel: Panel, top: Double, bottom: Double, _ page: inout EscapedText) {
        switch panel {
        case .missing: drawMissing(top: top, bottom: bottom, &page)
        case .jitter:
            let scale = PlotScale.fromZero(to: columns.compactMap(\.jitter).max() ?? 0, atLeast: 10)
            canvas.valueGrid(scale, top: top, bottom: bottom, label: PlotWords.number, &page)
            curve(scale, top: top, bottom: bottom, \.jitter, &page)
        case .lateness: drawLateness(top: top, bottom: bottom, &page)
        case .level: drawLevel(top: top, bottom: bottom, &page)
        case .mos: drawMOS(top: top, bottom: bottom, &page)
        }
    }

    private func drawMissing(top: Double, bottom: Double, _ page: inout EscapedText) {
        let most = columns.map { 100 * ($0.lostShare + $0.lateShare) }.max() ?? 0
        var scale = PlotScale.fromZero(to: min(100, most), atLeast: 10)
        if scale.high > 100 { scale = PlotScale(low: 0, high: 100, ticks: [0, 50, 100]) }
        canvas.valueGrid(scale, top: top, bottom: bottom, label: PlotWords.number, &page)
        var lost = ""
        var late = ""
        for column in columns where column.lost > 0 || column.late > 0 {
            let (from, until) = (canvas.x(column.from), max(canvas.x(column.until), canvas.x(column.from) + 1.2))
            let lostHeight = scale.share(100 * column.lostShare) * (bottom - top)
            let lateHeight = scale.share(100 * column.lateShare) * (bottom - top)
            lost += HeardLane.box(from, until, bottom - lostHeight, lostHeight)
            late += HeardLane.box(from, until, bottom - lostHeight - lateHeight, lateHeight)
        }
        PlotCanvas.path("lost", lost, &page)
        PlotCanvas.path("late", late, &page)
    }

    private func drawLateness(top: Double, bottom: Double, _ page: inout EscapedText) {
        let buffer = max(0, stream.bufferMilliseconds)
        let most = columns.compactMap(\.lateness).max() ?? 0
        let scale = PlotScale.fromZero(to: most, atLeast: max(20, buffer * 1.2))
        canvas.valueGrid(scale, top: top, bottom: bottom, label: PlotWords.number, &page)
        let limit = bottom - scale.share(buffer) * (bottom - top)
        var above = ""
        for column in columns {
            guard let lateness = column.lateness, lateness > buffer else { continue }
            let y = bottom - scale.share(lateness) * (bottom - top)
            above += HeardLane.box(canvas.x(column.from), canvas.x(column.until), y, limit - y)
        }
        PlotCanvas.path("late soft", above, &page)
        curve(scale, top: top, bottom: bottom, \.lateness, &page)
        PlotCanvas.line("limit", x1: width.left, y1: limit, x2: width.right, y2: limit, &page)
    }

    private func drawLevel(top: Double, bottom: Double, _ page: inout EscapedText) {
        let scale = PlotScale(low: -70, high: 0, ticks: [-60, -40, -20, 0])
        canvas.valueGrid(scale, top: top, bottom: bottom, label: PlotWords.number, &page)
        for run in PlotColumn.runs(columns, \.level) {
            var data = ""
            for (column, level) in run {
                let y = PlotCanvas.number(bottom - scale.share(level) * (bottom - top))
                let from = PlotCanvas.number(canvas.x(column.from))
                data +=
                    (data.isEmpty ? "M\(from) \(PlotCanvas.number(bottom))V" : "V")
                    + "\(y)H\(PlotCanvas.number(canvas.x(column.until)))"
            }
            PlotCanvas.path(
                "\(StreamWords.className(stream.sender)) soft", data + "V\(PlotCanvas.number(bottom))z", &page)
        }
    }

    private func drawMOS(top: Double, bottom: Double, _ page: inout EscapedText) {
        let scale = PlotScale(low: 1, high: 5, ticks: [1, 2, 3, 4, 5])
        canvas.valueGrid(
            PlotScale(low: 1, high: 5, ticks: [1, 3, 5]), top: top, bottom: bottom, label: PlotWords.number, &page)
        for (name, range) in [("mosbad", -1.0..<3.1), ("mosfair", 3.1..<3.6), ("mosgood", 3.6..<6)] {
            var data = ""
            for rating in stream.ratings where range.contains(rating.mos) {
                let begin = stream.startSeconds + rating.startSeconds
                let end = min(begin + rating.durationSeconds, max(stream.endSeconds, begin))
                let (from, until) = (canvas.x(begin), max(canvas.x(end), canvas.x(begin) + 1.5))
                let y = bottom - scale.share(rating.mos) * (bottom - top)
                data += HeardLane.box(from, max(from + 1, until - 0.6), y - 1.5, 3)
            }
            PlotCanvas.path(name, data, &page)
        }
    }

    private func curve(
        _ scale: PlotScale, top: Double, bottom: Double, _ value: (PlotColumn) -> Double?, _ page: inout EscapedText
    ) {
        var data = ""
        for run in PlotColumn.runs(columns, value) {
            var isFirst = true
            for (column, found) in run {
                let y = PlotCanvas.number(bottom - scale.share(found) * (bottom - top))
                let until = PlotCanvas.number(canvas.x(column.until))
                data += (isFirst ? "M\(PlotCanvas.number(canvas.x(column.from))) \(y)" : "V\(y)") + "H\(until)"
                isFirst = false
            }
        }
        PlotCanvas.path("curve \(StreamWords.className(stream.sender))", data, &page)
    }
}
