import Escaping

/// A table with aligned columns that fits the width: where it does not, columns are left out from the least important.
struct TextTable {
    enum Alignment {
        case left, right
    }
    struct Column {
        var title: String
        var alignment: Alignment
        /// Columns with the highest number go first when space is short; 0 never goes.
        var dispensability: Int
        /// Whether the end of a text matters more than its begin, as where a port stands behind an address.
        var keepsEnd: Bool
        /// Whether it is shown only where width does not matter.
        var isForWide: Bool

        init(
            _ title: String, _ alignment: Alignment = .left, dispensability: Int = 0, keepsEnd: Bool = false,
            isForWide: Bool = false
        ) {
            self.title = title
            self.alignment = alignment
            self.dispensability = dispensability
            self.keepsEnd = keepsEnd
            self.isForWide = isForWide
        }
    }

    var columns: [Column]
    private var rows: [[String]] = []

    init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Adds a row; what its cells hold is made safe for a terminal here.
    mutating func add(_ row: [String]) { rows.append(row.map { Escaping.terminal($0, limit: Self.maximumCell) }) }

    /// Scalars of a cell that are shown.
    private static let maximumCell = 200

    /// The table as lines, header first, indented by two.
    func render(_ style: TextStyle) -> String {
        var shown = columns.indices.filter { style.isWide || !columns[$0].isForWide }
        func widths() -> [Int] {
            shown.map { column in
                ([columns[column].title] + rows.map { $0.indices.contains(column) ? $0[column] : "" })
                    .map(PlainText.columns).max() ?? 0
            }
        }
        // First long texts are shortened, then columns are left out.
        func total(_ sizes: [Int]) -> Int { 2 + sizes.reduce(0, +) + 2 * max(0, sizes.count - 1) }
        func capped() -> [Int] { zip(shown, widths()).map { columns[$0].alignment == .left ? min($1, 28) : $1 } }
        while !style.isUncut, total(capped()) > style.width,
            let least = shown.max(by: { columns[$0].dispensability < columns[$1].dispensability }),
            columns[least].dispensability > 0
        {
            shown.removeAll { $0 == least }
        }
        var sizes = widths()
        // Still too wide: the widest left-aligned column is cut.
        var excess = 2 + sizes.reduce(0, +) + 2 * max(0, shown.count - 1) - style.width
        while !style.isUncut, excess > 0, let widest = sizes.indices.max(by: { sizes[$0] < sizes[$1] }),
            sizes[widest] > 8
        {
            let cut = min(excess, max(1, sizes[widest] / 4))
            sizes[widest] -= cut
            excess -= cut
        }
        func line(_ cells: [String]) -> String {
            var text = "  "
            for (position, column) in shown.enumerated() {
                let cell = fit(
                    cells.indices.contains(column) ? cells[column] : "", sizes[position],
                    keepsEnd: columns[column].keepsEnd)
                let padding = String(repeating: " ", count: max(0, sizes[position] - PlainText.columns(cell)))
                let isLast = position == shown.count - 1
                text += columns[column].alignment == .right ? padding + cell : cell + (isLast ? "" : padding)
                if !isLast { text += "  " }
            }
            return text
        }
        return ([style.dim(line(columns.map(\.title)))] + rows.map(line)).joined(separator: "\n")
    }

    private func fit(_ cell: String, _ width: Int, keepsEnd: Bool) -> String {
        guard PlainText.columns(cell) > width else { return cell }
        var text = ""
        for character in keepsEnd ? String(cell.reversed()) : cell {
            if PlainText.columns(text) + PlainText.columns(String(character)) > width - 1 { break }
            text.append(character)
        }
        return keepsEnd ? "…" + String(text.reversed()) : text + "…"
    }
}
