import Escaping
import JSONText

/// The figures behind the pictures as tables, for those who cannot see them.
public enum PlotTable {
    /// Rows of one stream that are written at most.
    public static let maximumRows = 60

    /// Adds a table of what happened, with times.
    public static func events(of call: PlottedCall, into page: inout EscapedText) {
        guard !call.events.isEmpty else { return }
        page.add(
            """
            <table><caption>What was signaled in \(call.name)</caption><thead><tr><th scope="col" class="n">after</th>\
            <th scope="col">what</th></tr></thead><tbody>
            """)
        for event in call.events.prefix(maximumRows) {
            page.add(
                "<tr><td class=\"n\">\(TimeScale.text(event.atSeconds, withTenths: call.durationSeconds < 60))</td><td>\(event.label)</td></tr>\n"
            )
        }
        let left = call.events.count - maximumRows
        if left > 0 { page.add("<tr><td></td><td>and \(left) more</td></tr>") }
        page.add("</tbody></table>\n")
    }

    /// Adds a table of a stream's figures, stretch by stretch; a stretch is as long as ``maximumRows`` want it.
    public static func figures(of given: PlottedStream, into page: inout EscapedText) {
        let stream = given.tamed
        let rows = PlotColumn.of(stream, over: max(1, stream.durationSeconds), most: stretches(of: stream))
        page.add(
            """
            <table><caption>\(stream.id), \(stream.codec), \(stream.path)</caption><thead><tr>\
            <th scope="col" class="n">from</th><th scope="col" class="n">packets</th><th scope="col" class="n">lost</th>\
            <th scope="col" class="n">late</th><th scope="col" class="n">jitter, ms</th>\
            <th scope="col" class="n">lateness, ms</th><th scope="col" class="n">level, dBov</th>\
            <th scope="col" class="n">MOS</th></tr></thead><tbody>
            """)
        for row in rows {
            let cells = [
                TimeScale.text(row.from, withTenths: row.until - row.from < 1), String(row.received), String(row.lost),
                stream.countsLate ? String(row.late) : "—", row.jitter.map(PlotWords.number) ?? "—",
                row.lateness.map(PlotWords.number) ?? "—", row.level.map(PlotWords.number) ?? "—",
                mos(of: stream, from: row.from - stream.startSeconds, until: row.until - stream.startSeconds),
            ]
            page.add("<tr>")
            for cell in cells { page.add("<td class=\"n\">\(cell)</td>") }
            page.add("</tr>\n")
        }
        page.add("</tbody></table>\n")
    }

    /// Tens of seconds, where those are few enough.
    private static func stretches(of stream: PlottedStream) -> Int {
        max(1, min(maximumRows, Int((stream.durationSeconds / (stream.durationSeconds < 60 ? 5 : 10)).rounded(.up))))
    }

    /// The lowest estimate that concerns the stretch.
    private static func mos(of stream: PlottedStream, from: Double, until: Double) -> String {
        let lowest = stream.ratings.filter { $0.startSeconds < until && $0.startSeconds + $0.durationSeconds > from }
            .map(\.mos).min()
        return lowest.map { DecimalText.fixed($0, places: 2) } ?? "—"
    }
}
