/// Rows of a table with what to change in columns of their own, or in rows where the fields stand in rows.
enum CorrectedRows {
    /// A column, or the row of a form with names in front, that a correction wrote.
    static func isOwn(_ heading: String) -> Bool {
        let lowered = heading.lowercased()
        return lowered == "problems" || lowered.hasPrefix("suggested ")
    }

    /// The corrected rows; `nil` if the rows hold no calls.
    static func write(_ rows: [TableRow], delimiter: Character?, _ corrections: SampleCorrections) -> [TableRow]? {
        if let columns = TurnedTable.columns(rows) { return turned(rows, columns, corrections) }
        guard let place = TableReading.header(rows) else { return nil }
        let header = rows[place]
        let suggested = corrections.fields
        // Columns of an earlier correction are written anew.
        let kept = header.cells.indices.filter { !isOwn(header.cells[$0]) }
        // Rows that hold no call keep their place, and count for nothing.
        var reading = TableReading(policy: corrections.policy, delimiter: delimiter)
        for row in rows { reading.take(row) }
        let indexOf = Dictionary(
            reading.finish().samples.enumerated().compactMap { index, sample in sample.line.map { ($0, index) } },
            uniquingKeysWith: { first, _ in first })
        var result = Array(rows[..<place])
        result.append(TableRow(cells: kept.map { header.cells[$0] } + headings(corrections), line: header.line))
        for row in rows.dropFirst(place + 1) {
            let found = indexOf[row.line].flatMap { corrections[$0] }
            var cells = kept.map { row.cells.indices.contains($0) ? row.cells[$0] : "" }
            cells.append(found?.words ?? "")
            for field in suggested { cells.append(found?.values[field.rawValue] ?? "") }
            if corrections.hasSources { cells.append(found?.sources.joined(separator: "; ") ?? "") }
            // Fields beyond the header are kept behind everything.
            cells += row.cells.dropFirst(header.cells.count)
            result.append(TableRow(cells: cells, line: row.line))
        }
        return result
    }

    private static func headings(_ corrections: SampleCorrections) -> [String] {
        ["problems"] + corrections.fields.map { "suggested \($0.rawValue)" }
            + (corrections.hasSources ? ["suggested from"] : [])
    }

    private static func turned(_ rows: [TableRow], _ columns: [Int], _ corrections: SampleCorrections) -> [TableRow] {
        var result = rows.filter { !isOwn($0.cells.first ?? "") }
        let width = (columns.max() ?? 1) + 1
        let last = result.last?.line ?? 0
        for (offset, name) in headings(corrections).enumerated() {
            var cells = Array(repeating: "", count: width)
            cells[0] = name
            for (index, column) in columns.enumerated() {
                guard let found = corrections[index] else { continue }
                switch name {
                case "problems": cells[column] = found.words
                case "suggested from": cells[column] = found.sources.joined(separator: "; ")
                default: cells[column] = found.values[String(name.dropFirst("suggested ".count))] ?? ""
                }
            }
            result.append(TableRow(cells: cells, line: last + 1 + offset))
        }
        return result
    }
}
