/// A row of a table: its cells as written, without blanks around them.
struct TableRow: Equatable {
    var cells: [String]
    /// The line it begins on, or the row of its sheet, from 1.
    var line: Int

    /// Whether no cell holds anything.
    var isBlank: Bool { cells.allSatisfy { $0.isEmpty } }
}

/// Text of cells between delimiters: commas, semicolons, tabs, upright bars; quotes as RFC 4180 has them.
enum DelimitedRows {
    /// The delimiters that are known; the first wins where several fit alike.
    static let delimiters: [Character] = [",", ";", "\t", "|"]

    /// Rows of cells; quoted cells may hold delimiters, line ends and doubled quotes. Blank lines are skipped.
    static func rows(_ text: String, delimiter: Character, limit: Int = .max) -> [TableRow] {
        var rows: [TableRow] = []
        _ = forEachRow(text, delimiter: delimiter) { row in
            rows.append(row)
            return rows.count < limit
        }
        return rows
    }

    /// Hands on the rows of a table one by one.
    ///
    /// Ends early where `take` says so. Returns the line of a quotation mark that is never closed; what follows it is no row.
    static func forEachRow(_ text: String, delimiter: Character, _ take: (TableRow) -> Bool) -> Int? {
        var text = text
        text.makeContiguousUTF8()
        return forEachRow(text.utf8.span, delimiter: delimiter, take)
    }

    private static func forEachRow(_ bytes: Span<UInt8>, delimiter: Character, _ take: (TableRow) -> Bool) -> Int? {
        let mark = delimiter.asciiValue ?? UInt8(ascii: ",")
        let quote = UInt8(ascii: "\"")
        var cells: [String] = []
        // Tables in Markdown and in consoles have bars at both ends, too; their first line says so.
        var hasOuterBars: Bool?
        var at = 0
        var line = 1
        while at < bytes.count {
            let rowLine = line
            cells = []
            var isRowOver = false
            while !isRowOver {
                var start = at
                while start < bytes.count, bytes[start] == 0x20 || (bytes[start] == 0x09 && mark != 0x09) { start += 1 }
                if start < bytes.count, bytes[start] == quote {
                    let opened = line
                    guard let cell = quoted(bytes, &at, from: start + 1, mark, &line) else { return opened }
                    cells.append(cell)
                } else {
                    var end = at
                    while end < bytes.count, bytes[end] != mark, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
                    let cell = bytes.extracting(at..<end).withUnsafeBufferPointer {
                        String(decoding: $0, as: UTF8.self)
                    }
                    cells.append(cell.trimmingBlanks)
                    at = end
                }
                if at >= bytes.count {
                    isRowOver = true
                } else if bytes[at] == mark {
                    at += 1
                    // A delimiter at the very end opens one more empty cell.
                    if at >= bytes.count {
                        cells.append("")
                        isRowOver = true
                    }
                } else {
                    at += bytes[at] == 0x0D && at + 1 < bytes.count && bytes[at + 1] == 0x0A ? 2 : 1
                    line += 1
                    isRowOver = true
                }
            }
            if mark == UInt8(ascii: "|") {
                let isEnclosed = cells.count > 2 && cells.first?.isEmpty == true && cells.last?.isEmpty == true
                if hasOuterBars == nil, cells.count > 1 { hasOuterBars = isEnclosed }
                if isEnclosed, hasOuterBars == true { cells = Array(cells.dropFirst().dropLast()) }
            }
            if cells.contains(where: { !$0.isEmpty }), !isRule(cells), !take(TableRow(cells: cells, line: rowLine)) {
                return nil
            }
        }
        return nil
    }

    /// A line of dashes below headings or between rows: `|---|:--:|`, `-----`.
    private static func isRule(_ cells: [String]) -> Bool {
        guard let first = cells.first?.utf8.first, "-:=+".utf8.contains(first) else { return false }
        return cells.allSatisfy { cell in
            cell.utf8.allSatisfy { "-:=+ ".utf8.contains($0) }
                && (cell.isEmpty || cell.contains("-") || cell.contains("="))
        } && cells.contains { $0.utf8.count >= 2 }
    }

    /// A quoted cell whose first byte is at `from`, `nil` if it is never closed; text behind its end up to the delimiter belongs to it.
    private static func quoted(
        _ bytes: Span<UInt8>, _ at: inout Int, from: Int, _ mark: UInt8, _ line: inout Int
    ) -> String? {
        let quote = UInt8(ascii: "\"")
        var cell: [UInt8] = []
        var isClosed = false
        at = from
        while at < bytes.count {
            if bytes[at] == quote {
                if at + 1 < bytes.count, bytes[at + 1] == quote {
                    cell.append(quote)
                    at += 2
                    continue
                }
                at += 1
                isClosed = true
                while at < bytes.count, bytes[at] != mark, bytes[at] != 0x0A, bytes[at] != 0x0D {
                    cell.append(bytes[at])
                    at += 1
                }
                break
            }
            if bytes[at] == 0x0A || (bytes[at] == 0x0D && !(at + 1 < bytes.count && bytes[at + 1] == 0x0A)) {
                line += 1
            }
            cell.append(bytes[at])
            at += 1
        }
        return isClosed ? String(decoding: cell, as: UTF8.self) : nil
    }
}

extension String {
    /// Without blanks at both ends.
    var trimmingBlanks: String { SubmissionDraft.Value.text(self).trimmed ?? "" }
}
