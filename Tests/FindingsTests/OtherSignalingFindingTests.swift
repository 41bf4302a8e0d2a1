import CallAnalysis
import CallVocabulary
import Findings
import TestSupport
import Testing

/// Audio without a SIP call, analyzed through the public door.
private func findings(with signaling: Bool) -> [Finding] {
    var batch = PacketBatch()
    func add(_ bytes: [UInt8]) {
        batch.packets.append(
            CapturedPacket(
                time: CaptureTime(nanoseconds: Int64(batch.packets.count) * 20_000_000), offset: batch.bytes.count,
                capturedLength: bytes.count, originalLength: bytes.count, number: batch.packets.count + 1,
                linkType: .raw, interface: 0))
        batch.bytes += bytes
    }
    if signaling {
        add(Wire.datagram(Array("RSIP 12 aaln/1@gw.example.net MGCP 1.0\r\n".utf8), 2_427, 2_727, number: 1))
    }
    for number in 0..<50 {
        add(Wire.datagram(Wire.rtp(number, timestamp: number * 160, ssrc: 7), 4_000, 5_000, number: number + 2))
    }
    var analyzer = CallAnalyzer()
    analyzer.beginCapture(name: "test")
    analyzer.ingest(batch)
    return FindingCatalog.findings(in: analyzer.finish()).filter { $0.code == .captureNoSignaling }
}

@Test func theMissingCallSetupIsNotMissedWhereItIsOfAnotherProtocol() throws {
    let named = try #require(findings(with: true).first)
    #expect(named.summary.contains("MGCP") && named.evidence.first?.packet.number == 1)
    let none = try #require(findings(with: false).first)
    #expect(none.summary.contains("no call setup"))
}
