import CallAnalysis
import CallVocabulary
import TestSupport
import Testing

/// One IPv4/UDP packet over raw IP.
func udpPacket(
    from source: String, _ sourcePort: UInt16, to destination: String, _ destinationPort: UInt16, _ payload: [UInt8],
    identification: UInt16 = 0
) throws -> [UInt8] {
    let sourceAddress = try #require(IPAddress(source)?.v4)
    let destinationAddress = try #require(IPAddress(destination)?.v4)
    return Wire.datagram(
        payload, Int(sourcePort), Int(destinationPort), from: Wire.long(sourceAddress),
        to: Wire.long(destinationAddress), number: Int(identification))
}

/// An RTP packet of 20 ms of PCMU.
func rtp(_ sequence: Int, timestamp: Int, ssrc: UInt32 = 0x1234_5678, payloadType: UInt8 = 0, marker: Bool = false)
    -> [UInt8]
{
    Wire.rtp(sequence, timestamp: timestamp, ssrc: ssrc, type: payloadType, marker: marker)
}

/// Packets given as bytes with their time in milliseconds, as one batch that comes after `earlier` packets.
func batch(_ packets: [(milliseconds: Double, bytes: [UInt8])], after earlier: Int = 0) -> PacketBatch {
    var batch = PacketBatch()
    for (index, packet) in packets.enumerated() {
        batch.packets.append(
            CapturedPacket(
                time: CaptureTime(nanoseconds: Int64(packet.milliseconds * 1e6)), offset: batch.bytes.count,
                capturedLength: packet.bytes.count, originalLength: packet.bytes.count, number: earlier + index + 1,
                linkType: .raw, interface: 0))
        batch.bytes += packet.bytes
    }
    return batch
}

/// Analyses packets given as bytes with their time in milliseconds.
func analyze(_ packets: [(milliseconds: Double, bytes: [UInt8])], limits: AnalysisLimits = AnalysisLimits())
    -> CallAnalysisResult
{
    var analyzer = CallAnalyzer(limits: limits)
    analyzer.beginCapture(name: "test")
    analyzer.ingest(batch(packets))
    return analyzer.finish()
}

@Test func limitsAreMetAloud() throws {
    var limits = AnalysisLimits()
    limits.streams = 3
    limits.flows = 5
    var packets: [(milliseconds: Double, bytes: [UInt8])] = []
    for flow in 0..<8 {
        for index in 0..<10 {
            let bytes = try udpPacket(
                from: "192.0.2.1", UInt16(4_000 + flow), to: "192.0.2.2", 5_000, rtp(index, timestamp: index * 160))
            packets.append((Double(index * 20 + flow), bytes))
        }
    }
    packets.sort { $0.milliseconds < $1.milliseconds }
    let result = analyze(packets, limits: limits)
    #expect(result.streams.count == 3)
    #expect(result.limitsMet["streams", default: 0] > 0)
    #expect(result.limitsMet["flows", default: 0] > 0)
    #expect(result.captures.first?.accounting.total == packets.count)
}

@Test func anAnalyzerIsEmptyAfterItFinished() throws {
    var analyzer = CallAnalyzer()
    analyzer.beginCapture(name: "one")
    #expect(analyzer.finish().captures.count == 1)
    #expect(analyzer.finish().captures.isEmpty)
}
