/// Reads an e-mail in the criteria's own order and words: numbered lines, or `Calling number: …`.
enum PastedText {
    /// The criteria as the program numbers them; 1 is about the time of submission.
    private static let numbered: [String: SampleField] = [
        "2": .callingNumber, "3": .calledNumber, "4": .startedAt, "5": .direction,
    ]

    /// Whether the text is such a mail and not a table.
    static func looksLikeOne(_ text: String) -> Bool {
        let lines = text.split(whereSeparator: \.isNewline).prefix(40)
        return lines.count { field(in: $0) != nil } >= 2
    }

    static func read(_ text: String) -> SubmissionDraft {
        var draft = SubmissionDraft()
        var current = SubmissionDraft.Sample()
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            guard let (name, value) = field(in: line) else { continue }
            // A field that comes again begins the next sample.
            if current.fields[name] != nil {
                draft.samples.append(current)
                current = SubmissionDraft.Sample()
            }
            if current.line == nil { current.line = index + 1 }
            current.fields[name] = .text(value)
        }
        if !current.fields.isEmpty { draft.samples.append(current) }
        return draft
    }

    private static func field(in line: Substring) -> (SampleField, String)? {
        var rest = String(line).trimmingBlanks[...]
        while let first = rest.first, "-*•>".contains(first) { rest = rest.dropFirst().drop { $0 == " " } }
        var number: String?
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        if (1...2).contains(digits.count), let mark = rest.dropFirst(digits.count).first, ".)".contains(mark) {
            number = String(digits)
            rest = rest.dropFirst(digits.count + 1).drop { $0 == " " }
        }
        if let colon = rest.firstIndex(of: ":") {
            var name = rest[..<colon]
            if let bracket = name.firstIndex(of: "(") { name = name[..<bracket] }
            let folded = CSVReading.fold(String(name))
            if let field = CSVReading.aliases.first(where: { $0.value.contains(folded) })?.key,
                let field = SampleField(rawValue: field)
            {
                return (field, String(rest[rest.index(after: colon)...]).trimmingBlanks)
            }
        }
        if let number, let field = numbered[number], !rest.isEmpty { return (field, String(rest).trimmingBlanks) }
        return nil
    }
}
