import CallVocabulary

/// What the receiver of a stream says it heard: an RTCP XR VoIP metrics block (RFC 3611 §4.7) or a SIP voice quality
/// report (RFC 6035). Whatever the receiver left out is `nil`.
public struct FarEndReport: Sendable, Equatable {
    /// How it was sent.
    public enum Kind: String, Sendable {
        /// RTCP extended report, VoIP metrics block.
        case rtcpExtendedReport = "rtcp-xr"
        /// `application/vq-rtcpxr` in a SIP PUBLISH or NOTIFY.
        case voiceQualityReport = "vq-rtcpxr"
    }

    /// How it was sent.
    public var kind: Kind
    /// When it passed.
    public var at: CaptureTime
    /// The packet it came in.
    public var packet: PacketReference
    /// Packets the network lost, per cent.
    public var lossPercent: Double?
    /// Packets the receiver's buffer discarded as late or early, per cent.
    public var discardPercent: Double?
    /// Packets lost or discarded within bursts, per cent.
    public var burstLossPercent: Double?
    /// The mean length of a burst, ms.
    public var burstMilliseconds: Double?
    /// Packets lost or discarded outside bursts, per cent.
    public var gapLossPercent: Double?
    /// The mean length of a gap, ms.
    public var gapMilliseconds: Double?
    /// The round trip between the ends, ms.
    public var roundTripMilliseconds: Double?
    /// What the endpoint adds, ms.
    public var endSystemMilliseconds: Double?
    /// Interarrival jitter, ms.
    public var jitterMilliseconds: Double?
    /// The level of speech, dBm0.
    public var signalLevel: Double?
    /// The level of noise in silence, dBm0.
    public var noiseLevel: Double?
    /// How much weaker the echo returns than the speech, dB.
    public var residualEchoReturnLoss: Double?
    /// R factor, 0 to 100.
    public var rFactor: Double?
    /// MOS for listening, delay excluded.
    public var mosListening: Double?
    /// MOS for conversation, delay included.
    public var mosConversational: Double?
    /// The buffer's nominal delay, ms.
    public var bufferMilliseconds: Double?

    /// A report that says nothing yet.
    public init(kind: Kind, at: CaptureTime, packet: PacketReference) {
        self.kind = kind
        self.at = at
        self.packet = packet
    }
}
