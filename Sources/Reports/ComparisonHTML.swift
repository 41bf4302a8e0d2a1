import Escaping
import JSONText
import PathComparison
import ReportModel

/// A comparison as one page that needs nothing else.
struct ComparisonHTML {
    let document: ComparisonDocument
    private var result: PathComparisonResult { document.result }

    /// Streams listed; more are counted.
    private static let maximumStreams = 2_000

    func render() -> String {
        var page = EscapedText(.html)
        AnalysisPage.begin(&page, title: "Two capture points: \(document.near.name), \(document.far.name)")
        page.markup("<header>")
        switch result.verdict.segment {
        case .none: page.element("h1", ComparisonWords.summary(result), attributes: " class=\"clear\"")
        case _ where !result.verdict.faults.isEmpty:
            page.element("h1", ComparisonWords.summary(result), attributes: " class=\"fault\"")
        default: page.element("h1", ComparisonWords.summary(result), attributes: " class=\"warning\"")
        }
        let confidence = Int((result.verdict.confidence * 100).rounded())
        page.element("p", "Confidence \(confidence) %", attributes: " class=\"dim\"")
        page.markup("</header>\n")
        if !result.streams.isEmpty { streams(&page) }
        let told = result.streams.filter { $0.verdict.segment != .none || $0.vanished.count > 0 }
        if !told.isEmpty {
            page.markup("<section><h2>What happened to them</h2><ul>")
            for stream in told.prefix(Self.maximumStreams) {
                var text = "\(stream.id): \(ComparisonWords.summary(stream))"
                if stream.vanished.count > 0 { text += " Vanished: \(ComparisonWords.numbers(stream.vanished))." }
                if let travel = stream.travel, travel.p95Milliseconds >= 1 {
                    text += " \(ComparisonWords.delay(travel))"
                }
                page.element("li", text)
            }
            page.markup("</ul></section>\n")
        }
        page.markup("<section><h2>The captures</h2>\n")
        if let clock = result.clock { page.element("p", ComparisonWords.clocks(clock)) }
        for (label, file, capture) in [("NEAR", document.near, result.near), ("FAR", document.far, result.far)] {
            let from = capture.firstPacketAt.map { ", from \(TimeText.full($0))" } ?? ""
            page.element("p", "\(label): \(file.name), \(ComparisonWords.grouped(capture.packets)) packets\(from).")
        }
        page.element("p", "earshot \(document.toolVersion)", attributes: " class=\"dim\"")
        page.markup("</section>\n")
        AnalysisPage.end(&page, isSearchable: false)
        return page.content
    }

    private func streams(_ page: inout EscapedText) {
        page.markup(
            """
            <section><h2>Streams</h2><div class="scroll" tabindex="0" role="region" aria-label="Streams"><table><thead><tr>
            <th scope="col">stream</th><th scope="col">way</th><th scope="col">from</th><th scope="col">to</th><th scope="col" class="n">sent</th>
            <th scope="col" class="n">arrived</th><th scope="col" class="n">vanished</th><th scope="col" class="n">lost before</th></tr></thead><tbody>

            """)
        for stream in result.streams.prefix(Self.maximumStreams) {
            let seen = stream.first ?? stream.near ?? stream.far
            page.markup("<tr>")
            for cell in [
                stream.id, ComparisonWords.way(stream.direction), seen?.source.description ?? "—",
                seen?.destination.description ?? "—",
            ] { page.element("td", cell, attributes: " class=\"s\"") }
            let share = DecimalText.fixed(stream.vanishedPercent, places: 1)
            for cell in stream.isCompared
                ? [
                    String(stream.sent), String(stream.arrived), "\(stream.vanished.count) (\(share) %)",
                    String(stream.missingBefore),
                ] : ["—", "—", "—", "—"]
            { page.element("td", cell, attributes: " class=\"n\"") }
            page.markup("</tr>\n")
        }
        page.markup("</tbody></table></div>")
        let more = result.streams.count - Self.maximumStreams
        if more > 0 { page.element("p", "And \(more) more streams.") }
        page.markup("</section>\n")
    }
}
