import Escaping

/// What each side of a call heard, over time, with what was signaled above it.
///
/// A lane for each way of the media: the sound's level as a band about the middle, and from the foot upwards in red what
/// was missing and in amber what came too late, in shares of what was due: the full height is everything.
public struct CallPlot {
    private let call: PlottedCall
    private let width: PlotWidth
    private let canvas: PlotCanvas
    private let labels: EventLabels
    private let lanes: [Lane]

    private static let laneHeight = 46.0
    private static let laneTitle = 17.0

    /// Streams of one way that do not overlap share a lane.
    private struct Lane {
        var sender: PlottedCall.Side?
        var streams: [PlottedStream]
    }

    /// The picture of a call for screens of `width`.
    public init(_ given: PlottedCall, width: PlotWidth) {
        let call = given.tamed
        self.call = call
        self.width = width
        canvas = PlotCanvas(width: width, time: TimeScale(duration: call.durationSeconds, most: width.timeTicks))
        labels = EventLabels(call.events, canvas)
        lanes = Self.lanes(of: call)
    }

    /// Lanes that are drawn of one call; more are told.
    public static let maximumLanes = 12

    private static func lanes(of call: PlottedCall) -> [Lane] {
        var lanes: [Lane] = []
        for sender in [PlottedCall.Side.called, .calling, nil] {
            var own: [Lane] = []
            for stream in call.streams where stream.sender == sender {
                let place = own.firstIndex { lane in
                    lane.streams.allSatisfy { $0.endSeconds <= stream.startSeconds + 0.2 }
                }
                if let place {
                    own[place].streams.append(stream)
                } else {
                    own.append(Lane(sender: sender, streams: [stream]))
                }
            }
            // Who was sent nothing has a lane all the same: that is what was heard.
            if own.isEmpty, let sender, call.unheard.contains(where: { $0.listener == sender.other }) {
                own.append(Lane(sender: sender, streams: []))
            }
            lanes += own
        }
        return lanes
    }

    /// The picture's height.
    var height: Double {
        6 + labels.height + holdRow + Double(shown.count) * (Self.laneTitle + Self.laneHeight) + 22
            + (hasMore ? 16 : 0) + (shown.isEmpty ? 24 : 0)
    }

    /// Room for the names of holds.
    private var holdRow: Double { call.holds.isEmpty ? 0 : 14 }

    private var shown: ArraySlice<Lane> { lanes.prefix(Self.maximumLanes) }
    private var hasMore: Bool { lanes.count > Self.maximumLanes }

    /// Adds the picture to a page.
    public func draw(into page: inout EscapedText) {
        PlotCanvas.open(
            width == .wide ? "wide" : "narrow", label: label, width: width.pixels, height: height, &page)
        marks(&page)
        PlotCanvas.close(&page)
    }

    private var label: String {
        let ways = shown.map { "\(title(of: $0)): \(words(of: $0, isShort: false))" }
        return "\(call.name), \(TimeScale.text(call.durationSeconds)) from \(call.begins): what each side heard. "
            + ways.joined(separator: ". ")
    }

    private func title(of lane: Lane) -> String { lane.sender?.other.heard ?? "media" }

    private func unheard(in lane: Lane) -> [PlottedCall.Unheard] {
        call.unheard.filter { $0.listener == lane.sender?.other }
    }

    private func words(of lane: Lane, isShort: Bool) -> String {
        let unheard = unheard(in: lane)
        guard !lane.streams.isEmpty else { return "nothing" }
        return lane.streams.map { StreamWords.heard($0, not: unheard, isShort: isShort) }.joined(separator: "; ")
    }

    func marks(_ page: inout EscapedText) {
        let top = 4 + labels.height
        let bottom = height - 20 - (hasMore ? 16 : 0)
        canvas.holds(call.holds, top: top, bottom: bottom, isLabelled: true, &page)
        canvas.timeGrid(top: top, bottom: bottom, isLabelled: true, &page)
        var y = top + holdRow
        for lane in shown {
            let words = words(of: lane, isShort: width == .narrow)
            let title = title(of: lane)
            PlotCanvas.text("name", title, x: width.left, y: y + 13, &page)
            let room = width.room - PlotCanvas.textWidth(title) - 30
            PlotCanvas.text("tick end", StreamWords.cut(words, room: room), x: width.right, y: y + 13, &page)
            y += Self.laneTitle
            for stream in lane.streams { HeardLane.draw(stream, canvas, top: y, height: Self.laneHeight, &page) }
            for stretch in unheard(in: lane) {
                HeardLane.draw(stretch, canvas, top: y, height: Self.laneHeight, &page)
            }
            y += Self.laneHeight
        }
        if shown.isEmpty { PlotCanvas.text("note", "no media", x: width.left + 6, y: y + 14, &page) }
        canvas.eventLines(call.events, top: 4, bottom: bottom, &page)
        for label in labels.labels {
            let anchor = label.isEnd ? " end" : ""
            PlotCanvas.text(
                "event \(label.tone.rawValue)\(anchor)", label.text, x: label.x,
                y: 13 + Double(label.row) * EventLabels.rowHeight, &page)
        }
        if hasMore {
            PlotCanvas.text(
                "note", "and \(lanes.count - Self.maximumLanes) more streams that are not drawn", x: width.left,
                y: height - 4, &page)
        }
    }
}

/// One way of the media as a listener had it.
enum HeardLane {
    static func draw(
        _ stream: PlottedStream, _ canvas: PlotCanvas, top: Double, height: Double, most: Int? = nil,
        _ page: inout EscapedText
    ) {
        let columns = PlotColumn.of(stream, over: canvas.time.duration, most: most ?? canvas.width.columns)
        let middle = top + height / 2
        let half = height / 2 - 2
        PlotCanvas.line(
            "base", x1: canvas.x(stream.startSeconds), y1: middle, x2: canvas.x(stream.endSeconds), y2: middle, &page)
        let side = StreamWords.className(stream.sender)
        PlotCanvas.path(side, band(columns, canvas, middle: middle, half: half) { $0.level.map(amplitude) }, &page)
        // What nobody listened to is a plain band: something came, how loud is not known.
        PlotCanvas.path(
            side + " soft",
            band(columns, canvas, middle: middle, half: half) {
                $0.level == nil && $0.received > 0 && stream.levelObstacle != nil ? 0.3 : nil
            }, &page)
        var lost = ""
        var late = ""
        for column in columns where column.lost > 0 || column.late > 0 {
            let (from, until) = (canvas.x(column.from), max(canvas.x(column.until), canvas.x(column.from) + 1.2))
            let lostHeight = column.lost > 0 ? max(3, column.lostShare * height) : 0
            let lateHeight = column.late > 0 ? max(3, column.lateShare * height) : 0
            lost += box(from, until, top + height - lostHeight, lostHeight)
            late += box(from, until, top + height - lostHeight - lateHeight, lateHeight)
        }
        PlotCanvas.path("late", late, &page)
        PlotCanvas.path("lost", lost, &page)
    }

    /// A stretch that was not heard, however much of it passed here: crossed out.
    static func draw(
        _ stretch: PlottedCall.Unheard, _ canvas: PlotCanvas, top: Double, height: Double, _ page: inout EscapedText
    ) {
        let from = canvas.x(stretch.fromSeconds)
        let until = max(from + 2, canvas.x(stretch.untilSeconds))
        PlotCanvas.rect("unheard", x: from, y: top, width: until - from, height: height, &page)
        PlotCanvas.path(
            "cross",
            "M\(PlotCanvas.number(from)) \(PlotCanvas.number(top))L\(PlotCanvas.number(until)) \(PlotCanvas.number(top + height))"
                + "M\(PlotCanvas.number(from)) \(PlotCanvas.number(top + height))L\(PlotCanvas.number(until)) \(PlotCanvas.number(top))",
            &page)
    }

    static func box(_ from: Double, _ until: Double, _ y: Double, _ height: Double) -> String {
        guard height > 0 else { return "" }
        return "M\(PlotCanvas.number(from)) \(PlotCanvas.number(y))H\(PlotCanvas.number(until))"
            + "v\(PlotCanvas.number(height))H\(PlotCanvas.number(from))z"
    }

    /// Of -60 dBov and less nothing is left, of 0 dBov the full height.
    private static func amplitude(_ level: Double) -> Double { min(1, max(0.02, (level + 60) / 54)) }

    private static func band(
        _ columns: [PlotColumn], _ canvas: PlotCanvas, middle: Double, half: Double, _ value: (PlotColumn) -> Double?
    ) -> String {
        PlotColumn.runs(columns, value).map { run in
            var upper = ""
            var lower = ""
            for (column, share) in run {
                let (from, until) = (
                    PlotCanvas.number(canvas.x(column.from)), PlotCanvas.number(canvas.x(column.until))
                )
                upper += (upper.isEmpty ? "M\(from) " : "V") + "\(PlotCanvas.number(middle - share * half))H\(until)"
                lower = "V\(PlotCanvas.number(middle + share * half))H\(from)" + lower
            }
            return upper + lower + "z"
        }.joined()
    }
}

/// Streams in a few words.
enum StreamWords {
    static func className(_ sender: PlottedCall.Side?) -> String { sender?.rawValue ?? "other" }

    /// `stream-2, PCMU, 3.1 % lost`; where it is to be short, `3.1 % lost`. What a verdict says was not heard is not told
    /// as having come in time: it came as far as the point of capture.
    static func heard(
        _ stream: PlottedStream, not unheard: [PlottedCall.Unheard] = [], isShort: Bool = false
    ) -> String {
        let lost = stream.points.reduce(0) { $0 + $1.lost }
        let late = stream.points.reduce(0) { $0 + $1.late }
        let due = stream.points.reduce(0) { $0 + $1.received + $1.lost }
        var words = isShort ? [] : [stream.id, stream.codec]
        if due > 0 {
            let parts = [(lost, "lost"), (late, "late")].filter { $0.0 > 0 }
            let deaf = unheard.filter { $0.fromSeconds < stream.endSeconds && $0.untilSeconds > stream.startSeconds }
            words += parts.map { "\(PlotWords.percent($0.0, of: due)) \($0.1)" }
            if let first = deaf.first {
                let isWhole =
                    first.fromSeconds <= stream.startSeconds + 1 && first.untilSeconds >= stream.endSeconds - 1
                words.append(
                    isWhole
                        ? "sent, not heard"
                        : "not heard from \(TimeScale.text(first.fromSeconds)) to \(TimeScale.text(first.untilSeconds))"
                )
            } else if parts.isEmpty {
                words.append("all in time")
            }
        }
        return words.joined(separator: ", ")
    }

    /// `text` shortened to `room` pixels.
    static func cut(_ text: String, room: Double) -> String {
        let most = max(4, Int(room / 5.9))
        guard text.count > most else { return text }
        return text.prefix(most - 1) + "…"
    }
}
