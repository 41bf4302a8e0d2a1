import JSONText

/// Reads a submission in any of its formats; what is wrong with the form becomes problems, never a crash.
///
/// ```
/// bytes → kind by the first bytes → text in its encoding → blocks: table, labelled lines, JSON
///       → named fields with their line and column → samples
/// ```
struct SubmissionReader {
    let policy: SamplePolicy

    func read(_ bytes: [UInt8], format: SubmissionFormat?) -> SubmissionDraft {
        let limit = MailMessage.looksLikeOne(bytes) ? policy.maximumMailBytes : policy.maximumBytes
        guard bytes.count <= limit else {
            return .unreadable(
                "The submission has \(bytes.count) bytes; the limit is \(limit).",
                "Split it into smaller ones.")
        }
        if let refusal = FileKind(bytes).refusal { return .unreadable(refusal.message, refusal.remedy) }
        let kind = format ?? SubmissionReader.recognise(bytes)
        if [.json, .ndjson, .csv, .text].contains(kind) {
            let tickets = SubmissionTicket.all(in: bytes)
            if tickets.count == 1 { return MailText(policy: policy).read(tickets[0].text) }
            if tickets.count > 1 { return SubmissionReader.several(tickets) }
        }
        switch kind {
        case .json: return JSONReading.read(bytes)
        case .ndjson: return JSONReading.readLines(bytes)
        case .csv: return TableReading.read(TextDecoding.text(bytes), policy: policy)
        case .text:
            let text = TextDecoding.text(bytes)
            if TextShape.isMarkup(text) {
                return .unreadable(
                    "This file is XML, which is not read as a form.",
                    "Export the calls as a table instead (CSV, Excel .xlsx, OpenDocument .ods), or as JSON.")
            }
            return MailText(policy: policy).read(text)
        case .html: return MailText(policy: policy).read(HTMLText.text(TextDecoding.text(bytes)))
        case .mail: return MailReading(policy: policy).read(bytes)
        case .workbook: return WorkbookReading(policy: policy).read(bytes)
        }
    }

    /// Each ticket is a submission of its own.
    private static func several(_ tickets: [SubmissionTicket]) -> SubmissionDraft {
        let named = tickets.prefix(5).map { GivenText.shown($0.id) }.joined(separator: ", ")
        let more = tickets.count > 5 ? " and \(tickets.count - 5) more" : ""
        return .unreadable(
            "The export holds \(tickets.count) tickets of \(tickets[0].system): \(named)\(more).",
            "Hand in one at a time: each is a case of its own.")
    }

    /// The format by its looks.
    static func recognise(_ bytes: [UInt8]) -> SubmissionFormat {
        if FileKind(bytes) == .archive { return .workbook }
        let text = TextDecoding.text(Array(bytes.prefix(65_536)))
        let body = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        if body.first == "[" { return .json }
        if body.first == "{" {
            // Several lines, the first of which is an object by itself.
            let lines = body.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
            let isEach = lines.count > 1 && (try? JSONReader.read(Array(lines[0].utf8))) != nil
            return isEach ? .ndjson : .json
        }
        if body.first == "<", HTMLText.looksLikeOne(String(body.prefix(8_192))) { return .html }
        if MailMessage.looksLikeOne(bytes) { return .mail }
        return TextShape.isTable(CorrectedText.without(String(body))) ? .csv : .text
    }
}

/// Whether text is a table or lines of words.
enum TextShape {
    static func isTable(_ text: String) -> Bool {
        let beginning = String(text.prefix(16_384))
        if beginning.lowercased().hasPrefix("sep=") { return true }
        let delimiter = TableReading.delimiter(of: beginning)
        let rows = DelimitedRows.rows(beginning, delimiter: delimiter, limit: TableReading.headingRows)
        if rows.contains(where: { TableLayout.score($0.cells) >= 2 }) { return true }
        if isLabelled(beginning) { return false }
        if TurnedTable.rows(rows) != nil { return true }
        guard let first = rows.first, first.cells.count >= 3 else { return false }
        guard rows.count < 2 || rows[1].cells.count == first.cells.count else { return rows[1].cells.count == 1 }
        // Sentences have commas, too; cells that are numbers and nothing else are a table's.
        return rows.prefix(2).contains { row in
            row.cells.contains { cell in
                let plain = CellText.plain(cell)
                return plain.utf8.count { (0x30...0x39).contains($0) } >= 7
                    && plain.utf8.allSatisfy { (0x30...0x39).contains($0) || " +()-./:TZ".utf8.contains($0) }
            }
        }
    }

    /// Whether text is XML other than a page.
    static func isMarkup(_ text: String) -> Bool {
        let body = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        if body.hasPrefix("<?xml") { return true }
        guard body.first == "<", let name = body.dropFirst().first, name.isLetter else { return false }
        let element = body.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == ":" }
        return element.utf8.count <= 64 && body.contains("</\(element)>")
    }

    /// Whether lines carry labels of a call, or the numbers of the criteria.
    private static func isLabelled(_ text: String) -> Bool {
        var found: Set<FieldMeaning> = []
        var numbered: Set<Int> = []
        for (index, line) in text.split(whereSeparator: \.isNewline).prefix(200).enumerated() {
            let line = MailLine(line, number: index + 1)
            switch LabelledLine(line) {
            case .several: return true
            case .field(let named, _, _):
                switch named.meaning {
                case .sample(let field) where TableLayout.coreFields.contains(field): found.insert(named.meaning)
                case .part: found.insert(named.meaning)
                default: break
                }
            case .prose, .unknown: if let marker = line.marker, (1...5).contains(marker) { numbered.insert(marker) }
            default: break
            }
        }
        return found.count >= 2 || numbered.count >= 3
    }
}

extension SubmissionDraft {
    /// Nothing but why nothing could be read.
    static func unreadable(_ message: String, _ remedy: String, line: Int? = nil, column: String? = nil)
        -> SubmissionDraft
    {
        var draft = SubmissionDraft()
        draft.isUnreadable = true
        draft.problems = [
            Problem(
                code: .submissionUnreadable, severity: .blocking, line: line, column: column, message: message,
                remedy: remedy)
        ]
        return draft
    }
}
