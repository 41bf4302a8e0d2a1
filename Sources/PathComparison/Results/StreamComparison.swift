import CallVocabulary

/// A stream as one capture point saw it.
public struct StreamAtPoint: Sendable {
    /// Its id in the analysis of that capture, such as `stream-2`; `nil` where it joins several.
    public var id: String?
    /// The synchronization source.
    public var ssrc: UInt32
    /// Where it comes from.
    public var source: TransportEndpoint
    /// Where it goes.
    public var destination: TransportEndpoint
    /// The payload type of most packets.
    public var payloadType: UInt8
    /// Its packets, repetitions included.
    public var packets: Int
    /// Repetitions, those made by the capture excluded.
    public var duplicated: Int
    /// The first sequence number seen.
    public var firstSequence: UInt16
    /// The first RTP timestamp seen.
    public var firstTimestamp: UInt32
    /// The first packet's time by the clock of this point.
    public var startedAt: CaptureTime
    /// The last packet's time.
    public var endedAt: CaptureTime
    /// Time to live or hop limit of most packets; `nil` if unknown.
    public var hopLimit: UInt8?
    /// The differentiated services code point of most packets; `nil` if unknown.
    public var dscp: UInt8?
    /// Mean interarrival jitter here in milliseconds (RFC 3550 §6.4.1); `nil` if unknown.
    public var jitterMilliseconds: Double?
}

/// Sequence numbers in a row.
public struct SequenceRange: Equatable, Sendable {
    /// The first, as the point that saw the packets numbers them.
    public var first: UInt16
    /// The last; smaller than ``first`` where the numbers wrap.
    public var last: UInt16
    /// How many.
    public var count: Int
}

/// Packets named by their sequence numbers.
public struct SequenceRanges: Equatable, Sendable {
    /// How many packets.
    public var count = 0
    /// Their numbers, at most ``ComparisonLimits/ranges`` ranges.
    public var ranges: [SequenceRange] = []
    /// Packets in ranges that are not listed.
    public var unlisted = 0

    /// Every sequence number listed, one by one.
    public var sequenceNumbers: [UInt16] {
        ranges.flatMap { range in
            (0..<max(0, range.count)).map { range.first &+ UInt16(truncatingIfNeeded: $0) }
        }
    }
}

/// How long packets took between the points, in milliseconds.
public struct TravelTimes: Equatable, Sendable {
    /// The fastest packet; `nil` where the clocks are not known from both directions.
    public var shortestMilliseconds: Double?
    /// How far off ``shortestMilliseconds`` may be.
    public var uncertaintyMilliseconds: Double?
    // How much longer packets took than the fastest one:
    /// Half of the packets took no longer than the fastest and this.
    public var medianMilliseconds: Double
    /// Ninety-five of a hundred took no longer than the fastest and this.
    public var p95Milliseconds: Double
    /// The slowest took as much longer.
    public var maximumMilliseconds: Double
}

/// A header field that differs between the points.
public struct RewrittenField: Equatable, Sendable {
    /// The fields looked at.
    public enum Field: String, Sendable {
        case sourceAddress = "source-address"
        case sourcePort = "source-port"
        case destinationAddress = "destination-address"
        case destinationPort = "destination-port"
        case payloadType = "payload-type"
        case ssrc
        case sequence
        case timestamp
        case dscp
        case hopLimit = "hop-limit"
    }
    /// Which.
    public var field: Field
    /// What NEAR saw; for sequence and timestamp, of the first packet seen at both points.
    public var near: String
    /// What FAR saw.
    public var far: String
}

/// One stream at both points, or at one of them.
public struct StreamComparison: Sendable {
    /// `path-1`, `path-2`, …
    public var id: String
    /// How it was found at both points.
    public var match: StreamMatch
    /// Which way it passes them.
    public var direction: PathDirection
    /// How sure the direction is, 0 to 1.
    public var directionConfidence: Double
    /// What told the direction.
    public var directionEvidence: [DirectionEvidence]
    /// What NEAR saw; `nil` if nothing.
    public var near: StreamAtPoint?
    /// What FAR saw; `nil` if nothing.
    public var far: StreamAtPoint?
    /// Packets that passed the first point while the second was capturing.
    public var sent = 0
    /// How many of them were found at the second point.
    public var arrived = 0
    /// Those that were not.
    public var vanished = SequenceRanges()
    /// Packets seen at the second point only, though the first was capturing.
    public var appearedOnly = SequenceRanges()
    /// Packets that only one point could see, because the other was not capturing at the time or no longer kept them.
    public var outsideOverlap = 0
    /// Sequence numbers that neither point saw between the first and the last: gone before the first point.
    public var missingBefore = 0
    /// Packets that the receiver reports lost beyond those missing at the second point; `nil` if it reports nothing.
    public var missingAfter: Int?
    /// Repetitions that appeared between the points.
    public var duplicated = 0
    /// Packets that fell behind a later one between the points.
    public var reordered = 0
    /// Packets seen at both points whose content differs: encrypted anew, or changed.
    public var contentChanged = 0
    /// Packets whose content could be compared; the others were cut short by a capture.
    public var contentCompared = 0
    /// Times of travel between the points; `nil` if fewer than two packets were seen at both.
    public var travel: TravelTimes?
    /// The stream of the other point that carries the same side of the call, made anew; `nil` if there is none.
    public var counterpart: String?
    /// The header fields that differ.
    public var rewritten: [RewrittenField] = []
    /// Which segment is at fault for this stream.
    public var verdict = PathVerdict()

    /// Packets that were expected at the first point: those seen anywhere, and those missing before.
    public var expected: Int { sent + appearedOnly.count + missingBefore }
    /// ``vanished`` in per cent of ``sent``.
    public var vanishedPercent: Double { sent > 0 ? 100 * Double(vanished.count) / Double(sent) : 0 }
    /// What the point saw that the stream passes first.
    public var first: StreamAtPoint? { direction == .farToNear ? far : near }
    /// What the point saw that the stream passes second.
    public var second: StreamAtPoint? { direction == .farToNear ? near : far }
}

/// A part of the path.
public enum PathSegment: String, Sendable, CaseIterable {
    /// On NEAR's side of the NEAR capture.
    case beforeNear = "before-near"
    /// Between the capture points.
    case between
    /// On FAR's side of the FAR capture.
    case beyondFar = "beyond-far"
    /// No fault was seen.
    case none
    /// The captures do not tell.
    case undetermined
}

/// Which segment of the path is at fault.
public struct PathVerdict: Equatable, Sendable {
    /// What is wrong there.
    public enum Kind: String, Sendable {
        /// Packets are lost.
        case loss
        /// Packets come unevenly.
        case delayVariation = "delay-variation"
    }
    /// What one segment did.
    public struct Fault: Equatable, Sendable {
        /// Where.
        public var segment: PathSegment
        /// What.
        public var kind: Kind
        /// Lost packets; 0 for delay.
        public var lost: Int
        /// Of how many.
        public var of: Int
        /// For delay: the 95th percentile between the points, or the mean jitter outside; else 0.
        public var milliseconds: Double

        /// ``lost`` in per cent of ``of``.
        public var percent: Double { of > 0 ? 100 * Double(lost) / Double(of) : 0 }
    }
    /// Why nothing can be said.
    public enum Obstacle: String, Sendable {
        /// The captures have no packet in common.
        case nothingInCommon = "nothing-in-common"
        /// Both captures are one recording.
        case sameTraffic = "same-traffic"
        /// A capture holds no recognised stream.
        case noStreams = "no-streams"
        /// The stream was seen at one point only and need not have come by the other.
        case onePointOnly = "one-point-only"
        /// The audio was coded or encrypted anew between the points, so that no packet is known again.
        case madeAnew = "made-anew"
        /// Too few packets passed while both points captured.
        case tooFewPackets = "too-few-packets"
    }
    /// The segment at fault.
    public var segment = PathSegment.undetermined
    /// The faults found, worst first; the first is in ``segment``.
    public var faults: [Fault] = []
    /// Why nothing can be said; `nil` if something can.
    public var obstacle: Obstacle?
    /// How sure the verdict is, 0 to 1.
    public var confidence = 0.0

    /// Nothing can be said yet.
    public init() {}

    /// Nothing can be said, and why.
    package init(obstacle: Obstacle, confidence: Double) {
        self.obstacle = obstacle
        self.confidence = confidence
    }
}
