import CallVocabulary

/// Work that a worker does later: an analysis, a message. One job of a kind and subject waits at a time.
public struct Job: Equatable, Sendable {
    /// What is to be done.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The text of the kind.
        public let rawValue: String

        /// A kind from its text.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The captures of a case are to be analysed.
        public static let analyzeCase = Kind(rawValue: "analyze-case")
        /// A capture that came up is to be looked at.
        public static let inspectUpload = Kind(rawValue: "inspect-upload")
        /// A draft is to be checked against its captures.
        public static let checkDraft = Kind(rawValue: "check-draft")
        /// A draft is to become a case.
        public static let submitDraft = Kind(rawValue: "submit-draft")
        /// A capture that came up is to be attached to its case.
        public static let attachUpload = Kind(rawValue: "attach-upload")
        /// The speech of a capture that came up is to be taken out.
        public static let takeSpeechOut = Kind(rawValue: "take-speech-out")
        /// A file is to be made of captures: a sound, the packets of a call, a copy that can be shared.
        public static let makeProduct = Kind(rawValue: "make-product")
    }

    /// How far it is.
    public enum State: String, Sendable {
        /// It waits for a worker.
        case ready
        /// A worker has it.
        case leased
        /// It is done.
        case done
        /// It failed as often as it was allowed to.
        case failed
    }

    /// Its number.
    public var id: Int64
    /// What is to be done.
    public var kind: Kind
    /// To what: a case's number, for one.
    public var subject: String
    /// How far it is.
    public var state: State
    /// How often it was begun.
    public var attempts: Int
    /// The number of its lease: who has an older one has lost the job, however alive.
    public var lease: Int64
    /// Until when its worker has it.
    public var leasedUntil: CaptureTime?
    /// Why it failed last.
    public var reason: String?

    /// A job of its parts.
    public init(
        id: Int64, kind: Kind, subject: String, state: State, attempts: Int, lease: Int64, leasedUntil: CaptureTime?,
        reason: String?
    ) {
        self.id = id
        self.kind = kind
        self.subject = subject
        self.state = state
        self.attempts = attempts
        self.lease = lease
        self.leasedUntil = leasedUntil
        self.reason = reason
    }
}

/// Jobs for workers, with leases: a job whose worker is silent goes back, and what the silent one says later is refused.
public protocol JobQueue: Sendable {
    /// Puts a job; the one that waits already for this kind and subject is answered instead of a second.
    func put(_ kind: Job.Kind, subject: String, clock: any Clock) throws -> Job
    /// Takes the oldest job that waits, for `seconds`; `nil` if none does. Jobs whose lease has ended wait again first.
    func take(_ kind: Job.Kind, seconds: Int, clock: any Clock) throws -> Job?
    /// Keeps a job for `seconds` from now; false if it was lost.
    func renew(_ job: Job, seconds: Int, clock: any Clock) throws -> Bool
    /// A job is done; false if it was lost.
    func finish(_ job: Job, clock: any Clock) throws -> Bool
    /// A job did not work out: it waits again, or has failed after ``JobLimits/attempts``; false if it was lost.
    func fail(_ job: Job, because reason: String, clock: any Clock) throws -> Bool
    /// A job as it is now.
    func job(_ id: Int64) throws -> Job?
}

/// How long and how often work is tried.
public enum JobLimits {
    /// Times a job is begun.
    public static let attempts = 3
    /// Seconds for which a job that is over is kept.
    public static let keptSeconds: Int64 = 86_400
    /// The longest lease in seconds.
    public static let leaseSeconds = 3_600
}
