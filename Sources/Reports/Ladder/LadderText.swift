import CallAnalysis
import CallVocabulary
import Escaping
import JSONText

/// A ladder for a terminal: with a column for each end where that fits, else a line for each step.
struct LadderText {
    let ladder: CallLadder
    let style: TextStyle

    /// The least room between two lanes in which an arrow can still be read.
    private static let leastSpan = 22
    /// The widest useful one.
    private static let widestSpan = 64

    func render() -> String {
        var lines = ladder.headings.map { PlainText.wrap($0, width: style.width, rest: "  ") }.map(style.bold)
        lines.append("")
        lines += legend()
        lines.append("")
        if let columns = LaneColumns(lanes: ladder.lanes.count, width: style.width - gutterWidth) {
            lines += drawn(columns)
        } else {
            lines += listed()
        }
        if !ladder.bars.isEmpty { lines += [""] + LadderBars(ladder: ladder, style: style).lines() }
        if !ladder.omissions.isEmpty { lines += [""] + ladder.omissions }
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: Who is who

    static func letter(_ lane: Int) -> String {
        guard lane < 26 else { return letter(lane / 26 - 1) + letter(lane % 26) }
        return String(UnicodeScalar(UInt8(65 + lane)))
    }

    private func legend() -> [String] {
        ladder.lanes.enumerated().map { index, lane in
            let start = "\(Self.letter(index))  \(lane.name)"
            guard !lane.note.isEmpty else { return start }
            return PlainText.wrap(Escaping.terminal(lane.note), width: style.width, first: start + "  ", rest: "   ")
        }
    }

    // MARK: The gutter

    private var packetWidth: Int { (ladder.rows.map { packet($0).count }.max() ?? 1) }
    private var gutterWidth: Int { 12 + 1 + packetWidth + 2 }

    private func packet(_ row: CallLadder.Row) -> String {
        let several = ladder.rows.contains { $0.packet.capture > 0 }
        return several ? "\(row.packet.capture + 1)/\(row.packet.number)" : "\(row.packet.number)"
    }

    private func gutter(_ row: CallLadder.Row) -> String {
        let number = packet(row)
        let padding = String(repeating: " ", count: packetWidth - number.count)
        return "\(LadderTime.clock(row.at)) \(padding)\(number)  "
    }

    // MARK: With columns

    private func drawn(_ columns: LaneColumns) -> [String] {
        let blank = String(repeating: " ", count: gutterWidth)
        var lines = [blank + columns.headings(ladder.lanes)]
        var before: CaptureTime?
        for row in ladder.rows {
            if let before, row.at.seconds(since: before) >= 2 {
                lines.append(
                    style.dim(blank + columns.empty(text: "  " + LadderTime.pause(row.at.seconds(since: before)))))
            }
            before = max(before ?? row.at, row.at)
            guard row.kind != .finding else {
                for (index, part) in columns.beside(row, "! " + row.title).enumerated() {
                    lines.append(style.dim(index == 0 ? gutter(row) : blank) + style.yellow(part))
                }
                continue
            }
            let arrow = columns.arrow(row, label: label(row))
            lines.append(style.dim(gutter(row)) + paint(arrow.line, row))
            var details = row.details
            if arrow.isCut { details.insert(row.title, at: 0) }
            for detail in details {
                lines += columns.beside(row, detail).map { blank + style.dim($0) }
            }
            for finding in row.findings {
                lines += columns.beside(row, "! " + finding).map { blank + style.yellow($0) }
            }
        }
        return lines
    }

    private func label(_ row: CallLadder.Row) -> String {
        ladder.headings.count > 1 && row.kind != .passage ? "[\(row.leg + 1)] \(row.title)" : row.title
    }

    private func paint(_ text: String, _ row: CallLadder.Row) -> String {
        switch row.tone {
        case .plain: return text
        case .good: return style.green(text)
        case .bad: return style.red(text)
        case .again: return style.dim(text)
        }
    }

    // MARK: Line by line

    private func listed() -> [String] {
        var lines: [String] = []
        let indent = String(repeating: " ", count: gutterWidth)
        for row in ladder.rows {
            let ends = row.kind == .finding ? "!" : "\(Self.letter(row.from)) → \(Self.letter(row.to))"
            let first = gutter(row) + ends + "  "
            lines.append(
                paint(PlainText.wrap(label(row), width: style.width, first: first, rest: indent + "       "), row))
            for detail in row.details + row.findings.map({ "! " + $0 }) {
                lines.append(
                    style.dim(
                        PlainText.wrap(
                            detail, width: style.width, first: indent + "       ", rest: indent + "         ")))
            }
        }
        return lines
    }
}

/// Where the lanes stand.
struct LaneColumns {
    private let places: [Int]
    private let width: Int

    /// Columns for so many lanes in `width`; `nil` where they would stand too close, or there is only one.
    init?(lanes: Int, width: Int) {
        guard lanes > 1 else { return nil }
        let span = min((width - 3) / (lanes - 1), 64)
        guard span >= 22 else { return nil }
        places = (0..<lanes).map { 1 + $0 * span }
        self.width = width
    }

    /// A line with nothing but the lanes, and perhaps a text beside the first.
    func empty(text: String = "") -> String {
        var cells = base()
        put(text, at: places[0] + 1, in: &cells)
        return line(cells)
    }

    /// The names of the lanes over them.
    func headings(_ lanes: [CallLadder.Lane]) -> String {
        var cells = [String](repeating: " ", count: width)
        let span = places[1] - places[0]
        for (index, lane) in lanes.enumerated() {
            let full = "\(LadderText.letter(index)) \(lane.name)"
            let name = full.count <= span - 2 ? full : LadderText.letter(index)
            // The first begins at its lane, the last ends there, the others stand over theirs.
            var start = places[index] - name.count / 2
            if index == 0 { start = places[0] }
            if index == lanes.count - 1 { start = min(places[index] - name.count / 2, width - name.count) }
            put(name, at: max(0, start), in: &cells)
        }
        return line(cells)
    }

    /// An arrow with its label; whether that had to be cut.
    func arrow(_ row: CallLadder.Row, label: String) -> (line: String, isCut: Bool) {
        var cells = base()
        guard row.from != row.to else {
            put("↺ " + label, at: places[row.from] + 2, in: &cells)
            return (line(cells), false)
        }
        let left = places[min(row.from, row.to)]
        let right = places[max(row.from, row.to)]
        let stroke = row.kind == .media ? "═" : row.kind == .passage ? "┄" : "─"
        for at in (left + 1)..<right { cells[at] = stroke }
        if row.from < row.to { cells[right - 1] = "▶" } else { cells[left + 1] = "◀" }
        let room = right - left - 7
        let isCut = PlainText.columns(label) > room
        let shown = isCut ? cut(label, to: room) : label
        let start = left + 1 + max(2, (right - left - 1 - PlainText.columns(shown) - 2) / 2)
        put(" \(shown) ", at: start, in: &cells)
        return (line(cells), isCut)
    }

    /// A text beside the lane where the row's arrow begins or ends, whichever is left.
    func beside(_ row: CallLadder.Row, _ text: String) -> [String] {
        let left = places[min(row.from, row.to)] + 3
        let next = places[max(row.from, row.to)] - left - 1
        // Between its lanes where there is room; else over those to the right of them.
        var wrapped = PlainText.wrap(text, width: max(16, min(next, width - left)))
        if next < 40 || Self.widest(wrapped) > next { wrapped = PlainText.wrap(text, width: max(16, width - left)) }
        // A word that fits nowhere is not cut: it goes over the edge.
        guard Self.widest(wrapped) <= width - left else {
            return wrapped.split(separator: "\n").map { String(repeating: " ", count: left) + $0 }
        }
        return wrapped.split(separator: "\n", omittingEmptySubsequences: false).map { part in
            var cells = base()
            put(String(part), at: left, in: &cells)
            return line(cells)
        }
    }

    private static func widest(_ text: String) -> Int {
        text.split(separator: "\n").map { PlainText.columns(String($0)) }.max() ?? 0
    }

    private func base() -> [String] {
        var cells = [String](repeating: " ", count: width)
        for place in places { cells[place] = "│" }
        return cells
    }

    private func cut(_ text: String, to room: Int) -> String {
        var shown = ""
        for character in text {
            if PlainText.columns(shown) + PlainText.columns(String(character)) > room - 1 { break }
            shown.append(character)
        }
        return shown + "…"
    }

    private func put(_ text: String, at start: Int, in cells: inout [String]) {
        var at = start
        for character in text {
            let columns = PlainText.columns(String(character))
            guard at >= 0, at + columns <= cells.count else { break }
            cells[at] = String(character)
            // A wide character takes the next cell as well.
            for further in 1..<max(1, columns) { cells[at + further] = "" }
            at += max(1, columns)
        }
    }

    private func line(_ cells: [String]) -> String {
        var text = cells.joined()
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }
}

/// Times of a ladder.
enum LadderTime {
    /// `14:03:07.123`.
    static func clock(_ time: CaptureTime) -> String {
        let milliseconds = Int((time.nanoseconds % 1_000_000_000 + 1_000_000_000) % 1_000_000_000 / 1_000_000)
        let digits = String(milliseconds)
        return TimeText.clock(time) + "." + String(repeating: "0", count: 3 - digits.count) + digits
    }

    static func pause(_ seconds: Double) -> String { "… \(TimeText.duration(seconds)) later" }
}
