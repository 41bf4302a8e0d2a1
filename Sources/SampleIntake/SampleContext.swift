import CallVocabulary
import CivilTime
import TelephoneNumbers

/// What is the same for all samples of a submission.
final class SubmissionContext: Sendable {
    let covered: Set<SampleField>
    let policy: SamplePolicy
    let receivedAt: CaptureTime
    let country: String?
    let zone: ZoneRules?
    let zoneText: String?
    let ownNumbers: Set<String>

    init(
        covered: Set<SampleField>, policy: SamplePolicy, receivedAt: CaptureTime, country: String?, zoneText: String?,
        ownNumbers: Set<String>
    ) {
        self.covered = covered
        self.policy = policy
        self.receivedAt = receivedAt
        self.country = country
        zone = zoneText.flatMap { ZoneRules($0) }
        self.zoneText = zoneText
        self.ownNumbers = ownNumbers
    }
}

/// One sample while it is being checked, and the means to say what is wrong with it.
struct SampleContext {
    let index: Int
    let draft: SubmissionDraft.Sample
    let submission: SubmissionContext
    var problems: [Problem] = []

    var policy: SamplePolicy { submission.policy }
    var receivedAt: CaptureTime { submission.receivedAt }
    var country: String? { submission.country }
    var zone: ZoneRules? { submission.zone }
    var zoneText: String? { submission.zoneText }
    var ownNumbers: Set<String> { submission.ownNumbers }

    /// A field as text without blanks around it; `nil` if missing or blank.
    func text(_ field: SampleField) -> String? { draft.fields[field]?.trimmed }

    /// What was given, whatever it was.
    func given(_ field: SampleField) -> String? {
        switch draft.fields[field] {
        case .text(let text): return text.isEmpty ? nil : GivenText.shown(text)
        case .other(let text): return GivenText.shown(text)
        case .list, nil: return nil
        }
    }

    /// Notes a problem with a field.
    mutating func note(
        _ code: ProblemCode, _ severity: ProblemSeverity = .blocking, _ field: SampleField, _ message: String,
        _ remedy: String, suggestion: [String: String]? = nil
    ) {
        guard !submission.covered.contains(field) else { return }
        problems.append(
            Problem(
                code: code, severity: severity, sample: index, field: "/samples/\(index)/\(field.rawValue)",
                line: draft.line,
                column: draft.line == nil ? nil : draft.columns[field], given: given(field), message: message,
                remedy: remedy, suggestion: suggestion))
    }
}
