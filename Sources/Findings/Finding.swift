import CallAnalysis
import CallVocabulary

/// A permanent finding code, such as `media.one-way-audio`.
public struct FindingCode: RawRepresentable, Hashable, Sendable, Codable {
    /// The text of the code.
    public let rawValue: String

    /// A code from its text.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// No RTP either way although both sides agreed to it.
    public static let noAudio = FindingCode(rawValue: "media.no-audio")
    /// Audio in one direction only.
    public static let oneWayAudio = FindingCode(rawValue: "media.one-way-audio")
    /// Packets of a stream never came.
    public static let packetLoss = FindingCode(rawValue: "media.packet-loss")
    /// The sender's media clock is slow or fast, or jumps.
    public static let senderClock = FindingCode(rawValue: "media.sender-clock")
    /// From one packet on, all come later.
    public static let delayStep = FindingCode(rawValue: "media.delay-step")
    /// Packets came unevenly.
    public static let jitter = FindingCode(rawValue: "media.jitter")
    /// So much of a stream is lost or late that words break up.
    public static let breakUp = FindingCode(rawValue: "media.break-up")
    /// A party hears its own voice again.
    public static let echo = FindingCode(rawValue: "media.echo")
    /// Speech sounds metallic.
    public static let robotic = FindingCode(rawValue: "media.robotic")
    /// Noise or crackle in the audio itself.
    public static let staticNoise = FindingCode(rawValue: "media.static-noise")
    /// Packets that carry digital silence.
    public static let silentPayload = FindingCode(rawValue: "media.silent-payload")
    /// A payload other than the one agreed.
    public static let codecMismatch = FindingCode(rawValue: "media.codec-mismatch")
    /// Audio begins seconds after the answer.
    public static let lateMedia = FindingCode(rawValue: "media.late-media")
    /// A session timer ended the call.
    public static let sessionTimerTeardown = FindingCode(rawValue: "signaling.session-timer-teardown")
    /// Only one direction of the audio passes the point of capture.
    public static let captureOneDirectionOnly = FindingCode(rawValue: "capture.one-direction-only")
    /// Speech takes long from mouth to ear.
    public static let delay = FindingCode(rawValue: "media.delay")
    /// A limit of the support program for the network is not held.
    public static let requirementNotMet = FindingCode(rawValue: "network.requirement-not-met")
    /// The call was refused or broke before it was answered.
    public static let callFailed = FindingCode(rawValue: "signaling.call-failed")
    /// The answer was never acknowledged.
    public static let noAcknowledgement = FindingCode(rawValue: "signaling.no-acknowledgement")
    /// The call was ended for another reason than hanging up.
    public static let callDropped = FindingCode(rawValue: "signaling.call-dropped")
    /// A BYE was never answered.
    public static let releaseNotAnswered = FindingCode(rawValue: "signaling.release-not-answered")
    /// Keyed digits were refused, or sent as nobody agreed to.
    public static let digitsNotTaken = FindingCode(rawValue: "signaling.digits-not-taken")
    /// A session description goes on beyond the length its message announces.
    public static let descriptionCut = FindingCode(rawValue: "signaling.description-cut")
    /// A registration was refused, or had no answer.
    public static let registrationFailed = FindingCode(rawValue: "signaling.registration-failed")
    /// The capture holds neither a call nor audio.
    public static let captureNothingToAnalyze = FindingCode(rawValue: "capture.nothing-to-analyze")
    /// What the capture holds is encrypted.
    public static let captureEncrypted = FindingCode(rawValue: "capture.encrypted")
    /// The clock of the capture was set back within it.
    public static let captureClockJump = FindingCode(rawValue: "capture.clock-jump")
    /// The times of the packets are those of batches.
    public static let captureBatchedTimes = FindingCode(rawValue: "capture.batched-times")
    /// Packets of fax are missing for good.
    public static let faxLoss = FindingCode(rawValue: "media.fax-loss")
    /// The numbers of an encrypted stream go back under the same key.
    public static let securedRestart = FindingCode(rawValue: "media.srtp-restart")
    /// Two sources send audio to one port at the same time.
    public static let crosstalk = FindingCode(rawValue: "media.crosstalk")
    /// The capture holds copies of packets.
    public static let captureDuplicates = FindingCode(rawValue: "capture.duplicates")
    /// The capture, not the network, lost packets.
    public static let captureDrops = FindingCode(rawValue: "capture.drops")
    /// Packets were cut by a snap length.
    public static let captureTruncatedPackets = FindingCode(rawValue: "capture.truncated-packets")
    /// RTP without any signaling.
    public static let captureNoSignaling = FindingCode(rawValue: "capture.no-signaling")
    /// A call goes on when the capture ends.
    public static let captureEndsEarly = FindingCode(rawValue: "capture.ends-early")
    /// A call was already going on when the capture began.
    public static let captureStartsMidCall = FindingCode(rawValue: "capture.starts-mid-call")
}

/// How much a finding matters.
public enum FindingSeverity: String, Sendable, Comparable, Codable {
    /// A user notices it.
    case fault
    /// It may matter.
    case warning
    /// Worth knowing; no fault.
    case note

    /// Faults first.
    public static func < (left: FindingSeverity, right: FindingSeverity) -> Bool {
        let order: [FindingSeverity] = [.fault, .warning, .note]
        return (order.firstIndex(of: left) ?? 0) < (order.firstIndex(of: right) ?? 0)
    }
}

/// A figure that a finding rests on.
public struct FindingFigure: Equatable, Sendable, Codable {
    /// What it is, in words, such as `missing with a 200 ms buffer`.
    public var name: String
    /// The value.
    public var value: Double
    /// Its unit, such as `percent`, `milliseconds`, `packets`, `seconds`, `parts-per-million`.
    public var unit: String
    /// The value from which the rule speaks up; `nil` where none is compared with.
    public var threshold: Double?

    /// A figure of its parts.
    public init(name: String, value: Double, unit: String, threshold: Double? = nil) {
        self.name = name
        self.value = value
        self.unit = unit
        self.threshold = threshold
    }
}

/// A packet that shows something, and what it shows.
public struct Evidence: Equatable, Sendable, Codable {
    /// The packet; its display filter is `frame.number == N`.
    public var packet: PacketReference
    /// When.
    public var at: CaptureTime
    /// What it shows, in one sentence.
    public var text: String

    /// Evidence of its parts.
    public init(packet: PacketReference, at: CaptureTime, text: String) {
        self.packet = packet
        self.at = at
        self.text = text
    }
}

/// A cause that was considered and ruled out.
public struct ExcludedCause: Equatable, Sendable, Codable {
    /// The cause.
    public var cause: MediaFaultCause
    /// Why it cannot be.
    public var because: String

    /// An exclusion of its parts.
    public init(cause: MediaFaultCause, because: String) {
        self.cause = cause
        self.because = because
    }
}

/// One conclusion with its evidence, what it excludes, and what to do.
public struct Finding: Equatable, Sendable, Codable {
    /// `finding-1`, `finding-2`, … most severe first.
    public var id: String
    /// What it is.
    public var code: FindingCode
    /// How much it matters.
    public var severity: FindingSeverity
    /// The complaint of the call quality checklist it explains, such as `one-way-audio`; `nil` for none.
    public var symptom: Symptom?
    /// Why, as far as the capture shows; `nil` where the code has no causes.
    public var cause: MediaFaultCause?
    /// The side that cannot hear; `nil` where neither or both.
    public var cannotHear: CallSide?
    /// 0 to 1.
    public var confidence: Double
    /// Index of the call it is about.
    public var call: Int?
    /// Index of the stream it is about.
    public var stream: Int?
    /// Indices of all streams it is about, where there are several.
    public var streams: [Int] = []
    /// Index of the capture it is about, where it is about the file.
    public var capture: Int?
    /// When what it says began; `nil` where it is about the whole call, stream or file.
    public var from: CaptureTime?
    /// When that ended.
    public var until: CaptureTime?
    /// The figures it rests on.
    public var figures: [FindingFigure] = []
    /// The ids of findings that follow from it.
    public var consequences: [String] = []
    /// One or two sentences: verdict and figures.
    public var summary: String
    /// The packets that show it.
    public var evidence: [Evidence]
    /// Causes ruled out.
    public var excluded: [ExcludedCause]
    /// What to do, for the person who must act.
    public var remedy: String

    /// A finding of its parts; its id is given when all findings are known.
    public init(
        code: FindingCode, severity: FindingSeverity, symptom: Symptom? = nil, cause: MediaFaultCause? = nil,
        cannotHear: CallSide? = nil, confidence: Double, call: Int? = nil, stream: Int? = nil, summary: String,
        evidence: [Evidence], excluded: [ExcludedCause] = [], remedy: String
    ) {
        id = ""
        self.code = code
        self.severity = severity
        self.symptom = symptom
        self.cause = cause
        self.cannotHear = cannotHear
        self.confidence = confidence
        self.call = call
        self.stream = stream
        self.summary = summary
        self.evidence = evidence
        self.excluded = excluded
        self.remedy = remedy
    }
}
