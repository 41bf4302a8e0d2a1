import CallVocabulary
import CivilTime
import Escaping
import JSONText
import ReportModel

/// The messages of a call between its ends, drawn for wide and for narrow screens, with streams and findings where they
/// happen; and the same as a table.
struct AnalysisHTMLLadder {
    let call: AnalysisCall
    let zone: ZoneRules?
    private let lanes: [String]
    private let steps: [Step]
    private let more: Int

    /// Steps drawn of one call.
    private static let maximumSteps = 150
    /// Ends drawn; what others say is drawn at the last.
    private static let maximumLanes = 8

    private struct Step {
        enum Kind { case message, media, found }
        var kind: Kind
        var at: CaptureTime
        var packet: Int
        var from: Int
        var to: Int
        var title: String
        var tone: StaticString
    }

    /// Causes by which audio goes elsewhere than to the other party.
    private static let misleading: Set<String> = [
        "media-sent-to-private-address", "media-sent-to-wrong-host", "media-sent-to-wrong-port", "port-unreachable",
    ]

    /// Whether audio of a stream was found to go elsewhere than to the other party.
    static func isAstray(_ stream: AnalysisStream, _ findings: [AnalysisFinding]) -> Bool {
        findings.contains { finding in
            finding.cause.map { misleading.contains($0) } == true
                && (finding.stream == stream.id || finding.streams.contains(stream.id))
        }
    }

    /// With `showsAstray`, audio that does not go to the other party has the lane of the address it goes to.
    init(
        call: AnalysisCall, streams: [AnalysisStream], findings: [AnalysisFinding], zone: ZoneRules?,
        showsAstray: Bool = false
    ) {
        self.call = call
        self.zone = zone
        var lanes: [String] = []
        func host(_ end: String) -> String {
            guard let colon = end.lastIndex(of: ":") else { return end }
            return String(end[..<colon].filter { $0 != "[" && $0 != "]" })
        }
        let shared = Set(call.messages.filter { host($0.from) == host($0.to) }.map { host($0.from) })
        func lane(_ end: String) -> Int {
            let name = shared.contains(host(end)) ? end : host(end)
            if let known = lanes.firstIndex(of: name) { return known }
            guard lanes.count < Self.maximumLanes else { return lanes.count - 1 }
            lanes.append(name)
            return lanes.count - 1
        }
        var steps: [Step] = call.messages.map { message in
            let isBad = message.status.map { $0 >= 400 && $0 != 401 && $0 != 407 } ?? false
            let isGood = message.status.map { (200..<300).contains($0) } ?? false
            return Step(
                kind: .message, at: message.at, packet: message.packet, from: lane(message.from), to: lane(message.to),
                title: (message.status.map { "\($0) \(message.reason ?? "")" } ?? message.method)
                    + (message.isRetransmission ? ", again" : ""),
                tone: message.isRetransmission ? "step again" : isBad ? "step bad" : isGood ? "step good" : "step")
        }
        let invite = call.messages.first { $0.method == "INVITE" && $0.status == nil } ?? call.messages.first
        if let invite, !lanes.isEmpty {
            let (calling, called) = (lane(invite.from), lane(invite.to))
            for stream in streams where stream.direction != "unknown" && (stream.role == "media" || stream.role.isEmpty)
            {
                let isCalling = stream.direction == "calling-to-called"
                let isAstray = showsAstray && Self.isAstray(stream, findings)
                let end = isAstray ? lane(stream.destination.description) : isCalling ? called : calling
                let what =
                    "RTP \(stream.payloadTypes.first?.encoding ?? "") \(CountText.of(stream.counts.received, "packet"))"
                steps.append(
                    Step(
                        kind: .media, at: stream.startedAt, packet: stream.firstPacket,
                        from: isCalling ? calling : called, to: end,
                        title: isAstray ? "\(what), astray" : what,
                        tone: isAstray ? "step media astray" : isCalling ? "step media calling" : "step media"))
            }
            for finding in findings where finding.severity != "note" {
                // Of signaling, what it came to; of media, where it began.
                let isSignaling = finding.code.hasPrefix("signaling.")
                guard let evidence = isSignaling ? finding.evidence.last : finding.evidence.first else { continue }
                steps.append(
                    Step(
                        kind: .found, at: evidence.at, packet: evidence.packet, from: 0, to: 0,
                        title: "\(finding.severity == "fault" ? "✗" : "!") \(finding.code): \(evidence.text)",
                        tone: finding.severity == "fault" ? "step found" : "step found warning"))
            }
        }
        let order = steps.enumerated().sorted {
            ($0.element.at, $0.element.packet, $0.offset) < ($1.element.at, $1.element.packet, $1.offset)
        }.map(\.element)
        self.lanes = lanes
        self.steps = Array(order.prefix(Self.maximumSteps))
        more = order.count - self.steps.count
    }

    func write(_ page: inout EscapedText) {
        guard !call.messages.isEmpty, lanes.count > 1 else { return }
        page.markup("<h3>Ladder</h3>\n")
        writeBody(&page)
    }

    /// The same without its heading.
    func writeBody(_ page: inout EscapedText) {
        guard !call.messages.isEmpty, lanes.count > 1 else { return }
        draw(&page, width: 880)
        draw(&page, width: 360)
        if more > 0 { page.element("p", "And \(CountText.of(more, "step")) more that are not drawn.") }
        page.markup(
            """
            <details><summary>The messages as a table</summary><div class="scroll" tabindex="0" role="region" aria-label="Messages"><table><thead><tr>
            <th scope="col">time</th><th scope="col" class="n">packet</th><th scope="col">from</th><th scope="col">to</th><th scope="col">message</th></tr></thead><tbody>

            """)
        for message in call.messages.prefix(1_000) {
            page.markup("<tr>")
            page.element("td", clock(message.at), attributes: " class=\"s\"")
            page.element("td", String(message.packet), attributes: " class=\"n\"")
            page.element("td", message.from, attributes: " class=\"s\"")
            page.element("td", message.to, attributes: " class=\"s\"")
            page.element("td", message.summary + (message.isRetransmission ? ", again" : ""))
            page.markup("</tr>\n")
        }
        page.markup("</tbody></table></div>\n")
        if call.messages.count > 1_000 {
            page.element("p", "And \(CountText.of(call.messages.count - 1_000)) more messages.")
        }
        page.markup("</details>\n")
    }

    private func clock(_ time: CaptureTime) -> String {
        let milliseconds = String((time.nanoseconds / 1_000_000 % 1_000 + 1_000) % 1_000)
        return TimeText.clock(time, in: zone) + "." + String(repeating: "0", count: 3 - milliseconds.count)
            + milliseconds
    }

    // MARK: Drawing

    private func draw(_ page: inout EscapedText, width: Double) {
        let isNarrow = width < 500
        let gutter = isNarrow ? 10.0 : 170.0
        let span = (width - gutter - (isNarrow ? 10 : 90)) / Double(max(1, lanes.count - 1))
        func x(_ lane: Int) -> Double { gutter + (isNarrow ? 0 : 20) + span * Double(lane) }
        let rowHeight = isNarrow ? 40.0 : 30.0
        let height = 34 + rowHeight * Double(steps.count) + 8
        if isNarrow {
            page.markup("<svg class=\"ladder narrow\" viewBox=\"0 0 ")
        } else {
            page.markup("<svg class=\"ladder wide\" viewBox=\"0 0 ")
        }
        page.number(width)
        page.markup(" ")
        page.number(height)
        page.add("\" role=\"img\" aria-label=\"Ladder of \(call.id), the same as the table below\">\n")
        for (index, lane) in lanes.enumerated() {
            let isLast = index == lanes.count - 1
            let anchor: StaticString = index == 0 ? "start" : isLast ? "end" : "middle"
            let shift = index == 0 ? (isNarrow ? -8.0 : -20) : isLast ? (isNarrow ? 8 : width - 2 - x(index)) : 0
            let room = Int(span / 7.3)
            let name = lanes.count > 2 && lane.count > room ? "…" + lane.suffix(max(4, room - 1)) : lane
            text(&page, name, x(index) + shift, 14, anchor: anchor)
            line(&page, x(index), 22, x(index), height, "lane")
        }
        for (place, step) in steps.enumerated() {
            let top = 34 + rowHeight * Double(place)
            draw(&page, step, top: top, x: x, width: width, isNarrow: isNarrow)
        }
        page.markup("</svg>\n")
    }

    private func draw(
        _ page: inout EscapedText, _ step: Step, top: Double, x: (Int) -> Double, width: Double, isNarrow: Bool
    ) {
        page.markup("<g class=\"")
        page.markup(step.tone)
        page.markup("\">")
        let label = "\(clock(step.at)) #\(step.packet)"
        let y = top + (isNarrow ? 30 : 22)
        if isNarrow {
            text(&page, label, 10, top + 10, anchor: "start", isDim: true)
        } else {
            text(&page, label, 0, y + 4, anchor: "start", isDim: true)
        }
        let (from, to) = (x(step.from), x(step.to))
        if step.kind == .found || step.from == step.to {
            let left = step.kind == .found ? (isNarrow ? 10 : x(0) + 6) : from + 6
            text(&page, step.title, left, y + 3, anchor: "start", room: Int((width - left) / 7.3))
        } else {
            let way = to > from ? 1.0 : -1
            line(&page, from, y, to - way * 2, y, "")
            page.markup("<path d=\"M")
            for (dx, dy, word) in [(-8.0, -4.0, " L"), (0, 0, " L"), (-8, 4, "\"/>")]
                as [(Double, Double, StaticString)]
            {
                page.number(to + way * dx)
                page.markup(",")
                page.number(y + dy)
                page.markup(word)
            }
            // Where an arrow is too short for its words, they begin at it.
            let fits = Double(step.title.count) * 7.3 < abs(to - from) - 16
            let left = min(from, to) + 6
            text(
                &page, step.title, fits ? (from + to) / 2 : left, y - 5, anchor: fits ? "middle" : "start",
                room: fits ? .max : Int((width - left) / 7.3))
        }
        page.markup("</g>\n")
    }

    private func text(
        _ page: inout EscapedText, _ words: String, _ x: Double, _ y: Double, anchor: StaticString, isDim: Bool = false,
        room: Int = .max
    ) {
        if isDim { page.markup("<text class=\"dim\" x=\"") } else { page.markup("<text x=\"") }
        page.number(x)
        page.markup("\" y=\"")
        page.number(y)
        page.markup("\" text-anchor=\"")
        page.markup(anchor)
        page.markup("\">")
        page.text(words.count > room ? words.prefix(max(1, room - 1)) + "…" : words)
        page.markup("</text>")
    }

    private func line(
        _ page: inout EscapedText, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ name: StaticString
    ) {
        page.markup("<line class=\"")
        page.markup(name)
        for (word, value) in [("\" x1=\"", x1), ("\" y1=\"", y1), ("\" x2=\"", x2), ("\" y2=\"", y2)]
            as [(StaticString, Double)]
        {
            page.markup(word)
            page.number(value)
        }
        page.markup("\"/>")
    }
}
