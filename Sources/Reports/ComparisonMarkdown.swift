import JSONText
import PathComparison

/// A comparison as Markdown, for a ticket.
struct ComparisonMarkdown {
    let document: ComparisonDocument
    private var result: PathComparisonResult { document.result }

    func render() -> String {
        var text = "# Two capture points\n\n**\(escape(ComparisonWords.summary(result)))**\n"
        if !result.streams.isEmpty {
            text += "\n| stream | way | from | to | sent | arrived | vanished | % | lost before |\n"
            text += "|---|---|---|---|--:|--:|--:|--:|--:|\n"
        }
        for stream in result.streams {
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
            text += "| " + cells.joined(separator: " | ") + " |\n"
        }
        let told = result.streams.filter { $0.verdict.segment != .none || $0.vanished.count > 0 }
        if !told.isEmpty { text += "\n" }
        for stream in told {
            text += "- \(stream.id): \(escape(ComparisonWords.summary(stream)))"
            if stream.vanished.count > 0 { text += " Vanished: \(ComparisonWords.numbers(stream.vanished))." }
            if let travel = stream.travel, travel.p95Milliseconds >= 1 { text += " " + ComparisonWords.delay(travel) }
            text += "\n"
        }
        if let clock = result.clock { text += "\n\(ComparisonWords.clocks(clock))\n" }
        for (label, file, capture) in [("NEAR", document.near, result.near), ("FAR", document.far, result.far)] {
            text += "\n\(label): \(escape(file.name)), \(ComparisonWords.grouped(capture.packets)) packets"
            text += capture.firstPacketAt.map { ", from \($0)" } ?? ""
            text += ".\n"
        }
        return text
    }

    private func escape(_ text: String) -> String { AnalysisMarkdown.escape(text) }
}

extension StreamComparison {
    /// True if the stream's packets were looked for at both points.
    var isCompared: Bool { match != .unrelated && match != .madeAnew }
}
