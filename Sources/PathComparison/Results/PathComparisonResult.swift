import CallVocabulary

/// What became of the packets between two capture points, called NEAR and FAR.
public struct PathComparisonResult: Sendable {
    /// The first point.
    public var near: ComparedCapture
    /// The second point.
    public var far: ComparedCapture
    /// How the two clocks relate; `nil` if no packet was seen at both points.
    public var clock: ClockRelation?
    /// Set if both captures hold one recording of the same packets; then there is nothing to compare.
    public var sameTraffic: SameTraffic?
    /// The streams, those seen at both points first; empty if ``sameTraffic`` is set.
    public var streams: [StreamComparison] = []
    /// What follows for the path as a whole.
    public var verdict: PathVerdict

    /// A result without streams.
    public init(near: ComparedCapture, far: ComparedCapture, verdict: PathVerdict = PathVerdict()) {
        self.near = near
        self.far = far
        self.verdict = verdict
    }
}

/// One of the two captures.
public struct ComparedCapture: Sendable {
    /// Its name.
    public var name: String
    /// How many packets it holds, of any kind.
    public var packets: Int
    /// How many RTP streams were recognised in it.
    public var streams: Int
    /// Its earliest packet; `nil` if it is empty.
    public var firstPacketAt: CaptureTime?
    /// Its latest packet.
    public var lastPacketAt: CaptureTime?
    /// Packets that the capturing program says it dropped; `nil` if it says nothing.
    public var interfaceDrops: UInt64?
    /// Limits of ``ComparisonLimits`` that were met, by name.
    public var limitsMet: [String: Int]

    /// What is told of a record.
    package init(_ record: CaptureRecord) {
        name = record.name
        packets = record.packets
        streams = record.streams.count
        firstPacketAt = record.firstAt.map(CaptureTime.init(nanoseconds:))
        lastPacketAt = record.lastAt.map(CaptureTime.init(nanoseconds:))
        interfaceDrops = record.interfaceDrops
        limitsMet = record.limitsMet
    }
}

/// How the clock of FAR relates to that of NEAR.
public struct ClockRelation: Equatable, Sendable {
    /// What the offset rests on.
    public enum Method: String, Sendable {
        /// The fastest packets of both directions: half their difference, as NTP does it (RFC 5905 §8).
        case bothDirections = "both-directions"
        /// The fastest packets of one direction only: the offset contains the time they travelled.
        case oneDirection = "one-direction"
    }
    /// FAR's clock less NEAR's in seconds, in the middle of what both captured.
    public var offsetSeconds: Double
    /// By how much FAR's clock runs faster than NEAR's, in parts per million.
    public var driftPartsPerMillion: Double
    /// How far off ``driftPartsPerMillion`` may be.
    public var driftUncertaintyPartsPerMillion: Double
    /// How far off ``offsetSeconds`` may be, whatever way the travel time divides between the directions; `nil` with
    /// one direction, where the packets do not tell.
    public var uncertaintySeconds: Double?
    /// The shortest time from one point to the other and back, in milliseconds; `nil` with one direction.
    public var roundTripMilliseconds: Double?
    /// What the offset rests on.
    public var method: Method
}

/// Two captures that are one recording.
public struct SameTraffic: Equatable, Sendable {
    /// How many RTP packets are the same.
    public var packets: Int
    /// By how many seconds the times of FAR are later; 0 for the same file given twice.
    public var shiftSeconds: Double
}

/// Which way a stream passes the two points.
public enum PathDirection: String, Sendable {
    /// It passes NEAR first.
    case nearToFar = "near-to-far"
    /// It passes FAR first.
    case farToNear = "far-to-near"
    /// The packets do not tell; the figures are given as if it passed NEAR first.
    case unknown

    /// The other way.
    var reversed: PathDirection {
        switch self {
        case .nearToFar: return .farToNear
        case .farToNear: return .nearToFar
        case .unknown: return .unknown
        }
    }
}

/// What told the direction of a stream.
public enum DirectionEvidence: String, Sendable {
    /// Packets are missing at one point that the other has.
    case missingPackets = "missing-packets"
    /// The stream the other way takes less or more time by the two clocks: together they must take more than none.
    case oppositeStream = "opposite-stream"
    /// Signaling or RTCP between the same hosts takes less or more time the other way.
    case oppositeDatagrams = "opposite-datagrams"
    /// Delays only ever lengthen on the way: the spread of the times of travel leans to one side.
    case delaySpread = "delay-spread"
    /// Routers between the points counted the hop limit down.
    case hopLimit = "hop-limit"
    /// The sender's pace is steadier at one point.
    case jitter
}

/// How a stream of one capture was found in the other.
public enum StreamMatch: String, Sendable {
    /// By SSRC, sequence numbers and timestamps.
    case source = "ssrc"
    /// By its payloads; header fields were rewritten.
    case payload
    /// Not found in the other capture, though its call or its opposite stream was.
    case onePointOnly = "one-point-only"
    /// The other point saw audio of the same call in the same direction, but none of these packets: it was made anew.
    case madeAnew = "made-anew"
    /// Not found in the other capture, and nothing tells that it ever came by there.
    case unrelated
}
