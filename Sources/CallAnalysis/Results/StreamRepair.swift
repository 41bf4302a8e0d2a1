/// What a stream is for.
public enum StreamRole: String, Sendable {
    /// It carries what is heard or seen.
    case media
    /// It sends lost packets of another stream again (RFC 4588).
    case retransmission
    /// It carries parity over packets of another stream (RFC 5109, RFC 8627).
    case forwardErrorCorrection = "forward-error-correction"
}

/// What the identifications of a sender's IP packets (RFC 791 §3.1) say of missing RTP packets, where the sender numbers
/// them one by one.
public struct NumberedGaps: Equatable, Sendable {
    /// Missing packets whose numbers are missing as well: they were sent, and lost on the way.
    public var sent = 0
    /// Missing packets across which the numbers run on: the sender skipped their sequence numbers and sent nothing.
    public var skipped = 0

    /// Nothing known.
    public init() {}
}

/// How a receiver that uses all that was sent can repair a stream's losses.
public struct StreamRepair: Equatable, Sendable {
    /// The ways told apart.
    public enum Means: String, Sendable, CaseIterable {
        /// Sent again on request (RFC 4588).
        case retransmission
        /// Repeated in later packets (RFC 2198).
        case redundancy
        /// Reckoned from parity and the packets that came (RFC 5109).
        case parity = "forward-error-correction"
        /// Received by another path (SMPTE ST 2022-7, RFC 7198).
        case secondPath = "second-path"
    }

    /// The ways that were offered, whether they were needed or not, in order of the cases.
    public var means: [Means]
    /// Lost packets that were repaired.
    public var repaired: Int
    /// Lost packets that were not.
    public var lostAfterRepair: Int

    /// A repair of its parts.
    public init(means: [Means], repaired: Int, lostAfterRepair: Int) {
        self.means = means
        self.repaired = repaired
        self.lostAfterRepair = lostAfterRepair
    }
}

/// Another stream that carries the same packets, seen elsewhere on their way.
public struct SameMedia: Equatable, Sendable {
    /// Keyed digits that the other stream carries as packets and this one lacks: a gateway took them out of the audio.
    public var digitPacketsTakenOut = 0
    /// How the two belong together.
    public enum Relation: String, Sendable {
        /// The same packets before and after an address translation.
        case addressTranslated = "address-translated"
        /// Sent on by a host between: one leg and the next.
        case relayed
        /// Sent back to where they came from, as an echo service does.
        case returned
        /// Sent by the same sender on two paths at once (SMPTE ST 2022-7, RFC 7198).
        case secondPath = "second-path"
    }

    /// The index of the other stream in ``CallAnalysisResult/streams``: the earlier one of the two.
    public var stream: Int
    /// How they belong together.
    public var relation: Relation
    /// How much later than there the packets are seen here, in milliseconds.
    public var delayMilliseconds: Double
    /// Packets seen there that never came here; `nil` where the numbers cannot be compared.
    public var lostBetween: Int?

    /// A relation of its parts.
    public init(stream: Int, relation: Relation, delayMilliseconds: Double, lostBetween: Int?) {
        self.stream = stream
        self.relation = relation
        self.delayMilliseconds = delayMilliseconds
        self.lostBetween = lostBetween
    }
}
