import CallVocabulary
import Escaping

/// A ladder as a drawing that needs neither script nor style sheet; it takes the colour of the text around it.
enum LadderSVG {
    private static let rowHeight = 26
    private static let detailHeight = 16
    /// Pixels of a character of the text, a little too many rather than too few.
    private static let characterWidth = 7.3

    /// The drawing, `width` pixels wide: 760 for a page, 360 for a telephone.
    static func render(_ ladder: CallLadder, width: Int) -> String {
        let isNarrow = width < 500
        let gutter = isNarrow ? 8 : 150
        let lanes = max(1, ladder.lanes.count)
        let span = lanes > 1 ? Double(width - gutter - 60) / Double(lanes - 1) : 0
        func x(_ lane: Int) -> Double { Double(gutter) + 30 + span * Double(lane) }
        var body = ""
        var y = 34
        for row in ladder.rows {
            if isNarrow {
                body += text(
                    "\(LadderTime.clock(row.at))  #\(row.packet.number)", x: Double(gutter), y: y + 10, size: 10,
                    dim: true)
                y += 16
            } else {
                body += text("\(LadderTime.clock(row.at))  #\(row.packet.number)", x: 4, y: y + 17, size: 11, dim: true)
            }
            body += arrow(row, from: x(row.from), to: x(row.to), y: y + 20, room: Double(width))
            y += rowHeight
            let left = min(x(row.from), x(row.to)) + 8
            let room = max(12, Int((Double(width) - left - 4) / characterWidth))
            for (detail, isFinding) in row.details.map({ ($0, false) }) + row.findings.map({ ("! " + $0, true) }) {
                for part in PlainText.wrap(Escaping.terminal(detail, limit: 400), width: room).split(separator: "\n") {
                    body += text(String(part), x: left, y: y + 11, size: 11, dim: !isFinding)
                    y += detailHeight
                }
            }
        }
        var head = ""
        for (index, lane) in ladder.lanes.enumerated() {
            let anchor = index == 0 ? "start" : index == lanes - 1 ? "end" : "middle"
            let full = "\(LadderText.letter(index)) \(lane.name)"
            let name = Double(full.count) * characterWidth < max(span - 8, 60) ? full : LadderText.letter(index)
            let shift = index == 0 ? -22.0 : index == lanes - 1 ? 26 : 0
            head += text(name, x: x(index) + shift, y: 16, size: 12, dim: false, anchor: anchor)
            head +=
                "<line x1=\"\(number(x(index)))\" y1=\"24\" x2=\"\(number(x(index)))\" y2=\"\(y + 8)\" stroke=\"currentColor\" stroke-opacity=\"0.25\"/>\n"
        }
        let title = Escaping.html(ladder.headings.first ?? "", limit: 300)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(y + 16)" width="\(width)" height="\(y + 16)" \
            role="img" font-family="ui-monospace, Menlo, Consolas, monospace" fill="currentColor">
            <title>\(title)</title>
            \(head)\(body)</svg>

            """
    }

    private static func arrow(_ row: CallLadder.Row, from: Double, to: Double, y: Int, room: Double) -> String {
        let color = row.tone == .bad ? "#c62828" : row.tone == .good ? "#2e7d32" : "currentColor"
        let faint = row.tone == .again ? " opacity=\"0.55\"" : ""
        let label = Escaping.terminal(row.title, limit: 120)
        guard from != to, row.kind != .finding else {
            return """
                <g fill="\(color)"\(faint)>\(text(label, x: min(from, to) + 8, y: y, size: 12, dim: false))</g>

                """
        }
        let direction = from < to ? -1.0 : 1.0
        let dash = row.kind == .passage ? " stroke-dasharray=\"3 4\"" : ""
        let thickness = row.kind == .media ? 3 : 1.4
        let tip = "\(number(to)),\(y) \(number(to + direction * 9)),\(y - 4) \(number(to + direction * 9)),\(y + 4)"
        let fits = Double(label.count) * characterWidth < abs(to - from) - 16
        let place = fits ? (from + to) / 2 : min(from, to) + 8
        return """
            <g fill="\(color)" stroke="\(color)"\(faint)><line x1="\(number(from))" y1="\(y)" x2="\(number(to + direction * 8))" \
            y2="\(y)" stroke-width="\(thickness)"\(dash)/><polygon points="\(tip)" stroke="none"/>\
            \(text(label, x: place, y: y - 5, size: 12, dim: false, anchor: fits ? "middle" : "start"))</g>

            """
    }

    private static func text(
        _ text: String, x: Double, y: Int, size: Int, dim: Bool, anchor: String = "start"
    ) -> String {
        let opacity = dim ? " fill-opacity=\"0.7\"" : ""
        return
            "<text x=\"\(number(x))\" y=\"\(y)\" font-size=\"\(size)\" text-anchor=\"\(anchor)\" stroke=\"none\"\(opacity)>"
            + "\(Escaping.html(text))</text>\n"
    }

    private static func number(_ value: Double) -> String { String(Int(value.rounded())) }
}
