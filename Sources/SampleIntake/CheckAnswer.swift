import CallVocabulary
import CivilTime

/// A permanent problem code of the contract, such as `sample.call-too-old`.
public struct ProblemCode: RawRepresentable, Hashable, Sendable, Codable {
    /// The text of the code.
    public let rawValue: String

    /// A code from its text.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }
}

/// Whether a problem returns the submission.
public enum ProblemSeverity: String, Sendable, Codable {
    /// The submission is returned.
    case blocking
    /// It is accepted; the sender should know.
    case advice
}

/// What `check` decided.
public enum CheckVerdict: String, Sendable, Codable {
    case accepted
    case acceptedWithAdvice = "accepted-with-advice"
    case returned
}

/// A value for a missing field, found in the capture and never applied silently.
public struct Completion: Equatable, Sendable, Codable {
    /// The value to write.
    public var value: String
    /// The name of the capture.
    public var capture: String
    /// The packet that shows it, counted from 1.
    public var packet: Int

    /// A completion of its parts.
    public init(value: String, capture: String, packet: Int) {
        self.value = value
        self.capture = capture
        self.packet = packet
    }
}

/// One thing that is wrong or worth knowing about a submission.
public struct Problem: Equatable, Sendable, Codable {
    /// What it is.
    public var code: ProblemCode
    /// Whether it blocks.
    public var severity: ProblemSeverity
    /// The index of the sample, from 0; `nil` if it is about the whole submission.
    public var sample: Int?
    /// A JSON Pointer (RFC 6901) to the field in the JSON form, such as `/samples/0/startedAt`.
    public var field: String?
    /// The line of the input, from 1, where the input has lines (CSV, NDJSON, text, broken JSON).
    public var line: Int?
    /// The CSV header of the column, or `column N` in broken JSON.
    public var column: String?
    /// What was given, at most 64 characters, control and direction marks removed.
    public var given: String?
    /// What is wrong, one sentence.
    public var message: String
    /// What to do, one imperative sentence.
    public var remedy: String
    /// The exact replacement, field name to value, where one is known.
    public var suggestion: [String: String]?
    /// The value the capture shows, where it shows one.
    public var completion: Completion?

    /// A problem of its parts.
    public init(
        code: ProblemCode, severity: ProblemSeverity, sample: Int? = nil, field: String? = nil, line: Int? = nil,
        column: String? = nil, given: String? = nil, message: String, remedy: String,
        suggestion: [String: String]? = nil, completion: Completion? = nil
    ) {
        self.code = code
        self.severity = severity
        self.sample = sample
        self.field = field
        self.line = line
        self.column = column
        self.given = given
        self.message = message
        self.remedy = remedy
        self.suggestion = suggestion
        self.completion = completion
    }
}

/// A number as given and as understood.
public struct UnderstoodNumber: Equatable, Sendable, Codable {
    /// As given, at most 64 characters, control and direction marks removed; `nil` if missing.
    public var given: String?
    /// The number, if it was understood as a full one.
    public var number: TelephoneNumber?
    /// An extension or short code alone, digits only, where that is what was given.
    public var localDigits: String?
    /// True if the field says that the caller withheld it.
    public var withheld: Bool

    /// A number of its parts.
    public init(given: String?, number: TelephoneNumber?, localDigits: String? = nil, withheld: Bool = false) {
        self.given = given
        self.number = number
        self.localDigits = localDigits
        self.withheld = withheld
    }
}

/// Which way a call went, seen from the customer.
public enum SampleDirection: String, Sendable, Codable {
    case incoming, outgoing, `internal`
}

/// The call in a capture that a sample describes.
public struct SampleMatch: Equatable, Sendable, Codable {
    /// The name of the capture.
    public var capture: String
    /// The id of the call in the analysis, such as `call-1`.
    public var call: String
    /// 0 to 1.
    public var confidence: Double
    /// Why this call, one phrase each.
    public var reasons: [String]
    /// Call start in the capture minus stated start, in seconds.
    public var clockOffsetSeconds: Double?

    /// A match of its parts.
    public init(capture: String, call: String, confidence: Double, reasons: [String], clockOffsetSeconds: Double?) {
        self.capture = capture
        self.call = call
        self.confidence = confidence
        self.reasons = reasons
        self.clockOffsetSeconds = clockOffsetSeconds
    }
}

/// A match on the heap.
private final class FoundCall: Equatable, Sendable, Codable {
    let match: SampleMatch

    init(_ match: SampleMatch) {
        self.match = match
    }

    convenience init(from decoder: any Decoder) throws { self.init(try SampleMatch(from: decoder)) }

    func encode(to encoder: any Encoder) throws { try match.encode(to: encoder) }

    static func == (left: FoundCall, right: FoundCall) -> Bool { left.match == right.match }
}

/// One sample as understood, with its own verdict.
public struct CheckedSample: Equatable, Sendable, Codable {
    /// Its index in the submission, from 0.
    public var index: Int
    /// Its verdict.
    public var verdict: CheckVerdict
    /// When its numbers and its start were first handed in; its age is counted to then.
    public var receivedAt: CaptureTime
    /// Seconds from the call's end (or start) to the receipt; negative for the future; `nil` if the time is unknown.
    public var ageSeconds: Int?
    /// The last instant at which it can be submitted; `nil` if the time is unknown.
    public var acceptableUntil: CaptureTime?
    /// Who called.
    public var callingNumber: UnderstoodNumber
    /// Who was called.
    public var calledNumber: UnderstoodNumber
    /// When the call started: the first instant of the stated precision.
    public var startedAt: CaptureTime?
    /// How many seconds the stated start leaves open: 1 for a full time, 60 for "14:03".
    public var startPrecisionSeconds: Int
    /// When it ended, if stated.
    public var endedAt: CaptureTime?
    /// Which way.
    public var direction: SampleDirection?
    /// The SIP Call-ID or the provider's id, if stated.
    public var callID: String?
    /// The symptoms stated for this call.
    public var symptoms: [String]
    /// The capture it is said to be in, by the file's name.
    public var capture: String?
    /// Its call in the capture; `nil` if none was given or found.
    public var match: SampleMatch? {
        get { found?.match }
        set { found = newValue.map { FoundCall($0) } }
    }
    /// Kept apart: most samples come without a capture.
    private var found: FoundCall?

    private enum CodingKeys: String, CodingKey {
        case index, verdict, receivedAt, ageSeconds, acceptableUntil, callingNumber, calledNumber, startedAt
        case startPrecisionSeconds, endedAt, direction, callID, symptoms, capture
        case found = "match"
    }

    /// A sample of its parts.
    public init(
        index: Int, verdict: CheckVerdict, receivedAt: CaptureTime, ageSeconds: Int?, acceptableUntil: CaptureTime?,
        callingNumber: UnderstoodNumber, calledNumber: UnderstoodNumber, startedAt: CaptureTime?,
        startPrecisionSeconds: Int, endedAt: CaptureTime?, direction: SampleDirection?, callID: String?,
        symptoms: [String], capture: String? = nil, match: SampleMatch? = nil
    ) {
        self.index = index
        self.verdict = verdict
        self.receivedAt = receivedAt
        self.ageSeconds = ageSeconds
        self.acceptableUntil = acceptableUntil
        self.callingNumber = callingNumber
        self.calledNumber = calledNumber
        self.startedAt = startedAt
        self.startPrecisionSeconds = startPrecisionSeconds
        self.endedAt = endedAt
        self.direction = direction
        self.callID = callID
        self.symptoms = symptoms
        self.capture = capture
        found = match.map { FoundCall($0) }
    }
}

/// The answer of `check` (`earshot.check/1`).
public struct CheckAnswer: Equatable, Sendable, Codable {
    /// When the first byte of the submission was received.
    public var receivedAt: CaptureTime
    /// The name of the support program whose rules were applied.
    public var program: String
    /// The verdict over everything.
    public var verdict: CheckVerdict
    /// All problems: of the submission first, then sample by sample.
    public var problems: [Problem]
    /// The samples as understood.
    public var samples: [CheckedSample]
    /// The zone the sender writes times in, for times that are shown to the sender; `nil` if the submission names none.
    package var zone: ZoneRules?
    /// Seconds after a call's end within which it could be submitted.
    package var maximumAgeSeconds: Int64 = 7_200

    private enum CodingKeys: String, CodingKey {
        case receivedAt, program, verdict, problems, samples
    }

    /// Whether two answers say the same; how times are shown to the sender is left out, as in what is coded.
    public static func == (left: CheckAnswer, right: CheckAnswer) -> Bool {
        left.receivedAt == right.receivedAt && left.program == right.program && left.verdict == right.verdict
            && left.problems == right.problems && left.samples == right.samples
    }

    /// An answer of its parts.
    public init(
        receivedAt: CaptureTime, program: String, verdict: CheckVerdict, problems: [Problem],
        samples: [CheckedSample]
    ) {
        self.receivedAt = receivedAt
        self.program = program
        self.verdict = verdict
        self.problems = problems
        self.samples = samples
    }
}
