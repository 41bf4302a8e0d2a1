/// Reads a table of samples: any common delimiter, quotes, headers by their usual names.
struct CSVReading {
    let policy: SamplePolicy

    /// Folded header names of each field.
    static let aliases: [String: [String]] = [
        "callingNumber": [
            "numbercalling", "callingnumber", "calling", "caller", "from", "anumber", "aparty", "source", "src", "cli",
            "ani", "originatingnumber", "callerid", "callingparty",
        ],
        "calledNumber": [
            "numbercalled", "callednumber", "called", "callee", "to", "bnumber", "bparty", "destination", "dst",
            "diallednumber", "dialednumber", "dnis", "ddi", "terminatingnumber", "calledparty",
        ],
        "startedAt": [
            "dateandtimeofcall", "dateandtime", "datetime", "timestamp", "start", "starttime", "startedat", "calltime",
            "calldateandtime", "datetimeofcall",
        ],
        "date": ["date", "calldate"], "time": ["time"],
        "endedAt": ["end", "endtime", "endedat"],
        "durationSeconds": ["duration", "length", "talktime", "durationseconds"],
        "direction": ["direction", "calldirection", "dir", "type"],
        "timeZone": ["timezone", "zone", "tz", "utcoffset"],
        "symptoms": ["symptoms", "symptom", "issue", "problem", "fault"],
        "callID": ["callid", "sipcallid"], "capture": ["capture", "pcap", "file"],
        "note": ["note", "notes", "comment", "description"], "heardBy": ["heardby"],
    ]
    static let required = ["callingNumber", "calledNumber", "startedAt", "direction"]
    static let headerLine = "calling number,called number,date and time,direction"

    private static func words(_ field: String) -> String { SampleField(rawValue: field)?.words ?? field }

    func read(_ text: String) -> SubmissionDraft {
        var draft = SubmissionDraft()
        let delimiter = CSVReading.delimiter(of: text)
        var first: Row?
        CSVReading.forEachRow(String(text.prefix(100_000)), delimiter: delimiter) { if first == nil { first = $0 } }
        guard let header = first else { return draft }
        var fieldOf: [Int: String] = [:]
        var columnOf: [String: [Int]] = [:]
        for (index, cell) in header.cells.enumerated() {
            let folded = CSVReading.fold(cell)
            guard let field = CSVReading.aliases.first(where: { $0.value.contains(folded) })?.key else { continue }
            fieldOf[index] = field
            columnOf[field, default: []].append(index)
        }
        for (field, columns) in columnOf.sorted(by: { $0.key < $1.key }) where columns.count > 1 {
            let names = columns.map { header.cells[$0] }
            draft.problems.append(
                Problem(
                    code: .submissionAmbiguousColumn, severity: .blocking, line: header.line, column: names[0],
                    message:
                        "The columns \(names.joined(separator: " and ")) can both be the \(CSVReading.words(field)).",
                    remedy: "Rename one of them, so that one column holds the \(CSVReading.words(field))."))
            if let field = SampleField(rawValue: field) { draft.coveredFields.insert(field) }
        }
        let hasTime = columnOf["startedAt"] != nil || (columnOf["date"] != nil && columnOf["time"] != nil)
        let missing = CSVReading.required.filter { $0 == "startedAt" ? !hasTime : columnOf[$0] == nil }
        if !missing.isEmpty {
            let isHeaderless = fieldOf.isEmpty
            draft.problems.append(missingColumns(missing, header, isHeaderless: isHeaderless))
            draft.coveredFields.formUnion(missing.compactMap { SampleField(rawValue: $0) })
            if isHeaderless {
                draft.isUnreadable = true
                return draft
            }
        }
        let layout = Layout(header: header.cells, fieldOf: fieldOf)
        var isHeader = true
        CSVReading.forEachRow(text, delimiter: delimiter) { row in
            if !isHeader { read(row, layout, into: &draft) }
            isHeader = false
        }
        return draft
    }

    private func missingColumns(_ missing: [String], _ header: Row, isHeaderless: Bool) -> Problem {
        let names = missing.map { CSVReading.words($0) }
        return Problem(
            code: .submissionMissingColumn, severity: .blocking, line: header.line,
            column: isHeaderless || missing.count > 1 ? nil : missing[0],
            message: isHeaderless
                ? "The first line names no columns that are known."
                : "There is no column for \(names.joined(separator: ", ")).",
            remedy: isHeaderless
                ? "Put this line on top: \(CSVReading.headerLine)"
                : "Add a column named \(names.joined(separator: " and ")); the headers found are \(header.cells.prefix(12).joined(separator: ", "))."
        )
    }

    /// What the columns of a table mean, the same for all its rows.
    private struct Layout {
        var fieldOf: [(index: Int, field: String)]
        var names: [SampleField]
        var columns: [SampleField: String] = [:]
        let width: Int

        init(header: [String], fieldOf: [Int: String]) {
            width = header.count
            self.fieldOf = fieldOf.map { (index: $0.key, field: $0.value) }.sorted { $0.index < $1.index }
            var names = self.fieldOf.compactMap { SampleField(rawValue: $0.field) }
            if names.count < self.fieldOf.count, !names.contains(.startedAt) { names.append(.startedAt) }
            self.names = names
            for (index, field) in self.fieldOf {
                columns[SampleField(rawValue: field) ?? .startedAt] = header[index]
            }
        }
    }

    private func read(_ row: Row, _ layout: Layout, into draft: inout SubmissionDraft) {
        var sample = SubmissionDraft.Sample()
        sample.line = row.line
        sample.columns = layout.columns
        sample.fields = SubmissionDraft.SampleFields(names: layout.names)
        if row.cells.count > layout.width, row.cells[layout.width...].contains(where: { !$0.isEmpty }) {
            draft.problems.append(
                Problem(
                    code: .submissionRowHasTooManyFields, severity: .blocking, sample: draft.samples.count,
                    line: row.line,
                    message: "Line \(row.line) has \(row.cells.count) fields, the header has \(layout.width).",
                    remedy: "Put fields that contain the delimiter in quotation marks."))
        }
        var date: String?
        var time: String?
        for (index, field) in layout.fieldOf where index < row.cells.count {
            switch field {
            case "date": date = row.cells[index]
            case "time": time = row.cells[index]
            case "symptoms":
                sample.fields[.symptoms] = .list(
                    row.cells[index].split(whereSeparator: { ";|,".contains($0) }).map { String($0) })
            default: if let field = SampleField(rawValue: field) { sample.fields[field] = .text(row.cells[index]) }
            }
        }
        if sample.fields[.startedAt] == nil, let date, let time {
            sample.fields[.startedAt] = .text("\(date) \(time)")
        }
        draft.samples.append(sample)
    }

    // MARK: Cells

    struct Row {
        var cells: [String]
        var line: Int
    }

    /// Lower case, letters and digits only.
    static func fold(_ header: String) -> String {
        String(
            header.lowercased().unicodeScalars.filter { $0.properties.isAlphabetic || $0.properties.numericType != nil }
        )
    }

    /// The delimiter that splits the first line best.
    static func delimiter(of text: String) -> Character {
        let first = text.prefix { !$0.isNewline }
        let candidates: [Character] = [",", ";", "\t", "|"]
        let counts = candidates.map { candidate in (candidate, first.count { $0 == candidate }) }
        // With equal counts the comma wins: it stands first.
        return counts.reduce(counts[0]) { $1.1 > $0.1 ? $1 : $0 }.0
    }

    /// Rows of cells; quoted cells may hold delimiters, line ends and doubled quotes. Blank lines are skipped.
    static func rows(_ text: String, delimiter: Character) -> [Row] {
        var rows: [Row] = []
        forEachRow(text, delimiter: delimiter) { rows.append($0) }
        return rows
    }

    /// Hands on the rows of a table one by one.
    static func forEachRow(_ text: String, delimiter: Character, _ take: (Row) -> Void) {
        var text = text
        text.makeContiguousUTF8()
        forEachRow(text.utf8.span, delimiter: delimiter, take)
    }

    private static func forEachRow(_ bytes: Span<UInt8>, delimiter: Character, _ take: (Row) -> Void) {
        let mark = delimiter.asciiValue ?? UInt8(ascii: ",")
        let quote = UInt8(ascii: "\"")
        var cells: [String] = []
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
                    cells.append(quoted(bytes, &at, from: start + 1, mark, &line))
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
            if cells.contains(where: { !$0.isEmpty }) { take(Row(cells: cells, line: rowLine)) }
        }
    }

    /// A quoted cell whose first byte is at `from`; text behind its end up to the delimiter belongs to it.
    private static func quoted(
        _ bytes: Span<UInt8>, _ at: inout Int, from: Int, _ mark: UInt8, _ line: inout Int
    ) -> String {
        let quote = UInt8(ascii: "\"")
        var cell: [UInt8] = []
        at = from
        while at < bytes.count {
            if bytes[at] == quote {
                if at + 1 < bytes.count, bytes[at + 1] == quote {
                    cell.append(quote)
                    at += 2
                    continue
                }
                at += 1
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
        return String(decoding: cell, as: UTF8.self)
    }
}

extension String {
    /// Without blanks at both ends.
    var trimmingBlanks: String { SubmissionDraft.Value.text(self).trimmed ?? "" }
}
