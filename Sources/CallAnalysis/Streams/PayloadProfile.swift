import AudioLevels

/// What is known about one payload type of one stream, and how often it came.
struct PayloadProfile {
    /// What its packets mean for jitter and loss.
    enum Kind: UInt8 {
        /// Audio or video: timestamps follow the sampling clock.
        case media
        /// Telephone events: all packets of one event carry the same timestamp (RFC 4733 §2.5.1).
        case telephoneEvent
        /// Comfort noise (RFC 3389).
        case comfortNoise
        /// Media with what went before repeated in each packet (RFC 2198).
        case redundant
        /// Lost packets sent again as a stream of its own (RFC 4588).
        case retransmission
        /// Parity over other packets (RFC 5109, RFC 8627).
        case parity
    }

    var number: UInt8
    var kind: Kind
    var encoding: String?
    /// Hertz; 0 while unknown.
    var clockRate: Int
    var channels: Int?
    var basis: CodecBasis?
    var packets = 0
    /// Of ``Kind/redundant``: the payload type of parity among the blocks, if there is one.
    var parityType: UInt8?
    /// Of ``Kind/redundant``: the payload type of telephone events among the blocks, if there is one.
    var eventType: UInt8?
    /// Of ``Kind/redundant``: the encoding that the packets carry, where known.
    var carriedEncoding: String?

    /// Whether its timestamps follow a sampling clock.
    var isClocked: Bool { kind == .media || kind == .redundant }

    /// The law whose code words the payload is; `nil` for any other coding.
    var law: G711Law? {
        guard kind == .media, clockRate == 8_000, channels ?? 1 == 1 else { return nil }
        switch encoding {
        case "PCMU": return .mu
        case "PCMA": return .a
        default: return nil
        }
    }

    /// Nanoseconds per timestamp unit; 0 where jitter is not to be measured or the clock is unknown.
    var nanosecondsPerTick: Double {
        isClocked && clockRate > 0 ? 1e9 / Double(clockRate) : 0
    }
}
