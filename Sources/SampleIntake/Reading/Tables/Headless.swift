/// A table without headings: what its columns seem to hold, and the line to put on top.
struct Headless {
    let row: TableRow
    let policy: SamplePolicy
    let delimiter: Character?

    /// A heading for each column, as far as its first cell shows what it is; empty where it does not.
    var headings: [String] {
        var headings = row.cells.map { _ in "" }
        var open: [SampleField] = [.callingNumber, .calledNumber]
        var hasTime = false
        var hasDirection = false
        for (index, cell) in row.cells.enumerated() {
            let plain = CellText.plain(cell)
            if !hasTime, CellText.mayBeTime(plain), CellText.hasClock(plain) {
                headings[index] = "date and time"
                hasTime = true
            } else if !hasDirection, plain.utf8.count > 1, CellText.mayBeDirection(plain) {
                headings[index] = "direction"
                hasDirection = true
            } else if let next = open.first, isNumber(plain) {
                headings[index] = next.words
                open.removeFirst()
            }
        }
        return headings
    }

    private func isNumber(_ cell: String) -> Bool {
        let digits = cell.utf8.count { (0x30...0x39).contains($0) }
        return (7...15).contains(digits)
            && cell.utf8.allSatisfy { (0x30...0x39).contains($0) || " +()-/".utf8.contains($0) }
    }

    var problem: Problem {
        var line = headings
        let isTable = row.cells.count >= 3
        let missing = SampleField.required.map(\.words).filter { !line.contains($0) }
        line += missing
        let mark = delimiter ?? ","
        let shown = line.map { $0 }.joined(separator: String(mark))
        let seen = headings.enumerated().filter { !$0.element.isEmpty }
        let columns = seen.map { "column \($0.offset + 1) may be the \($0.element)" }.joined(separator: ", ")
        var remedy: String
        if !isTable {
            remedy = CallForm.remedy
        } else if missing.isEmpty, seen.count == row.cells.count {
            remedy = "Put this line on top: \(shown)"
        } else {
            remedy =
                "Name each column in a line of headings above\(columns.isEmpty ? "" : "; as it looks, \(columns)"). "
                + (missing.isEmpty
                    ? ""
                    : "Add \(missing.count == 1 ? "a column" : "columns") for \(missing.joined(separator: ", ")). ")
                + "For example: \(shown)"
        }
        return Problem(
            code: .submissionMissingColumn, severity: .blocking, line: row.line,
            message: isTable
                ? "The table has no headings that are known; its first line is \(row.cells.prefix(6).map { "“\(GivenText.shown($0))”" }.joined(separator: ", "))\(row.cells.count > 6 ? ", …" : "")."
                : "No call could be made out.",
            remedy: remedy)
    }
}

/// How a call is written in lines, for those who wrote something else.
enum CallForm {
    static let remedy =
        "Write each call in four lines: “Number calling: +44 20 7946 0018”, “Number called: +1 212 555 0142”, “Date and time: 23/11/2026 14:03 GMT”, “Direction: outgoing”; each on its own line."
}

/// Names of delimiters.
enum DelimiterName {
    static func of(_ delimiter: Character) -> String {
        switch delimiter {
        case ",": return "commas"
        case ";": return "semicolons"
        case "\t": return "tabs"
        case "|": return "upright bars"
        default: return "“\(delimiter)”"
        }
    }
}

/// Lines as people say them: `Line 3`, `Lines 1 to 4 and 9`.
enum LineList {
    static func words(_ lines: [Int], isCapital: Bool = true) -> String {
        var runs: [ClosedRange<Int>] = []
        for line in lines.sorted() {
            if let last = runs.last, line <= last.upperBound + 1 {
                runs[runs.count - 1] = last.lowerBound...max(line, last.upperBound)
            } else {
                runs.append(line...line)
            }
        }
        var parts = runs.prefix(6).map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound) to \($0.upperBound)" }
        if runs.count > 6 { parts.append("\(runs.dropFirst(6).reduce(0) { $0 + $1.count }) more") }
        let word = lines.count == 1 ? "line" : "lines"
        let head = isCapital ? word.prefix(1).uppercased() + word.dropFirst() : word
        guard let last = parts.last, parts.count > 1 else { return "\(head) \(parts.first ?? "")" }
        return "\(head) \(parts.dropLast().joined(separator: ", ")) and \(last)"
    }
}
