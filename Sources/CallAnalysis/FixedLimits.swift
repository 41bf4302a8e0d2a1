/// Limits that no caller sets, each where it is used under this name.
extension AnalysisLimits {
    /// The most stretches kept for one source; what follows is counted to the last.
    public static let receptionStretches = 128
    /// Silences of a capture as a whole that are kept, from its begin on.
    static let captureSilences = 2_000
    /// Streams of a capture that are compared with each other to tell whether its times are those of batches.
    static let batchedStreams = 32
    /// The most pairs of ends remembered.
    static let agreements = 10_000
    /// Keys of descriptions kept for one side of one call: re-INVITEs may bring new ones.
    static let mediaKeysPerSide = 64
    /// Keys of descriptions kept in all.
    static let mediaKeys = 400_000
    /// Handshakes followed.
    static let handshakes = 20_000
    /// Handshakes kept for one address.
    static let handshakesPerEndpoint = 16
    /// Bytes that belong to no message after which a connection is left alone.
    static let foreignBytes = 4_096
    /// Streams without a description of which a packet is kept, in case one comes later.
    static let unannouncedSamples = 4_096
    /// Streams known to be encrypted that are followed.
    static let protectedStreams = 200_000
    /// Bytes of a packet that is kept to try keys on; audio is far below.
    static let sampleBytes = 2_048
    /// Bytes of such packets in all: 64 MiB.
    static let sampleBytesInAll = 64 << 20
    /// Segments kept that came too early, per direction; then the gap is given up as lost.
    static let earlySegments = 64
    /// The same for TLS, whose records wait for what is missing.
    static let earlyProtectedSegments = 16
    /// Products, and sets of payload types, that are shared; of more each has its own.
    static let sharedTexts = 16_384
    /// Tags of the caller remembered for one call.
    static let tagsPerCall = 16
    /// The most spans kept for one call.
    static let mediaSpansPerCall = 1_000
    /// REFERs remembered that no call has followed yet.
    static let referralsPerCall = 256
    /// Pairs of calls remembered.
    static let referralLinks = 10_000
    /// The most reports kept of one stream.
    static let voiceQualityReportsPerStream = 20
    /// The most that are remembered.
    static let seenMessages = 10_000
    /// The most pieces kept of all streams.
    static let repairPieces = 500_000
    /// Streams of one source that are compared with each other.
    static let sameMediaPerSource = 16
    /// Missing numbers of one stream that are looked at.
    static let repairedNumbersPerStream = 200_000
    /// Streams of one source that are compared with each other.
    static let sentElsewherePerSource = 64
    /// Events of telephone keys remembered, by which repetitions are known.
    static let recentEvents = 16
    /// The most parts kept apart for one stream; further ones are joined to the last.
    static let partsPerStream = 1_000
    /// Packets of an unproven source that are kept; after these it is given up.
    static let observationsPerCandidate = 64
    /// Pairs compared: what a capture of many thousand calls is spared.
    static let echoPairs = 5_000
    /// Streams of one call that are compared with each other.
    static let echoPairsPerCall = 64
    /// The most pieces a stream's losses are cut into, so that one outage of weeks costs no more than any other.
    static let lossPiecesPerStream = 20_000
    /// Observations kept while the rate is unknown.
    static let clockObservations = 600
    /// The most different steps kept.
    static let timestampSteps = 8
    /// The most jumps listed.
    static let timestampJumps = 20
    /// Gaps looked at.
    static let outageRuns = 200_000
    /// Groups of gaps looked at.
    static let outageGroups = 2_000
    /// Calls that agree on one pair of addresses and are compared with each other.
    static let legsPerPair = 16
    /// Streams of one source that are asked for their call.
    static let bindingsPerSource = 16
}
