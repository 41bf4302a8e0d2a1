import CallVocabulary

/// One call sample as a program states it, in types in place of a form: what ``SampleChecker`` is told without a file.
///
/// Numbers are text, because people write them in many ways; the checker reads them as it reads those of a form.
public struct StatedSample: Equatable, Sendable, Codable {
    /// Who called, as written: `+44 20 7946 0018`, `020 7946 0018` with a country, `withheld`.
    public var callingNumber: String
    /// Who was called.
    public var calledNumber: String
    /// When the call started.
    public var startedAt: CaptureTime
    /// When it ended; `nil` where that is not known.
    public var endedAt: CaptureTime?
    /// Which way, seen from the customer.
    public var direction: SampleDirection
    /// The country whose national numbers are meant, as ISO 3166-1 alpha-2; `nil` where numbers are international.
    public var country: String?
    /// The SIP Call-ID or the provider's id of the call.
    public var callID: String?

    /// A sample of its parts.
    public init(
        callingNumber: String, calledNumber: String, startedAt: CaptureTime, endedAt: CaptureTime? = nil,
        direction: SampleDirection, country: String? = nil, callID: String? = nil
    ) {
        self.callingNumber = callingNumber
        self.calledNumber = calledNumber
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.direction = direction
        self.country = country
        self.callID = callID
    }
}

extension SampleChecker {
    /// Checks samples that a program states, by all rules; `receivedAt` is when they were received.
    public func check(_ samples: [StatedSample], receivedAt: CaptureTime) -> CheckAnswer {
        var draft = SubmissionDraft()
        draft.form = .json
        draft.samples = samples.map { stated in
            var sample = SubmissionDraft.Sample()
            sample.fields[.callingNumber] = .text(stated.callingNumber)
            sample.fields[.calledNumber] = .text(stated.calledNumber)
            sample.fields[.startedAt] = .text("\(stated.startedAt)")
            sample.fields[.direction] = .text(stated.direction.rawValue)
            if let ended = stated.endedAt { sample.fields[.endedAt] = .text("\(ended)") }
            if let country = stated.country { sample.fields[.country] = .text(country) }
            if let id = stated.callID { sample.fields[.callID] = .text(id) }
            return sample
        }
        if samples.isEmpty {
            draft.problems.append(
                Problem(
                    code: .noSamples, severity: .blocking, message: "There is no call sample in the submission.",
                    remedy: "Add at least one call: calling and called number, date and time, direction."))
        }
        return read(draft, receivedAt: receivedAt, purpose: .check).answer
    }
}
