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

    func read(_ text: String) -> SubmissionDraft {
        var draft = SubmissionDraft()
        let delimiter = CSVReading.delimiter(of: text)
        let rows = CSVReading.rows(text, delimiter: delimiter)
        guard let header = rows.first else { return draft }
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
                    message: "The columns \(names.joined(separator: " and ")) can both be the \(FieldName.of(field)).",
                    remedy: "Rename one of them, so that one column holds the \(FieldName.of(field))."))
            draft.coveredFields.insert(field)
        }
        let hasTime = columnOf["startedAt"] != nil || (columnOf["date"] != nil && columnOf["time"] != nil)
        let missing = CSVReading.required.filter { $0 == "startedAt" ? !hasTime : columnOf[$0] == nil }
        if !missing.isEmpty {
            let isHeaderless = fieldOf.isEmpty
            draft.problems.append(missingColumns(missing, header, isHeaderless: isHeaderless))
            draft.coveredFields.formUnion(missing)
            if isHeaderless {
                draft.isUnreadable = true
                return draft
            }
        }
        for row in rows.dropFirst() { read(row, header: header.cells, fieldOf: fieldOf, into: &draft) }
        return draft
    }

    private func missingColumns(_ missing: [String], _ header: Row, isHeaderless: Bool) -> Problem {
        let names = missing.map { FieldName.of($0) }
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

    private func read(_ row: Row, header: [String], fieldOf: [Int: String], into draft: inout SubmissionDraft) {
        var sample = SubmissionDraft.Sample()
        sample.line = row.line
        if row.cells.count > header.count, row.cells[header.count...].contains(where: { !$0.isEmpty }) {
            draft.problems.append(
                Problem(
                    code: .submissionRowHasTooManyFields, severity: .blocking, sample: draft.samples.count,
                    line: row.line,
                    message: "Line \(row.line) has \(row.cells.count) fields, the header has \(header.count).",
                    remedy: "Put fields that contain the delimiter in quotation marks."))
        }
        var parts: [String: String] = [:]
        for (index, field) in fieldOf where index < row.cells.count {
            switch field {
            case "date", "time": parts[field] = row.cells[index]
            case "symptoms":
                sample.fields[field] = .list(
                    row.cells[index].split(whereSeparator: { ";|,".contains($0) }).map { String($0) })
            default: sample.fields[field] = .text(row.cells[index])
            }
        }
        for (index, field) in fieldOf {
            sample.columns[field == "date" || field == "time" ? "startedAt" : field] = header[index]
        }
        if sample.fields["startedAt"] == nil, let date = parts["date"], let time = parts["time"] {
            sample.fields["startedAt"] = .text("\(date) \(time)")
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
        var cells: [String] = []
        var cell = ""
        var isQuoted = false
        var wasQuoted = false
        var line = 1
        var rowLine = 1
        func endCell() {
            cells.append(wasQuoted ? cell : cell.trimmingBlanks)
            cell = ""
            wasQuoted = false
        }
        func endRow() {
            endCell()
            if cells.contains(where: { !$0.isEmpty }) { rows.append(Row(cells: cells, line: rowLine)) }
            cells = []
        }
        var iterator = text.makeIterator()
        var pending: Character?
        while let character = pending ?? iterator.next() {
            pending = nil
            if isQuoted {
                if character == "\"" {
                    let next = iterator.next()
                    if next == "\"" {
                        cell.append("\"")
                    } else {
                        isQuoted = false
                        pending = next
                    }
                } else {
                    if character.isNewline { line += 1 }
                    cell.append(character)
                }
            } else if character == "\"", cell.trimmingBlanks.isEmpty, !wasQuoted {
                isQuoted = true
                wasQuoted = true
                cell = ""
            } else if character == delimiter {
                endCell()
            } else if character.isNewline {
                endRow()
                line += 1
                rowLine = line
            } else {
                cell.append(character)
            }
        }
        endRow()
        return rows
    }
}

extension String {
    /// Without blanks at both ends.
    var trimmingBlanks: String { SubmissionDraft.Value.text(self).trimmed ?? "" }
}
