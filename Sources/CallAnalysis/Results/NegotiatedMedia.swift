import CallVocabulary

/// What a session description says of one media line of one side, reduced to what the analysis needs.
public struct MediaSideDescription: Equatable, Sendable {
    /// Where this side wants to receive RTP; port 0 means the line is refused.
    public var receivesAt: TransportEndpoint
    /// Where this side wants to receive RTCP, if it says so; else RTP's port + 1, or RTP's own with rtcp-mux.
    public var receivesRTCPAt: TransportEndpoint?
    /// Whether this side says it sends (`sendrecv` or `sendonly`).
    public var sends: Bool
    /// Whether this side says it receives (`sendrecv` or `recvonly`) at an address that is not 0.0.0.0.
    public var receives: Bool
    /// Payload type number to codec for packets *towards* this side.
    public var payloadTypes: [UInt8: Codec]
    /// True if it lists payload types of which it does not say what they are, as where the capture cut it.
    public var hasUnnamedTypes = false
    /// True if it gives a key for what this side sends (RFC 4568).
    public var hasKey = false
    /// The transport, such as `RTP/AVP`.
    public var transport: String
    /// Packetization time in milliseconds, if stated.
    public var packetTimeMilliseconds: Int?
    /// Which packet carried the description.
    public var packet: PacketReference

    /// A description of its parts.
    public init(
        receivesAt: TransportEndpoint, receivesRTCPAt: TransportEndpoint?, sends: Bool, receives: Bool,
        payloadTypes: [UInt8: Codec], transport: String, packetTimeMilliseconds: Int?, packet: PacketReference
    ) {
        self.receivesAt = receivesAt
        self.receivesRTCPAt = receivesRTCPAt
        self.sends = sends
        self.receives = receives
        self.payloadTypes = payloadTypes
        self.transport = transport
        self.packetTimeMilliseconds = packetTimeMilliseconds
        self.packet = packet
    }
}

/// What the offer/answer state (RFC 3264) permits for one media line over one span of a call.
public struct NegotiatedMedia: Sendable {
    /// The index of the media line in the descriptions, from 0.
    public var line: Int
    /// The kind of media on the line.
    public var kind: MediaKind
    /// From when: the moment the answer was seen.
    public var from: CaptureTime
    /// Until when; `nil` if it held to the end of the call.
    public var until: CaptureTime?
    /// True while the call is not answered yet.
    public var isEarly: Bool
    /// What each side described.
    public var sides: BothSides<MediaSideDescription>

    /// A span of its parts.
    public init(
        line: Int, kind: MediaKind, from: CaptureTime, until: CaptureTime?, isEarly: Bool,
        sides: BothSides<MediaSideDescription>
    ) {
        self.line = line
        self.kind = kind
        self.from = from
        self.until = until
        self.isEarly = isEarly
        self.sides = sides
    }

    /// Whether `sender` may send and the other side is ready to receive (RFC 3264 §5.1, §8.4).
    public func permitsMedia(from sender: CallSide) -> Bool {
        guard let sending = sides[sender], let receiving = sides[sender.other] else { return false }
        return sending.sends && receiving.receives && sending.receivesAt.port != 0 && receiving.receivesAt.port != 0
    }
}
