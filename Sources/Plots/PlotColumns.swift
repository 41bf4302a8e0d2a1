/// Steps of a stream put together to as many columns as a drawing has room for.
struct PlotColumn: Equatable {
    /// Seconds from the drawing's begin.
    var from: Double
    var until: Double
    var index: Int
    var received = 0
    var lost = 0
    var late = 0
    /// The mean over the packets of the column.
    var jitter: Double?
    /// The worst of the column.
    var lateness: Double?
    /// The loudest step of the column.
    var level: Double?

    /// What was due.
    var due: Int { received + lost }
    /// What a listener did not hear, in shares of what was due.
    var lostShare: Double { due > 0 ? Double(lost) / Double(due) : 0 }
    var lateShare: Double { due > 0 ? min(Double(late) / Double(due), 1 - lostShare) : 0 }

    /// At most `most` columns over `seconds` of drawing; silent ones are absent.
    static func of(_ stream: PlottedStream, over seconds: Double, most: Int) -> [PlotColumn] {
        let step = max(stream.stepSeconds, 0.001)
        let width = step * max(1, (seconds / Double(max(1, most)) / step).rounded(.up))
        var columns: [PlotColumn] = []
        var jitterWeight = 0
        for point in stream.points where point.startSeconds >= 0 && point.startSeconds < 1e9 {
            let index = Int(point.startSeconds / width + 1e-6)
            if columns.last?.index != index {
                let from = stream.startSeconds + Double(index) * width
                columns.append(PlotColumn(from: from, until: from + width, index: index))
                jitterWeight = 0
            }
            let last = columns.count - 1
            columns[last].received += max(0, point.received)
            columns[last].lost += max(0, point.lost)
            columns[last].late += max(0, point.late)
            if let jitter = point.jitterMilliseconds, jitter.isFinite {
                let weight = max(1, point.received)
                let sum = (columns[last].jitter ?? 0) * Double(jitterWeight) + jitter * Double(weight)
                jitterWeight += weight
                columns[last].jitter = sum / Double(jitterWeight)
            }
            columns[last].lateness = greater(columns[last].lateness, point.latenessMilliseconds)
            columns[last].level = greater(columns[last].level, point.levelDBov)
        }
        return columns
    }

    private static func greater(_ one: Double?, _ other: Double?) -> Double? {
        guard let other, other.isFinite else { return one }
        return max(one ?? other, other)
    }

    /// Neighbouring columns of which `value` is known, run by run.
    static func runs(
        _ columns: [PlotColumn], _ value: (PlotColumn) -> Double?
    ) -> [[(column: PlotColumn, value: Double)]] {
        var runs: [[(column: PlotColumn, value: Double)]] = []
        for column in columns {
            guard let found = value(column) else { continue }
            if let last = runs.last?.last, last.column.index + 1 == column.index {
                runs[runs.count - 1].append((column, found))
            } else {
                runs.append([(column, found)])
            }
        }
        return runs
    }
}
