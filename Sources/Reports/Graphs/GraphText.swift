import JSONText
import Plots

/// Graphs for a terminal: a row of characters for each figure of each stream.
public enum GraphText {
    /// The streams of a call, one after another, over the call's time.
    public static func render(_ call: PlottedCall, style: TextStyle) -> String {
        let label = 12
        let cells = max(20, min(style.width - label - 26, 100))
        var lines = [style.bold("\(call.name), \(TimeText.duration(call.durationSeconds)) from \(call.begins)")]
        for stream in call.streams {
            lines.append("")
            lines.append(
                PlainText.wrap(
                    "\(stream.codec), \(stream.path)", width: style.width, first: "\(stream.id)  ", rest: "    "))
            let courses = Sparkline.Courses(stream, over: call.durationSeconds, cells: cells)
            for row in rows(of: courses, stream) {
                let name = row.name + String(repeating: " ", count: max(0, label - row.name.count))
                let line = Sparkline.text(row.values, from: row.low, to: row.high)
                lines.append(style.dim(name) + paint(line, row, style) + "  " + style.dim(row.note))
            }
            lines.append(
                String(repeating: " ", count: label)
                    + style.dim(Sparkline.axis(seconds: call.durationSeconds, cells: cells)))
        }
        if call.streams.isEmpty { lines.append("No media.") }
        return lines.joined(separator: "\n") + "\n"
    }

    private struct Row {
        var name: String
        var values: [Double?]
        var low: Double
        var high: Double
        var note: String
        var isTrouble = false
    }

    private static func rows(of courses: Sparkline.Courses, _ stream: PlottedStream) -> [Row] {
        var rows: [Row] = []
        func worst(_ values: [Double?]) -> Double { values.compactMap { $0 }.max() ?? 0 }
        let unheard = worst(courses.unheardPercent)
        rows.append(
            Row(
                name: "not heard", values: courses.unheardPercent, low: 0, high: max(5, unheard),
                note: unheard == 0 ? "all in time" : "worst \(figure(unheard)) %", isTrouble: unheard > 0))
        if courses.jitter.contains(where: { $0 != nil }) {
            rows.append(
                Row(
                    name: "jitter", values: courses.jitter, low: 0, high: max(10, worst(courses.jitter)),
                    note: "worst \(figure(worst(courses.jitter))) ms"))
            let late = worst(courses.lateness)
            rows.append(
                Row(
                    name: "lateness", values: courses.lateness, low: 0, high: max(stream.bufferMilliseconds, late),
                    note: "worst \(figure(late)) ms", isTrouble: late > stream.bufferMilliseconds))
        }
        if courses.level.contains(where: { $0 != nil }) {
            rows.append(
                Row(
                    name: "level", values: courses.level, low: -60, high: 0,
                    note: "loudest \(figure(worst(courses.level.map { $0 ?? -90 }))) dBov"))
        }
        if let lowest = courses.mos.compactMap({ $0 }).min() {
            rows.append(
                Row(
                    name: "MOS", values: courses.mos, low: 1, high: 4.5,
                    note: "lowest \(DecimalText.fixed(lowest, places: 2))", isTrouble: lowest < 3.6))
        }
        return rows
    }

    private static func figure(_ value: Double) -> String {
        DecimalText.shortest(value, places: abs(value) < 10 ? 1 : 0)
    }

    private static func paint(_ line: String, _ row: Row, _ style: TextStyle) -> String {
        row.isTrouble ? style.yellow(line) : line
    }
}
