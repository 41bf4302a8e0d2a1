import Escaping
import JSONText
import PathComparison

/// A comparison as Markdown, for a ticket.
struct ComparisonMarkdown {
    let document: ComparisonDocument
    private var result: PathComparisonResult { document.result }

    func render() -> String {
        var text = EscapedText(.markdown)
        text.add("# Two capture points\n\n**\(ComparisonWords.summary(result))**\n")
        if !result.streams.isEmpty {
            text.add("\n| stream | way | from | to | sent | arrived | vanished | % | lost before |\n")
            text.add("|---|---|---|---|--:|--:|--:|--:|--:|\n")
        }
        for stream in result.streams { row(stream, &text) }
        let told = result.streams.filter { $0.verdict.segment != .none || $0.vanished.count > 0 }
        if !told.isEmpty { text.add("\n") }
        for stream in told {
            text.add("- \(stream.id): \(ComparisonWords.summary(stream))")
            if stream.vanished.count > 0 { text.add(" Vanished: \(ComparisonWords.numbers(stream.vanished)).") }
            if let travel = stream.travel, travel.p95Milliseconds >= 1 { text.add(" \(ComparisonWords.delay(travel))") }
            text.add("\n")
        }
        if let clock = result.clock { text.add("\n\(ComparisonWords.clocks(clock))\n") }
        for (label, file, capture) in [("NEAR", document.near, result.near), ("FAR", document.far, result.far)] {
            text.add("\n\(label): \(file.name), \(ComparisonWords.grouped(capture.packets)) packets")
            if let first = capture.firstPacketAt { text.add(", from \(first.description)") }
            text.add(".\n")
        }
        return text.content
    }

    private func row(_ stream: StreamComparison, _ text: inout EscapedText) {
        let seen = stream.first ?? stream.near ?? stream.far
        var cells = [
            stream.id, ComparisonWords.way(stream.direction), seen?.source.description ?? "—",
            seen?.destination.description ?? "—",
        ]
        if stream.isCompared {
            cells += [
                String(stream.sent), String(stream.arrived), String(stream.vanished.count),
                DecimalText.fixed(stream.vanishedPercent, places: 1), String(stream.missingBefore),
            ]
        } else {
            cells += Array(repeating: "—", count: 5)
        }
        for cell in cells { text.add("| \(cell) ") }
        text.add("|\n")
    }
}

extension StreamComparison {
    /// True if the stream's packets were looked for at both points.
    var isCompared: Bool { match != .unrelated && match != .madeAnew }
}
