/// An endpoint's own verdict on what it hears (RFC 3611 §4.7).
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |     BT=7      |   reserved    |       block length = 8        |
/// |                        SSRC of source                         |
/// |   loss rate   | discard rate  | burst density |  gap density  |
/// |       burst duration          |         gap duration          |
/// |     round trip delay          |       end system delay        |
/// | signal level  |  noise level  |     RERL      |     Gmin      |
/// |   R factor    | ext. R factor |    MOS-LQ     |    MOS-CQ     |
/// |PLC|JBA|JB rate|   reserved    |          JB nominal           |
/// |          JB maximum           |          JB abs max           |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
///
/// Fields for which 127 means "unavailable" are `nil` then.
package struct RTCPVoIPMetrics: Equatable, Sendable {
    /// How the receiver hides loss (RFC 3611 §4.7.6).
    package enum LossConcealment: UInt8, Sendable {
        case unspecified = 0
        case disabled = 1
        case enhanced = 2
        case standard = 3
    }

    /// Whether the receiver's jitter buffer adapts (RFC 3611 §4.7.6).
    package enum BufferAdaptation: UInt8, Sendable {
        case unknown = 0
        case reserved = 1
        case fixed = 2
        case adaptive = 3
    }

    /// The source reported on.
    package let ssrc: UInt32
    /// Packets lost since the start, after error correction, in 1/256 of those expected.
    package let lossRate: UInt8
    /// Packets discarded by the jitter buffer since the start, in 1/256 of those expected.
    package let discardRate: UInt8
    /// Packets lost or discarded within bursts, in 1/256.
    package let burstDensity: UInt8
    /// Packets lost or discarded within gaps, in 1/256.
    package let gapDensity: UInt8
    /// The mean length of a burst in milliseconds.
    package let burstMilliseconds: UInt16
    /// The mean length of a gap in milliseconds.
    package let gapMilliseconds: UInt16
    /// The round trip between the RTP interfaces in milliseconds; zero where the endpoint has none measured.
    package let roundTripMilliseconds: UInt16
    /// What the endpoint itself adds in milliseconds: buffering, coding, playing, in both directions.
    package let endSystemMilliseconds: UInt16
    /// The level of speech in dBm0.
    package let signalLevel: Int8?
    /// The level of noise in silence in dBm0.
    package let noiseLevel: Int8?
    /// The residual echo return loss in dB.
    package let residualEchoReturnLoss: UInt8?
    /// The gap threshold that was used, usually 16.
    package let gapThreshold: UInt8
    /// The R factor of this part of the path, 0 to 100.
    package let ratingFactor: UInt8?
    /// The R factor of a network behind the endpoint.
    package let externalRatingFactor: UInt8?
    /// The estimated mean opinion score for listening, times 10; delay excluded.
    package let listeningScoreTimesTen: UInt8?
    /// The estimated mean opinion score for conversation, times 10; delay included.
    package let conversationScoreTimesTen: UInt8?
    /// How loss is hidden.
    package let lossConcealment: LossConcealment
    /// Whether the jitter buffer adapts.
    package let bufferAdaptation: BufferAdaptation
    /// How fast the buffer adapts, 0 to 15.
    package let bufferRate: UInt8
    /// The jitter buffer's nominal delay in milliseconds.
    package let bufferNominalMilliseconds: UInt16
    /// The jitter buffer's greatest delay at present in milliseconds.
    package let bufferMaximumMilliseconds: UInt16
    /// The greatest delay the jitter buffer can reach in milliseconds.
    package let bufferAbsoluteMaximumMilliseconds: UInt16

    /// Reads the block at `start`, whose 36 bytes the caller has checked to be there.
    init(parsing bytes: RawSpan, at start: Int) {
        let receiver = bytes.uint8(at: start + 28)
        ssrc = bytes.uint32(at: start + 4)
        lossRate = bytes.uint8(at: start + 8)
        discardRate = bytes.uint8(at: start + 9)
        burstDensity = bytes.uint8(at: start + 10)
        gapDensity = bytes.uint8(at: start + 11)
        burstMilliseconds = bytes.uint16(at: start + 12)
        gapMilliseconds = bytes.uint16(at: start + 14)
        roundTripMilliseconds = bytes.uint16(at: start + 16)
        endSystemMilliseconds = bytes.uint16(at: start + 18)
        signalLevel = Self.available(bytes.uint8(at: start + 20)).map { Int8(bitPattern: $0) }
        noiseLevel = Self.available(bytes.uint8(at: start + 21)).map { Int8(bitPattern: $0) }
        residualEchoReturnLoss = Self.available(bytes.uint8(at: start + 22))
        gapThreshold = bytes.uint8(at: start + 23)
        ratingFactor = Self.available(bytes.uint8(at: start + 24))
        externalRatingFactor = Self.available(bytes.uint8(at: start + 25))
        listeningScoreTimesTen = Self.available(bytes.uint8(at: start + 26))
        conversationScoreTimesTen = Self.available(bytes.uint8(at: start + 27))
        lossConcealment = LossConcealment(rawValue: receiver >> 6) ?? .unspecified
        bufferAdaptation = BufferAdaptation(rawValue: receiver >> 4 & 3) ?? .unknown
        bufferRate = receiver & 0x0F
        bufferNominalMilliseconds = bytes.uint16(at: start + 30)
        bufferMaximumMilliseconds = bytes.uint16(at: start + 32)
        bufferAbsoluteMaximumMilliseconds = bytes.uint16(at: start + 34)
    }

    private static func available(_ value: UInt8) -> UInt8? { value == 127 ? nil : value }
}
