import AudioLevels
import CallVocabulary
import QualityMeasures

/// What a stream carries.
public enum MediaKind: String, Sendable {
    case audio, video, other, unknown
}

/// Which way a stream flows in its call.
public enum StreamDirection: String, Sendable {
    /// What the calling party says.
    case callingToCalled = "calling-to-called"
    /// What the called party says.
    case calledToCalling = "called-to-calling"
    /// Not bound to a call, or the call does not tell.
    case unknown

    /// The side that sends, where known.
    public var sender: CallSide? {
        switch self {
        case .callingToCalled: return .calling
        case .calledToCalling: return .called
        case .unknown: return nil
        }
    }
}

/// How a stream came to its call.
public enum StreamBinding: String, Sendable {
    /// It goes to an address a session description advertised.
    case sessionDescription = "sdp"
    /// It comes from such an address, or mirrors a stream that is bound (symmetric RTP, RFC 4961).
    case symmetricAddress = "symmetric-address"
    /// RTCP names its source (CNAME or SSRC) as one of a bound stream, though addresses were translated.
    case rtcpSource = "rtcp-source"
    /// An SSRC that moved to another address in mid-call.
    case sameSource = "same-source"
    /// Bound to no call.
    case none
}

/// Where a codec or clock rate was learned from.
public enum CodecBasis: String, Sendable {
    /// RFC 3551's static table.
    case staticTable = "static"
    /// A session description.
    case sessionDescription = "sdp"
    /// The pace of the stream's own timestamps.
    case inferred
}

/// One payload type as used in a stream.
public struct PayloadTypeUse: Sendable {
    /// The number, 0 to 127.
    public var number: UInt8
    /// The encoding name; `nil` if unknown.
    public var encoding: String?
    /// The RTP clock rate in hertz; `nil` if unknown.
    public var clockRate: Int?
    /// The number of channels; `nil` if unknown.
    public var channels: Int?
    /// How many packets carried it, duplicates included.
    public var packets: Int
    /// Where encoding and clock were learned; `nil` if unknown.
    public var basis: CodecBasis?

    /// A use of its parts.
    public init(
        number: UInt8, encoding: String?, clockRate: Int?, channels: Int?, packets: Int, basis: CodecBasis?
    ) {
        self.number = number
        self.encoding = encoding
        self.clockRate = clockRate
        self.channels = channels
        self.packets = packets
        self.basis = basis
    }
}

/// The ledger of a stream or epoch: `expected == received + lost + missingFromCapture`, nothing negative.
public struct StreamCounts: Equatable, Sendable {
    /// How many sequence numbers the sender used between first and last received.
    public var expected = 0
    /// How many of them were received, each counted once.
    public var received = 0
    /// How many never came.
    public var lost = 0
    /// Further copies of packets already received.
    public var duplicated = 0
    /// Received packets that came after one with a higher sequence number.
    public var reordered = 0
    /// How many are absent from the capture though evidence says they were delivered.
    public var missingFromCapture = 0

    /// All zero.
    public init() {}

    /// ``lost`` in per cent of ``expected``; 0 when nothing was expected.
    public var lossPercent: Double { expected > 0 ? 100 * Double(lost) / Double(expected) : 0 }
}

/// RFC 3550 §6.4.1 interarrival jitter over a stream or epoch, in milliseconds.
public struct JitterSummary: Equatable, Sendable {
    /// The mean over all packets but the first.
    public var meanMilliseconds: Double
    /// The highest value.
    public var maximumMilliseconds: Double
    /// The value after the last packet.
    public var finalMilliseconds: Double
    /// Which packet brought the highest value.
    public var maximumAt: PacketReference?
    /// When that packet came.
    public var maximumTime: CaptureTime?

    /// A summary of its parts.
    public init(
        meanMilliseconds: Double, maximumMilliseconds: Double, finalMilliseconds: Double,
        maximumAt: PacketReference? = nil, maximumTime: CaptureTime? = nil
    ) {
        self.meanMilliseconds = meanMilliseconds
        self.maximumMilliseconds = maximumMilliseconds
        self.finalMilliseconds = finalMilliseconds
        self.maximumAt = maximumAt
        self.maximumTime = maximumTime
    }
}

/// Why an epoch of a stream began.
public enum EpochReason: String, Sendable {
    case first
    /// The sender started anew with the same SSRC: sequence and timestamp both unrelated to what went before.
    case ssrcRestart = "ssrc-restart"
    /// The sequence number jumped though the timestamp went on.
    case sequenceJump = "sequence-jump"
    /// Media resumed after a hold.
    case hold
    /// The SSRC came from another address.
    case addressChange = "address-change"
}

/// A part of a stream within which sequence numbers and timestamps run on.
public struct StreamEpoch: Sendable {
    /// The first packet's time.
    public var startedAt: CaptureTime
    /// The last packet's time.
    public var endedAt: CaptureTime
    /// Why it began.
    public var reason: EpochReason
    /// Its own ledger.
    public var counts: StreamCounts
    /// Its own jitter; `nil` when the clock rate is unknown or fewer than two packets counted.
    public var jitter: JitterSummary?
    /// Its first packet.
    public var firstPacket: PacketReference
    /// Its last packet.
    public var lastPacket: PacketReference
    /// Its first extended sequence number (RFC 3550 A.1), counted from the last restart of its numbers.
    public var firstSequence: UInt32 = 0
    /// Its highest extended sequence number.
    public var lastSequence: UInt32 = 0

    /// An epoch of its parts.
    public init(
        startedAt: CaptureTime, endedAt: CaptureTime, reason: EpochReason, counts: StreamCounts,
        jitter: JitterSummary?, firstPacket: PacketReference, lastPacket: PacketReference
    ) {
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.reason = reason
        self.counts = counts
        self.jitter = jitter
        self.firstPacket = firstPacket
        self.lastPacket = lastPacket
    }
}

/// A run of consecutive sequence numbers that never came.
public struct LossRun: Sendable {
    /// The first lost extended sequence number, counted within its epoch (RFC 3550 A.1).
    public var firstSequence: UInt32
    /// How many were lost.
    public var count: Int
    /// The packet that showed the gap: the first received after it.
    public var revealedBy: PacketReference
    /// When that packet came.
    public var at: CaptureTime

    /// A run of its parts.
    public init(firstSequence: UInt32, count: Int, revealedBy: PacketReference, at: CaptureTime) {
        self.firstSequence = firstSequence
        self.count = count
        self.revealedBy = revealedBy
        self.at = at
    }
}

/// What RTCP said about a stream.
public struct RTCPSummary: Sendable {
    /// The canonical name its sender gave (SDES CNAME).
    public var canonicalName: String?
    /// Sender reports seen for it.
    public var senderReports = 0
    /// The packet count of the last sender report.
    public var senderPacketCount: UInt32?
    /// Report blocks that the receiver sent about it.
    public var receiverReports = 0
    /// Cumulative lost of the last report block, signed as RFC 3550 §6.4.1 has it.
    public var reportedCumulativeLost: Int?
    /// Highest fraction lost of any report block, 0 to 1.
    public var reportedMaximumFractionLost: Double?
    /// Highest jitter of any report block in the stream's clock units.
    public var reportedMaximumJitterUnits: UInt32?
    /// Round-trip time from the capture point to the receiver and back in milliseconds, the smallest seen.
    public var roundTripMilliseconds: Double?
    /// VoIP metrics blocks (RFC 3611 §4.7) about it.
    public var voipMetricsReports = 0
    /// The last of these blocks.
    public var voipMetrics: FarEndReport? {
        get { lastMetrics.value }
        _modify { yield &lastMetrics.value }
    }
    private var lastMetrics = Apart<FarEndReport>()
    /// Cumulative lost of the first report block seen, and when it came.
    public var firstReportedCumulativeLost: Int?
    /// When the first report block came.
    public var firstReceiverReportAt: CaptureTime?
    /// Packets lost between this capture point and the receiver, while its reports were seen; `nil` where the reports do
    /// not allow the difference.
    public var lostBeyondHere: Int?
    /// When the receiver last reported on it.
    public var lastReceiverReportAt: CaptureTime?
    /// The packet of that report.
    public var lastReceiverReport: PacketReference?
    /// The extended highest sequence number of the last report block (RFC 3550 §6.4.1).
    public var reportedHighestSequence: UInt32?
    /// When that number last grew: packets had arrived since the report before. Later reports that repeat it, or leave the
    /// stream out, say that none has.
    public var lastProgressAt: CaptureTime?
    /// A BYE ended it.
    public var sawBye = false
    /// The last packet that spoke of it: a report of its sender, of its receiver, or its name.
    public var lastReport: PacketReference?
    /// When that packet was captured.
    public var lastReportAt: CaptureTime?
    /// What its receiver's reports say of its arrival, in order of time.
    public var reception: [ReceptionStretch] = []
    /// False if a report names a sequence number that was never sent, or more losses than packets: such a receiver is no
    /// witness of what is missing.
    public var isCredible = true

    /// Nothing reported.
    public init() {}
}

/// Something that happened in a stream, such as a keyed digit.
public struct StreamEvent: Sendable {
    /// The kinds told apart.
    public enum Kind: String, Sendable {
        /// A run of telephone-event digits (RFC 4733); the digits themselves are not kept.
        case dtmf
        /// Comfort noise began (RFC 3389).
        case comfortNoise = "comfort-noise"
    }
    /// What happened.
    public var kind: Kind
    /// When it began.
    public var at: CaptureTime
    /// How many digits; 0 for other kinds.
    public var digits: Int
    /// The packet it began with.
    public var packet: PacketReference

    /// An event of its parts.
    public init(kind: Kind, at: CaptureTime, digits: Int, packet: PacketReference) {
        self.kind = kind
        self.at = at
        self.digits = digits
        self.packet = packet
    }
}
