import CallVocabulary

/// Fax by T.38 from one address to another.
public struct AnalysisFaxStream: DocumentPart, Equatable {
    /// The id of its call; `nil` where none is known.
    public var call: String?
    /// Which way it goes in its call.
    public var direction = ""
    /// Where it comes from.
    public var source = AnalysisEndpoint()
    /// Where it goes.
    public var destination = AnalysisEndpoint()
    /// Packets, each counted once.
    public var received = 0
    /// Numbers that never came.
    public var lost = 0
    /// How many of these later packets brought.
    public var recovered = 0
    /// Further copies of packets.
    public var repeated = 0
    /// Packets that came after a later one.
    public var reordered = 0
    /// How many earlier messages a packet repeats at most.
    public var redundancy = 0
    /// Whether parity is sent as well.
    public var hasParity = false
    /// The first packet's time.
    public var startedAt = CaptureTime(nanoseconds: 0)
    /// The last packet's time.
    public var endedAt = CaptureTime(nanoseconds: 0)
    /// Its first packet.
    public var firstPacket = 0
    /// Its last packet.
    public var lastPacket = 0

    /// One with nothing known.
    public init() {}

    /// Its members, in the order of the document.
    public mutating func fields(_ fields: inout some DocumentFields & ~Copyable) {
        fields.member("call", &call)
        fields.member("direction", &direction)
        fields.part("source", &source)
        fields.part("destination", &destination)
        fields.member("received", &received)
        fields.member("lost", &lost)
        fields.member("recovered", &recovered)
        fields.member("repeated", &repeated)
        fields.member("reordered", &reordered)
        fields.member("redundancy", &redundancy)
        fields.member("hasParity", &hasParity)
        fields.member("startedAt", &startedAt)
        fields.member("endedAt", &endedAt)
        fields.member("firstPacket", &firstPacket)
        fields.member("lastPacket", &lastPacket)
    }
}
