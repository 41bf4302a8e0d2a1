/// Reads what completes a submission and is less than a call: a table of a column or two, or a lone labelled line.
enum CompletionReading {
    /// Rows of a completion that are read.
    private static let maximumRows = 10_000
    /// Headings of the column that counts the calls as the answer counts them, from 1.
    private static let counters: Set<String> = [
        "sample", "call", "no", "number", "nr", "row", "#", "index", "samplenumber", "callnumber",
    ]

    /// What `text` completes; `nil` if it names nothing.
    static func read(_ text: String) -> SubmissionDraft? { table(text) ?? lines(text) }

    private static func table(_ text: String) -> SubmissionDraft? {
        let delimiter = TableReading.delimiter(of: text)
        let rows = DelimitedRows.rows(text, delimiter: delimiter, limit: maximumRows)
            .filter { row in row.cells.contains { !$0.allSatisfy(\.isWhitespace) } }
        guard let header = rows.first, rows.count > 1 else { return nil }
        var counter: Int?
        var columns: [(index: Int, meaning: FieldMeaning)] = []
        for (index, cell) in header.cells.enumerated() where !cell.allSatisfy(\.isWhitespace) {
            if counter == nil, counters.contains(cell.lowercased().filter { !$0.isWhitespace && $0 != "_" }) {
                counter = index
                continue
            }
            guard let meaning = FieldNameReader.read(cell)?.meaning else { return nil }
            switch meaning {
            case .sample, .part: columns.append((index, meaning))
            case .whole: return nil
            }
        }
        guard !columns.isEmpty else { return nil }
        var draft = SubmissionDraft()
        for row in rows.dropFirst() {
            var fields: [FieldMeaning: String] = [:]
            for column in columns where row.cells.indices.contains(column.index) {
                let value = CellText.plain(row.cells[column.index])
                if !value.isEmpty { fields[column.meaning] = value }
            }
            guard !fields.isEmpty else { continue }
            var sample = self.sample(fields, line: row.line)
            if let counter, row.cells.indices.contains(counter),
                let number = Int(row.cells[counter].filter { !$0.isWhitespace }), number > 0
            {
                sample.index = number - 1
            }
            draft.samples.append(sample)
        }
        return draft.samples.isEmpty ? nil : draft
    }

    private static func lines(_ text: String) -> SubmissionDraft? {
        var fields: [FieldMeaning: String] = [:]
        var first: Int?
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            guard case .field(let named, _, let value) = LabelledLine(MailLine(line, number: index + 1)), !value.isEmpty
            else { continue }
            switch named.meaning {
            case .sample, .part:
                // The same field twice is about two calls, and which is not said.
                guard fields[named.meaning] == nil else { return nil }
                fields[named.meaning] = value
                first = first ?? index + 1
            case .whole: continue
            }
        }
        guard !fields.isEmpty else { return nil }
        var draft = SubmissionDraft()
        draft.samples = [sample(fields, line: first)]
        return draft
    }

    private static func sample(_ fields: [FieldMeaning: String], line: Int?) -> SubmissionDraft.Sample {
        var sample = SubmissionDraft.Sample()
        sample.line = line
        for (meaning, value) in fields {
            if case .sample(let field) = meaning { sample.fields[field] = .text(value) }
        }
        let (date, time) = (fields[.part(.startDate)], fields[.part(.startTime)])
        if let joined = StatedParts.join(whole: fields[.sample(.startedAt)], date: date, time: time) {
            sample.fields[.startedAt] = .text(joined)
        }
        return sample
    }
}
