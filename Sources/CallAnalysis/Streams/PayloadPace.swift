import CallVocabulary

/// A stream whose timestamps do not go on by the sound that its packets hold: with codecs of a fixed rate the length of the
/// payload tells how much that is.
public struct PayloadPace: Equatable, Sendable {
    /// How much sound a packet holds, ms.
    public var contentMilliseconds: Double
    /// How far the timestamp goes on from packet to packet, ms.
    public var stampMilliseconds: Double
    /// How long after one packet the next is due by its arrivals, ms; pauses included.
    public var arrivalMilliseconds: Double
    /// True if packets come without pauses, so that the arrivals tell the sender's pace.
    public var isSteady: Bool

    /// A pace of its parts.
    public init(
        contentMilliseconds: Double, stampMilliseconds: Double, arrivalMilliseconds: Double, isSteady: Bool
    ) {
        self.contentMilliseconds = contentMilliseconds
        self.stampMilliseconds = stampMilliseconds
        self.arrivalMilliseconds = arrivalMilliseconds
        self.isSteady = isSteady
    }

    /// How far two lengths may be apart and still be one: an authentication tag that nobody announced adds a tenth.
    static let tolerance = 0.2
    /// Packets that a pace is read from: one second.
    static let fewestPackets = 50

    /// Bytes a millisecond of codecs whose payload has no other length; `nil` for all others. Codecs of few bytes are left
    /// out: what comes with the payload would weigh as much.
    private static func bytesPerMillisecond(_ type: PayloadTypeUse) -> Double? {
        switch type.encoding?.uppercased() {
        case "PCMU", "PCMA", "G722": return 8 * Double(type.channels ?? 1)
        case "L16": return type.clockRate.map { Double($0) / 500 * Double(type.channels ?? 1) }
        default: return nil
        }
    }

    /// Notes a pace that differs from the timestamps, and takes back what was read off these: how late packets come, and
    /// what buffers make of it.
    static func settle(_ stream: inout MediaStream, _ tracker: RTPStreamTracker) {
        guard !stream.encrypted, stream.packetMillisecondsBasis == .timestamps, let stamp = stream.packetMilliseconds,
            let type = stream.payloadTypes.first, let rate = bytesPerMillisecond(type), rate > 0,
            stream.counts.received >= fewestPackets, stream.counts.expected > 1,
            type.packets * 20 >= stream.payloadTypes.reduce(0, { $0 + $1.packets }) * 19,
            let profile = tracker.profiles.firstIndex(where: { $0.number == type.number }),
            tracker.timing.isEven(ofProfile: profile), tracker.history.ledgers.count == 1, type.clockRate ?? 0 > 0
        else { return }
        let content = Double(stream.payloadBytes) / Double(stream.counts.received) / rate
        let arrival = stream.durationSeconds * 1_000 / Double(stream.counts.expected - 1)
        // Steps are looked at once a second; senders that cut a packet in two step unevenly, and right on the whole.
        let ticks = Double(Int32(bitPattern: tracker.lastTimestamp &- tracker.first.timestamp))
        let mean = ticks * 1_000 / Double(type.clockRate ?? 8_000) / Double(stream.counts.expected - 1)
        guard abs(stamp / mean - 1) <= tolerance else { return }
        // Where arrivals follow the timestamps the length alone is odd: another codec, or encryption.
        guard content >= 1, abs(stamp / content - 1) > tolerance, abs(stamp / arrival - 1) > tolerance else { return }
        stream.payloadPace = PayloadPace(
            contentMilliseconds: content, stampMilliseconds: stamp, arrivalMilliseconds: arrival,
            isSteady: stream.longestGapSeconds * 1_000 < 3 * arrival + 100)
        stream.playout = []
        stream.delaySteps = []
        stream.senderClock = nil
        stream.clockSkewPartsPerMillion = nil
    }
}
