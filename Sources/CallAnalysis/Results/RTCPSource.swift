import CallVocabulary

/// A source that sent RTCP, whether or not its RTP is in the capture.
///
/// A sender whose reports say that it sends, and whose packets are nowhere, was cut off before the capture point.
public struct RTCPSource: Sendable {
    /// The source.
    public var ssrc: UInt32
    /// Where its reports come from: with plain RTCP, its RTP port + 1.
    public var source: TransportEndpoint
    /// Where they go.
    public var destination: TransportEndpoint
    /// The call, if an address of its session descriptions, or a bound stream, names it.
    public var call: Int?
    /// The side of that call which sends the reports.
    public var side: CallSide?
    /// Sender reports seen.
    public var senderReports = 0
    /// Receiver reports seen, empty ones included.
    public var receiverReports = 0
    /// The packet count in the first sender report.
    public var firstPacketCount: UInt32?
    /// The packet count in the last sender report.
    public var lastPacketCount: UInt32?
    /// Report blocks about other sources that it sent.
    public var reportsAboutOthers = 0
    /// Those of them by which more had come than by the one before: what they report on does arrive.
    public var reportsOfProgress = 0
    /// What its reports say, whomever they are about, in order of time: that something arrives, or that nothing does.
    public var reception: [ReceptionStretch] = []
    /// When its first report was seen.
    public var firstSeenAt: CaptureTime
    /// When its last report was seen.
    public var lastSeenAt: CaptureTime
    /// The first packet.
    public var firstPacket: PacketReference
    /// The last packet.
    public var lastPacket: PacketReference

    /// A source of which one packet was seen.
    public init(
        ssrc: UInt32, source: TransportEndpoint, destination: TransportEndpoint, firstSeenAt: CaptureTime,
        lastSeenAt: CaptureTime, firstPacket: PacketReference, lastPacket: PacketReference
    ) {
        self.ssrc = ssrc
        self.source = source
        self.destination = destination
        self.firstSeenAt = firstSeenAt
        self.lastSeenAt = lastSeenAt
        self.firstPacket = firstPacket
        self.lastPacket = lastPacket
    }
}
