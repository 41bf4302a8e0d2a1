import CallVocabulary

/// An RTP stream of an analysis.
public struct AnalysisStream: DocumentPart, Equatable {
    /// `stream-1`, `stream-2`, …
    public var id = ""
    /// The id of its call.
    public var call: String?
    /// How it was bound to it.
    public var binding = ""
    /// `calling-to-called`, `called-to-calling` or `unknown`.
    public var direction = ""
    /// Where it comes from.
    public var source = AnalysisEndpoint()
    /// Where it goes.
    public var destination = AnalysisEndpoint()
    /// The synchronization source.
    public var ssrc: UInt32 = 0
    /// `audio`, `video`, `other` or `unknown`.
    public var media = ""
    /// Payload types in use, most packets first.
    public var payloadTypes: [AnalysisPayloadType] = []
    /// True if it is encrypted.
    public var isEncrypted = false
    /// True if it could be read all the same.
    public var isDecrypted = false
    /// Where its keys came from.
    public var decryptionBasis: String?
    /// Why it could not be read.
    public var decryptionObstacle: String?
    /// Time of the first packet.
    public var startedAt = CaptureTime(nanoseconds: 0)
    /// Time of the last packet.
    public var endedAt = CaptureTime(nanoseconds: 0)
    /// Seconds between them.
    public var durationSeconds = 0.0
    /// Number of the first packet.
    public var firstPacket = 0
    /// Number of the last packet.
    public var lastPacket = 0
    /// Its packets, for Wireshark.
    public var displayFilter = ""
    /// The ledger over all epochs.
    public var counts = AnalysisCounts()
    /// Copies that the capture made.
    public var captureCopies = 0
    /// Interarrival jitter (RFC 3550); `nil` without a clock rate.
    public var jitter: AnalysisJitter?
    /// The parts between restarts.
    public var epochs: [AnalysisEpoch] = []
    /// The length of a packet.
    public var packetMilliseconds: Double?
    /// What that was read from.
    public var packetMillisecondsBasis: String?
    /// How losses come in bursts.
    public var burst: AnalysisBurst?
    /// What receivers' buffers would have made of it.
    public var playout: [AnalysisPlayout] = []
    /// How far arrivals strayed from their pace.
    public var delayVariation: AnalysisDelayVariation?
    /// Lasting rises of the delay.
    public var delaySteps: [AnalysisStep] = []
    /// Jumps of timestamps while numbers and time run on.
    public var timestampJumps: [AnalysisStep] = []
    /// The sender's clock where it is plainly off.
    public var senderClock: AnalysisSenderClock?
    /// The estimated conversational quality.
    public var quality: AnalysisQuality?
    /// Why there is no estimate.
    public var qualityUnavailable: String?
    /// What RTCP said.
    public var rtcp: AnalysisRTCP?
    /// What receivers said they heard.
    public var farEnd: [AnalysisFarEnd] = []
    /// What it sounded like.
    public var audio: AnalysisAudio?
    /// Why it was not decoded.
    public var audioObstacle: String?
    /// Digits and comfort noise.
    public var events: [AnalysisStreamEvent] = []
    /// How slow the sender's clock is against the capture's; fast is negative.
    public var clockSkewPartsPerMillion: Double?
    /// What it is for: `media`, `retransmission`, …
    public var role = ""
    /// The id of the stream that it repairs.
    public var repairs: String?
    /// What was repaired of it.
    public var repair: AnalysisRepair?
    /// What the numbers of IP packets say of its losses.
    public var numberedGaps: AnalysisNumberedGaps?
    /// Where the same packets are seen earlier.
    public var sameMedia: AnalysisSameMedia?
    /// Tens of seconds; bad ones with their seconds.
    public var intervals: [AnalysisInterval] = []
    /// Runs of lost packets.
    public var lossRuns: [AnalysisLossRun] = []
    /// Runs that are not listed.
    public var lossRunsNotListed = 0
    /// The finest course, where it was asked for.
    public var series: AnalysisSeries?

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("id", &id)
        fields.member("call", &call)
        fields.member("binding", &binding)
        fields.member("direction", &direction)
        fields.part("source", &source)
        fields.part("destination", &destination)
        fields.member("ssrc", hexadecimal: &ssrc)
        fields.member("media", &media)
        fields.parts("payloadTypes", &payloadTypes)
        fields.member("encrypted", &isEncrypted)
        fields.member("decrypted", &isDecrypted)
        fields.member("decryptionBasis", &decryptionBasis)
        fields.member("decryptionObstacle", &decryptionObstacle)
        fields.member("startedAt", &startedAt)
        fields.member("endedAt", &endedAt)
        fields.member("durationSeconds", &durationSeconds, places: 9)
        fields.member("firstPacket", &firstPacket)
        fields.member("lastPacket", &lastPacket)
        fields.member("displayFilter", &displayFilter)
        fields.part("counts", &counts)
        fields.member("captureCopies", &captureCopies)
        fields.part("jitter", &jitter)
        fields.parts("epochs", &epochs)
        fields.member("packetMilliseconds", &packetMilliseconds, places: 3)
        fields.member("packetMillisecondsBasis", &packetMillisecondsBasis)
        fields.part("burst", &burst)
        fields.parts("playout", &playout)
        fields.part("delayVariation", &delayVariation)
        fields.parts("delaySteps", &delaySteps)
        fields.parts("timestampJumps", &timestampJumps)
        fields.part("senderClock", &senderClock)
        fields.part("quality", &quality)
        fields.present("qualityUnavailable", &qualityUnavailable)
        fields.part("rtcp", &rtcp)
        fields.present("farEnd", &farEnd)
        fields.part("audio", &audio)
        fields.member("audioObstacle", &audioObstacle)
        fields.parts("events", &events)
        fields.member("clockSkewPartsPerMillion", &clockSkewPartsPerMillion, places: 1)
        fields.member("role", &role)
        fields.member("repairs", &repairs)
        fields.part("repair", &repair)
        fields.part("numberedGaps", &numberedGaps)
        fields.part("sameMedia", &sameMedia)
        fields.parts("intervals", &intervals)
        fields.parts("lossRuns", &lossRuns)
        fields.member("lossRunsNotListed", &lossRunsNotListed)
        fields.present("series", &series)
    }
}

/// An address and a port.
public struct AnalysisEndpoint: DocumentPart, Equatable {
    /// The address.
    public var address = IPAddress(v4: 0)
    /// The port.
    public var port = 0

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("address", &address)
        fields.member("port", &port)
    }
}

/// A payload type as a stream uses it.
public struct AnalysisPayloadType: DocumentPart, Equatable {
    /// 0 to 127.
    public var number = 0
    /// The encoding name.
    public var encoding: String?
    /// The clock rate in hertz.
    public var clockRate: Int?
    /// Channels.
    public var channels: Int?
    /// Packets with it.
    public var packets = 0
    /// `static`, `sdp` or `inferred`.
    public var basis: String?

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("number", &number)
        fields.member("encoding", &encoding)
        fields.member("clockRate", &clockRate)
        fields.member("channels", &channels)
        fields.member("packets", &packets)
        fields.member("basis", &basis)
    }
}

/// The ledger of a stream: `expected == received + lost + missingFromCapture`.
public struct AnalysisCounts: DocumentPart, Equatable {
    /// Sequence numbers used.
    public var expected = 0
    /// Of them received.
    public var received = 0
    /// Of them never seen.
    public var lost = 0
    /// Second copies.
    public var duplicated = 0
    /// Received after a higher number.
    public var reordered = 0
    /// Delivered, and absent from the capture.
    public var missingFromCapture = 0
    /// Lost of expected, per cent.
    public var lossPercent = 0.0

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("expected", &expected)
        fields.member("received", &received)
        fields.member("lost", &lost)
        fields.member("duplicated", &duplicated)
        fields.member("reordered", &reordered)
        fields.member("missingFromCapture", &missingFromCapture)
        fields.member("lossPercent", &lossPercent, places: 4)
    }
}

/// Interarrival jitter (RFC 3550 §6.4.1).
public struct AnalysisJitter: DocumentPart, Equatable {
    /// The mean.
    public var meanMilliseconds = 0.0
    /// The greatest.
    public var maximumMilliseconds = 0.0
    /// The last.
    public var finalMilliseconds = 0.0
    /// The packet with the greatest.
    public var maximumAtPacket: Int?

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("meanMilliseconds", &meanMilliseconds, places: 6)
        fields.member("maximumMilliseconds", &maximumMilliseconds, places: 6)
        fields.member("finalMilliseconds", &finalMilliseconds, places: 6)
        fields.member("maximumAtPacket", &maximumAtPacket)
    }
}

/// A part of a stream between restarts.
public struct AnalysisEpoch: DocumentPart, Equatable {
    /// Its first packet.
    public var startedAt = CaptureTime(nanoseconds: 0)
    /// Why it began: `first`, `ssrc-restart`, `sequence-jump`, `hold`, `address-change`.
    public var reason = ""
    /// Its ledger.
    public var counts = AnalysisCounts()
    /// Its jitter.
    public var jitter: AnalysisJitter?

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("startedAt", &startedAt)
        fields.member("reason", &reason)
        fields.part("counts", &counts)
        fields.part("jitter", &jitter)
    }
}

/// Digits keyed, or comfort noise.
public struct AnalysisStreamEvent: DocumentPart, Equatable {
    /// `dtmf`, …
    public var kind = ""
    /// When.
    public var at = CaptureTime(nanoseconds: 0)
    /// How many.
    public var digits = 0

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("kind", &kind)
        fields.member("at", &at)
        fields.member("digits", &digits)
    }
}

/// Some seconds of a stream.
public struct AnalysisInterval: DocumentPart, Equatable {
    /// Seconds from the stream's first packet.
    public var startSeconds = 0
    /// How long.
    public var durationSeconds = 0
    /// Packets received.
    public var received = 0
    /// Packets lost.
    public var lost = 0
    /// Packets too late for a 60 ms buffer.
    public var lateDiscarded = 0
    /// Jitter.
    public var jitterMilliseconds: Double?
    /// Delay variation.
    public var delayVariationMilliseconds: Double?
    /// The estimated quality.
    public var mosCQE: Double?
    /// Its seconds, where it was bad.
    public var seconds: [AnalysisInterval] = []

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("startSeconds", &startSeconds)
        fields.member("durationSeconds", &durationSeconds)
        fields.member("received", &received)
        fields.member("lost", &lost)
        fields.member("lateDiscarded", &lateDiscarded)
        fields.member("jitterMilliseconds", &jitterMilliseconds, places: 3)
        fields.member("delayVariationMilliseconds", &delayVariationMilliseconds, places: 3)
        fields.member("mosCQE", &mosCQE, places: 2)
        fields.present("seconds", &seconds)
    }
}

/// Lost packets in a row.
public struct AnalysisLossRun: DocumentPart, Equatable {
    /// When it showed.
    public var at = CaptureTime(nanoseconds: 0)
    /// How many.
    public var packets = 0
    /// The packet that came after them.
    public var beforePacket = 0
    /// Index of its capture.
    public var capture = 0

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("at", &at)
        fields.member("packets", &packets)
        fields.member("beforePacket", &beforePacket)
        fields.member("capture", &capture)
    }
}

/// The finest course of a stream.
public struct AnalysisSeries: DocumentPart, Equatable {
    /// The length of a step.
    public var stepMilliseconds = 0
    /// The steps in order; silent ones are absent.
    public var points: [AnalysisPoint] = []

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("stepMilliseconds", &stepMilliseconds)
        fields.parts("points", &points)
    }
}

/// A step of a stream's course.
public struct AnalysisPoint: DocumentPart, Equatable {
    /// Milliseconds from the stream's first packet.
    public var startMilliseconds = 0
    /// Packets received.
    public var received = 0
    /// Packets lost.
    public var lost = 0
    /// Packets too late for a 60 ms buffer.
    public var late = 0
    /// Jitter.
    public var jitterMilliseconds: Double?
    /// Delay variation.
    public var delayVariationMilliseconds: Double?
    /// Level.
    public var levelDBov: Double?

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("startMilliseconds", &startMilliseconds)
        fields.member("received", &received)
        fields.member("lost", &lost)
        fields.member("late", &late)
        fields.member("jitterMilliseconds", &jitterMilliseconds, places: 1)
        fields.member("delayVariationMilliseconds", &delayVariationMilliseconds, places: 1)
        fields.member("levelDBov", &levelDBov, places: 1)
    }
}
