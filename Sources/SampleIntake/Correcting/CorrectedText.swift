import Escaping

/// Lines of a mail with what to change in lines of their own below each call: `To mend: …`, `Suggested Number called: …`.
enum CorrectedText {
    private static let mark = "To mend: "
    private static let suggestion = "Suggested "
    private static let labels: Set<String> = Set(
        SampleField.allCases.map { FormWords(form: .mail).label($0).lowercased() })

    /// Whether a correction wrote the line.
    static func isOwn(_ text: some StringProtocol) -> Bool {
        guard let first = text.unicodeScalars.first, "TtSs".unicodeScalars.contains(first) else { return false }
        let beginning = text.prefix(64).lowercased()
        if beginning.hasPrefix(mark.lowercased()) { return true }
        guard beginning.hasPrefix(suggestion.lowercased()), let colon = beginning.firstIndex(of: ":") else {
            return false
        }
        return labels.contains(String(beginning[..<colon].dropFirst(suggestion.count)))
    }

    /// `text` without lines of an earlier correction.
    static func without(_ text: String) -> String {
        guard text.contains(mark) || text.contains(suggestion) else { return text }
        return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).filter { !isOwn($0) }
            .joined(separator: "\n")
    }

    /// The lines of `text`, of which `draft` was read, with the corrections.
    static func lines(_ text: String, _ draft: SubmissionDraft, _ corrections: SampleCorrections) -> [String] {
        var notes: [Int: [String]] = [:]
        for (index, sample) in draft.samples.enumerated() {
            guard let found = corrections[index], let line = sample.lastLine ?? sample.line else { continue }
            notes[line, default: []] += lines(found)
        }
        var result = corrections.general.map { line("\(mark)\($0.message) \($0.remedy)") }
        for (index, given) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            if !isOwn(given) { result.append(String(given)) }
            result += notes[index + 1] ?? []
        }
        return result
    }

    private static func lines(_ found: SampleCorrection) -> [String] {
        var lines = found.left.map { line("\(mark)\($0.message) \($0.remedy)") }
        for (name, value) in found.values.sorted(by: { $0.key < $1.key }) {
            guard let field = SampleField(rawValue: name) else { continue }
            let source = found.sourceOf[name].map { " (\($0.capture), packet \($0.packet))" } ?? ""
            lines.append(line("\(suggestion)\(FormWords(form: .mail).label(field)): \(value)\(source)"))
        }
        return lines
    }

    /// One line, whatever stands in it.
    private static func line(_ text: String) -> String { Escaping.mail(text, limit: 900) }
}
