import CallVocabulary

/// Fax by T.38 from one address to another: its packets are no RTP, and have numbers of their own.
public struct FaxStream: Sendable {
    /// Where it comes from.
    public var source: TransportEndpoint
    /// Where it goes.
    public var destination: TransportEndpoint
    /// Its call, as an index of ``CallAnalysisResult/calls``; `nil` if it belongs to none that is seen.
    public var call: Int?
    /// Which way it goes in its call.
    public var direction = StreamDirection.unknown
    /// Packets, each counted once.
    public var received: Int
    /// Numbers that never came.
    public var lost: Int
    /// How many of these the repair in later packets brought all the same.
    public var recovered: Int
    /// Further copies of packets; senders repeat indicators on purpose.
    public var repeated: Int
    /// Packets that came after a later one.
    public var reordered: Int
    /// How many earlier messages a packet repeats at most.
    public var redundancy: Int
    /// Whether parity is sent as well.
    public var hasParity: Bool
    /// The first packet.
    public var firstPacket: PacketReference
    /// When that came.
    public var startedAt: CaptureTime
    /// The last packet.
    public var lastPacket: PacketReference
    /// When that came.
    public var endedAt: CaptureTime
    /// The packet behind the first gap that nothing repaired.
    public var firstGap: PacketReference?
    /// When that came.
    public var firstGapAt: CaptureTime?
}
