import CallVocabulary
import JSONText

/// A submission that was handed in earlier, and is to be completed.
public struct EarlierSubmission: Sendable {
    /// Its bytes as kept.
    public var bytes: [UInt8]
    /// When it was received.
    public var receivedAt: CaptureTime
    /// When each sample was first named, by index; an answer to a submission has them.
    public var receipts: [CaptureTime?]

    /// An earlier submission of its parts.
    public init(bytes: [UInt8], receivedAt: CaptureTime, receipts: [CaptureTime?] = []) {
        self.bytes = bytes
        self.receivedAt = receivedAt
        self.receipts = receipts
    }

    /// An earlier submission with the answer it got (`earshot.check/1`), which says when each sample was named.
    public init(bytes: [UInt8], receivedAt: CaptureTime, answer checkJSON: [UInt8]) {
        func time(_ value: JSONValue?) -> CaptureTime? {
            guard case .string(let text)? = value else { return nil }
            return CaptureTime(rfc3339: text)
        }
        let answer = try? JSONReader.read(checkJSON)
        let received = time(answer?["receivedAt"]) ?? receivedAt
        var receipts: [CaptureTime?] = []
        if case .array(let samples)? = answer?["samples"] {
            receipts = samples.map { time($0["receivedAt"]) ?? received }
        }
        self.init(bytes: bytes, receivedAt: received, receipts: receipts)
    }
}

/// A completed submission: as one document, and checked.
public struct CompletedSubmission: Sendable {
    /// Both submissions as one JSON document.
    public var bytes: [UInt8]
    /// The check of it; samples that were named earlier keep their age.
    public var checked: CheckedSubmission
    /// When each sample was first named, where that was earlier.
    public var receipts: [CaptureTime?]
    /// How the completion was written, whose words its problems have.
    public var form: SubmissionForm?
    /// The samples that the completion changed or added.
    public var touched: Set<Int>
}

extension SampleChecker {
    /// Completes `earlier` with what `later` holds, sample by sample and field by field, whatever their formats.
    ///
    /// A sample is the same by its index, or by its numbers and time. It keeps the receipt at which its numbers and start
    /// were first named, so that nobody loses a call for a forgotten word; whatever names a call anew counts from now.
    public func complete(
        _ earlier: EarlierSubmission, with later: [UInt8], format: SubmissionFormat? = nil, receivedAt: CaptureTime,
        purpose: Purpose = .submit
    ) -> CompletedSubmission {
        let reader = SubmissionReader(policy: policy)
        let old = reader.read(earlier.bytes, format: nil)
        var new = reader.read(later, format: format)
        if new.samples.isEmpty, FileKind(later) == .text,
            [.csv, .text].contains(format ?? SubmissionReader.recognise(later)),
            later.count <= policy.maximumBytes, let short = CompletionReading.read(TextDecoding.text(later))
        {
            // Less than a call, which only a completion may be.
            new.samples = short.samples
            new.problems = []
            new.isUnreadable = false
        }
        var merge = SubmissionMerge(old, new, policy: policy, receivedAt: receivedAt)
        merge.run(earlier)
        let checked = read(merge.draft, receivedAt: receivedAt, purpose: purpose, receipts: merge.receipts)
        return CompletedSubmission(
            bytes: merge.draft.json(), checked: checked, receipts: merge.receipts, form: merge.draft.form,
            touched: merge.touched)
    }

    /// A submission in two: the samples at `indices`, and the rest, each with all that is said about the whole.
    public func split(_ bytes: [UInt8], format: SubmissionFormat? = nil, at indices: Set<Int>) -> (
        chosen: [UInt8], rest: [UInt8]
    ) {
        let whole = SubmissionReader(policy: policy).read(bytes, format: format)
        func part(_ isChosen: Bool) -> [UInt8] {
            var draft = whole
            draft.samples = whole.samples.indices.filter { indices.contains($0) == isChosen }.map { whole.samples[$0] }
            return draft.json()
        }
        return (part(true), part(false))
    }
}

/// Two drafts becoming one.
struct SubmissionMerge {
    private(set) var draft: SubmissionDraft
    private(set) var receipts: [CaptureTime?] = []
    private(set) var touched: Set<Int> = []
    private let later: SubmissionDraft
    private let policy: SamplePolicy
    private let receivedAt: CaptureTime

    init(_ earlier: SubmissionDraft, _ later: SubmissionDraft, policy: SamplePolicy, receivedAt: CaptureTime) {
        draft = earlier
        self.later = later
        self.policy = policy
        self.receivedAt = receivedAt
        // What was wrong with the earlier form is mended or not by what the two say together.
        draft.problems = later.problems.filter { $0.sample == nil && $0.code != .noSamples && !$0.isOfColumns }
        if earlier.isUnreadable {
            draft.problems.append(
                Problem(
                    code: .submissionUnreadable, severity: .advice,
                    message: "The earlier submission could not be read; what came now stands in its place.",
                    remedy: "Add what the earlier one said and this one does not."))
        }
        draft.coveredFields = []
        draft.isUnreadable = false
        draft.form = later.form ?? (later.samples.isEmpty ? .json : SubmissionForm(later))
        draft.top = SubmissionMerge.merge(earlier.top, later.top, depth: 0)
    }

    mutating func run(_ earlier: EarlierSubmission) {
        // Both are read with all that is now known of zone, country and own numbers.
        var known = later
        known.top = draft.top
        known.problems = []
        let checker = SampleChecker(policy: policy)
        let old = checker.read(draft, receivedAt: earlier.receivedAt, purpose: .check).answer
        let new = checker.read(known, receivedAt: receivedAt, purpose: .check).answer
        receipts = draft.samples.indices.map {
            earlier.receipts.indices.contains($0) ? earlier.receipts[$0] ?? earlier.receivedAt : earlier.receivedAt
        }
        // A sample's own words for zone and unit go with it: its columns and lines do not.
        for index in draft.samples.indices { draft.samples[index].settle() }
        let places = SampleMatching(old, new, earlier: draft.samples, later: later.samples).places
        for (index, place) in places.enumerated() {
            var addition = later.samples[index]
            addition.settle()
            guard let place, draft.samples.indices.contains(place) else {
                touched.insert(draft.samples.count)
                draft.samples.append(addition)
                receipts.append(nil)
                continue
            }
            let isSame = SameCall(
                before: draft.samples[place], after: addition,
                checkedBefore: old.samples.indices.contains(place) ? old.samples[place] : nil,
                checkedAfter: new.samples.indices.contains(index) ? new.samples[index] : nil)
            if !isSame.isNamedAlready { receipts[place] = nil }
            if addition.fields.sorted.contains(where: {
                !$0.value.isBlank && draft.samples[place].fields[$0.name] != $0.value
            }) {
                touched.insert(place)
            }
            for (field, value) in addition.fields.sorted where !value.isBlank {
                draft.samples[place].fields[field] = value
            }
        }
        for index in draft.samples.indices {
            draft.samples[index].line = nil
            draft.samples[index].columns = [:]
            // What was not named whole when it first came is named now.
            if !SameCall.isNamed(draft.samples[index]) { receipts[index] = nil }
        }
    }

    private static func merge(_ old: JSONValue, _ new: JSONValue, depth: Int) -> JSONValue {
        guard case .object(let before) = old, case .object(let after) = new, depth < 4 else { return new }
        var members = before
        for member in after {
            guard let index = members.firstIndex(where: { $0.name == member.name }) else {
                members.append(member)
                continue
            }
            // An empty field says nothing.
            if member.value == .null || ChecklistRules.texts(member.value).isEmpty, !member.value.isContainer {
                continue
            }
            members[index].value = merge(members[index].value, member.value, depth: depth + 1)
        }
        return .object(members)
    }
}

extension JSONValue {
    fileprivate var isContainer: Bool {
        if case .object = self { return true }
        return false
    }
}

extension Problem {
    /// About the columns of a table, which another part may have.
    fileprivate var isOfColumns: Bool { code == .submissionMissingColumn || code == .submissionAmbiguousColumn }
}

extension SubmissionDraft.Value {
    /// Whether nothing is given.
    var isBlank: Bool {
        switch self {
        case .text(let text): return text.trimmingBlanks.isEmpty
        case .other: return false
        case .list(let values): return values.allSatisfy { $0.trimmingBlanks.isEmpty }
        }
    }

    /// As it stands in a JSON document.
    fileprivate var json: JSONValue {
        switch self {
        case .text(let text): return .string(text)
        case .list(let values): return .array(values.map { .string($0) })
        case .other(let text):
            if text == "true" || text == "false" { return .bool(text == "true") }
            return Double(text) == nil ? .string(text) : .number(text)
        }
    }
}

extension SubmissionDraft.Sample {
    /// Puts into its values what only its headings said: the unit of a duration.
    mutating func settle() {
        guard let heading = columns[.durationSeconds], let text = fields[.durationSeconds]?.trimmed,
            StatedDuration.isWorded(text, heading: heading),
            let seconds = StatedDuration.seconds(text, heading: heading)
        else { return }
        fields[.durationSeconds] = .text("\(DecimalText.fixed(seconds, places: 3)) s")
        columns[.durationSeconds] = nil
    }
}

extension SubmissionDraft {
    /// The submission as a JSON document.
    func json() -> [UInt8] {
        var members: [JSONValue.Member] = []
        if case .object(let top) = top { members = top }
        members.append(
            JSONValue.Member(
                name: "samples",
                value: .array(
                    samples.map { sample in
                        var sample = sample
                        sample.settle()
                        return .object(
                            sample.fields.sorted.filter { !$0.value.isBlank }.map {
                                JSONValue.Member(name: $0.name.rawValue, value: $0.value.json)
                            })
                    })))
        var json = JSONWriter(pretty: true)
        json.value(.object(members))
        return json.bytes + [0x0A]
    }
}
