/// What whoever takes a submission in knows of who sends it: it holds where the submission does not say it itself.
public struct StatedDefaults: Sendable, Equatable {
    /// The country of numbers in national form, as a code or a name; `nil` if none is known.
    public var country: String?
    /// The zone of times without one, as a name or an offset; `nil` if none is known.
    public var timeZone: String?
    /// The customer's own numbers.
    public var ownNumbers: [String]

    /// Defaults of their parts; without any, submissions stand as they are.
    public init(country: String? = nil, timeZone: String? = nil, ownNumbers: [String] = []) {
        self.country = country
        self.timeZone = timeZone
        self.ownNumbers = ownNumbers
    }

    /// The fields that are known, as text.
    fileprivate var fields: [(field: CaseField, text: String)] {
        [
            (.country, country), (.timeZone, timeZone),
            (.ownNumbers, ownNumbers.isEmpty ? nil : ownNumbers.joined(separator: ";")),
        ].compactMap { field, text in text.map { (field, $0) } }
    }
}

extension SubmissionDraft {
    /// States what is known where the submission itself says nothing.
    mutating func state(_ known: StatedDefaults) {
        for (field, text) in known.fields { state(field, text) }
    }
}

extension SampleChecker {
    /// A submission with what whoever takes it in knows of its sender.
    ///
    /// What the submission says itself stands. It comes back as it is where nothing is to be added, or where it has faults
    /// of form, which are better told of the original; else as JSON, which holds the same samples and fields.
    public func stating(_ known: StatedDefaults, in bytes: [UInt8], format: SubmissionFormat? = nil) -> [UInt8] {
        guard !known.fields.isEmpty else { return bytes }
        var draft = SubmissionReader(policy: policy).read(bytes, format: format)
        guard known.fields.contains(where: { draft.stated($0.field) == nil }), !draft.isUnreadable,
            draft.problems.allSatisfy({ $0.severity == .advice })
        else { return bytes }
        draft.state(known)
        return draft.json()
    }
}
