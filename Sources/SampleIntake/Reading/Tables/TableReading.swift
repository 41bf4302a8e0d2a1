import JSONText

/// Reads rows, wherever they come from, into samples: finds the headings, then takes row after row.
///
/// ```
/// rows → [ titles, filters ] → headings → calls … → [ totals ]
/// ```
/// The first rows are held back until the headings are known; all others pass through.
struct TableReading {
    let policy: SamplePolicy
    /// The marks between cells, for what is said about them; `nil` for sheets.
    let delimiter: Character?

    /// The headings stand within so many rows that are not blank.
    static let headingRows = 10
    /// Rows that are looked at to tell columns apart.
    private static let observedRows = 40

    private var held: [TableRow] = []
    private var layout: TableLayout?
    private var draft = SubmissionDraft()
    /// The symptoms that rows name, each once.
    private var symptoms: [String] = []
    private var leftOut: [Int] = []
    private var otherwiseParted: [Int] = []
    private var otherDelimiter: Character?
    private var differing: [CaseField: String] = [:]

    init(policy: SamplePolicy, delimiter: Character?) {
        self.policy = policy
        self.delimiter = delimiter
    }

    /// Different symptoms of calls that are taken as what is happening.
    private static let symptomsKept = 16

    /// Reads a table of text.
    static func read(_ text: String, policy: SamplePolicy, firstLine: Int = 1) -> SubmissionDraft {
        let marked = separatorLine(text)
        let delimiter = marked?.delimiter ?? delimiter(of: text)
        let body = marked?.rest ?? text[...]
        let skipped = marked == nil ? 0 : 1
        var table = TableReading(policy: policy, delimiter: delimiter)
        let open = DelimitedRows.forEachRow(String(body), delimiter: delimiter) { row in
            var row = row
            row.line += firstLine - 1 + skipped
            table.take(row)
            return true
        }
        var draft = table.finish()
        if let open {
            let line = open + firstLine - 1 + skipped
            draft.problems.insert(
                Problem(
                    code: .submissionUnreadable, severity: .blocking, line: line,
                    message:
                        "The quotation mark that opens in line \(line) is never closed, so nothing from there on can be read.",
                    remedy: "Close the quotation mark in line \(line), or take it out."), at: 0)
            // That headings or rows are missing follows from it.
            draft.problems.removeAll { $0.code == .submissionMissingColumn && draft.samples.isEmpty }
        }
        return draft
    }

    /// `sep=;`, with which spreadsheets say what parts the cells.
    static func separatorLine(_ text: String) -> (delimiter: Character, rest: Substring)? {
        let line = text.prefix { !$0.isNewline }
        let bare = line.filter { $0 != "\"" && $0 != " " }
        guard bare.lowercased().hasPrefix("sep="),
            let mark = bare.dropFirst(4).first ?? (line.contains("\t") ? "\t" : nil)
        else { return nil }
        return (mark, text[line.endIndex...].drop { $0.isNewline })
    }

    /// The delimiter that makes headings of the first lines, else the one that parts the first line best.
    static func delimiter(of text: String) -> Character {
        let beginning = String(text.prefix(16_384))
        var best: (delimiter: Character, score: Int, count: Int)?
        let first = beginning.split(whereSeparator: \.isNewline).first { !$0.allSatisfy(\.isWhitespace) } ?? ""
        for candidate in DelimitedRows.delimiters {
            let rows = DelimitedRows.rows(beginning, delimiter: candidate, limit: headingRows)
            let score = rows.map { TableLayout.score($0.cells) }.max() ?? 0
            let count = first.count { $0 == candidate }
            // With equal counts the comma wins: it stands first.
            if best.map({ (score, count) > ($0.score, $0.count) }) ?? true { best = (candidate, score, count) }
        }
        return best?.delimiter ?? ","
    }

    // MARK: Rows

    /// Takes the next row that is not blank.
    mutating func take(_ row: TableRow) {
        if layout != nil { return read(row) }
        held.append(row)
        if held.count >= Self.headingRows + Self.observedRows { decide() }
    }

    /// The samples, once all rows are there.
    mutating func finish() -> SubmissionDraft {
        if layout == nil { decide() }
        // A column of symptoms answers what is happening.
        if draft.stated(.symptoms) == nil, !symptoms.isEmpty {
            draft.state(.symptoms, symptoms.joined(separator: "; "))
        }
        if !leftOut.isEmpty { draft.problems.append(leftOutProblem()) }
        if !otherwiseParted.isEmpty { draft.problems.append(delimiterProblem()) }
        return draft
    }

    private mutating func decide() {
        var rows = held
        held = []
        if let turned = TurnedTable.rows(rows) { rows = turned }
        guard let header = Self.header(rows) else {
            if let first = rows.first {
                draft.problems.append(Headless(row: first, policy: policy, delimiter: delimiter).problem)
                draft.isUnreadable = true
            }
            layout = TableLayout(header: TableRow(cells: [], line: 1), rows: [], policy: policy)
            return
        }
        let below = Array(rows[(header + 1)...])
        let found = TableLayout(header: rows[header], rows: below, policy: policy)
        for row in rows[..<header] { readTitle(row) }
        layout = found
        draft.problems += found.problems
        draft.coveredFields = found.covered
        if !found.missing.isEmpty {
            draft.problems.append(missingColumns(found, below))
            draft.coveredFields.formUnion(found.missing)
        }
        for row in below { read(row) }
    }

    /// The place of the headings among the first rows: the row that names most; `nil` if none names anything.
    static func header(_ rows: [TableRow]) -> Int? {
        var best: (index: Int, score: Int)?
        for (index, row) in rows.prefix(headingRows).enumerated() {
            let score = TableLayout.score(row.cells)
            if score > (best?.score ?? 0) { best = (index, score) }
        }
        guard let best else { return nil }
        if best.score >= 2 { return best.index }
        // A single name may be an accident of a title or of a call; then the row must look like headings.
        let cells = rows[best.index].cells
        let looksLikeHeadings =
            cells.count >= 2 && !cells.contains { $0.utf8.count { (0x30...0x39).contains($0) } >= 5 }
        return looksLikeHeadings ? best.index : nil
    }

    /// What stands above the headings: a field of the whole with its value, or a title.
    private mutating func readTitle(_ row: TableRow) {
        let filled = row.cells.filter { !$0.isEmpty }
        if let stated = StatedWhole(cells: filled) {
            draft.state(stated.field, stated.value)
        } else {
            leftOut.append(row.line)
        }
    }

    private mutating func read(_ row: TableRow) {
        guard let layout, !layout.headings.isEmpty else { return }
        if let other = delimiterOtherThanHeadings(row, layout) {
            otherwiseParted.append(row.line)
            otherDelimiter = other
            return
        }
        guard isCall(row, layout) else {
            // A zone or a country may stand below the calls as well.
            if let stated = StatedWhole(cells: row.cells.filter { !$0.isEmpty }) {
                draft.state(stated.field, stated.value)
            } else {
                leftOut.append(row.line)
            }
            return
        }
        var sample = SubmissionDraft.Sample()
        sample.line = row.line
        sample.columns = layout.titles
        sample.fields = SubmissionDraft.SampleFields(names: layout.names)
        if row.cells.count > layout.width, row.cells[layout.width...].contains(where: { !$0.isEmpty }) {
            draft.problems.append(
                Problem(
                    code: .submissionRowHasTooManyFields, severity: .blocking, sample: draft.samples.count,
                    line: row.line,
                    message: "Line \(row.line) has \(row.cells.count) fields, the header has \(layout.width).",
                    remedy: "Put fields that contain the delimiter in quotation marks."))
        }
        for column in layout.columns where column.index < row.cells.count {
            let cell = CellText.plain(row.cells[column.index])
            switch column.field {
            case .symptoms:
                let named = cell.split(whereSeparator: { ";|,".contains($0) }).map { String($0) }
                sample.fields[.symptoms] = .list(named)
                for name in named where symptoms.count < Self.symptomsKept && !symptoms.contains(name) {
                    symptoms.append(name)
                }
            case .durationSeconds: sample.fields[.durationSeconds] = .text(DurationText.with(column.unit, cell))
            case .startedAt, .endedAt:
                sample.fields[column.field] = .text(column.isMachine ? UnixTime.read(cell) : cell)
            case .direction where column.asked != nil: answer(cell, column, &sample)
            default: sample.fields[column.field] = .text(cell)
            }
        }
        joinTimes(row, layout, &sample)
        for (index, field) in layout.wholes where index < row.cells.count {
            state(field, row.cells[index], line: row.line)
        }
        draft.samples.append(sample)
    }

    /// A cell that says yes or no to a direction; anything else stays as it is, and is said not to be understood.
    private func answer(_ cell: String, _ column: TableLayout.Column, _ sample: inout SubmissionDraft.Sample) {
        guard let asked = column.asked, !cell.isEmpty else { return }
        let found = DirectionByTruth.answer(cell, to: asked)
        guard found == nil || found == asked || column.isAskedAlone else { return }
        let text = found?.rawValue ?? cell
        // Both columns say yes.
        if let earlier = sample.fields[.direction]?.trimmed, earlier != text {
            sample.fields[.direction] = .text("\(earlier) and \(text)")
        } else {
            sample.fields[.direction] = .text(text)
        }
    }

    /// Date and time of day that stand apart become one text; one that holds both is taken whole.
    private func joinTimes(_ row: TableRow, _ layout: TableLayout, _ sample: inout SubmissionDraft.Sample) {
        guard !layout.parts.isEmpty || layout.zone != nil else { return }
        func cell(_ part: TimePart) -> String? {
            guard let index = layout.parts[part], index < row.cells.count else { return nil }
            let text = CellText.plain(row.cells[index])
            return text.isEmpty ? nil : text
        }
        let date = cell(.startDate)
        let endDate = cell(.endDate)
        let endTime = cell(.endTime)
        let half = cell(.startHalf)
        let start = StatedParts.join(
            whole: sample.fields[.startedAt]?.trimmed, date: date, time: StatedParts.withHalf(cell(.startTime), half))
        if let start {
            sample.fields[.startedAt] = .text(UnixTime.readAnywhere(half == nil ? start : whole(start, half)))
        } else if half != nil, let whole = sample.fields[.startedAt]?.trimmed {
            sample.fields[.startedAt] = .text(self.whole(whole, half))
        }
        if let end = StatedParts.joinEnd(
            whole: sample.fields[.endedAt]?.trimmed, date: endDate, time: endTime, startDate: date)
        {
            sample.fields[.endedAt] = .text(end)
        }
        if let zone = layout.zone, sample.fields[.timeZone]?.trimmed == nil { sample.fields[.timeZone] = .text(zone) }
    }

    /// An instant with the half of the day, where its clock lacks it.
    private func whole(_ text: String, _ half: String?) -> String { StatedParts.withHalf(text, half) ?? text }

    /// Totals, page numbers and repeated headings are no calls.
    private func isCall(_ row: TableRow, _ layout: TableLayout) -> Bool {
        var filled = 0
        var hasDigit = false
        for index in layout.core where index < row.cells.count && !row.cells[index].isEmpty {
            filled += 1
            hasDigit = hasDigit || row.cells[index].utf8.contains { (0x30...0x39).contains($0) }
        }
        if filled == 0 { return layout.core.isEmpty }
        if filled == 1, !hasDigit { return false }
        // A line of words below the table, such as who signs with a number.
        if filled == 1, row.cells.count == 1, layout.width >= 3,
            row.cells[0].unicodeScalars.count(where: { $0.properties.isAlphabetic }) >= 4
        {
            return false
        }
        if filled == 2, !hasDigit, StatedWhole(cells: row.cells.filter { !$0.isEmpty }) != nil { return false }
        // What begins with a figure or a plus is no total and no heading.
        guard let first = row.cells.first(where: { !$0.isEmpty }), let letter = first.utf8.first,
            letter >= 0x80 || (0x41...0x5A).contains(letter & 0xDF)
        else { return true }
        if row.cells == layout.headings { return false }
        let word = first.prefix { $0.isLetter }
        if filled < layout.core.count, Self.totals.contains(word.lowercased()) { return false }
        // The second line of some exports names the type of each column.
        return !row.cells.allSatisfy { cell in cell.isEmpty || Self.types.contains(cell.prefix { $0.isLetter }) }
    }

    private static let totals: Set<String> = ["total", "totals", "subtotal", "sum", "average", "grand", "count"]
    private static let types: Set<Substring> = [
        "INTEGER", "VARCHAR", "BIGINT", "TEXT", "DATETIME", "UNIQUEIDENTIFIER", "UUID",
    ]

    /// What parts the cells of this row, if it is something else than what parts the headings.
    private func delimiterOtherThanHeadings(_ row: TableRow, _ layout: TableLayout) -> Character? {
        guard row.cells.count == 1, layout.width >= 3, let delimiter else { return nil }
        return DelimitedRows.delimiters.first { other in
            other != delimiter && row.cells[0].count { $0 == other } + 1 >= min(layout.width, 3)
        }
    }

    private mutating func state(_ field: CaseField, _ cell: String, line: Int) {
        let value = CellText.plain(cell)
        guard !value.isEmpty else { return }
        guard let earlier = draft.stated(field) else { return draft.state(field, value) }
        guard earlier != value, differing[field] == nil else { return }
        differing[field] = value
        draft.problems.append(
            Problem(
                code: .submissionAmbiguousColumn, severity: .advice, line: line,
                message:
                    "Line \(line) names another \(field.words) than the rows before; \(GivenText.shown(earlier)) was read.",
                remedy: "Write the \(field.words) once, in the first row, or send one file for each."))
    }

    // MARK: What is said

    private func leftOutProblem() -> Problem {
        Problem(
            code: .rowsLeftOut, severity: .advice, line: leftOut.first,
            message:
                "\(LineList.words(leftOut)) \(leftOut.count == 1 ? "holds" : "hold") no call and \(leftOut.count == 1 ? "was" : "were") left out.",
            remedy: "Nothing has to change if these are titles, totals or remarks.")
    }

    private func delimiterProblem() -> Problem {
        let name = delimiter.map { DelimiterName.of($0) } ?? "other marks"
        let other = otherDelimiter.map { DelimiterName.of($0) } ?? "other marks"
        return Problem(
            code: .submissionUnreadable, severity: .blocking, line: otherwiseParted.first,
            message:
                "The headings are separated by \(name), \(LineList.words(otherwiseParted, isCapital: false)) by \(other).",
            remedy: "Separate the headings by \(other), too, and send the table again.")
    }

    private func missingColumns(_ layout: TableLayout, _ rows: [TableRow]) -> Problem {
        let missing = layout.missing
        let names = missing.map(\.words)
        let header = layout.headings.filter { !$0.isEmpty }.prefix(24).map { GivenText.shown($0) }
        var remedy = "Add a column named \(names.joined(separator: " and "))"
        let renames = missing.compactMap { field in
            layout.unread.first { column in
                let filled = rows.compactMap { $0.cells.indices.contains(column.index) ? $0.cells[column.index] : nil }
                    .filter { !$0.isEmpty }
                guard !filled.isEmpty else { return false }
                switch field {
                case .callingNumber, .calledNumber:
                    return filled.allSatisfy { $0.utf8.count { (0x30...0x39).contains($0) } >= 7 }
                case .startedAt: return filled.allSatisfy { CellText.mayBeTime($0) && CellText.hasClock($0) }
                default: return filled.allSatisfy { CellText.mayBeDirection($0) }
                }
            }.map { "“\(GivenText.shown($0.heading))” to \(field.words)" }
        }
        if !renames.isEmpty {
            remedy = "Rename the column \(renames.joined(separator: " and ")), or add one of that name"
        }
        return Problem(
            code: .submissionMissingColumn, severity: .blocking, line: layout.headingLine,
            column: missing.count > 1 ? nil : missing[0].rawValue,
            message: "There is no column for \(names.joined(separator: ", ")).",
            remedy: "\(remedy); the headings found are \(header.joined(separator: ", ")).")
    }
}
