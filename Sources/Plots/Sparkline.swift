/// A row of characters that shows the course of a figure on a terminal.
public enum Sparkline {
    private static let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// A character for each value between `low` and `high`; a blank where there is none, a dot at `low` or below.
    public static func text(_ values: [Double?], from low: Double, to high: Double) -> String {
        String(
            values.map { value -> Character in
                guard let value, value.isFinite, high > low else { return " " }
                let share = (value - low) / (high - low)
                guard share > 0 else { return "·" }
                return bars[min(bars.count - 1, max(0, Int(share * Double(bars.count))))]
            })
    }

    /// The figures of a stream in `cells` stretches of its call's time.
    public struct Courses: Sendable {
        /// Packets not heard in per cent of those due.
        public var unheardPercent: [Double?]
        /// Jitter in ms.
        public var jitter: [Double?]
        /// Lateness of the worst packet in ms.
        public var lateness: [Double?]
        /// Level in dBov.
        public var level: [Double?]
        /// The lowest estimate of MOS-CQE.
        public var mos: [Double?]

        /// The courses of a stream over `seconds`.
        public init(_ given: PlottedStream, over seconds: Double, cells: Int) {
            let stream = given.tamed
            let seconds = seconds.isFinite ? min(max(seconds, 0.1), 1e9) : 0.1
            let cells = max(1, min(cells, 1_000))
            let perCell = seconds / Double(cells)
            let empty = [Double?](repeating: nil, count: cells)
            unheardPercent = empty
            jitter = empty
            lateness = empty
            level = empty
            mos = empty
            func cell(_ at: Double) -> Int { min(cells - 1, max(0, Int(min(max(0, at), 1e9) / perCell))) }
            for column in PlotColumn.of(stream, over: seconds, most: cells) {
                let last = max(cell(column.from), cell(column.until - perCell / 2))
                for place in cell(column.from)...last {
                    unheardPercent[place] = 100 * (column.lostShare + column.lateShare)
                    jitter[place] = column.jitter
                    lateness[place] = column.lateness
                    level[place] = column.level
                }
            }
            for rating in stream.ratings {
                let from = cell(stream.startSeconds + rating.startSeconds)
                let until = max(
                    from,
                    cell(
                        min(stream.endSeconds, stream.startSeconds + rating.startSeconds + rating.durationSeconds)
                            - perCell / 2))
                for place in from...until { mos[place] = min(mos[place] ?? 5, rating.mos) }
            }
        }
    }

    /// The axis of time below `cells` characters.
    public static func axis(seconds: Double, cells: Int) -> String {
        let scale = TimeScale(duration: seconds, most: max(2, cells / 14))
        var line = ""
        for tick in scale.ticks {
            let place = Int((tick / scale.duration * Double(cells)).rounded())
            let label = scale.label(tick)
            guard place >= line.count, place + label.count <= cells + 4 else { continue }
            line += String(repeating: " ", count: place - line.count) + label
        }
        return line
    }
}
