import CallAnalysis
import CallVocabulary
import JSONText

/// The streams of a ladder as bars over one axis of time.
struct LadderBars {
    let ladder: CallLadder
    let style: TextStyle

    func lines() -> [String] {
        let seconds = max(0.1, ladder.end.seconds(since: ladder.begin))
        let cells = max(20, min(style.width - 4, 120))
        let perCell = seconds / Double(cells)
        var lines = [style.bold("Media over time")]
        for bar in ladder.bars {
            let ends = "\(LadderText.letter(bar.from)) → \(LadderText.letter(bar.to))"
            lines.append(
                PlainText.wrap(
                    "\(bar.title), \(bar.figures)", width: style.width, first: "  \(bar.stream)  \(ends)  ",
                    rest: "    "))
            lines.append("  " + Self.cells(of: bar, count: cells, perCell: perCell).map(\.rawValue).joined())
        }
        let begin = TimeText.clock(ladder.begin)
        let end = TimeText.clock(ladder.end)
        lines.append(
            style.dim("  " + begin + String(repeating: " ", count: max(1, cells - begin.count - end.count)) + end))
        lines.append(
            style.dim(
                PlainText.wrap(
                    "█ all came, ▒ some lost, ░ a tenth or more lost, · nothing came; one cell is "
                        + Self.length(perCell), width: style.width, first: "  ", rest: "  ")))
        return lines
    }

    private static func length(_ seconds: Double) -> String {
        seconds < 1 ? "\(Int((seconds * 1_000).rounded())) ms" : TimeText.duration(seconds)
    }

    /// What came of a stream in a while.
    enum Cell: String {
        case outside = " "
        case all = "█"
        case some = "▒"
        case few = "░"
        case nothing = "·"

        init(received: Int, lost: Int) {
            if received == 0 {
                self = .nothing
            } else if lost == 0 {
                self = .all
            } else {
                self = lost * 10 < received + lost ? .some : .few
            }
        }
    }

    static func cells(of bar: CallLadder.Bar, count: Int, perCell: Double) -> [Cell] {
        let first = min(count - 1, max(0, Int(bar.startSeconds / perCell)))
        let last = min(count - 1, max(first, Int((bar.startSeconds + bar.durationSeconds) / perCell)))
        guard !bar.points.isEmpty else {
            return (0..<count).map { (first...last).contains($0) ? .all : .outside }
        }
        var received = [Int](repeating: 0, count: count)
        var lost = received
        // A step that is longer than a cell speaks for all the cells it covers.
        var covered = [Bool](repeating: false, count: count)
        for point in bar.points {
            let from = bar.startSeconds + Double(point.startMilliseconds) / 1_000
            let begin = min(count - 1, max(0, Int(from / perCell)))
            let end = min(count - 1, max(begin, Int((from + bar.stepSeconds) / perCell - 0.000_1)))
            for cell in begin...end {
                received[cell] += point.received
                lost[cell] += point.lost
                covered[cell] = true
            }
        }
        return (0..<count).map { cell in
            guard (first...last).contains(cell) else { return .outside }
            return covered[cell] ? Cell(received: received[cell], lost: lost[cell]) : .nothing
        }
    }
}
