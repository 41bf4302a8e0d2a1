import CivilTime
import Escaping
import JSONText
import ReportModel

/// The list of calls, a line each.
struct AnalysisTextCalls<Source: AnalysisSource> {
    let source: Source
    let style: TextStyle
    let zone: ZoneRules?

    func render(_ entries: some Collection<AnalysisListing.Entry>) -> String {
        var table = TextTable([
            .init(""), .init("call"), .init("calling"), .init("called"),
            .init("start (\(TimeText.name(of: zone)))", dispensability: 2), .init("talk", .right, dispensability: 3),
            .init("outcome"), .init("found", dispensability: 1),
            .init("rings after", .right, dispensability: 6, isForWide: true),
            .init("ended by", dispensability: 6, isForWide: true),
            .init("calling product", dispensability: 7, isForWide: true),
            .init("called product", dispensability: 7, isForWide: true),
        ])
        let day = source.captureCount > 0 ? source.capture(0).firstPacketAt : nil
        for entry in entries {
            let call = source.call(entry.index)
            table.add([
                Self.mark(entry.verdict), call.id, Self.name(call.calling), Self.name(call.called),
                TimeText.clock(call.startedAt, since: day, in: zone), Self.talk(call), Self.outcome(call),
                Self.codes(entry.codes),
                call.requestDelaySeconds.map { DecimalText.fixed($0, places: 1) + " s" } ?? "—", call.endedBy ?? "—",
                call.userAgents.calling ?? "—", call.userAgents.called ?? "—",
            ])
        }
        return table.render(style)
    }

    /// A sign for a verdict.
    static func mark(_ verdict: String) -> String {
        switch verdict {
        case "fault": "✗"
        case "warning": "!"
        case "clear": "✓"
        case "cannot-tell": "–"
        default: ""
        }
    }

    static func talk(_ call: AnalysisCall) -> String {
        guard let answered = call.answeredAt else { return "—" }
        return call.endedAt.map { TimeText.duration($0.seconds(since: answered)) } ?? "goes on"
    }

    static func outcome(_ call: AnalysisCall) -> String {
        call.outcome + (call.outcome == "answered" ? "" : call.finalStatus.map { " \($0)" } ?? "")
    }

    /// `break-up +1`: the first code without its area, and how many more there are.
    static func codes(_ codes: [String]) -> String {
        guard let first = codes.first else { return "" }
        let word = first.split(separator: ".", maxSplits: 1).last.map(String.init) ?? first
        return codes.count > 1 ? "\(word) +\(codes.count - 1)" : word
    }

    static func name(_ party: AnalysisParty) -> String {
        party.withheld ? "withheld" : Escaping.terminal(party.number ?? party.uri, limit: 40)
    }

    /// What is known of each call besides, a paragraph each; begins with a line end unless it is empty.
    func details(_ entries: some Collection<AnalysisListing.Entry>) -> String {
        entries.map { entry in
            let sentences = Self.facts(source.call(entry.index), source)
            guard !sentences.isEmpty else { return "" }
            return "\n"
                + PlainText.wrap(
                    source.call(entry.index).id + ": "
                        + Escaping.terminal(sentences.joined(separator: "; "), limit: 900)
                        + ".", width: style.width, first: "  ", rest: "    ")
        }.joined()
    }

    /// How it began and ended, who spoke to whom, and what was keyed.
    static func facts(_ call: AnalysisCall, _ source: Source) -> [String] {
        var facts: [String] = []
        if let delay = call.requestDelaySeconds {
            facts.append("first answered or rang after \(DecimalText.fixed(delay, places: delay < 10 ? 2 : 0)) s")
        }
        if let side = call.endedBy {
            var text = call.answeredAt == nil ? "given up by the \(side) party" : "the \(side) party hung up"
            if let reason = call.endReason {
                let cause = reason.cause.map { " \($0)" } ?? ""
                text += " (\(reason.protocolName)\(cause)\(reason.text.map { ", \($0)" } ?? ""))"
            }
            facts.append(text)
        }
        if let agent = call.userAgents.calling { facts.append("calling product \(agent)") }
        if let agent = call.userAgents.called { facts.append("called product \(agent)") }
        let digits = source.streams(call.streams).flatMap(\.events).filter { $0.kind == "dtmf" }.reduce(0) {
            $0 + $1.digits
        }
        if digits > 0 { facts.append("\(CountText.of(digits, "digit")) keyed") }
        if !call.holds.isEmpty {
            facts.append("on hold \(call.holds.count == 1 ? "once" : "\(call.holds.count) times")")
        }
        if !call.linkedCalls.isEmpty {
            let shown = call.linkedCalls.prefix(8).joined(separator: ", ")
            let more = call.linkedCalls.count > 8 ? " and \(call.linkedCalls.count - 8) more" : ""
            facts.append("belongs to \(shown)\(more)")
        }
        return facts
    }
}
