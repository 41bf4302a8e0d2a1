/// The value of a SIP `Call-ID` header (RFC 3261 §20.8): an opaque, case-sensitive text.
public struct SIPCallID: RawRepresentable, Hashable, Sendable {
    /// The text as it stood in the message.
    public let rawValue: String

    /// A Call-ID from its text.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }
}

/// A media encoding as SDP names it (RFC 8866 `a=rtpmap`).
public struct Codec: Hashable, Sendable {
    /// The encoding name in its usual spelling, such as `PCMU` or `opus`.
    public let encoding: String
    /// The RTP clock rate in hertz; not always the sampling rate (G.722 has 8000).
    public let clockRate: Int
    /// The number of audio channels; 1 where SDP names none.
    public let channels: Int

    /// A codec of its parts.
    public init(encoding: String, clockRate: Int, channels: Int = 1) {
        self.encoding = encoding
        self.clockRate = clockRate
        self.channels = channels
    }
}
