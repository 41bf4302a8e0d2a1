import CallVocabulary
import CivilTime
import TelephoneNumbers

/// What is the same for all samples of a submission.
final class SubmissionContext: Sendable {
    let covered: Set<SampleField>
    let policy: SamplePolicy
    let receivedAt: CaptureTime
    let country: String?
    /// The country as written.
    let countryText: String?
    let hints: ZoneHints
    let zone: ZoneReading?
    let zoneText: String?
    let ownNumbers: Set<String>
    let form: FormWords

    init(
        covered: Set<SampleField>, policy: SamplePolicy, receivedAt: CaptureTime, countryText: String?, region: String?,
        zoneText: String?, ownNumbers: Set<String>, form: SubmissionForm
    ) {
        self.covered = covered
        self.policy = policy
        self.receivedAt = receivedAt
        self.countryText = countryText
        country = countryText.flatMap { CountryWords.code($0) }
        hints = ZoneHints(country: country, region: region)
        zone = zoneText.flatMap { [hints] in ZoneWords.read($0, hints: hints) }
        self.zoneText = zoneText
        self.ownNumbers = ownNumbers
        self.form = FormWords(form: form)
    }
}

/// One sample while it is being checked, and the means to say what is wrong with it.
struct SampleContext {
    let index: Int
    var draft: SubmissionDraft.Sample
    let submission: SubmissionContext
    var problems: [Problem] = []

    var policy: SamplePolicy { submission.policy }
    /// When it was received: for a sample of a completed submission, when it was first named.
    let receivedAt: CaptureTime
    /// The country of national numbers: the sample's own, else the submission's.
    let country: String?
    let hints: ZoneHints
    /// The zone of times that name none; `nil` if there is none, or its words are not known.
    let zoneOfSample: ZoneReading?
    var zoneText: String? { submission.zoneText }
    /// The sample's own words for its zone.
    var zoneWordsOfSample: String? { text(.timeZone) }
    var ownNumbers: Set<String> { submission.ownNumbers }
    var form: FormWords { submission.form }

    /// A sample of a submission; `receivedAt` if it was named earlier than the rest.
    init(index: Int, draft: SubmissionDraft.Sample, submission: SubmissionContext, receivedAt: CaptureTime? = nil) {
        self.index = index
        self.draft = draft
        self.submission = submission
        self.receivedAt = receivedAt ?? submission.receivedAt
        var hints = submission.hints
        if let own = draft.fields[.country]?.trimmed {
            country = CountryWords.code(own)
            hints.country = country ?? hints.country
        } else {
            country = submission.country
        }
        // A call from a North American number, where nothing else is known, has American examples.
        if hints.country == nil, hints.region == nil {
            hints.isAmericanTime = draft.fields[.callingNumber]?.trimmed?.hasPrefix("+1") ?? false
        }
        self.hints = hints
        if let own = draft.fields[.timeZone]?.trimmed {
            zoneOfSample = ZoneWords.read(own, hints: hints)
        } else {
            zoneOfSample = submission.zone
        }
    }

    /// The problems in the order of the fields, so that no rule has to care when it speaks.
    var sortedProblems: [Problem] {
        guard problems.count > 1 else { return problems }
        return problems.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
            .map(\.element)
    }

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

extension Problem {
    /// Where its field stands among those of a sample; problems with the whole sample come last.
    fileprivate var place: Int {
        guard let name = field?.split(separator: "/").last else { return Int.max }
        return SampleField(rawValue: String(name)).flatMap { SampleField.allCases.firstIndex(of: $0) } ?? Int.max
    }
}
