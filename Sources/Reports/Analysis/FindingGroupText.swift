import Escaping
import JSONText
import ReportModel

/// Findings by kind: how many calls, from what to what, the worst of them, and what to do.
struct FindingGroupText<Source: AnalysisSource> {
    let source: Source
    let style: TextStyle
    /// Whether the first kinds are told with remedy and evidence.
    let hasRoom: Bool

    /// Kinds told in full.
    private static var inFull: Int { 3 }
    /// Kinds told at all.
    private static var most: Int { 10 }

    func render(_ groups: [FindingGroup]) -> String {
        guard !groups.isEmpty else { return "" }
        var parts: [String] = []
        let full = hasRoom ? Self.inFull : 0
        for group in groups.prefix(full) { parts.append(block(group)) }
        let short = groups.dropFirst(full).prefix(Self.most - full).map(line)
        if !short.isEmpty { parts.append(short.joined(separator: "\n")) }
        if groups.count > Self.most {
            let findings = groups.dropFirst(Self.most).reduce(0) { $0 + $1.findings.count }
            parts.append(
                "… and \(CountText.of(groups.count - Self.most, "more kind")) with \(CountText.of(findings, "finding"))."
            )
        }
        return parts.joined(separator: "\n\n")
    }

    func notes(_ groups: [FindingGroup]) -> String {
        var lines = groups.prefix(4).map(line)
        if groups.count > 4 { lines.append("Note  … and \(CountText.of(groups.count - 4, "more kind")).") }
        return lines.joined(separator: "\n")
    }

    /// A kind in a line or two.
    func line(_ group: FindingGroup) -> String {
        let worst = source.finding(group.worst)
        let (word, mark) = words(group.severity)
        var text = "\(group.code)\(group.cause.map { " (\($0))" } ?? ""): "
        if group.findings.count == 1 {
            text += (worst.call.map { $0 + ": " } ?? "") + worst.summary
        } else {
            text += amount(group) + (worst.call.map { ", \(group.range == nil ? "first" : "worst") \($0)" } ?? "") + "."
        }
        let wrapped = PlainText.wrap(
            Escaping.terminal(text, limit: 400), width: style.width, first: word + "  ", rest: "      ")
        return mark + wrapped.dropFirst(word.count)
    }

    private func block(_ group: FindingGroup) -> String {
        let worst = source.finding(group.worst)
        var lines: [String] = []
        let cause = group.cause.map { "  (\($0))" } ?? ""
        if group.findings.count == 1 {
            lines.append(
                "\(words(group.severity).mark)\(worst.call.map { "  \($0)" } ?? "")  \(style.bold(group.code))\(cause)")
            lines.append(paragraph(worst.summary))
        } else {
            lines.append("\(words(group.severity).mark)  \(style.bold(group.code))\(cause)  \(group.title)")
            lines.append(
                paragraph(
                    amount(group)
                        + (worst.call.map { "; the \(group.range == nil ? "first" : "worst"), \($0): " } ?? ". ")
                        + worst.summary))
        }
        if let evidence = worst.evidence.first {
            let more = worst.evidence.count - 1
            let rest = more > 0 ? " And \(more) more \(more == 1 ? "packet" : "packets")." : ""
            lines.append(paragraph("Packet \(evidence.packet): \(evidence.text)\(rest)"))
        }
        lines.append(paragraph("What to do: " + worst.remedy))
        return lines.joined(separator: "\n")
    }

    /// `209 calls, 1 to 2.3 %`.
    private func amount(_ group: FindingGroup) -> String {
        var text: String
        if group.calls.isEmpty {
            text = CountText.of(group.findings.count, "time")
        } else {
            text = CountText.of(group.calls.count, "call")
            if group.findings.count > group.calls.count { text += " (\(CountText.of(group.findings.count)) times)" }
        }
        if let range = group.range {
            let unit = Self.units[group.unit] ?? group.unit
            let low = DecimalText.shortest(range.low, places: range.high < 10 ? 1 : 0)
            let high = DecimalText.shortest(range.high, places: range.high < 10 ? 1 : 0)
            text += low == high ? ", \(low) \(unit)" : ", \(low) to \(high) \(unit)"
        }
        return text
    }

    private static var units: [String: String] {
        ["percent": "%", "milliseconds": "ms", "seconds": "s", "parts-per-million": "ppm"]
    }

    private func words(_ severity: String) -> (word: String, mark: String) {
        switch severity {
        case "fault": ("FAULT", style.red("FAULT"))
        case "warning": ("WARNING", style.yellow("WARNING"))
        default: ("Note", "Note")
        }
    }

    private func paragraph(_ text: String) -> String {
        PlainText.wrap(Escaping.terminal(text, limit: 700), width: style.width, first: "  ", rest: "  ")
    }
}
