import CallVocabulary
import CivilTime
import TelephoneNumbers

/// One sample while it is being checked, and the means to say what is wrong with it.
struct SampleContext {
    let index: Int
    let draft: SubmissionDraft.Sample
    let covered: Set<String>
    let policy: SamplePolicy
    let receivedAt: CaptureTime
    let country: String?
    let zone: ZoneRules?
    let zoneText: String?
    let ownNumbers: Set<String>
    var problems: [Problem] = []

    /// A field as text without blanks around it; `nil` if missing or blank.
    func text(_ field: String) -> String? { draft.fields[field]?.trimmed }

    /// What was given, whatever it was.
    func given(_ field: String) -> String? {
        switch draft.fields[field] {
        case .text(let text): return text.isEmpty ? nil : GivenText.shown(text)
        case .other(let text): return GivenText.shown(text)
        case .list, nil: return nil
        }
    }

    /// Notes a problem with a field.
    mutating func note(
        _ code: ProblemCode, _ severity: ProblemSeverity = .blocking, _ field: String, _ message: String,
        _ remedy: String, suggestion: [String: String]? = nil
    ) {
        guard !covered.contains(field) else { return }
        problems.append(
            Problem(
                code: code, severity: severity, sample: index, field: "/samples/\(index)/\(field)", line: draft.line,
                column: draft.line == nil ? nil : draft.columns[field], given: given(field), message: message,
                remedy: remedy, suggestion: suggestion))
    }
}
