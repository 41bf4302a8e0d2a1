import CallVocabulary

/// What RTCP said of a stream.
public struct AnalysisRTCP: DocumentPart, Equatable {
    /// Sender reports.
    public var senderReports = 0
    /// Packets sent, as the last says.
    public var senderPacketCount: Int?
    /// Receiver reports.
    public var receiverReports = 0
    /// Lost packets, as the last says.
    public var reportedCumulativeLost: Int?
    /// The greatest share lost.
    public var reportedMaximumFractionLost: Double?
    /// The greatest jitter, in clock units.
    public var reportedMaximumJitterUnits: Int?
    /// Round trip.
    public var roundTripMilliseconds: Double?
    /// Packets lost behind the point of capture.
    public var lostBeyondHere: Int?
    /// Reports of VoIP metrics (RFC 3611).
    public var voipMetricsReports = 0
    /// True if its source said goodbye.
    public var sawBye = false

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("senderReports", &senderReports)
        fields.member("senderPacketCount", &senderPacketCount)
        fields.member("receiverReports", &receiverReports)
        fields.member("reportedCumulativeLost", &reportedCumulativeLost)
        fields.member("reportedMaximumFractionLost", &reportedMaximumFractionLost, places: 4)
        fields.member("reportedMaximumJitterUnits", &reportedMaximumJitterUnits)
        fields.member("roundTripMilliseconds", &roundTripMilliseconds, places: 3)
        fields.member("lostBeyondHere", &lostBeyondHere)
        fields.member("voipMetricsReports", &voipMetricsReports)
        fields.member("bye", &sawBye)
    }
}

/// What a receiver said it heard.
public struct AnalysisFarEnd: DocumentPart, Equatable {
    /// The kind of report.
    public var kind = ""
    /// When.
    public var at = CaptureTime(nanoseconds: 0)
    /// The packet.
    public var packet = 0
    /// Lost, per cent.
    public var lossPercent: Double?
    /// Discarded, per cent.
    public var discardPercent: Double?
    /// Lost in bursts, per cent.
    public var burstLossPercent: Double?
    /// Mean burst.
    public var burstMilliseconds: Double?
    /// Lost between bursts, per cent.
    public var gapLossPercent: Double?
    /// Mean length between bursts.
    public var gapMilliseconds: Double?
    /// Round trip.
    public var roundTripMilliseconds: Double?
    /// Delay within the end system.
    public var endSystemMilliseconds: Double?
    /// Jitter.
    public var jitterMilliseconds: Double?
    /// Signal level.
    public var signalLevelDBm0: Double?
    /// Noise level.
    public var noiseLevelDBm0: Double?
    /// Residual echo return loss.
    public var residualEchoReturnLossDB: Double?
    /// R factor.
    public var rFactor: Double?
    /// Listening quality.
    public var mosLQ: Double?
    /// Conversational quality.
    public var mosCQ: Double?
    /// Its buffer.
    public var bufferMilliseconds: Double?

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("kind", &kind)
        fields.member("at", &at)
        fields.member("packet", &packet)
        fields.member("lossPercent", &lossPercent, places: 2)
        fields.member("discardPercent", &discardPercent, places: 2)
        fields.member("burstLossPercent", &burstLossPercent, places: 2)
        fields.member("burstMilliseconds", &burstMilliseconds, places: 1)
        fields.member("gapLossPercent", &gapLossPercent, places: 2)
        fields.member("gapMilliseconds", &gapMilliseconds, places: 1)
        fields.member("roundTripMilliseconds", &roundTripMilliseconds, places: 1)
        fields.member("endSystemMilliseconds", &endSystemMilliseconds, places: 1)
        fields.member("jitterMilliseconds", &jitterMilliseconds, places: 3)
        fields.member("signalLevelDBm0", &signalLevelDBm0, places: 1)
        fields.member("noiseLevelDBm0", &noiseLevelDBm0, places: 1)
        fields.member("residualEchoReturnLossDB", &residualEchoReturnLossDB, places: 1)
        fields.member("rFactor", &rFactor, places: 1)
        fields.member("mosLQ", &mosLQ, places: 1)
        fields.member("mosCQ", &mosCQ, places: 1)
        fields.member("bufferMilliseconds", &bufferMilliseconds, places: 1)
    }
}

/// What a stream sounded like.
public struct AnalysisAudio: DocumentPart, Equatable {
    /// What it was measured on.
    public var basis = ""
    /// Packets heard.
    public var packets = 0
    /// Seconds heard.
    public var seconds = 0.0
    /// Active speech level (P.56).
    public var activeSpeechLevelDBov: Double?
    /// Share of speech.
    public var activityFactor = 0.0
    /// Level over all.
    public var longTermLevelDBov = 0.0
    /// Level of the pauses.
    public var noiseFloorDBov: Double?
    /// Digital silence.
    public var digitalSilenceSeconds = 0.0
    /// The longest of it.
    public var longestDigitalSilenceSeconds = 0.0
    /// First sound.
    public var firstSoundAt: CaptureTime?
    /// Last sound.
    public var lastSoundAt: CaptureTime?
    /// Clipped samples.
    public var clippedSamples = 0
    /// Packets that repeat the sound before.
    public var repeatedPackets = 0
    /// Packets that could not be decoded.
    public var undecodablePackets = 0
    /// True if it follows the other companding law than it names.
    public var followsOtherLaw = false
    /// Its echo in the opposite stream.
    public var echo: AnalysisEcho?

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("basis", &basis)
        fields.member("packets", &packets)
        fields.member("seconds", &seconds, places: 3)
        fields.member("activeSpeechLevelDBov", &activeSpeechLevelDBov, places: 1)
        fields.member("activityFactor", &activityFactor, places: 3)
        fields.member("longTermLevelDBov", &longTermLevelDBov, places: 1)
        fields.member("noiseFloorDBov", &noiseFloorDBov, places: 1)
        fields.member("digitalSilenceSeconds", &digitalSilenceSeconds, places: 2)
        fields.member("longestDigitalSilenceSeconds", &longestDigitalSilenceSeconds, places: 2)
        fields.member("firstSoundAt", &firstSoundAt)
        fields.member("lastSoundAt", &lastSoundAt)
        fields.member("clippedSamples", &clippedSamples)
        fields.member("repeatedPackets", &repeatedPackets)
        fields.member("undecodablePackets", &undecodablePackets)
        fields.member("followsOtherLaw", &followsOtherLaw)
        fields.part("echo", &echo)
    }
}

/// An echo.
public struct AnalysisEcho: DocumentPart, Equatable {
    /// Its delay at the point of capture.
    public var delayMilliseconds = 0.0
    /// How long after speaking the talker hears it; `nil` where the way from here to the talker is not known.
    public var heardAfterMilliseconds: Double?
    /// Its loss.
    public var returnLossDecibels = 0.0
    /// How alike it is.
    public var correlation = 0.0

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("delayMilliseconds", &delayMilliseconds, places: 0)
        fields.member("heardAfterMilliseconds", &heardAfterMilliseconds, places: 0)
        fields.member("returnLossDecibels", &returnLossDecibels, places: 1)
        fields.member("correlation", &correlation, places: 3)
    }
}
