import AudioLevels
import CallVocabulary
import QualityMeasures

/// One RTP stream: one SSRC from one endpoint to another (RFC 3550 §3).
public struct MediaStream: Sendable {
    /// `stream-1`, `stream-2`, … in order of the first packet.
    public var id: String
    /// The index of its call in ``CallAnalysisResult/calls``; `nil` if bound to none.
    public var call: Int?
    /// How it was bound.
    public var binding: StreamBinding
    /// Which way it flows in its call.
    public var direction: StreamDirection
    /// Where it comes from.
    public var source: TransportEndpoint
    /// Where it goes.
    public var destination: TransportEndpoint
    /// The synchronization source.
    public var ssrc: UInt32
    /// What it carries.
    public var media: MediaKind
    /// The payload types in use, most packets first.
    public var payloadTypes: [PayloadTypeUse] {
        @inline(__always) get { details.value.payloadTypes }
        @inline(__always) _modify { yield &own.payloadTypes }
    }
    /// True if the payload is encrypted as far as signaling, or a handshake beside it, tells.
    public var encrypted: Bool
    /// False where neither a description nor the packets tell whether it is encrypted.
    public var knowsEncryption = true
    /// How long its packets are, against what its codec makes of their time.
    public var payloadLength = PayloadLength.unknown
    /// Whether it could be read all the same; `nil` for a stream that is not encrypted.
    public var decryption: StreamDecryption?
    /// True if a description of its call asks for media where it goes: of any hop, candidates of ICE included.
    public var goesWhereAsked = false
    /// True if streams of other calls had the same ends and SSRC before or after it.
    public var sharesEnds = false
    /// True if its payload is plain, or was decrypted.
    public var isReadable: Bool { !encrypted || decryption?.isRead == true }
    /// The first packet's time.
    public var startedAt: CaptureTime
    /// The last packet's time.
    public var endedAt: CaptureTime
    /// The first packet.
    public var firstPacket: PacketReference
    /// The last packet.
    public var lastPacket: PacketReference
    /// RTP payload bytes of all packets, padding and duplicates excluded.
    public var payloadBytes: Int
    /// The ledger over all epochs.
    public var counts: StreamCounts
    /// Copies that the capture made, already contained in ``StreamCounts/duplicated``.
    public var captureCopies: Int
    /// Jitter over all epochs; `nil` when the clock rate is unknown.
    public var jitter: JitterSummary?
    /// True if its packets were recorded in batches: nothing is known of when each of them came.
    public var hasBatchedTimes = false
    /// The parts between restarts; at least one.
    public var epochs: [StreamEpoch] {
        @inline(__always) get { details.value.epochs }
        @inline(__always) _modify { yield &own.epochs }
    }
    /// Runs of loss in order, at most ``AnalysisLimits/lossRunsPerStream``.
    public var lossRuns: [LossRun] {
        @inline(__always) get { details.value.lossRuns }
        @inline(__always) _modify { yield &own.lossRuns }
    }
    /// The longest silence between two packets in seconds, and the packet after it.
    public var longestGapSeconds: Double
    /// The packet that ended the longest silence.
    public var longestGapEndedBy: PacketReference?
    /// What RTCP said.
    public var rtcp: RTCPSummary? {
        @inline(__always) get { details.value.rtcp }
        @inline(__always) _modify { yield &own.rtcp }
    }
    /// Digits and comfort noise, at most ``AnalysisLimits/eventsPerStream``.
    public var events: [StreamEvent] {
        @inline(__always) get { details.value.events }
        @inline(__always) _modify { yield &own.events }
    }

    /// True where only telephone events are in the capture, and the audio between them was filtered out.
    public var holdsEventsOnly = false
    /// How losses come in bursts; `nil` where the capture itself lacks packets, whose places are not known.
    public var burst: BurstGap? {
        @inline(__always) get { details.value.burst }
        @inline(__always) _modify { yield &own.burst }
    }
    /// What receivers' buffers would have made of the arrivals; empty without a clock rate.
    public var playout: [PlayoutOutcome] {
        @inline(__always) get { details.value.playout }
        @inline(__always) _modify { yield &own.playout }
    }
    /// How far arrivals strayed from their pace; `nil` without a clock rate.
    public var delayVariation: DelayVariation? {
        @inline(__always) get { details.value.delayVariation }
        @inline(__always) _modify { yield &own.delayVariation }
    }
    /// What the receiver said it heard, in order: RTCP XR and SIP voice quality reports.
    public var farEnd: [FarEndReport] {
        @inline(__always) get { details.value.farEnd }
        @inline(__always) _modify { yield &own.farEnd }
    }
    /// The length of a packet in milliseconds; `nil` for fewer than two packets.
    public var packetMilliseconds: Double?
    /// The mean length of a packet in milliseconds where lengths differ within the stream; `nil` where they are alike.
    public var meanPacketMilliseconds: Double?
    /// What ``packetMilliseconds`` was read from; `nil` without it.
    public var packetMillisecondsBasis: PacketLengthBasis?
    /// Lasting rises of the delay, in order.
    public var delaySteps: [StreamDelayStep] {
        @inline(__always) get { details.value.delaySteps }
        @inline(__always) _modify { yield &own.delaySteps }
    }
    /// Where timestamps jump though numbers and time run on, in order.
    public var timestampJumps: [TimestampJump] {
        @inline(__always) get { details.value.timestampJumps }
        @inline(__always) _modify { yield &own.timestampJumps }
    }
    /// Where the timestamps go on by something other than the sound in the packets; `nil` where they do not, or the codec
    /// does not tell.
    public var payloadPace: PayloadPace? {
        @inline(__always) get { details.value.payloadPace }
        @inline(__always) _modify { yield &own.payloadPace }
    }
    /// The sender's clock, where it is plainly off; `nil` where it is not, or cannot be told.
    public var senderClock: SenderClock?
    /// Tens of seconds in order; silent ones are absent, and bad ones carry their seconds. Empty below one packet.
    public var intervals: [StreamInterval] {
        @inline(__always) get { details.value.intervals }
        @inline(__always) _modify { yield &own.intervals }
    }
    /// The finest course; `nil` where it was not asked for (``AnalysisLimits/seriesPointsPerStream``).
    public var series: StreamSeries? {
        @inline(__always) get { details.value.series }
        @inline(__always) _modify { yield &own.series }
    }
    /// How many parts per million the sender's clock is slow against the capture's (fast: negative); `nil` where the
    /// stream is too short to tell, or without a clock rate.
    public var clockSkewPartsPerMillion: Double?
    /// What it sounded like; `nil` if that was not measured, or cannot be.
    public var audio: AudioLevels? {
        @inline(__always) get { details.value.audio }
        @inline(__always) _modify { yield &own.audio }
    }
    /// Why it was not decoded, where that was asked for; `nil` where it was, or nobody asked.
    public var audioObstacle: AudioObstacle?
    /// The levels of 20 ms after 20 ms from the stream's first packet; empty where not measured.
    public var envelope: [UInt8] {
        @inline(__always) get { details.value.envelope }
        @inline(__always) _modify { yield &own.envelope }
    }
    /// The echo of this stream in the opposite one, if there is one: its sender hears itself.
    public var echo: Echo? {
        @inline(__always) get { details.value.echo }
        @inline(__always) _modify { yield &own.echo }
    }
    /// What the numbers of IP packets say of its losses.
    public var numberedGaps: NumberedGaps {
        @inline(__always) get { details.value.numberedGaps }
        @inline(__always) _modify { yield &own.numberedGaps }
    }
    /// What it is for.
    public var role = StreamRole.media
    /// The stream that it repairs, as an index of ``CallAnalysisResult/streams``.
    public var repairs: Int?
    /// What was repaired of it; `nil` where no repair was offered.
    public var repair: StreamRepair? {
        @inline(__always) get { details.value.repair }
        @inline(__always) _modify { yield &own.repair }
    }
    /// Where the same packets are seen earlier on their way, or on another; `nil` where they are not.
    public var sameMedia: SameMedia? {
        @inline(__always) get { details.value.sameMedia }
        @inline(__always) _modify { yield &own.sameMedia }
    }
    /// The estimated conversational quality, or why there is none.
    public var quality: QualityEstimate {
        @inline(__always) get { details.value.quality }
        @inline(__always) _modify { yield &own.quality }
    }

    /// A stream of its parts.
    init(
        id: String, call: Int?, binding: StreamBinding, direction: StreamDirection, source: TransportEndpoint,
        destination: TransportEndpoint, ssrc: UInt32, media: MediaKind, payloadTypes: [PayloadTypeUse], encrypted: Bool,
        startedAt: CaptureTime, endedAt: CaptureTime, firstPacket: PacketReference, lastPacket: PacketReference,
        payloadBytes: Int, counts: StreamCounts, captureCopies: Int, jitter: JitterSummary?, epochs: [StreamEpoch],
        lossRuns: [LossRun], longestGapSeconds: Double, longestGapEndedBy: PacketReference?, rtcp: RTCPSummary?,
        events: [StreamEvent]
    ) {
        details = Details(
            MediaStreamDetails(
                payloadTypes: payloadTypes, epochs: epochs, lossRuns: lossRuns, rtcp: rtcp, events: events))
        self.id = id
        self.call = call
        self.binding = binding
        self.direction = direction
        self.source = source
        self.destination = destination
        self.ssrc = ssrc
        self.media = media
        self.encrypted = encrypted
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.firstPacket = firstPacket
        self.lastPacket = lastPacket
        self.payloadBytes = payloadBytes
        self.counts = counts
        self.captureCopies = captureCopies
        self.jitter = jitter
        self.longestGapSeconds = longestGapSeconds
        self.longestGapEndedBy = longestGapEndedBy
    }

    /// What takes room: shared by copies of the stream until one of them changes it.
    private var details: Details
    private var own: MediaStreamDetails {
        get { details.value }
        _modify {
            if !isKnownUniquelyReferenced(&details) { details = Details(details.value) }
            yield &details.value
        }
    }

    /// Changed only where nothing else refers to it.
    private final class Details: @unchecked Sendable {
        @exclusivity(unchecked) var value: MediaStreamDetails
        init(_ value: MediaStreamDetails) { self.value = value }
    }

    /// Packets that a receiver had to do without, even if it used all repair that was offered.
    public var lostAfterRepair: Int { repair?.lostAfterRepair ?? counts.lost }

    /// The stream's span in seconds.
    public var durationSeconds: Double { max(0, endedAt.seconds(since: startedAt)) }
}

/// What ``MediaStream`` says under the same names.
struct MediaStreamDetails: Sendable {
    var payloadTypes: [PayloadTypeUse]
    var epochs: [StreamEpoch]
    var lossRuns: [LossRun]
    private var controlled = Apart<RTCPSummary>()
    var events: [StreamEvent]
    var burst: BurstGap? = nil
    var playout: [PlayoutOutcome] = []
    var delayVariation: DelayVariation? = nil
    var delaySteps: [StreamDelayStep] = []
    var timestampJumps: [TimestampJump] = []
    var payloadPace: PayloadPace? = nil
    var farEnd: [FarEndReport] = []
    var intervals: [StreamInterval] = []
    var series: StreamSeries? = nil
    var audio: AudioLevels? = nil
    var envelope: [UInt8] = []
    private var echoed = Apart<Echo>()
    var numberedGaps: NumberedGaps = NumberedGaps()
    private var repaired = Apart<StreamRepair>()
    private var seenTwice = Apart<SameMedia>()
    private var judged = Apart<QualityEstimate>()

    init(
        payloadTypes: [PayloadTypeUse], epochs: [StreamEpoch], lossRuns: [LossRun], rtcp: RTCPSummary?,
        events: [StreamEvent]
    ) {
        self.payloadTypes = payloadTypes
        self.epochs = epochs
        self.lossRuns = lossRuns
        self.events = events
        self.rtcp = rtcp
    }

    var rtcp: RTCPSummary? {
        get { controlled.value }
        _modify { yield &controlled.value }
    }
    var echo: Echo? {
        get { echoed.value }
        _modify { yield &echoed.value }
    }
    var repair: StreamRepair? {
        get { repaired.value }
        _modify { yield &repaired.value }
    }
    var sameMedia: SameMedia? {
        get { seenTwice.value }
        _modify { yield &seenTwice.value }
    }
    var quality: QualityEstimate {
        get { judged.value ?? .unknown(because: "not judged") }
        set { judged.value = newValue }
    }
}
