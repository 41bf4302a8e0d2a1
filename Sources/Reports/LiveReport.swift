import CallAnalysis
import CallVocabulary
import Escaping
import Findings
import JSONText

/// What is known while a capture goes on: the newest calls and streams, in as many lines as the terminal has.
public enum LiveReport {
    /// How the capture itself goes.
    public struct Status: Sendable {
        /// The interface.
        public var interface: String
        /// Seconds since it was opened.
        public var seconds: Double
        /// Packets taken so far.
        public var packets: Int
        /// Packets that the system dropped; `nil` if it does not say.
        public var drops: UInt64?

        /// A status of its parts.
        public init(interface: String, seconds: Double, packets: Int, drops: UInt64?) {
            self.interface = interface
            self.seconds = seconds
            self.packets = packets
            self.drops = drops
        }
    }

    /// The picture of this moment, in at most `lines` lines (nine at least): the newest finding, calls and streams.
    public static func text(
        _ result: CallAnalysisResult, findings: [Finding] = [], status: Status, lines: Int, style: TextStyle
    ) -> String {
        let finding = newest(findings)
        // Title, two empty lines, two headings with a line of titles each.
        let rows = max(2, lines - (finding == nil ? 7 : 9))
        let callRows = min(result.calls.count, max(rows / 3, rows - result.streams.count))
        let streamRows = min(result.streams.count, rows - callRows)
        var text = title(result, status, style)
        if let finding { text += "\n\n" + line(finding, result, findings, style) }
        if callRows > 0 { text += "\n\n" + calls(result, callRows, style) }
        if streamRows > 0 { text += "\n\n" + streams(result, streamRows, style) }
        return text
    }

    private static func title(_ result: CallAnalysisResult, _ status: Status, _ style: TextStyle) -> String {
        var text = "\(Escaping.terminal(status.interface, limit: 20)) \(TimeText.duration(status.seconds)): "
        text += "\(status.packets) packets, \(result.calls.count) calls, \(result.streams.count) streams"
        var isCut = false
        if let drops = status.drops, drops > 0 {
            text += ", \(drops) dropped"
            isCut = true
        }
        text = String((text + "  (Ctrl-C ends)").prefix(style.width))
        return isCut ? style.yellow(text) : style.bold(text)
    }

    /// The finding whose evidence is the latest: what a person has just heard. Of a running capture it says nothing that
    /// the capture starts or ends in the middle of a call.
    private static func newest(_ findings: [Finding]) -> Finding? {
        func at(_ finding: Finding) -> CaptureTime {
            finding.evidence.map(\.at).max() ?? CaptureTime(nanoseconds: .min)
        }
        return findings.filter { $0.severity != .note }.max { (at($0), $1.severity) < (at($1), $0.severity) }
    }

    private static func line(
        _ finding: Finding, _ result: CallAnalysisResult, _ findings: [Finding], _ style: TextStyle
    ) -> String {
        let place = finding.call.flatMap { result.calls.indices.contains($0) ? "\(result.calls[$0].id): " : nil } ?? ""
        let count = findings.count { $0.severity != .note }
        let mark = finding.severity == .fault ? "Fault" : "Warning"
        let text = "\(mark)\(count > 1 ? " (the newest of \(count))" : "")  \(place)\(finding.summary)"
        let shown = String(Escaping.terminal(text, limit: 1_000).prefix(style.width))
        return finding.severity == .fault ? style.red(shown) : style.yellow(shown)
    }

    private static func heading(_ name: String, _ shown: Int, _ all: Int, _ style: TextStyle) -> String {
        style.bold(shown < all ? "\(name) (the newest \(shown) of \(all))" : name) + "\n"
    }

    private static func calls(_ result: CallAnalysisResult, _ rows: Int, _ style: TextStyle) -> String {
        var table = TextTable([
            .init("call"), .init("calling"), .init("called"), .init("start (UTC)", dispensability: 1), .init("state"),
        ])
        for call in result.calls.suffix(rows) {
            let state: String
            if call.endedAt != nil {
                state = "ended, \(call.outcome.rawValue)"
            } else if call.answeredAt != nil {
                state = "talking"
            } else {
                state = call.finalStatus.map { "status \($0)" } ?? (call.ringingAt != nil ? "ringing" : "calling")
            }
            table.add([call.id, name(call.calling), name(call.called), TimeText.clock(call.startedAt), state])
        }
        return heading("Calls", rows, result.calls.count, style) + table.render(style)
    }

    private static func streams(_ result: CallAnalysisResult, _ rows: Int, _ style: TextStyle) -> String {
        var table = TextTable([
            .init("stream"), .init("call", dispensability: 1), .init("from"), .init("to"),
            .init("codec", dispensability: 2), .init("packets", .right), .init("lost", .right), .init("lost %", .right),
            .init("jitter ms", .right), .init("max ms", .right, dispensability: 3),
        ])
        for stream in result.streams.suffix(rows) {
            let call = stream.call.flatMap { result.calls.indices.contains($0) ? result.calls[$0].id : nil }
            table.add([
                stream.id, call ?? "—", stream.source.description, stream.destination.description,
                stream.payloadTypes.first.map { Escaping.terminal($0.encoding ?? "type \($0.number)", limit: 20) }
                    ?? "—",
                String(stream.counts.received), String(stream.counts.lost),
                DecimalText.fixed(stream.counts.lossPercent, places: 1),
                stream.jitter.map { DecimalText.fixed($0.meanMilliseconds, places: 1) } ?? "—",
                stream.jitter.map { DecimalText.fixed($0.maximumMilliseconds, places: 1) } ?? "—",
            ])
        }
        return heading("Streams", rows, result.streams.count, style) + table.render(style)
    }

    private static func name(_ party: CallParty) -> String {
        Escaping.terminal(party.label, limit: 40)
    }
}
