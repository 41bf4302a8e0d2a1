import CallVocabulary

/// A direction that is asked as a question: `isOutbound` with true, "Inbound?" with yes.
enum DirectionByTruth {
    private static let yes: Set<String> = ["true", "yes", "y", "1", "t"]
    private static let no: Set<String> = ["false", "no", "n", "0", "f"]

    /// The direction that "yes" under this heading means; `nil` if the heading is no such question.
    static func asked(_ heading: String) -> SampleDirection? {
        guard let parsed = HeadingWords(heading), parsed.remarks.isEmpty, parsed.words.count <= 5 else { return nil }
        let words = parsed.words.filter { !FieldWords.fillers.contains($0) }
        // "In" and "Out" may be anything that is counted.
        guard words.count == 1, let word = words.first, word.count > 3 else { return nil }
        if FieldWords.outgoing.contains(word) { return .outgoing }
        return FieldWords.incoming.contains(word) ? .incoming : nil
    }

    /// Whether a value says yes or no; `nil` if it is neither.
    static func truth(_ value: String) -> Bool? {
        let folded = value.lowercased()
        if yes.contains(folded) { return true }
        return no.contains(folded) ? false : nil
    }

    /// The direction by the answer; `nil` if the value is no answer.
    static func answer(_ value: String, to asked: SampleDirection) -> SampleDirection? {
        guard let truth = truth(value) else { return nil }
        return truth ? asked : asked == .outgoing ? .incoming : .outgoing
    }
}
