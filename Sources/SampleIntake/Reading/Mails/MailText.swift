/// Reads the text of a mail: labelled lines, the criteria's own order, or a table among words.
struct MailText {
    let policy: SamplePolicy

    func read(_ text: String) -> SubmissionDraft {
        var lines: [MailLine] = []
        var isCut = false
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            if index >= IntakeLimits.mailLines {
                isCut = true
                break
            }
            let line = MailLine(line, number: index + 1)
            // What an earlier correction wrote says nothing.
            if !CorrectedText.isOwn(line.text) { lines.append(line) }
        }
        let segments = MailSegments.of(lines)
        var drafts = segments.map { read($0) }
        let chosen = drafts.firstIndex { !$0.samples.isEmpty } ?? drafts.firstIndex { !$0.problems.isEmpty } ?? 0
        guard drafts.indices.contains(chosen) else { return nothing(line: 1) }
        var draft = drafts[chosen]
        // What the messages around it say of the whole holds too, where the answer does not say it.
        for (index, other) in drafts.enumerated() where index < chosen {
            for field in CaseField.allCases { if let value = other.stated(field) { draft.state(field, value) } }
        }
        drafts.remove(at: chosen)
        if draft.samples.isEmpty, draft.problems.allSatisfy({ $0.severity == .advice }) {
            draft.problems.insert(
                contentsOf: nothing(line: lines.first { !$0.text.isEmpty }?.number ?? 1).problems, at: 0)
        }
        noteUnread(segments, chosen, &draft)
        if isCut {
            draft.problems.append(
                Problem(
                    code: .submissionUnreadable, severity: .blocking, line: IntakeLimits.mailLines,
                    message: "The text has more than \(IntakeLimits.mailLines) lines; the rest was not read.",
                    remedy: "Send the calls as a table, or in several mails."))
        }
        return draft
    }

    /// One message: what its own lines say, else what they say together with those they quote.
    private func read(_ segment: [MailLine]) -> SubmissionDraft {
        let own = segment.filter { $0.quoteDepth == 0 }
        if own.count < segment.count {
            let draft = readLines(own)
            if !draft.samples.isEmpty { return draft }
        }
        return readLines(segment)
    }

    private func readLines(_ lines: [MailLine]) -> SubmissionDraft {
        if let table = TableInText(lines) {
            var draft = table.read(policy: policy)
            let blocks = CallBlocks(table.around)
            for (field, value) in blocks.wholes { draft.state(field, value) }
            return draft
        }
        var draft = SubmissionDraft()
        let blocks = CallBlocks(lines)
        draft.samples = blocks.blocks.map(\.sample)
        for (field, value) in blocks.wholes { draft.state(field, value) }
        for line in blocks.several {
            draft.problems.append(
                Problem(
                    code: .submissionUnreadable, severity: .blocking, line: line,
                    message: "Line \(line) holds several fields.",
                    remedy:
                        "Write each on its own line: the calling number, the called number, date and time, direction."))
        }
        if !draft.samples.isEmpty {
            for (line, text) in blocks.corrections {
                draft.problems.append(
                    Problem(
                        code: .lineNotRead, severity: .blocking, line: line, given: GivenText.shown(text),
                        message: "Line \(line), “\(GivenText.shown(text))”, seems to put a call right.",
                        remedy:
                            "Write the right value in the call itself, in place of the wrong one, and take line \(line) out."
                    ))
            }
            for (line, text) in blocks.strays {
                draft.problems.append(
                    Problem(
                        code: .lineNotRead, severity: .advice, line: line, given: GivenText.shown(text),
                        message: "Line \(line), “\(GivenText.shown(text))”, belongs to no call and was not read.",
                        remedy: "If a call needs it, write it next to that call's other lines."))
            }
        }
        return draft
    }

    private func nothing(line: Int) -> SubmissionDraft {
        var draft = SubmissionDraft()
        draft.isUnreadable = true
        draft.problems = [
            Problem(
                code: .noSamples, severity: .blocking, line: line,
                message: "No call could be made out in this text.", remedy: CallForm.remedy)
        ]
        return draft
    }

    /// Calls in messages that are only quoted are not the customer's answer; that they were seen is said.
    private func noteUnread(_ segments: [[MailLine]], _ chosen: Int, _ draft: inout SubmissionDraft) {
        guard !draft.samples.isEmpty else { return }
        for (index, segment) in segments.enumerated() where index > chosen {
            guard !CallBlocks(segment).blocks.isEmpty, let first = segment.first(where: { !$0.text.isEmpty }),
                let last = segment.last(where: { !$0.text.isEmpty })
            else { continue }
            draft.problems.append(
                Problem(
                    code: .lineNotRead, severity: .advice, line: first.number,
                    message:
                        "Lines \(first.number) to \(last.number) are a quoted message; the calls in it were not read.",
                    remedy: "If they are new calls, write them above the quoted message."))
        }
    }
}

/// A table among the lines of a mail: headings, and rows parted by the same marks.
struct TableInText {
    private let rows: [MailLine]
    private let delimiter: Character
    /// The lines before and behind it.
    let around: [MailLine]

    init?(_ lines: [MailLine]) {
        for (index, line) in lines.enumerated() {
            for delimiter in ["\t", "|", ";", ","] as [Character] {
                guard line.text.count(where: { $0 == delimiter }) >= 1 else { continue }
                let cells = Self.cells(line.raw, delimiter)
                guard cells.count >= 2, TableLayout.score(cells) >= (delimiter == "," ? 3 : 2) else { continue }
                var end = index + 1
                while end < lines.count {
                    let text = lines[end].text
                    if text.isEmpty {
                        end += 1
                        continue
                    }
                    guard text.contains(delimiter) || LabelledLine(lines[end]) == .separator else { break }
                    end += 1
                }
                rows = Array(lines[index..<end])
                self.delimiter = delimiter
                around = Array(lines[..<index] + lines[end...])
                return
            }
        }
        return nil
    }

    private static func cells(_ text: String, _ delimiter: Character) -> [String] {
        DelimitedRows.rows(text, delimiter: delimiter, limit: 1).first?.cells ?? []
    }

    func read(policy: SamplePolicy) -> SubmissionDraft {
        var table = TableReading(policy: policy, delimiter: delimiter)
        for line in rows where !line.text.isEmpty {
            if var row = DelimitedRows.rows(line.raw, delimiter: delimiter, limit: 1).first {
                row.line = line.number
                table.take(row)
            }
        }
        return table.finish()
    }
}
