import CallAnalysis
import CallVocabulary
import PathComparison
import TestSupport

/// Random numbers that are the same each time (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// An address and port on the made-up wire.
struct End {
    var address: [UInt8]
    var port: UInt16
}

/// One made-up stream, as each point sees it.
struct MadeStream {
    var ssrc: UInt32 = 0x1111_1111
    var isForward = true
    var firstSequence: UInt16 = 100
    var firstTimestamp: UInt32 = 5_000
    var packets = 500
    /// When it begins, in milliseconds by NEAR's clock.
    var start = 1_000.0
    var payloadType: UInt8 = 0
    /// Milliseconds from one point to the other.
    var delay: (Int) -> Double = { _ in 20 }
    /// Lost before the first point it passes.
    var lostBefore: Set<Int> = []
    /// Lost between the points.
    var lostBetween: Set<Int> = []
    /// Sent on twice between the points.
    var doubled: Set<Int> = []
    /// Changes the RTP packet between the points.
    var rewrite: ([UInt8], Int) -> [UInt8] = { packet, _ in packet }
    /// Who sends and receives as NEAR sees them, then as FAR does.
    var near = (End(address: [10, 1, 1, 10], port: 4_000), End(address: [198, 51, 100, 20], port: 6_000))
    var far = (End(address: [203, 0, 113, 7], port: 31_000), End(address: [198, 51, 100, 20], port: 6_000))

    /// The answer to a forward stream: the ends swapped.
    static func answer(ssrc: UInt32 = 0x2222_2222, packets: Int = 500) -> MadeStream {
        var stream = MadeStream(ssrc: ssrc, isForward: false, firstSequence: 40_000, packets: packets, start: 1_007)
        stream.near = (stream.near.1, stream.near.0)
        stream.far = (stream.far.1, stream.far.0)
        return stream
    }

    func sequence(_ index: Int) -> UInt16 { firstSequence &+ UInt16(truncatingIfNeeded: index) }
    func sequences(_ indices: Set<Int>) -> [UInt16] { indices.sorted().map(sequence) }
}

/// Two capture points on a made-up path, with their own clocks, and what both record.
struct TwoPoints {
    /// FAR's clock less NEAR's at the beginning, in milliseconds.
    var offset = -3_700.0
    /// By how much FAR's clock runs faster, in parts per million.
    var drift = 0.0
    var random = SeededGenerator(state: 7)
    private(set) var near: [(milliseconds: Double, bytes: [UInt8])] = []
    private(set) var far: [(milliseconds: Double, bytes: [UInt8])] = []

    init(offset: Double = -3_700, drift: Double = 0) {
        self.offset = offset
        self.drift = drift
    }

    func farClock(_ milliseconds: Double) -> Double { milliseconds * (1 + drift / 1e6) + offset }

    /// Puts a datagram on the wire; it passes the first point at `time` by NEAR's clock.
    mutating func send(
        _ payload: [UInt8], at time: Double, isForward: Bool, near ends: (End, End), far farEnds: (End, End),
        delay: Double, arrives: Bool = true, copies: Int = 1, atSecond: [UInt8]? = nil
    ) {
        let atNear = udp(isForward ? payload : atSecond ?? payload, ends, hopLimit: isForward ? 64 : 60)
        let atFar = udp(isForward ? atSecond ?? payload : payload, farEnds, hopLimit: isForward ? 60 : 64)
        for copy in 0..<(arrives ? copies : 0) {
            let second = time + delay + Double(copy)
            if isForward { far.append((farClock(second), atFar)) } else { near.append((second, atNear)) }
        }
        if isForward { near.append((time, atNear)) } else { far.append((farClock(time), atFar)) }
    }

    mutating func send(_ stream: MadeStream) {
        for index in 0..<stream.packets where !stream.lostBefore.contains(index) {
            var packet: [UInt8] = [0x80, stream.payloadType]
            packet += stream.sequence(index).bigEndianBytes
            packet += (stream.firstTimestamp &+ UInt32(index * 160)).bigEndianBytes + stream.ssrc.bigEndianBytes
            packet += (0..<5).flatMap { _ in random.next().bigEndianBytes }
            // A sender's pace is never exact.
            let wobble = Double(random.next() % 300) / 1_000
            send(
                packet, at: stream.start + Double(index) * 20 + wobble, isForward: stream.isForward, near: stream.near,
                far: stream.far, delay: stream.delay(index) + Double(random.next() % 100) / 1_000,
                arrives: !stream.lostBetween.contains(index), copies: stream.doubled.contains(index) ? 2 : 1,
                atSecond: stream.rewrite(packet, index))
        }
    }

    /// Compares what both recorded; the windows are in milliseconds by each point's clock.
    func compare(
        nearWindow: Range<Double> = -1e12..<1e12, farWindow: Range<Double> = -1e12..<1e12, snapLength: Int = 65_535,
        isSwapped: Bool = false, limits: ComparisonLimits = ComparisonLimits(), drops: UInt64? = nil
    ) -> PathComparisonResult {
        let nearRecord = record("near", near.filter { nearWindow.contains($0.milliseconds) }, snapLength, limits, drops)
        let farRecord = record("far", far.filter { farWindow.contains($0.milliseconds) }, snapLength, limits, nil)
        return PathComparer(limits: limits).compare(
            near: isSwapped ? farRecord : nearRecord, far: isSwapped ? nearRecord : farRecord)
    }

    /// NEAR's packets as both captures, in one of them later by `shift` milliseconds and without some.
    func comparedWithItself(shift: Double = 0, without isLeftOut: (Int) -> Bool = { _ in false })
        -> PathComparisonResult
    {
        let limits = ComparisonLimits()
        let sorted = near.sorted { $0.milliseconds < $1.milliseconds }
        let other = sorted.enumerated().filter { !isLeftOut($0.offset) }
            .map { (milliseconds: $0.element.milliseconds + shift, bytes: $0.element.bytes) }
        return PathComparer().compare(
            near: record("one", near, 65_535, limits, nil), far: record("other", other, 65_535, limits, nil))
    }

    /// NEAR of this path and FAR of another.
    func compared(with other: TwoPoints) -> PathComparisonResult {
        let limits = ComparisonLimits()
        return PathComparer().compare(
            near: record("one", near, 65_535, limits, nil), far: other.record("other", other.far, 65_535, limits, nil))
    }

    private func record(
        _ name: String, _ packets: [(milliseconds: Double, bytes: [UInt8])], _ snapLength: Int,
        _ limits: ComparisonLimits, _ drops: UInt64?
    ) -> CaptureRecord {
        var batch = PacketBatch()
        for (index, packet) in packets.sorted(by: { $0.milliseconds < $1.milliseconds }).enumerated() {
            let captured = min(packet.bytes.count, snapLength)
            batch.packets.append(
                CapturedPacket(
                    time: CaptureTime(nanoseconds: 1_795_000_000_000_000_000 + Int64(packet.milliseconds * 1e6)),
                    offset: batch.bytes.count, capturedLength: captured, originalLength: packet.bytes.count,
                    number: index + 1, linkType: .ipv4, interface: 0))
            batch.bytes += packet.bytes.prefix(captured)
        }
        var analyzer = CallAnalyzer()
        analyzer.beginCapture(name: name)
        analyzer.ingest(batch)
        var recorder = StreamRecorder(name: name, limits: limits)
        recorder.ingest(batch)
        return recorder.finish(analyzer.finish(), interfaceDrops: drops)
    }

    /// One point's packets as a capture file (pcap, raw IPv4, microseconds).
    func file(_ packets: [(milliseconds: Double, bytes: [UInt8])]) -> [UInt8] {
        let ordered = packets.sorted { $0.milliseconds < $1.milliseconds }
        return Wire.pcap(
            ordered.map { (1_795_000_000_000_000 + Int64($0.milliseconds * 1_000), $0.bytes) }, linkType: 228)
    }
}

private func udp(_ payload: [UInt8], _ ends: (End, End), hopLimit: UInt8) -> [UInt8] {
    Wire.ipv4(
        Wire.udp(payload, Int(ends.0.port), Int(ends.1.port)), next: 17, from: ends.0.address, to: ends.1.address,
        number: 0, hopLimit: hopLimit, service: 0xB8)
}

extension FixedWidthInteger {
    var bigEndianBytes: [UInt8] { Wire.bytes(self) }
}
