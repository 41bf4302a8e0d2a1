import CallVocabulary

/// Times that are those of the capturing program's looks, not of the packets: it took what had come once in a while.
public struct BatchedTimes: Equatable, Sendable {
    /// How often nothing at all was recorded while streams of both directions went on.
    public var silences: Int
    /// How long each of these silences was, ms; the middle one.
    public var milliseconds: Double
    /// The first packet after the first of them.
    public var endedBy: PacketReference
    /// When that packet was recorded.
    public var at: CaptureTime
}

/// A while in which a capture holds no packet of anybody.
struct CaptureSilence: Equatable, Sendable {
    /// The last packet before it.
    var from: CaptureTime
    /// The first packet behind it.
    var until: CaptureTime
    /// That packet.
    var endedBy: PacketReference

    var nanoseconds: Int64 { until.nanoseconds(since: from) }

    /// How long a silence is at least to be kept: longer than from packet to packet of any usual voice.
    static let shortest: Int64 = 150_000_000
}

/// Tells packets that come in heaps from a capture that is stamped in heaps.
///
/// A queue holds back what goes one way; a radio that sleeps holds back what it receives. That both directions, and all else,
/// come together again and again after silences of one length, is how a program records that looks once a second.
enum BatchedCaptures {
    /// Silences that have to be there while a pair of streams goes on.
    static let required = 5
    /// How far the lengths may be from the middle one, and of how many of them that has to be true.
    static let tolerance = 0.1
    static let requiredShare = 0.8
    /// How much of the time has to be silence.
    static let requiredSilence = 0.5
    /// Packets of a stream that goes on.
    static let requiredPackets = 50

    /// Finds such captures, and takes back what was read off the times of their packets.
    static func settle(_ result: inout CallAnalysisResult) {
        for capture in result.captures.indices where result.captures[capture].silences.count >= required {
            let streams = result.streams.indices.filter { result.streams[$0].firstPacket.capture == capture }
            let silences = result.captures[capture].silences
            guard let found = batches(silences, streams.map { result.streams[$0] }) else { continue }
            result.captures[capture].batchedTimes = found
            for index in streams { result.streams[index].withdrawTimes() }
        }
    }

    private static func batches(_ silences: [CaptureSilence], _ streams: [MediaStream]) -> BatchedTimes? {
        let steady = streams.filter(goesOn).prefix(AnalysisLimits.batchedStreams)
        for one in steady {
            for other in steady
            where other.source.address == one.destination.address && other.destination.address == one.source.address {
                let from = max(one.startedAt, other.startedAt)
                let until = min(one.endedAt, other.endedAt)
                guard until > from else { continue }
                let within = silences.filter { $0.from >= from && $0.until <= until }
                if let found = evenly(within, of: until.nanoseconds(since: from)) { return found }
            }
        }
        return nil
    }

    /// Whether a stream holds as many packets as its length takes, so that no silence of its sender explains any.
    private static func goesOn(_ stream: MediaStream) -> Bool {
        guard stream.role == .media, stream.counts.received >= requiredPackets, let length = stream.packetMilliseconds,
            (5...100).contains(length)
        else { return false }
        return Double(stream.counts.expected) * length >= 800 * stream.durationSeconds
    }

    private static func evenly(_ silences: [CaptureSilence], of whole: Int64) -> BatchedTimes? {
        guard let first = silences.first, silences.count >= required else { return nil }
        let lengths = silences.map { Double($0.nanoseconds) }.sorted()
        let middle = lengths[lengths.count / 2]
        let even = lengths.filter { abs($0 / middle - 1) <= tolerance }
        guard even.count >= required, Double(even.count) >= requiredShare * Double(lengths.count),
            even.reduce(0, +) >= requiredSilence * Double(whole)
        else { return nil }
        return BatchedTimes(
            silences: silences.count, milliseconds: middle / 1e6, endedBy: first.endedBy, at: first.until)
    }
}

extension MediaStream {
    /// Forgets what rests on when each packet was recorded.
    mutating func withdrawTimes() {
        hasBatchedTimes = true
        jitter = nil
        playout = []
        delayVariation = nil
        delaySteps = []
        senderClock = nil
        clockSkewPartsPerMillion = nil
        for index in intervals.indices { intervals[index].withdrawTimes() }
        series?.withdrawTimes()
    }
}
