/// Forms whose names stand in the first column, one field a row and one call a column.
enum TurnedTable {

    /// The rows of such a form with names on top; `nil` if the rows are a table as usual.
    static func rows(_ rows: [TableRow]) -> [TableRow]? { turned(rows)?.rows }

    /// The columns of such a form that hold a call each, from 0; `nil` likewise.
    static func columns(_ rows: [TableRow]) -> [Int]? { turned(rows)?.columns }

    private static func turned(_ all: [TableRow]) -> (rows: [TableRow], columns: [Int])? {
        // What an earlier correction wrote below is no field.
        let rows = all.filter { !CorrectedRows.isOwn($0.cells.first ?? "") }
        guard rows.count <= IntakeLimits.turnedTableRows else { return nil }
        guard rows.prefix(TableReading.headingRows).allSatisfy({ TableLayout.score($0.cells) <= 1 }) else { return nil }
        // Titles in front of the names shift nothing.
        let names = rows.filter { !$0.isBlank }.map { $0.cells.first ?? "" }
        guard TableLayout.score(names) >= 3 else { return nil }
        let width = rows.map(\.cells.count).max() ?? 0
        guard width >= 2 else { return nil }
        // What belongs to the whole stands above, as it would above the headings.
        var wholes: [TableRow] = []
        var fields: [TableRow] = []
        for row in rows {
            let filled = row.cells.filter { !$0.isEmpty }
            let isField = row.cells.first.map { TableLayout.score([$0]) == 1 } ?? false
            if !isField, filled.count <= 2, StatedWhole(cells: filled) != nil || filled.count == 1 {
                wholes.append(row)
            } else {
                fields.append(row)
            }
        }
        let line = fields.first?.line ?? 1
        var turned = wholes
        var columns: [Int] = []
        for column in 0..<min(width, IntakeLimits.tableColumns) {
            let cells = fields.map { $0.cells.indices.contains(column) ? $0.cells[column] : "" }
            if column == 0 || cells.contains(where: { !$0.isEmpty }) {
                turned.append(TableRow(cells: cells, line: line))
                if column > 0 { columns.append(column) }
            }
        }
        return (turned, columns)
    }
}
